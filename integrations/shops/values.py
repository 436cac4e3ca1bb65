"""Values as they stand in exports, read without guessing: what may mean two things is refused."""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from functools import lru_cache

from bot.returns.money import Money
from integrations.shops.flaws import Flaw

_AMOUNT = re.compile(r"-?\d{1,12}(?:\.\d{1,6})?")
#: "1,234" may be a thousand or a fraction; with two digits it is a fraction.
_AMOUNT_WITH_COMMA = re.compile(r"-?\d{1,12},\d{2}")
_SPACE_BEFORE_ZONE = re.compile(r" (?=[+-]\d\d:?\d\d$)")
_MAIL = re.compile(r"[^\s@,;<>\"]+@[^\s@,;<>\"]+\.[^\s@,;<>\"]+")
#: More would make the sharing of an amount over its units slow, and no shop means it.
MOST_UNITS = 10_000
LONGEST_NUMBER, LONGEST_MAIL, LONGEST_HANDLE = 64, 254, 120


def money(text: str, currency: str, column: str) -> Money:
    """Not negative. Zeros beyond the currency's minor unit are allowed, other digits are not."""
    try:
        return _money(text, currency)
    except Flaw as flaw:
        flaw.column = column
        raise


@lru_cache(maxsize=4096)  # few prices occur, each of them often
def _money(text: str, currency: str) -> Money:
    if _AMOUNT_WITH_COMMA.fullmatch(text):
        text = text.replace(",", ".")
    if not _AMOUNT.fullmatch(text):
        raise Flaw("", "not_an_amount", f"“{text[:80]}” is no amount such as 19.90")
    value = Decimal(text)
    if value < 0:
        raise Flaw("", "negative_amount", f"“{text}” is below zero")
    amount = Money.of(value, currency)
    if amount.decimal != value:
        raise Flaw("", "too_many_digits", f"“{text}” is finer than {currency} can be paid")
    return amount


def money_or_zero(text: str, currency: str, column: str) -> Money:
    return money(text, currency, column) if text else Money.zero(currency)


def moment(text: str, column: str) -> datetime:
    """`2026-05-01 10:00:00 +0200` or ISO 8601; the zone is kept, since it says which day it was."""
    try:
        value = datetime.fromisoformat(_SPACE_BEFORE_ZONE.sub("", text))
    except ValueError as error:
        raise Flaw(
            column, "not_a_date", f"“{text[:80]}” is no date such as 2026-05-01 10:00:00 +0200"
        ) from error
    if value.tzinfo is None:
        raise Flaw(column, "no_time_zone", f"“{text}” lacks its time zone, such as +0200")
    if not 1990 <= value.year <= 2200:
        raise Flaw(column, "not_a_date", f"“{text}” is too far away")
    return value


def units(text: str, column: str) -> int:
    if not (text.isascii() and text.isdigit()):
        raise Flaw(column, "not_a_number", f"“{text[:80]}” is no whole number")
    if len(text) > 9 or int(text) > MOST_UNITS:
        raise Flaw(column, "too_many_units", f"{text[:20]} is more than {MOST_UNITS:,}")
    return int(text)


def currency(text: str, column: str) -> str:
    if not re.fullmatch("[A-Z]{3}", text):
        raise Flaw(column, "not_a_currency", f"“{text[:80]}” is no ISO 4217 code such as EUR")
    return text


def country(text: str, column: str) -> str:
    if not re.fullmatch("[A-Z]{2}", text):
        raise Flaw(column, "not_a_country", f"“{text[:80]}” is no ISO 3166 code such as DE")
    return text


def mail(text: str, column: str) -> str:
    """In lower case; may be empty, as when an order was taken by telephone."""
    if text and (len(text) > LONGEST_MAIL or not _MAIL.fullmatch(text)):
        raise Flaw(column, "not_an_email", f"“{text[:80]}” is no e-mail address")
    return text.lower()


def is_true(text: str) -> bool:
    return text.lower() in ("true", "yes", "1")
