from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.returns.money import Money, share, total


@pytest.mark.parametrize(
    ("text", "currency", "amount"),
    [("19.99", "EUR", 1999), ("1999", "JPY", 1999), ("1.2345", "KWD", 1235), ("0.005", "EUR", 1)],
)
def test_minor_units_follow_the_currency(text: str, currency: str, amount: int) -> None:
    assert Money.of(text, currency).amount == amount


def test_currencies_do_not_mix() -> None:
    with pytest.raises(ValueError, match="do not mix"):
        Money(1, "EUR") + Money(1, "USD")


@given(st.integers(0, 10**9), st.lists(st.integers(0, 10**6), min_size=1, max_size=20))
def test_shares_add_up_to_the_whole(amount: int, weights: list[int]) -> None:
    parts = share(Money(amount, "EUR"), weights)
    assert total(parts, "EUR").amount == amount
    assert all(part.amount >= 0 for part in parts)
