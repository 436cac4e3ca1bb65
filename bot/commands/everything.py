"""All commands in one application."""

from __future__ import annotations

import typer

from bot.commands import cases, orders, policy, run, simulate, threads

app = typer.Typer(
    name="boomerang",
    help="A customer-service assistant for returns in cross-border shops.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
run.add_to(app)
simulate.add_to(app)
app.add_typer(orders.app, name="orders", help="Orders and products from an export.")
app.add_typer(cases.app, name="cases", help="Return cases: list, show, move by hand.")
app.add_typer(threads.app, name="threads", help="Conversations: list, show, answer, hand back.")
app.add_typer(policy.app, name="policy", help="The shop's policy and the markets' law.")

__all__ = ["app"]
