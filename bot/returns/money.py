"""Money as integers of the minor unit."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

#: ISO 4217 currencies whose minor unit is not a hundredth.
_EXPONENTS = {
    "BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
    "BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0,
    "PYG": 0, "RWF": 0, "UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
}  # fmt: skip


def exponent(currency: str) -> int:
    """Digits after the decimal point that the currency has in writing (ISO 4217)."""
    return _EXPONENTS.get(currency, 2)


@dataclass(frozen=True, slots=True)
class Money:
    """`amount` counts minor units: 1999 EUR is 19.99 euros, 1999 JPY is 1,999 yen."""

    amount: int
    currency: str

    @classmethod
    def of(cls, value: Decimal | str | int, currency: str) -> Money:
        """From a decimal in major units; half a minor unit is rounded away from zero.

        Raises `decimal.InvalidOperation` if the text is no number.
        """
        scaled = Decimal(value).scaleb(exponent(currency))
        return cls(int(scaled.to_integral_value(rounding=ROUND_HALF_UP)), currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        return cls(0, currency)

    @property
    def decimal(self) -> Decimal:
        return Decimal(self.amount).scaleb(-exponent(self.currency))

    def __add__(self, other: Money) -> Money:
        return Money(self.amount + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.amount - self._same(other), self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other)

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other)

    def __bool__(self) -> bool:
        return self.amount != 0

    def times(self, count: int) -> Money:
        return Money(self.amount * count, self.currency)

    def percent(self, percent: int) -> Money:
        """That many hundredths, rounded half up."""
        value = Decimal(self.amount) * percent / 100
        return Money(int(value.to_integral_value(rounding=ROUND_HALF_UP)), self.currency)

    def _same(self, other: Money) -> int:
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not mix")
        return other.amount


def total(amounts: Iterable[Money], currency: str) -> Money:
    return sum(amounts, Money.zero(currency))


def share(whole: Money, weights: Sequence[int]) -> list[Money]:
    """Split `whole` in proportion to `weights`; the parts add up to it exactly.

    What rounding leaves goes to the largest remainders first, then to the earlier part. If all
    weights are zero the parts are equal.
    """
    if not weights:
        return []
    units = list(weights) if any(weights) else [1] * len(weights)
    sum_of = sum(units)
    floors = [whole.amount * unit // sum_of for unit in units]
    left = whole.amount - sum(floors)
    by_remainder = sorted(range(len(units)), key=lambda i: -(whole.amount * units[i] % sum_of))
    for i in by_remainder[:left]:
        floors[i] += 1
    return [Money(part, whole.currency) for part in floors]
