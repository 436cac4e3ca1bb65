"""Tell the shopper, unasked, that their case has moved: each news once."""

from __future__ import annotations

from datetime import timedelta

from bot.conversation.args import Identifier
from bot.conversation.messages import Reply
from bot.ports.storage import UnitOfWork
from bot.returns.cases import Case, CaseState, Remedy
from bot.services.context import Context
from bot.services.speak import speak


async def announce(ctx: Context, work: UnitOfWork, case: Case) -> bool:
    """Within the unit of work that moved the case. False if it was told, or nobody is there."""
    thread = await work.threads.get(case.thread_id)
    if thread is None or case.state is CaseState.OPEN:
        return False
    key = f"{case.number}:{case.state}"
    return await speak(ctx, work, thread, news(ctx, case), key=key) is not None


def news(ctx: Context, case: Case) -> Reply:
    """What the present state of a case means to the shopper."""
    name = f"news.{case.state}"
    if case.state in (CaseState.INSPECTED, CaseState.REFUNDED):
        name += {
            Remedy.EXCHANGE: "_exchange",
            Remedy.STORE_CREDIT: "_credit",
            Remedy.REPAIR: "_repair",
        }.get(case.remedy, "")
    due = case.refund_due or ctx.now() + timedelta(days=ctx.policies.policy.refund_days)
    attachments = (("label", case.number),) if case.state is CaseState.LABELLED else ()
    return Reply(
        name,
        {
            "case": Identifier(case.number),
            "order": Identifier(case.order_number),
            "amount": case.refund,
            "due": due.date(),
            "send_by": case.send_by.date(),
            "tracking": Identifier(case.tracking or "-"),
        },
        attachments=attachments,
        timeline=case.number,
    )
