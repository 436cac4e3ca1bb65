"""Open a return: after an explicit yes, once per yes, exactly what the yes was given to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from pydantic import TypeAdapter

from bot.ports.errors import Rejected
from bot.ports.storage import CaseRecord, UnitOfWork
from bot.returns.cases import Case, CaseEvent, CaseLine, CaseState, Remedy, new_case_number
from bot.returns.errors import NothingToReturn, NotIdentified, QuoteChanged
from bot.returns.money import Money
from bot.returns.orders import Order
from bot.returns.reasons import Condition, Reason
from bot.services.context import Context
from bot.services.eligibility import Assessment, assess


@dataclass(frozen=True, slots=True)
class Agreed:
    """What the summary said and the shopper said yes to."""

    order_number: str
    units: dict[str, int]
    reason: Reason
    condition: Condition
    remedy: Remedy
    pays: Money
    photo_id: str | None = None
    exchange_sku: str | None = None
    changes: str | None = None  # the case that this replaces


_json: TypeAdapter[Any] = TypeAdapter(Any)


async def open_return(
    ctx: Context, thread_id: str, language: str, agreed: Agreed, write_key: str
) -> Case:
    """The case; the same one however often the same yes (`write_key`) arrives.

    Raises QuoteChanged if policy, stock or another return has changed what was agreed to, and
    NothingToReturn if the units are not there any more.
    """
    async with ctx.storage.work() as work:
        if done := await work.cases.written_by(write_key):
            return done
        order = await work.orders.get(agreed.order_number, lock=True)
        if order is None:
            raise NotIdentified()
        assessment = await assess(
            ctx,
            work,
            order,
            agreed.units,
            agreed.reason,
            agreed.condition,
            has_photo=agreed.photo_id is not None,
        )
        case = agreed_case(ctx, thread_id, order, agreed, assessment)
        case = await _add(
            work, CaseRecord(case, language, _decided(ctx, order, assessment)), write_key
        )
        await work.cases.add_event(CaseEvent(case.number, "opened", case.opened_at, "opened"))
        await work.commit()
    return case


def agreed_case(
    ctx: Context, thread_id: str, order: Order, agreed: Agreed, assessment: Assessment
) -> Case:
    if assessment.refused or assessment.needs_photo or agreed.remedy not in assessment.remedies:
        raise NothingToReturn(order=order.number)
    quote = assessment.quotes[agreed.remedy]
    if quote.pays != agreed.pays:
        raise QuoteChanged(agreed=agreed.pays, now=quote.pays)
    now: datetime = ctx.now()
    refunds = dict(quote.lines)
    return Case(
        number=new_case_number(),
        order_number=order.number,
        thread_id=thread_id,
        state=CaseState.OPEN,
        remedy=agreed.remedy,
        reason=agreed.reason,
        condition=agreed.condition,
        lines=tuple(CaseLine(ln, n, refunds[ln]) for ln, n in agreed.units.items()),
        refund=quote.pays,
        return_cost=quote.return_cost,
        opened_at=now,
        send_by=now + timedelta(days=ctx.policies.policy.send_within_days),
        exchange_sku=agreed.exchange_sku,
        photo_id=agreed.photo_id,
    )


def _decided(ctx: Context, order: Order, assessment: Assessment) -> dict[str, Any]:
    decided: dict[str, Any] = {
        "today": ctx.today(order.country).isoformat(),
        "decisions": _json.dump_python(assessment.decisions, mode="json"),
        "quotes": _json.dump_python(assessment.quotes, mode="json"),
        "policy": ctx.policies.policy_hash,
        "law": ctx.policies.law_hash(order.country),
    }
    return decided


async def _add(work: UnitOfWork, record: CaseRecord, write_key: str) -> Case:
    """With a number that nobody has: of 26 million one will be free in a few draws."""
    for _ in range(8):
        try:
            await work.cases.add(record, write_key)
            return record.case
        except Rejected:
            record = replace(record, case=replace(record.case, number=new_case_number()))
    raise Rejected("no free case number in eight draws")
