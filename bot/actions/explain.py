"""Decisions as replies: why, until when, what it costs, and what would turn a refusal."""

from __future__ import annotations

from typing import Any

from bot.actions.draft import Draft
from bot.conversation.args import Country, Identifier, Options, Say, say
from bot.conversation.messages import Button, Reply
from bot.ports.storage import UnitOfWork
from bot.returns.cases import Case, CaseState, Remedy
from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine
from bot.returns.policy import Change, Decision, Refusal, Track
from bot.returns.refunds import Quote
from bot.services.eligibility import Assessment
from bot.services.policies import PolicyBook


def item(line: OrderLine, units: int) -> Say:
    """A line as an argument: "Trail shoes (Blue, 38)", or "2 × …"."""
    name = (
        say("item.variant", item=line.title, variant=Options(line.options))
        if line.options
        else line.title
    )
    return say("item.one" if units == 1 else "item.several", item=name, count=units)


def items(order: Order, units: dict[str, int]) -> list[Say]:
    return [item(order.line(line), count) for line, count in units.items()]


def explain_refusals(order: Order, found: Assessment, policies: PolicyBook) -> list[Reply]:
    return [
        _refusal(order, order.line(line), found.units[line], found.decisions[line], policies)
        for line in found.refused
    ]


def _refusal(
    order: Order, line: OrderLine, units: int, decision: Decision, policies: PolicyBook
) -> Reply:
    assert decision.refusal is not None
    law = policies.law(order.country)
    args: dict[str, Any] = {
        "item": item(line, units),
        "order": Identifier(order.number),
        "deadline": decision.deadline,
        "delivered": decision.delivered_on,
        "law": law.name,
        "country": Country(order.country),
        "change": say(f"change.{decision.change}") if decision.change is not Change.NONE else None,
    }
    name = f"refusal.{decision.refusal}"
    if decision.refusal is Refusal.WINDOW_CLOSED and decision.deadline is None:
        name = "refusal.no_right"
    buttons: list[Button] = []
    if decision.change is Change.IF_FAULTY:
        buttons.append(
            Button(say("button.it_is_faulty"), "report_problem", {"order_number": order.number})
        )
    if decision.refusal is Refusal.NOT_DELIVERED:
        buttons.append(Button(say("button.where_is_order"), "track_order"))
    buttons.append(Button(say("button.dispute"), "dispute_decision"))
    return Reply(name, args, buttons=tuple(buttons))


def explain_allowed(order: Order, found: Assessment, draft: Draft, policies: PolicyBook) -> Reply:
    """The decision: on what ground, until when, what comes back, who pays the way."""
    decisions = [found.decisions[line] for line in found.allowed]
    first = min(decisions, key=lambda d: (d.deadline is None, d.deadline))
    quote = found.quotes.get(draft.remedy or Remedy.REFUND) or next(iter(found.quotes.values()))
    return Reply(
        f"decision.{first.track}",
        {
            "items": items(order, {line: found.units[line] for line in found.allowed}),
            "law": policies.law(order.country).name,
            "deadline": first.deadline,
            "delivered": first.delivered_on,
            "amount": quote.pays,
            "cost": cost(quote.return_cost),
            "wear": _wear(quote),
        },
    )


def cost(money: Money) -> Say:
    return say("cost.shopper", amount=money) if money else say("cost.free")


def _wear(quote: Quote) -> Say | None:
    return say("wear.deducted", amount=quote.deduction) if quote.deduction else None


def explain_eligibility(order: Order, found: Assessment, policies: PolicyBook) -> Reply:
    """The answer to "can I still return it?", before a reason is known."""
    decisions = list(found.decisions.values())
    if found.refused:
        refused = next(d for d in decisions if d.refusal is not None)
        return Reply(
            "eligibility.only_if_faulty",
            {"items": items(order, found.units), "deadline": refused.deadline},
        )
    first = min(decisions, key=lambda d: (d.deadline is None, d.deadline))
    name = "eligibility.by_law" if first.track is Track.WITHDRAWAL else "eligibility.by_shop"
    return Reply(
        name,
        {
            "items": items(order, found.units),
            "deadline": first.deadline,
            "law": policies.law(order.country).name,
        },
    )


async def explain_settled(work: UnitOfWork, order: Order) -> Reply:
    """Nothing is left to return: say where the rest went."""
    open_ones: list[Case] = [
        case
        for case in await work.cases.of_order(order.number)
        if case.state is not CaseState.CANCELLED
    ]
    if open_ones:
        case = open_ones[-1]
        return Reply(
            "settled.by_case",
            {"order": Identifier(order.number), "case": Identifier(case.number)},
            timeline=case.number,
        )
    return Reply("settled.before", {"order": Identifier(order.number)})
