from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.returns.cases import Remedy
from bot.returns.orders import FINAL_SALE, HYGIENE, PERSONALISED
from bot.returns.policy import Change, Decision, Outcome, Refusal, Request, Track, decide
from bot.returns.reasons import Condition, Reason
from bot.returns.refunds import quote
from bot.services.policies import PolicyBook
from bot.settings import ROOT
from tests.orders import BELT, NOW, SHIRTS, SHOES, order

BOOK = PolicyBook.load(ROOT / "data" / "policy")
TODAY = NOW.date()


def decided(
    *,
    country: str = "DE",
    days_ago: int | None = 3,
    tags: tuple[str, ...] = (),
    reason: Reason = Reason.CHANGED_MIND,
    condition: Condition = Condition.UNUSED,
    photo: bool = False,
    already: int = 0,
    today: date = TODAY,
) -> Decision:
    line = replace(SHOES, tags=frozenset(tags))
    bought = order("LL-1", line, country=country, delivered_days_ago=days_ago)
    request = Request(1, reason, condition, photo, already)
    return decide(line, bought, request, BOOK.policy, BOOK.law(country), today)


def test_a_change_of_mind_within_the_legal_period_is_a_right() -> None:
    decision = decided()
    assert (decision.outcome, decision.track) == (Outcome.ALLOWED, Track.WITHDRAWAL)
    assert decision.rules == ("law.DE.withdrawal",)
    assert decision.refund is not None and decision.refund.amount == 8990
    assert decision.return_cost is not None and decision.return_cost.amount == 495


def test_after_the_legal_period_the_shop_is_kinder() -> None:
    decision = decided(days_ago=25)
    assert decision.track is Track.POLICY
    assert decision.deadline == TODAY + timedelta(days=5)


def test_after_every_window_it_says_until_when_and_what_would_turn_it() -> None:
    decision = decided(days_ago=60)
    assert decision.refusal is Refusal.WINDOW_CLOSED
    assert decision.deadline == TODAY - timedelta(days=30)
    assert decision.change is Change.IF_FAULTY


def test_a_last_day_on_a_weekend_moves_to_monday() -> None:
    law = BOOK.law("DE")
    saturday_delivery = date(2026, 5, 9)  # + 14 days is a Saturday
    assert law.last_day(saturday_delivery) == date(2026, 5, 25)


@pytest.mark.parametrize("reason", [Reason.DAMAGED, Reason.DEFECTIVE, Reason.WRONG_ITEM])
def test_faults_are_free_and_outlast_the_window(reason: Reason) -> None:
    decision = decided(days_ago=200, reason=reason, photo=True, tags=(FINAL_SALE,))
    assert (decision.outcome, decision.track) == (Outcome.ALLOWED, Track.FAULT)
    assert decision.return_cost is not None and not decision.return_cost
    assert Remedy.REPAIR in decision.remedies


def test_damage_needs_a_photo() -> None:
    assert decided(reason=Reason.DAMAGED).outcome is Outcome.NEEDS_PHOTO
    assert decided(reason=Reason.DAMAGED, photo=True).outcome is Outcome.ALLOWED


@pytest.mark.parametrize(
    ("tag", "condition", "refusal"),
    [
        (PERSONALISED, Condition.UNUSED, Refusal.PERSONALISED),
        (HYGIENE, Condition.OPENED, Refusal.HYGIENE),
    ],
)
def test_exclusions(tag: str, condition: Condition, refusal: Refusal) -> None:
    assert decided(tags=(tag,), condition=condition).refusal is refusal


def test_a_final_sale_keeps_the_legal_right() -> None:
    """A shop cannot take the withdrawal right away by calling it a sale."""
    assert decided(tags=(FINAL_SALE,)).track is Track.WITHDRAWAL
    assert decided(tags=(FINAL_SALE,), days_ago=20).refusal is Refusal.FINAL_SALE


def test_sealed_hygiene_goods_may_go_back() -> None:
    assert decided(tags=(HYGIENE,), condition=Condition.UNUSED).allowed


def test_wear_lowers_the_refund_where_the_law_deducts() -> None:
    decision = decided(condition=Condition.WORN)
    assert decision.deduction is not None and decision.deduction.amount == 2697
    assert decision.refund is not None and decision.refund.amount == 8990 - 2697


@pytest.mark.parametrize(
    ("days_ago", "already", "refusal"),
    [(None, 0, Refusal.NOT_DELIVERED), (3, 1, Refusal.ALREADY_RETURNED)],
)
def test_what_is_not_there_cannot_go_back(
    days_ago: int | None, already: int, refusal: Refusal
) -> None:
    assert decided(days_ago=days_ago, already=already).refusal is refusal


def test_a_market_without_known_law_has_the_shops_terms_only() -> None:
    assert decided(country="XX").track is Track.POLICY


def test_a_whole_order_by_right_brings_the_delivery_back() -> None:
    bought = order("LL-1", SHOES, SHIRTS, BELT)
    law = BOOK.law("DE")
    chosen = {
        line.id: (
            line.quantity,
            decide(
                line,
                bought,
                Request(line.quantity, Reason.OTHER, Condition.UNUSED),
                BOOK.policy,
                law,
                TODAY,
            ),
        )
        for line in bought.lines
    }
    whole = quote(bought, chosen, {}, Remedy.REFUND, BOOK.policy, law)
    assert whole.outbound.amount == 490
    assert whole.pays.amount == 8990 + 2 * 1990 + 3500 + 490 - 495
    part = quote(bought, {"1": chosen["1"]}, {}, Remedy.REFUND, BOOK.policy, law)
    assert not part.outbound and part.pays.amount == 8990 - 495


def test_parts_of_a_line_add_up_to_it() -> None:
    line = replace(
        SHIRTS,
        quantity=3,
        unit_price=replace(SHIRTS.unit_price, amount=1000),
        discount=replace(SHIRTS.discount, amount=100),
    )
    bought = order("LL-1", line)
    parts = [bought.paid_for(line, 1, already).amount for already in range(3)]
    assert sum(parts) == bought.paid_for(line, 3).amount == 2900
