"""Where an order, a return or a refund stands."""

from __future__ import annotations

from datetime import datetime, timedelta

from bot.conversation.args import Identifier, say
from bot.conversation.messages import Button, Reply
from bot.returns.cases import Case, CaseState
from bot.returns.orders import Order
from bot.services.announce import news
from bot.services.context import Context

#: Days on the way after which a parcel counts as overdue.
_OVERDUE = timedelta(days=21)


def order_status(order: Order, now: datetime) -> Reply:
    args: dict[str, object] = {"order": Identifier(order.number)}
    if order.cancelled_at is not None:
        return Reply("order.cancelled", {**args, "day": order.cancelled_at.date()})
    moving = [parcel for parcel in order.parcels if parcel.delivered_at is None]
    waiting = any(line.shipped < line.quantity and line.requires_shipping for line in order.lines)
    if not order.parcels:
        return Reply("order.not_shipped", {**args, "day": order.placed_at.date()})
    if moving:
        parcel = moving[0]
        args |= {
            "tracking": Identifier(parcel.tracking),
            "carrier": parcel.carrier,
            "day": parcel.shipped_at.date(),
        }
        if now - parcel.shipped_at > _OVERDUE:
            person = Button(say("button.person"), "talk_to_human")
            return Reply("order.overdue", args, buttons=(person,))
        return Reply(
            "order.partly_on_its_way" if len(order.parcels) > 1 or waiting else "order.on_its_way",
            args,
        )
    parcel = max(order.parcels, key=lambda p: p.delivered_at or p.shipped_at)
    assert parcel.delivered_at is not None
    args |= {"day": parcel.delivered_at.date(), "tracking": Identifier(parcel.tracking)}
    if waiting:
        return Reply("order.partly_delivered", args)
    buttons = (Button(say("button.start_return"), "return_item", {"order_number": order.number}),)
    return Reply("order.delivered", args, buttons=buttons)


def case_status(ctx: Context, case: Case, goal: str) -> Reply:
    """The same facts as the news, with the money first where it was asked for."""
    told = news(ctx, case)
    if case.state is CaseState.OPEN:
        return Reply("label_later", told.args, timeline=case.number)
    if goal == "track_refund" and case.state not in (CaseState.REFUNDED, CaseState.CANCELLED):
        came_back = case.state in (CaseState.RECEIVED, CaseState.INSPECTED)
        name = "refund.due" if came_back else "refund.waits_for_goods"
        return Reply(
            f"{name}.{case.remedy}",
            {**told.args, "days": ctx.policies.policy.refund_days},
            timeline=case.number,
        )
    return Reply(told.name.replace("news.", "status."), told.args, timeline=case.number)
