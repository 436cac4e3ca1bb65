"""A return in the shopper's mind: what they want, and what they said wrong and take back."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

from bot.returns.cases import Remedy
from bot.returns.orders import Order
from bot.returns.reasons import Condition, Reason
from bot.simulation.book import Book
from bot.simulation.draw import other_line
from bot.simulation.goals import Habits, Want


@dataclass
class Mind:
    want: Want
    slip: str = ""  # what is, or was, said wrong
    until: str = "next"
    wrong: Want | None = None  # with the slip in it
    said: bool = False  # the slip has been said, and not taken back yet
    gone: bool = False  # taken back

    @classmethod
    def of(
        cls, want: Want, habits: Habits, decoy: Order | None, book: Book, rng: random.Random
    ) -> Mind:
        wrong = _with_slip(want, habits.slip, decoy, book, rng)
        if wrong is None:
            return cls(want)
        return cls(want, habits.slip, habits.slip_until, wrong)

    def _seen(self, aspect: str) -> Want:
        if self.wrong is None or self.slip != aspect or self.gone:
            return self.want
        self.said = True
        return self.wrong

    @property
    def number(self) -> str:
        return self._seen("order").order.number

    @property
    def numbers(self) -> set[str]:
        """Those of the right order and of the one that is said by mistake."""
        return {w.order.number for w in (self.want, self.wrong) if w is not None}

    @property
    def units(self) -> dict[str, int]:
        return self._seen("lines").units

    @property
    def reason(self) -> Reason:
        return self._seen("reason").reason

    @property
    def condition(self) -> Condition:
        return self._seen("condition").condition

    @property
    def remedy(self) -> Remedy:
        return self._seen("remedy").remedy

    @property
    def to_correct(self) -> str:
        return self.slip if self.said and not self.gone else ""

    def corrected(self) -> None:
        self.gone = True

    def turned(self, want: Want) -> None:
        """They want something else from now on."""
        self.want, self.gone = want, True


def _with_slip(
    want: Want, slip: str, decoy: Order | None, book: Book, rng: random.Random
) -> Want | None:
    if slip == "order":
        return replace(want, order=decoy) if decoy else None
    if slip == "lines":
        line = other_line(book, want)
        return replace(want, units={line.id: 1}) if line else None
    if slip == "remedy":
        others = [r for r in want.found.remedies if r not in (want.remedy, Remedy.EXCHANGE)]
        return replace(want, remedy=rng.choice(others)) if others else None
    if slip == "reason":
        reasons = (Reason.CHANGED_MIND, Reason.ARRIVED_LATE, Reason.BETTER_PRICE)
        return replace(want, reason=rng.choice([r for r in reasons if r is not want.reason]))
    if slip == "condition":
        other = Condition.OPENED if want.condition is Condition.UNUSED else Condition.UNUSED
        found = book.assess(want.order, want.units, want.reason, other)
        return None if found.refused else replace(want, condition=other)
    return None
