"""`boomerang threads`: read along, answer as a person, hand back."""

from __future__ import annotations

from collections.abc import Sequence

import typer
from rich.table import Table

from bot.commands.terminal import as_json, fail, out, with_shop
from bot.conversation.messages import Message
from bot.conversation.threads import Holder, Thread
from bot.services.context import Context
from bot.services.handover import (
    NoSuchThread,
    NotHeld,
    answer_as_agent,
    hand_back,
    hand_over,
)

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(
    waiting: bool = typer.Option(False, help="Only those that wait for a person."),
    limit: int = 30,
    json: bool = typer.Option(False, "--json"),
) -> None:
    """The latest conversations, or those that wait for a person."""

    async def work(ctx: Context) -> Sequence[Thread]:
        async with ctx.storage.work(read_only=True) as work:
            return await (
                work.threads.with_holder(Holder.PERSON) if waiting else work.threads.latest(limit)
            )

    threads = with_shop(work)
    if json:
        as_json(
            [
                {"id": t.id, "holder": t.holder, "language": t.language, "messages": t.last_seq}
                for t in threads
            ]
        )
        return
    table = Table("Thread", "Holder", "Language", "Messages", "Waiting since")
    for thread in threads:
        since = f"{thread.waiting_since:%Y-%m-%d %H:%M}" if thread.waiting_since else ""
        table.add_row(thread.id, thread.holder, thread.language, str(thread.last_seq), since)
    out.print(table)


@app.command()
def show(thread: str, language: str = typer.Option("", help="Replies in this language.")) -> None:
    """The whole story of a conversation."""

    async def work(ctx: Context) -> list[tuple[Message, str]]:
        said: list[tuple[Message, str]] = []
        async with ctx.storage.work(read_only=True) as work:
            while batch := await work.messages.after(thread, said[-1][0].seq if said else 0):
                said += [
                    (m, ctx.words(language, m.reply, m.args) if language and m.reply else m.text)
                    for m in batch
                ]
        return said

    for message, text in with_shop(work):
        out.print(
            f"[dim]{message.at:%H:%M:%S}[/] [bold]{message.sender}[/]  {text}",
            highlight=False,
            markup=True,
        )


@app.command()
def take(thread: str) -> None:
    """A person holds the conversation from now on."""
    _do(thread, lambda ctx: hand_over(ctx, thread))
    out.print("A person holds it now.")


@app.command()
def answer(thread: str, text: str) -> None:
    """Write to the shopper as a person."""
    _do(thread, lambda ctx: answer_as_agent(ctx, thread, text))
    out.print("Sent.")


@app.command("hand-back")
def hand_back_(thread: str) -> None:
    """The assistant answers again."""
    _do(thread, lambda ctx: hand_back(ctx, thread))
    out.print("The assistant holds it now.")


def _do(thread: str, work: object) -> None:
    try:
        with_shop(work)  # type: ignore[arg-type]
    except NoSuchThread:
        fail(f"There is no conversation {thread}.")
    except NotHeld:
        fail("The assistant holds this conversation. Take it first: boomerang threads take …")
