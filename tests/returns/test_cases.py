from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.returns.cases import (
    Case,
    CaseLine,
    CaseState,
    Remedy,
    check_character,
    new_case_number,
    parse_case_number,
)
from bot.returns.errors import CaseNotOpen
from bot.returns.money import Money
from bot.returns.reasons import Condition, Reason

EUROS = Money(100, "EUR")
CASE = Case(
    number="RMA-000000",
    order_number="1",
    thread_id="t",
    state=CaseState.OPEN,
    remedy=Remedy.REFUND,
    reason=Reason.OTHER,
    condition=Condition.UNUSED,
    lines=(CaseLine("1", 1, EUROS),),
    refund=EUROS,
    return_cost=Money(0, "EUR"),
    opened_at=datetime(2026, 5, 20, tzinfo=UTC),
    send_by=datetime(2026, 6, 3, tzinfo=UTC),
)


def test_check_character_follows_crockford() -> None:
    # 16 * 32 + 8 = 520; 520 mod 37 = 2.
    assert check_character("G8") == "2"


@given(st.integers(0, 4), st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
def test_one_wrong_character_is_noticed(place: int, wrong: str) -> None:
    number = new_case_number()
    symbols = list(number[4:])
    if symbols[place] == wrong:
        return
    symbols[place] = wrong
    assert parse_case_number("RMA-" + "".join(symbols)) is None


def test_numbers_are_read_as_people_write_them() -> None:
    number = new_case_number()
    assert parse_case_number(number.lower().replace("-", " ")) == number
    assert parse_case_number("RMA-12345") is None
    assert parse_case_number("GL-204817") is None


@pytest.mark.parametrize("state", [CaseState.IN_TRANSIT, CaseState.RECEIVED, CaseState.REFUNDED])
def test_a_parcel_on_its_way_cannot_be_cancelled(state: CaseState) -> None:
    with pytest.raises(CaseNotOpen):
        replace(CASE, state=state).moved_to(CaseState.CANCELLED)


def test_a_case_never_goes_back() -> None:
    received = CASE.moved_to(CaseState.RECEIVED)
    with pytest.raises(CaseNotOpen):
        received.moved_to(CaseState.IN_TRANSIT)
    with pytest.raises(CaseNotOpen):
        CASE.moved_to(CaseState.CANCELLED).moved_to(CaseState.LABELLED)
