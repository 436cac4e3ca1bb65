"""What may go back, and on which terms: the order, what went back before, policy and law."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.ports.storage import UnitOfWork
from bot.returns.cases import Case, CaseState, Remedy
from bot.returns.orders import Order, Product
from bot.returns.policy import Decision, Outcome, Request, decide
from bot.returns.reasons import Condition, Reason
from bot.returns.refunds import Quote, quote
from bot.services.context import Context


@dataclass(frozen=True, slots=True)
class Assessment:
    """Of the lines that were asked about: what happens to each, and what it comes to."""

    order: Order
    units: dict[str, int]  # line id -> units asked about
    decisions: dict[str, Decision]
    settled: dict[str, int]  # line id -> units that went back before
    quotes: dict[Remedy, Quote]  # for the lines that are allowed

    @property
    def allowed(self) -> tuple[str, ...]:
        return tuple(line for line, d in self.decisions.items() if d.outcome is not Outcome.REFUSED)

    @property
    def refused(self) -> tuple[str, ...]:
        return tuple(line for line, d in self.decisions.items() if d.outcome is Outcome.REFUSED)

    @property
    def needs_photo(self) -> bool:
        return any(d.outcome is Outcome.NEEDS_PHOTO for d in self.decisions.values())

    @property
    def remedies(self) -> tuple[Remedy, ...]:
        """Those that all allowed lines have in common, in the policy's order."""
        offers = [self.decisions[line].remedies for line in self.allowed]
        return tuple(r for r in (offers[0] if offers else ()) if all(r in o for o in offers))


async def assess(
    ctx: Context,
    work: UnitOfWork,
    order: Order,
    units: Mapping[str, int],
    reason: Reason,
    condition: Condition,
    *,
    has_photo: bool,
    but: str | None = None,
) -> Assessment:
    """Within the caller's unit of work, so that what is written rests on what was read.

    `but` names a case that does not count: the one that is being changed.
    """
    settled = await settled_units(work, order, but=but)
    today = ctx.today(order.country)
    policy, law = ctx.policies.policy, ctx.policies.law(order.country)
    decisions = {
        line_id: decide(
            order.line(line_id),
            order,
            Request(quantity, reason, condition, has_photo, settled.get(line_id, 0)),
            policy,
            law,
            today,
        )
        for line_id, quantity in units.items()
    }
    allowed = {
        line: (units[line], d) for line, d in decisions.items() if d.outcome is not Outcome.REFUSED
    }
    remedies = {remedy for _, d in allowed.values() for remedy in d.remedies}
    quotes = {r: quote(order, allowed, settled, r, policy, law) for r in remedies}
    return Assessment(order, dict(units), decisions, settled, quotes)


async def settled_units(
    work: UnitOfWork, order: Order, *, but: str | None = None
) -> dict[str, int]:
    """Units of each line that went back, or are to go back, already."""
    settled = {line.id: line.refunded for line in order.lines if line.refunded}
    for case in await work.cases.of_order(order.number):
        if case.state is not CaseState.CANCELLED and case.number != but:
            for line in case.lines:
                settled[line.line_id] = settled.get(line.line_id, 0) + line.quantity
    return settled


def returnable(order: Order, settled: Mapping[str, int]) -> dict[str, int]:
    """Line id -> units that are left; lines with none left out."""
    left = {line.id: line.quantity - settled.get(line.id, 0) for line in order.lines}
    return {line: units for line, units in left.items() if units > 0}


async def replacements(work: UnitOfWork, order: Order, line_ids: Sequence[str]) -> Product | None:
    """The product whose other variants may be had in exchange: for one line at a time."""
    if len(line_ids) != 1:
        return None
    return await work.products.get(order.line(line_ids[0]).product_id)


def open_cases(cases: Sequence[Case]) -> list[Case]:
    return [case for case in cases if not case.state.is_final]
