"""`boomerang policy check`: is what decides well-formed?"""

from __future__ import annotations

import typer

from bot.commands.terminal import fail, out
from bot.services.policies import BadPolicy, PolicyBook
from bot.settings import Settings

app = typer.Typer(no_args_is_help=True)


@app.callback()
def policy() -> None:
    """The shop's policy and the markets' law."""


@app.command()
def check() -> None:
    """Read policy and law; name file, field and reason of what is wrong."""
    try:
        book = PolicyBook.load(Settings().policy)
    except BadPolicy as error:
        fail(str(error))
    out.print(f"Policy and law are well-formed ({book.policy_hash}).")
