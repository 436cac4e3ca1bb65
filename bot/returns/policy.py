"""What may be returned, and on which terms: the shop's policy and the market's law weighed.

`decide` is pure and total. Law and policy are looked at apart and the shopper gets the better;
a decision names the rules that fired and, where it refuses, the nearest change that would turn it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum

from bot.returns.cases import Remedy
from bot.returns.law import MarketLaw
from bot.returns.money import Money
from bot.returns.orders import (
    DIGITAL,
    FINAL_SALE,
    GIFT_CARD,
    HYGIENE,
    PERSONALISED,
    Order,
    OrderLine,
)
from bot.returns.reasons import Condition, Reason


class Track(StrEnum):
    """On what ground something goes back."""

    FAULT = "fault"  # the seller answers for it
    WITHDRAWAL = "withdrawal"  # the law lets a shopper change their mind
    POLICY = "policy"  # the shop is kinder than the law


class Outcome(StrEnum):
    ALLOWED = "allowed"
    REFUSED = "refused"
    NEEDS_PHOTO = "needs_photo"  # allowed once there is one


class Refusal(StrEnum):
    NOT_DELIVERED = "not_delivered"
    CANCELLED = "cancelled"
    ALREADY_RETURNED = "already_returned"
    WINDOW_CLOSED = "window_closed"
    FINAL_SALE = "final_sale"
    HYGIENE = "hygiene"
    PERSONALISED = "personalised"
    NOT_GOODS = "not_goods"  # gift cards, downloads
    WORN = "worn"
    DAMAGED = "damaged_in_use"


class Change(StrEnum):
    """The nearest thing that would turn a refusal."""

    WAIT_FOR_DELIVERY = "wait_for_delivery"
    IF_FAULTY = "if_faulty"
    IF_UNUSED = "if_unused"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class ShopPolicy:
    window_days: int
    windows: dict[str, int]  # market -> days, where it differs
    guarantee_days: int
    return_cost: dict[str, Money]  # order currency -> what the shop's label costs the shopper
    free_return_markets: frozenset[str]
    excluded_tags: frozenset[str]
    photo_for: frozenset[Reason]
    remedies: tuple[Remedy, ...]
    fault_remedies: tuple[Remedy, ...]
    wear_deduction_percent: int
    store_credit_bonus_percent: int
    refund_days: int
    send_within_days: int

    def window(self, market: str) -> int:
        return self.windows.get(market, self.window_days)


@dataclass(frozen=True, slots=True)
class Request:
    quantity: int
    reason: Reason
    condition: Condition
    has_photo: bool = False
    already_returned: int = 0  # units in other cases, or refunded before


@dataclass(frozen=True, slots=True)
class Decision:
    outcome: Outcome
    track: Track | None
    rules: tuple[str, ...]  # ids of the rules that fired, law ids with the statute
    delivered_on: date | None
    deadline: date | None  # the last day for this ground
    remedies: tuple[Remedy, ...] = ()
    refund: Money | None = None  # for these units, before any return cost
    deduction: Money | None = None
    return_cost: Money | None = None  # for the shopper; zero: the shop pays
    refund_days: int = 0
    refusal: Refusal | None = None
    change: Change = Change.NONE
    dates: tuple[tuple[str, date], ...] = field(default=())  # the arithmetic, step by step

    @property
    def allowed(self) -> bool:
        return self.outcome is Outcome.ALLOWED


def decide(
    line: OrderLine,
    order: Order,
    request: Request,
    policy: ShopPolicy,
    law: MarketLaw,
    today: date,
) -> Decision:
    """What happens if `request.quantity` units of `line` were to go back `today` (shopper's day)."""
    delivered = order.delivered_on(line.id)
    if refusal := _never(line, order, request, delivered):
        change = Change.WAIT_FOR_DELIVERY if refusal is Refusal.NOT_DELIVERED else Change.NONE
        return _refused(refusal, change, (f"basic.{refusal}",), delivered, None)
    assert delivered is not None

    if request.reason.is_fault:
        return _fault(line, order, request, policy, law, today, delivered)
    by_law = _withdrawal(line, order, request, policy, law, today)
    by_policy = _by_policy(line, order, request, policy, today, delivered)
    return _better(by_law, by_policy)


def _never(
    line: OrderLine, order: Order, request: Request, delivered: date | None
) -> Refusal | None:
    if order.cancelled_at is not None:
        return Refusal.CANCELLED
    if line.tags & {GIFT_CARD, DIGITAL}:
        return Refusal.NOT_GOODS
    if request.already_returned + request.quantity > line.quantity:
        return Refusal.ALREADY_RETURNED
    if delivered is None:
        return Refusal.NOT_DELIVERED
    return None


def _fault(
    line: OrderLine,
    order: Order,
    request: Request,
    policy: ShopPolicy,
    law: MarketLaw,
    today: date,
    delivered: date,
) -> Decision:
    days = max(law.guarantee_days, policy.guarantee_days)
    by = "law" if law.guarantee_days >= policy.guarantee_days else "shop"
    rule = f"{by}.{law.market}.guarantee" if by == "law" else "shop.guarantee"
    deadline = delivered + timedelta(days=days)
    dates = (("delivered", delivered), ("guarantee_ends", deadline))
    if today > deadline:
        return _refused(Refusal.WINDOW_CLOSED, Change.NONE, (rule,), delivered, deadline, dates)
    needs_photo = request.reason in policy.photo_for and not request.has_photo
    return Decision(
        outcome=Outcome.NEEDS_PHOTO if needs_photo else Outcome.ALLOWED,
        track=Track.FAULT,
        rules=(rule, "shop.photo") if needs_photo else (rule,),
        delivered_on=delivered,
        deadline=deadline,
        remedies=policy.fault_remedies,
        refund=order.paid_for(line, request.quantity, request.already_returned),
        deduction=Money.zero(order.currency),
        return_cost=Money.zero(order.currency),
        refund_days=min(law.refund_days or policy.refund_days, policy.refund_days),
        dates=dates,
    )


def _withdrawal(
    line: OrderLine,
    order: Order,
    request: Request,
    policy: ShopPolicy,
    law: MarketLaw,
    today: date,
) -> Decision:
    rule = f"law.{law.market}.withdrawal"
    # Several goods of one order delivered apart: the period runs from the last of them
    # (Dir. 2011/83 Art. 9(2)(b)(i)). Where some never came, from what did come.
    delivered = order.delivered_on() or order.delivered_on(line.id)
    assert delivered is not None
    deadline = law.last_day(delivered)
    dates = (("delivered", delivered), ("withdrawal_ends", deadline))
    if law.withdrawal_days == 0:
        return _refused(Refusal.WINDOW_CLOSED, Change.IF_FAULTY, (), delivered, None, ())
    excluded = line.tags & law.exclusions
    if PERSONALISED in excluded:
        return _refused(
            Refusal.PERSONALISED, Change.IF_FAULTY, (f"{rule}.personalised",), delivered, None
        )
    if HYGIENE in excluded and request.condition is not Condition.UNUSED:
        return _refused(Refusal.HYGIENE, Change.IF_FAULTY, (f"{rule}.hygiene",), delivered, None)
    if today > deadline:
        return _refused(
            Refusal.WINDOW_CLOSED, Change.IF_FAULTY, (rule,), delivered, deadline, dates
        )
    used = request.condition in (Condition.WORN, Condition.DAMAGED)
    if used and not law.wear_is_deducted:
        refusal = Refusal.WORN if request.condition is Condition.WORN else Refusal.DAMAGED
        return _refused(refusal, Change.IF_UNUSED, (f"{rule}.intact",), delivered, deadline, dates)
    paid = order.paid_for(line, request.quantity, request.already_returned)
    deduction = paid.percent(policy.wear_deduction_percent) if used else paid.percent(0)
    pays = law.shopper_pays_return
    return Decision(
        outcome=Outcome.ALLOWED,
        track=Track.WITHDRAWAL,
        rules=(rule, f"{rule}.wear") if used else (rule,),
        delivered_on=delivered,
        deadline=deadline,
        remedies=policy.remedies,
        refund=paid - deduction,
        deduction=deduction,
        return_cost=_label_cost(order, policy) if pays else Money.zero(order.currency),
        refund_days=min(law.refund_days or policy.refund_days, policy.refund_days),
        dates=dates,
    )


def _by_policy(
    line: OrderLine,
    order: Order,
    request: Request,
    policy: ShopPolicy,
    today: date,
    delivered: date,
) -> Decision:
    days = policy.window(order.country)
    deadline = delivered + timedelta(days=days)
    dates = (("delivered", delivered), ("window_ends", deadline))
    excluded = line.tags & policy.excluded_tags
    if FINAL_SALE in excluded:
        return _refused(Refusal.FINAL_SALE, Change.IF_FAULTY, ("shop.final_sale",), delivered, None)
    if PERSONALISED in excluded:
        return _refused(
            Refusal.PERSONALISED, Change.IF_FAULTY, ("shop.personalised",), delivered, None
        )
    if HYGIENE in excluded and request.condition is not Condition.UNUSED:
        return _refused(Refusal.HYGIENE, Change.IF_FAULTY, ("shop.hygiene",), delivered, None)
    if today > deadline:
        return _refused(
            Refusal.WINDOW_CLOSED, Change.IF_FAULTY, ("shop.window",), delivered, deadline, dates
        )
    if request.condition in (Condition.WORN, Condition.DAMAGED):
        refusal = Refusal.WORN if request.condition is Condition.WORN else Refusal.DAMAGED
        return _refused(refusal, Change.IF_UNUSED, ("shop.unused",), delivered, deadline, dates)
    return Decision(
        outcome=Outcome.ALLOWED,
        track=Track.POLICY,
        rules=("shop.window",),
        delivered_on=delivered,
        deadline=deadline,
        remedies=policy.remedies,
        refund=order.paid_for(line, request.quantity, request.already_returned),
        deduction=Money.zero(order.currency),
        return_cost=_label_cost(order, policy),
        refund_days=policy.refund_days,
        dates=dates,
    )


def _better(by_law: Decision, by_policy: Decision) -> Decision:
    """The one that serves the shopper; at a draw the law, since it is theirs by right."""
    if by_law.allowed != by_policy.allowed:
        return by_law if by_law.allowed else by_policy
    if not by_law.allowed:
        # Both refuse. What the shop says is told, since its terms are the wider ones; where the law
        # knows the market's last day and the shop's is earlier, the law's is told.
        if (
            by_law.refusal is by_policy.refusal is Refusal.WINDOW_CLOSED
            and by_law.deadline is not None
            and by_policy.deadline is not None
            and by_law.deadline > by_policy.deadline
        ):
            return by_law
        return by_policy
    assert by_law.refund and by_law.return_cost is not None and by_policy.return_cost is not None
    law_net = by_law.refund.amount - by_law.return_cost.amount
    policy_net = (by_policy.refund.amount if by_policy.refund else 0) - by_policy.return_cost.amount
    return by_policy if policy_net > law_net else by_law


def _label_cost(order: Order, policy: ShopPolicy) -> Money:
    if order.country in policy.free_return_markets:
        return Money.zero(order.currency)
    return policy.return_cost.get(order.currency, Money.zero(order.currency))


def _refused(
    refusal: Refusal,
    change: Change,
    rules: tuple[str, ...],
    delivered: date | None,
    deadline: date | None,
    dates: tuple[tuple[str, date], ...] = (),
) -> Decision:
    return Decision(
        outcome=Outcome.REFUSED,
        track=None,
        rules=rules,
        delivered_on=delivered,
        deadline=deadline,
        refusal=refusal,
        change=change,
        dates=dates,
    )
