"""`boomerang cases`: what is open, and moving it by hand."""

from __future__ import annotations

from typing import Any

import typer
from rich.table import Table

from bot.commands.terminal import as_json, fail, out, with_shop
from bot.returns.cases import Case, CaseState
from bot.returns.errors import CaseNotOpen, UnknownCase
from bot.services.cancel_return import cancel_return
from bot.services.context import Context
from bot.services.move_case import move_case

app = typer.Typer(no_args_is_help=True)


@app.command("list")
def list_(limit: int = 50, json: bool = typer.Option(False, "--json")) -> None:
    """The latest cases."""

    async def work(ctx: Context) -> list[Case]:
        async with ctx.storage.work(read_only=True) as work:
            return list(await work.cases.latest(limit))

    cases = with_shop(work)
    if json:
        as_json([_plain(case) for case in cases])
        return
    table = Table("Case", "Order", "State", "Remedy", "Amount", "Opened")
    for case in cases:
        amount = f"{case.refund.decimal} {case.refund.currency}"
        table.add_row(
            case.number,
            case.order_number,
            case.state,
            case.remedy,
            amount,
            f"{case.opened_at:%Y-%m-%d %H:%M}",
        )
    out.print(table)


@app.command()
def show(number: str, json: bool = typer.Option(False, "--json")) -> None:
    """One case with its decision and what happened to it."""

    async def work(ctx: Context) -> dict[str, Any] | None:
        async with ctx.storage.work(read_only=True) as work:
            record = await work.cases.record(number.upper())
            if record is None:
                return None
            events = await work.cases.events(record.case.number)
        told = [{"name": e.name, "at": e.at.isoformat()} for e in events]
        return {**_plain(record.case), "events": told, "decided": record.decided}

    found = with_shop(work)
    if found is None:
        fail(f"There is no case {number}.")
    if json:
        as_json(found)
        return
    for name, value in found.items():
        if name != "decided":
            out.print(f"[bold]{name}[/]  {value}", highlight=False)


@app.command()
def move(number: str, state: CaseState) -> None:
    """Say that something has happened to a case; the shopper is told."""

    async def work(ctx: Context) -> Case:
        if state is CaseState.CANCELLED:
            return await cancel_return(ctx, number.upper(), "command line")
        return await move_case(ctx, number.upper(), state)

    try:
        case = with_shop(work)
    except UnknownCase:
        fail(f"There is no case {number}.")
    except CaseNotOpen as refused:
        fail(f"Case {number} is {refused.details['state']}: it cannot become {state}.")
    out.print(f"{case.number} is {case.state}", highlight=False)


def _plain(case: Case) -> dict[str, Any]:
    return {
        "number": case.number,
        "order": case.order_number,
        "thread": case.thread_id,
        "state": str(case.state),
        "remedy": str(case.remedy),
        "reason": str(case.reason),
        "condition": str(case.condition),
        "lines": [{"line": line.line_id, "quantity": line.quantity} for line in case.lines],
        "amount": str(case.refund.decimal),
        "currency": case.refund.currency,
        "return_cost": str(case.return_cost.decimal),
        "exchange_sku": case.exchange_sku,
        "tracking": case.tracking,
        "opened_at": case.opened_at.isoformat(),
        "send_by": case.send_by.isoformat(),
    }
