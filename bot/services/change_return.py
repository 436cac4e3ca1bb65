"""Change a return that is open: another remedy, other lines, another reason."""

from __future__ import annotations

from dataclasses import replace

from bot.returns.cases import Case, CaseEvent
from bot.returns.errors import CaseNotOpen, UnknownCase
from bot.services.context import Context
from bot.services.eligibility import assess
from bot.services.open_return import Agreed, agreed_case


async def change_return(ctx: Context, agreed: Agreed, write_key: str) -> Case:
    """Rewrite an open case as agreed now; its number and label stay.

    Raises CaseNotOpen once the carrier has the parcel, QuoteChanged as `open_return` does.
    """
    assert agreed.changes is not None
    async with ctx.storage.work() as work:
        order = await work.orders.get(agreed.order_number, lock=True)
        case = await work.cases.get(agreed.changes, lock=True)
        if order is None or case is None:
            raise UnknownCase(case=agreed.changes)
        if not await work.cases.add_event(
            CaseEvent(case.number, "changed", ctx.now(), f"changed:{write_key}")
        ):
            return case
        if not case.may_change:
            raise CaseNotOpen(case=case.number, state=case.state)
        assessment = await assess(
            ctx,
            work,
            order,
            agreed.units,
            agreed.reason,
            agreed.condition,
            has_photo=agreed.photo_id is not None,
            but=case.number,
        )
        fresh = agreed_case(ctx, case.thread_id, order, agreed, assessment)
        changed = replace(
            fresh,
            number=case.number,
            state=case.state,
            tracking=case.tracking,
            opened_at=case.opened_at,
            send_by=case.send_by,
            version=case.version + 1,
        )
        await work.cases.save(changed)
        await work.commit()
    return changed
