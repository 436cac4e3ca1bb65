"""`boomerang simulate`: scripted shoppers talk to a running assistant, and it is judged."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

import typer
from rich.progress import MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.commands.terminal import err, fail, out
from bot.settings import Settings
from bot.simulation.chat import Unanswered
from bot.simulation.draw import NothingFits
from bot.simulation.judge import Verdict
from bot.simulation.phrasebook import languages as known_languages
from bot.simulation.report import page, transcript
from bot.simulation.run import seeds, simulate


def simulate_(
    conversations: int = typer.Option(300, min=1),
    seed: int = typer.Option(1, help="Chooses the conversations; the same seed, the same ones."),
    languages: str = typer.Option("en,de,zh", help="Of the shoppers, with commas between."),
    url: str = typer.Option("http://127.0.0.1:8080", help="Where the service runs."),
    at_once: int = typer.Option(4, min=1, help="Conversations at a time."),
    report: str = typer.Option("", help="Write the page of results into this file."),
    replay: int | None = typer.Option(None, help="Play the conversation of this seed again."),
) -> None:
    """Scripted shoppers talk to the running assistant. They play on copies of the shop's orders,
    so give them the database of a demonstration, not that of a living shop."""
    if not Settings().demonstration:
        fail("This writes copies of orders: it is for a demonstration (BOOMERANG_DEMONSTRATION).")
    spoken = _languages(languages)
    chosen = [replay] if replay is not None else seeds(seed, conversations)
    try:
        verdicts = asyncio.run(_play(url, chosen, spoken, at_once))
    except (NothingFits, Unanswered, OSError) as error:
        fail(str(error))
    if replay is not None:
        out.print(transcript(verdicts[0]), highlight=False, markup=False, soft_wrap=True)
        return
    _show(verdicts)
    if report:
        command = (
            f"boomerang simulate --conversations {conversations} --seed {seed} "
            f"--languages {languages} --report {report}"
        )
        Path(report).write_text(page(verdicts, command), encoding="utf-8")
        out.print(f"Written to {report}", highlight=False)
    if any(v.wrong_writes for v in verdicts):
        raise typer.Exit(1)


def _languages(named: str) -> tuple[str, ...]:
    spoken = tuple(code.strip() for code in named.split(",") if code.strip())
    if unknown := [code for code in spoken if code not in known_languages()]:
        fail(f"No shopper speaks {', '.join(unknown)}; there are {', '.join(known_languages())}.")
    return spoken or known_languages()


async def _play(
    url: str, chosen: Sequence[int], spoken: Sequence[str], at_once: int
) -> list[Verdict]:
    from bot.wiring import shop

    columns = (TextColumn("Talking"), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True) as progress:
        task = progress.add_task("", total=len(chosen))
        async with shop(Settings()) as (ctx, _):
            return await simulate(
                ctx,
                url,
                chosen,
                spoken,
                at_once=at_once,
                played=lambda verdict: progress.advance(task),
            )


def _show(verdicts: Sequence[Verdict]) -> None:
    good = sum(v.success for v in verdicts)
    wrong = sum(len(v.wrong_writes) for v in verdicts)
    out.print(f"{good} of {len(verdicts)} conversations succeeded, {wrong} wrong writes")
    for verdict in verdicts:
        if not verdict.success:
            goal = verdict.goal
            mark = "[red]wrong write[/]" if verdict.wrong_writes else "failed"
            out.print(
                f"  {mark} {goal.seed} {goal.kind} {goal.language}: {verdict.cause}",
                highlight=False,
            )


def add_to(app: typer.Typer) -> None:
    app.command("simulate")(simulate_)
