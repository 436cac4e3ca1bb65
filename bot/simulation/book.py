"""The shop's order book: what goals are drawn from, and each shopper's own copy of an order.

Shoppers play on copies with numbers of their own, so that no two of them touch the same order
and a conversation comes out the same whenever it is played.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from bot.returns.cases import Case, CaseState
from bot.returns.orders import Order, OrderLine, Product
from bot.returns.policy import Outcome, Request, decide
from bot.returns.reasons import Condition, Reason
from bot.returns.refunds import quote
from bot.services.context import Context
from bot.services.eligibility import Assessment
from bot.services.move_case import move_case
from bot.services.open_return import Agreed, open_return
from bot.simulation.goals import Goal, Prior

COPY = "simulated"  # the tag of a copied order
_PHOTO = "simulated-photo"


@dataclass(frozen=True)
class Book:
    ctx: Context
    templates: tuple[Order, ...]
    products: Mapping[str, Product]

    @classmethod
    async def read(cls, ctx: Context) -> Book:
        async with ctx.storage.work(read_only=True) as work:
            orders = [o for o in await work.orders.all() if COPY not in o.tags]
            products = {p.id: p for p in await work.products.all()}
        return cls(ctx, tuple(sorted(orders, key=lambda order: order.number)), products)

    def today(self, order: Order) -> date:
        return self.ctx.today(order.country)

    def assess(
        self, order: Order, units: Mapping[str, int], reason: Reason, condition: Condition
    ) -> Assessment:
        """What the domain says to it, a photo given: no dialogue has a part in this."""
        policy, law = self.ctx.policies.policy, self.ctx.policies.law(order.country)
        settled = {line.id: line.refunded for line in order.lines if line.refunded}
        decisions = {
            line: decide(
                order.line(line),
                order,
                Request(count, reason, condition, True, settled.get(line, 0)),
                policy,
                law,
                self.today(order),
            )
            for line, count in units.items()
        }
        allowed = {
            line: (units[line], d)
            for line, d in decisions.items()
            if d.outcome is not Outcome.REFUSED
        }
        remedies = {remedy for _, d in allowed.values() for remedy in d.remedies}
        quotes = {r: quote(order, allowed, settled, r, policy, law) for r in remedies}
        return Assessment(order, dict(units), decisions, settled, quotes)

    def present(self, line: OrderLine) -> dict[str, str]:
        """The options of what was bought, as its product names them."""
        product = self.products.get(line.product_id)
        variants = product.variants if product else ()
        return next((v.options for v in variants if v.sku == line.sku), line.options)

    def needs_photo(self, reason: Reason) -> bool:
        return reason in self.ctx.policies.policy.photo_for


def copy_of(order: Order, email: str, rng: random.Random) -> Order:
    """The same order under another number, written as the shop writes its numbers."""
    digits = re.search(r"\d+(?=\D*$)", order.number)
    length = max(6, len(digits.group())) if digits else 6
    fresh = "".join(rng.choice("123456789") for _ in range(length))
    number = order.number[: digits.start()] + fresh if digits else f"{order.number}-{fresh}"
    return replace(order, number=number, email=email, tags=order.tags | {COPY})


async def stock(ctx: Context, orders: Iterable[Order]) -> None:
    async with ctx.storage.work() as work:
        await work.orders.put_many(orders)
        await work.commit()


async def taken(ctx: Context, orders: Iterable[Order]) -> bool:
    """Whether one of these numbers is a real order's, or was played on before."""
    async with ctx.storage.work(read_only=True) as work:
        for order in orders:
            there = await work.orders.get(order.number)
            if there is not None and COPY not in there.tags:
                return True
            if await work.cases.of_order(order.number):
                return True
    return False


async def open_before(ctx: Context, goal: Goal, prior: Prior, thread_id: str) -> Case:
    """The return that the shopper opened some days ago, in another conversation."""
    want = prior.want
    agreed = Agreed(
        want.order.number,
        want.allowed,
        want.reason,
        want.condition,
        want.remedy,
        want.pays,
        photo_id=_PHOTO,
        exchange_sku=want.variant.sku if want.variant else None,
    )
    key = f"simulation:{goal.seed}:{want.order.number}"
    case = await open_return(ctx, thread_id, goal.language, agreed, key)
    states = [CaseState.LABELLED]
    if prior.state is not CaseState.LABELLED:
        states.append(CaseState.IN_TRANSIT)
    if prior.state not in states:
        states += [CaseState.RECEIVED]
    if prior.state is CaseState.REFUNDED:
        states += [CaseState.INSPECTED, CaseState.REFUNDED]
    for state in states:
        tracking = "DEMO0000000001" if state is CaseState.LABELLED else None
        case = await move_case(ctx, case.number, state, tracking=tracking, tell=False)
    return case
