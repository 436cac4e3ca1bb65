"""The confirmation of a return: what goes back, what is paid, and by when. One A4 page or more."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.args import encode
from bot.documents.parties import Address
from bot.documents.sheet import ACCENT, LINE, QUIET, TINT, Sheet, Type, open_sheet
from bot.replies.catalog import Catalog
from bot.returns.cases import Case
from bot.returns.money import Money, total
from bot.returns.orders import Order

_SIZE = (210.0, 297.0)
_MARGIN = 20.0
_INNER = _SIZE[0] - 2 * _MARGIN
_FOOT = _SIZE[1] - 27.0

_TITLE = Type(25, bold=True, color=ACCENT, leading=1.18)
_SELLER = Type(11, bold=True)
_LABEL = Type(8.5, color=QUIET)
_VALUE = Type(10.5, bold=True)
_TEXT = Type(10)
_SMALL = Type(8.5, color=QUIET)
_HEADING = Type(9, bold=True, color=QUIET)
_TOTAL = Type(13, bold=True, color=ACCENT)

_QUANTITY, _AMOUNT = 22.0, 36.0  # widths of the columns
_NAME = _INNER - _QUANTITY - _AMOUNT


@dataclass(frozen=True, slots=True)
class _Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    variant: str
    quantity: str
    amount: str


@dataclass(frozen=True)
class _Words:
    title: str
    thanks: str
    seller: str
    seller_address: tuple[str, ...]
    facts: tuple[_Fact, ...]
    columns: tuple[str, str, str]
    rows: tuple[_Row, ...]
    sums: tuple[_Fact, ...]
    total: _Fact
    dates_head: str
    dates: tuple[_Fact, ...]
    rights_head: str
    rights: str
    page: tuple[str, ...] = ()
