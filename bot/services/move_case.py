"""A case moves: a label was made, a parcel scanned, received, inspected, money paid.

Whoever says so (carrier, warehouse, a clerk) names the source; what was said before changes
nothing, and what would turn the case back is refused.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from bot.returns.cases import Case, CaseEvent, CaseState
from bot.returns.errors import UnknownCase
from bot.services.announce import announce
from bot.services.context import Context


async def move_case(
    ctx: Context, number: str, state: CaseState, *, tracking: str | None = None, tell: bool = True
) -> Case:
    """The case as it is then. Raises UnknownCase, CaseNotOpen."""
    async with ctx.storage.work() as work:
        case = await work.cases.get(number, lock=True)
        if case is None:
            raise UnknownCase(case=number)
        if case.state is state:
            return case
        moved = case.moved_to(state)
        if tracking is not None:
            moved = replace(moved, tracking=tracking)
        if state is CaseState.RECEIVED:
            due = ctx.now() + timedelta(days=ctx.policies.policy.refund_days)
            moved = replace(moved, refund_due=due)
        if state is CaseState.REFUNDED:
            await work.cases.pay(number, case.refund, ctx.now())
        await work.cases.save(moved)
        await work.cases.add_event(CaseEvent(number, state, ctx.now(), f"state:{state}"))
        if tell:
            await announce(ctx, work, moved)
        await work.commit()
    ctx.published(moved.thread_id)
    return moved
