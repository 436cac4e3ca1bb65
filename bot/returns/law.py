"""What a market's law gives a shopper who bought at a distance. The facts are data (data/policy/law)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True, slots=True)
class MarketLaw:
    market: str  # ISO 3166-1 alpha-2
    name: str  # the statute as people there cite it
    withdrawal_days: int  # 0: no right to return for a change of mind
    receipt_is_day_one: bool  # Japan counts the day of receipt; the EU starts the day after
    rolls_past_weekend: bool  # a last day on a Saturday or Sunday moves to the Monday
    shopper_pays_return: bool  # of a withdrawal; faults are never at the shopper's cost
    refunds_outbound: bool  # standard delivery is paid back when the whole order is
    wear_is_deducted: bool  # use lowers the refund (EU); otherwise it ends the right (CN)
    exclusions: frozenset[str]  # product tags without this right
    guarantee_days: int  # how long the seller answers for faults
    refund_days: int  # from the notice, or from receipt of the goods
    source: str
    as_of: date
    verified: bool

    def last_day(self, delivered: date) -> date:
        """The last day on which notice may be given.

        EU: Regulation 1182/71 Art. 3: the day of delivery is not counted, a period that ends on a
        weekend ends with the next working day. Public holidays are not counted here.
        """
        days = self.withdrawal_days - 1 if self.receipt_is_day_one else self.withdrawal_days
        last = delivered + timedelta(days=days)
        if self.rolls_past_weekend and last.weekday() >= 5:
            last += timedelta(days=7 - last.weekday())
        return last
