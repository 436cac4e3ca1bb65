"""What was bought: orders, their lines, parcels and payments, and the products behind them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date, datetime

from bot.returns.money import Money, share, total

#: One text in several languages: ISO 639-1 code -> words.
LocalText = dict[str, str]

#: Tags that rules look at. A shop may use any others beside them.
FINAL_SALE = "final-sale"
HYGIENE = "hygiene"
PERSONALISED = "personalised"
BATTERY = "battery"
GIFT_CARD = "gift-card"
DIGITAL = "digital"


def order_key(number: str) -> str:
    """What two ways of writing one order number have in common: `#gl-204 817` -> `GL204817`."""
    folded = unicodedata.normalize("NFKC", number).upper()
    return re.sub(r"[^0-9A-Z]", "", folded)


def postcode_key(postcode: str) -> str:
    return re.sub(r"[^0-9A-Z]", "", unicodedata.normalize("NFKC", postcode).upper())


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One row of an order. `discount`, `tax` and `refunded` are for the whole quantity."""

    id: str  # "1", "2", …: unique within its order
    sku: str
    product_id: str
    title: LocalText
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    options: dict[str, str] = field(default_factory=dict)  # {"Color": "Blue", "Size": "38"}
    image: str | None = None
    category: str = ""
    tags: frozenset[str] = frozenset()
    shipped: int = 0  # units handed to a carrier
    refunded: int = 0  # units refunded outside of us, before import
    requires_shipping: bool = True

    def name(self, language: str) -> str:
        return self.title.get(language) or self.title.get("en") or next(iter(self.title.values()))

    @property
    def variant(self) -> str:
        return ", ".join(self.options.values())


@dataclass(frozen=True, slots=True)
class Parcel:
    tracking: str
    carrier: str
    shipped_at: datetime
    delivered_at: datetime | None
    lines: tuple[tuple[str, int], ...]  # (line id, units)
    delivery_is_estimated: bool = False  # the export did not say; counted from dispatch


@dataclass(frozen=True, slots=True)
class Payment:
    method: str  # card, paypal, gift_card, …
    amount: Money


@dataclass(frozen=True, slots=True)
class Order:
    number: str  # as the shop writes it
    email: str  # lower case
    postcode: str
    country: str  # ISO 3166-1 alpha-2 of the delivery address: it decides the market
    currency: str
    placed_at: datetime
    lines: tuple[OrderLine, ...]
    parcels: tuple[Parcel, ...] = ()
    payments: tuple[Payment, ...] = ()
    shipping: Money | None = None
    tax_included: bool = True
    cancelled_at: datetime | None = None
    refunded: Money | None = None  # money already paid back outside of us
    gift: bool = False
    province: str = ""
    customer_name: str = ""
    phone: str = ""
    tags: frozenset[str] = frozenset()

    def line(self, line_id: str) -> OrderLine:
        """Raises KeyError."""
        for line in self.lines:
            if line.id == line_id:
                return line
        raise KeyError(line_id)

    def delivered_on(self, line_id: str | None = None) -> date | None:
        """Local day of the last delivery of the line, or of the whole order.

        None while a shipped or unshipped part of it is still outstanding.
        """
        wanted = [ln for ln in self.lines if line_id in (None, ln.id) and ln.requires_shipping]
        if any(line.shipped < line.quantity for line in wanted):
            return None
        ids = {line.id for line in wanted}
        days = [
            parcel.delivered_at
            for parcel in self.parcels
            if any(line in ids for line, _ in parcel.lines)
        ]
        if not days or any(day is None for day in days):
            return None
        return max(day for day in days if day is not None).date()

    def delivered_units(self, line_id: str) -> int:
        return sum(
            units
            for parcel in self.parcels
            if parcel.delivered_at is not None
            for line, units in parcel.lines
            if line == line_id
        )

    def paid_for(self, line: OrderLine, quantity: int, already: int = 0) -> Money:
        """What `quantity` units cost after discount and with tax, `already` units being settled.

        Units are counted off one after the other, so that the parts of a line add up to it
        to the minor unit whatever the order in which they come back.
        """
        whole = line.unit_price.times(line.quantity) - line.discount
        if not self.tax_included:
            whole = whole + line.tax
        units = share(whole, [1] * line.quantity)
        return total(units[already : already + quantity], self.currency)


@dataclass(frozen=True, slots=True)
class Variant:
    sku: str
    options: dict[str, str]
    price: Money
    stock: int


@dataclass(frozen=True, slots=True)
class Product:
    id: str  # the shop's handle
    title: LocalText
    variants: tuple[Variant, ...]
    image: str | None = None
    category: str = ""
    tags: frozenset[str] = frozenset()
    description: LocalText = field(default_factory=dict)
    size_chart: LocalText = field(default_factory=dict)
