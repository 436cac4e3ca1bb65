"""Return cases: their number, their states, and which step may follow which."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from bot.returns.errors import CaseNotOpen
from bot.returns.money import Money
from bot.returns.reasons import Condition, Reason

#: Douglas Crockford's base 32: no I, L, O, U. https://www.crockford.com/base32.html
_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("ILO", "110")


def check_character(symbols: str) -> str | None:
    """Crockford's check symbol (value modulo 37) if it is a letter or digit, otherwise None."""
    value = 0
    for symbol in symbols:
        value = value * 32 + _ALPHABET.index(symbol)
    rest = value % 37
    return _ALPHABET[rest] if rest < 32 else None


def new_case_number(choose: Callable[[str], str] = secrets.choice) -> str:
    """`RMA-` with five random symbols and their check symbol.

    Numbers whose check symbol would be punctuation are drawn again: they must survive labels,
    links and telephones.
    """
    while True:
        symbols = "".join(choose(_ALPHABET) for _ in range(5))
        if (check := check_character(symbols)) is not None:
            return f"RMA-{symbols}{check}"


def parse_case_number(text: str) -> str | None:
    """The number as we write it, or None if it is none: wrong length, symbol or check symbol."""
    compact = text.upper().replace(" ", "").replace("-", "").translate(_MISREAD)
    if not compact.startswith("RMA") or len(compact) != 9:
        return None
    symbols = compact[3:]
    if any(symbol not in _ALPHABET for symbol in symbols):
        return None
    return f"RMA-{symbols}" if check_character(symbols[:5]) == symbols[5] else None


class Remedy(StrEnum):
    REFUND = "refund"
    EXCHANGE = "exchange"
    STORE_CREDIT = "store_credit"
    REPAIR = "repair"
    PARTIAL_REFUND = "partial_refund"


class CaseState(StrEnum):
    OPEN = "open"  # agreed, nothing on its way yet
    LABELLED = "label_made"  # the shopper has a label
    IN_TRANSIT = "scanned"  # the carrier has the parcel
    RECEIVED = "received"  # back at the warehouse
    INSPECTED = "inspected"  # what came back was looked at
    REFUNDED = "refunded"  # money, credit or the replacement is on its way: the end
    CANCELLED = "cancelled"  # called off by the shopper: the end

    @property
    def is_final(self) -> bool:
        return self in (CaseState.REFUNDED, CaseState.CANCELLED)


#: The steps of a case in order; a case may skip forward but never goes back.
JOURNEY = (
    CaseState.OPEN,
    CaseState.LABELLED,
    CaseState.IN_TRANSIT,
    CaseState.RECEIVED,
    CaseState.INSPECTED,
    CaseState.REFUNDED,
)


@dataclass(frozen=True, slots=True)
class CaseLine:
    line_id: str
    quantity: int
    refund: Money  # what this line pays back


@dataclass(frozen=True, slots=True)
class Case:
    number: str
    order_number: str
    thread_id: str
    state: CaseState
    remedy: Remedy
    reason: Reason
    condition: Condition
    lines: tuple[CaseLine, ...]
    refund: Money  # to be paid back or credited, return cost already taken off
    return_cost: Money  # what sending back costs the shopper
    opened_at: datetime
    send_by: datetime
    exchange_sku: str | None = None
    photo_id: str | None = None
    tracking: str | None = None
    refund_due: datetime | None = None
    version: int = 0

    @property
    def may_change(self) -> bool:
        """Until the carrier has the parcel the shopper may change or cancel."""
        return self.state in (CaseState.OPEN, CaseState.LABELLED)

    def moved_to(self, state: CaseState) -> Case:
        """Raises CaseNotOpen if that would go back, or leave a final state."""
        if state is CaseState.CANCELLED:
            allowed = self.may_change
        else:
            allowed = not self.state.is_final and JOURNEY.index(state) > JOURNEY.index(self.state)
        if not allowed:
            raise CaseNotOpen(case=self.number, state=self.state)
        return replace(self, state=state, version=self.version + 1)


@dataclass(frozen=True, slots=True)
class CaseEvent:
    """Something that happened to a case; `source` makes it unique, so that it counts once."""

    case_number: str
    name: str  # opened, changed, or a CaseState value
    at: datetime
    source: str
