"""Call a return off."""

from __future__ import annotations

from bot.returns.cases import Case, CaseEvent, CaseState
from bot.returns.errors import UnknownCase
from bot.services.context import Context


async def cancel_return(ctx: Context, number: str, write_key: str) -> Case:
    """A second time changes nothing. Raises CaseNotOpen, UnknownCase."""
    async with ctx.storage.work() as work:
        case = await work.cases.get(number, lock=True)
        if case is None:
            raise UnknownCase(case=number)
        if case.state is CaseState.CANCELLED:
            return case
        cancelled = case.moved_to(CaseState.CANCELLED)
        await work.cases.save(cancelled)
        await work.cases.add_event(CaseEvent(number, "cancelled", ctx.now(), "state:cancelled"))
        await work.commit()
    return cancelled
