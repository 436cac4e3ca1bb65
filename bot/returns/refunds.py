"""What a whole return pays back: the lines' decisions added up to one quote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.returns.cases import Remedy
from bot.returns.law import MarketLaw
from bot.returns.money import Money, total
from bot.returns.orders import Order
from bot.returns.policy import Decision, ShopPolicy, Track


@dataclass(frozen=True, slots=True)
class Quote:
    """What the shopper is told before their yes, and what is written after it."""

    lines: tuple[tuple[str, Money], ...]  # (line id, its refund)
    goods: Money
    deduction: Money
    outbound: Money  # standard delivery paid back, when everything goes back
    return_cost: Money  # once per return, however many lines
    bonus: Money  # on store credit
    pays: Money  # goods + outbound + bonus - return cost, never below zero


def quote(
    order: Order,
    chosen: Mapping[str, tuple[int, Decision]],  # line id -> (units, an allowed decision)
    settled: Mapping[str, int],  # line id -> units already returned
    remedy: Remedy,
    policy: ShopPolicy,
    law: MarketLaw,
) -> Quote:
    zero = Money.zero(order.currency)
    lines = tuple((line, decision.refund or zero) for line, (_, decision) in chosen.items())
    goods = total((refund for _, refund in lines), order.currency)
    decisions = [decision for _, decision in chosen.values()]
    deduction = total((d.deduction or zero for d in decisions), order.currency)
    # One parcel, one label: if anything in it is the seller's fault, the seller pays for it.
    costs = [d.return_cost or zero for d in decisions]
    cost = (
        zero
        if any(d.track is Track.FAULT for d in decisions)
        else max(costs, key=lambda money: money.amount, default=zero)
    )
    whole = all(
        settled.get(line.id, 0) == 0 and chosen.get(line.id, (0, None))[0] == line.quantity
        for line in order.lines
    )
    by_right = all(d.track in (Track.WITHDRAWAL, Track.FAULT) for d in decisions)
    outbound = order.shipping or zero if whole and by_right and law.refunds_outbound else zero
    bonus = zero
    if remedy is Remedy.EXCHANGE:
        outbound = cost = zero  # nothing is paid either way: the replacement goes out instead
    elif remedy is Remedy.STORE_CREDIT:
        bonus = goods.percent(policy.store_credit_bonus_percent)
    pays = goods + outbound + bonus - cost
    if pays.amount < 0:
        pays, cost = zero, goods + outbound + bonus
    return Quote(lines, goods, deduction, outbound, cost, bonus, pays)
