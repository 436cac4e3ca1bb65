"""One order of Shopify's export, as rows, to ours. Nothing goes the other way: it is an export."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.returns.money import Money, share, total
from bot.returns.orders import LocalText, Order, OrderLine, Parcel, Payment, order_key
from integrations.shops import values
from integrations.shops.csv_file import Row
from integrations.shops.flaws import Flaw
from integrations.shops.shopify_export.note_attributes import Notes, read_notes

REQUIRED = (
    "Name", "Email", "Currency", "Created at",
    "Lineitem quantity", "Lineitem name", "Lineitem price",
)  # fmt: skip
KNOWN = frozenset(
    name.casefold()
    for name in (
        *REQUIRED, "Financial Status", "Fulfillment Status", "Fulfilled at", "Subtotal", "Shipping",
        "Taxes", "Total", "Discount Code", "Discount Amount", "Lineitem sku", "Lineitem discount",
        "Shipping Country", "Shipping Zip", "Billing Country", "Note Attributes", "Cancelled at",
    )
)  # fmt: skip

#: Shopify writes these on the first row of an order and on no other.
_HEAD_ONLY = ("Financial Status", "Currency", "Total")

_METHODS = {"shopify_payments": "card", "paypal_express_checkout": "paypal", "credit_card": "card"}


def begins_order(row: Row) -> bool:
    return any(row[name] for name in _HEAD_ONLY)


@dataclass(slots=True)
class Bought:
    """A line while it is being read: what stands on the order is still to be shared over it."""

    id: str
    row: Row
    sku: str
    title: LocalText
    quantity: int
    unit_price: Money
    discount: Money
    tax: Money
    shipped: int
    requires_shipping: bool
    refunded: int = 0

    @property
    def gross(self) -> Money:
        return self.unit_price.times(self.quantity)

    def to_line(self) -> OrderLine:
        return OrderLine(
            id=self.id,
            sku=self.sku,
            product_id="",
            title=self.title,
            quantity=self.quantity,
            unit_price=self.unit_price,
            discount=self.discount,
            tax=self.tax,
            shipped=self.shipped,
            refunded=self.refunded,
            requires_shipping=self.requires_shipping,
        )


def to_order(rows: Sequence[Row], *, language: str, transit: timedelta) -> Order:
    """Raises Flaw; its line is that of the row at fault."""
    head = rows[0]
    number = _number(rows)
    currency = values.currency(head["Currency"], "Currency")
    lines = _bought(rows, currency, language)
    _share_discount(head, lines, currency)
    _share_tax(head, lines, currency)
    notes = read_notes(head["Note Attributes"], lines, currency)
    parcels = notes.parcels or _estimated_parcel(head, lines, transit)
    _note_after_sales(head, lines, notes, currency)
    return Order(
        number=number,
        email=values.mail(head["Email"], "Email"),
        postcode=(head["Shipping Zip"] or head["Billing Zip"]).lstrip("'"),
        country=_country(head),
        currency=currency,
        placed_at=values.moment(head["Created at"], "Created at"),
        lines=tuple(line.to_line() for line in lines),
        parcels=parcels,
        payments=_payments(head, notes, currency),
        shipping=_money(head, "Shipping", currency),
        tax_included=_tax_is_included(head, currency),
        cancelled_at=_moment(head, "Cancelled at"),
        refunded=_money(head, "Refunded Amount", currency) or None,
        gift=notes.gift,
        province=head["Shipping Province"] or head["Billing Province"],
        customer_name=head["Shipping Name"] or head["Billing Name"],
        phone=(head["Shipping Phone"] or head["Phone"] or head["Billing Phone"]).lstrip("'"),
        tags=frozenset(tag for part in head["Tags"].split(",") if (tag := part.strip())),
    )


def _number(rows: Sequence[Row]) -> str:
    head, number = rows[0], rows[0]["Name"]
    if not order_key(number) or len(number) > values.LONGEST_NUMBER:
        raise Flaw("Name", "no_order_number", f"“{number[:80]}” is no order number")
    if not begins_order(head):
        raise Flaw(
            "Currency",
            "no_first_row",
            f"{number} has no row with the order's own columns, or it is not the first",
        )
    for row in rows[1:]:
        if not row["Name"]:
            raise Flaw("Name", "no_order_number", f"is empty below {number}", row.line)
        if begins_order(row):
            raise Flaw("Name", "order_repeated", f"{number} is the number of two orders", row.line)
    return number


def _bought(rows: Sequence[Row], currency: str, language: str) -> list[Bought]:
    found = []
    for place, row in enumerate(rows, start=1):
        try:
            # An edited order keeps what was taken off it, with a quantity of nought.
            if quantity := values.units(row["Lineitem quantity"], "Lineitem quantity"):
                found.append(_line(str(place), row, quantity, currency, language))
        except Flaw as flaw:
            flaw.line = flaw.line or row.line
            raise
    if not found:
        raise Flaw("Lineitem quantity", "no_lines", "nothing was bought")
    return found


def _line(number: str, row: Row, quantity: int, currency: str, language: str) -> Bought:
    if not row["Lineitem name"]:
        raise Flaw("Lineitem name", "missing_value", "is empty")
    line = Bought(
        id=number,
        row=row,
        sku=row["Lineitem sku"].lstrip("'"),
        title={language: row["Lineitem name"]},
        quantity=quantity,
        unit_price=values.money(row["Lineitem price"], currency, "Lineitem price"),
        discount=_money(row, "Lineitem discount", currency),
        tax=Money.zero(currency),
        shipped=quantity if row["Lineitem fulfillment status"] == "fulfilled" else 0,
        requires_shipping=row["Lineitem requires shipping"] != "false",
    )
    if line.gross < line.discount:
        raise Flaw("Lineitem discount", "discount_exceeds_price", "is more than the line costs")
    return line


def _share_discount(head: Row, lines: Sequence[Bought], currency: str) -> None:
    """The part of `Discount Amount` that lies on goods and that no line carries already.

    The column counts a discount on shipping too; what goods cost after all discounts is in
    `Subtotal`, which tells the two apart.
    """
    discount = _money(head, "Discount Amount", currency)
    if not discount:
        return
    gross = total((line.gross for line in lines), currency)
    if head["Subtotal"]:
        discount = min(discount, gross - _money(head, "Subtotal", currency))
    if gross < discount:
        raise Flaw("Discount Amount", "discount_exceeds_price", "is more than the goods cost")
    rest = discount - total((line.discount for line in lines), currency)
    if rest.amount > 0:
        weights = [(line.gross - line.discount).amount for line in lines]
        for line, part in zip(lines, share(rest, weights), strict=True):
            line.discount = line.discount + part


def _share_tax(head: Row, lines: Sequence[Bought], currency: str) -> None:
    """Over the lines that are taxed, by what they cost. Which of it is on shipping is not said."""
    if taxes := _money(head, "Taxes", currency):
        weights = [
            (line.gross - line.discount).amount if line.row["Lineitem taxable"] != "false" else 0
            for line in lines
        ]
        for line, part in zip(lines, share(taxes, weights), strict=True):
            line.tax = part


def _tax_is_included(head: Row, currency: str) -> bool:
    """The export does not say; the sums do: on top of the subtotal, or within it."""
    if not head["Total"] or not head["Subtotal"]:
        return True
    taxes = _money(head, "Taxes", currency)
    parts = [_money(head, name, currency) for name in ("Subtotal", "Shipping", "Duties")]
    return not taxes or total((*parts, taxes), currency) != _money(head, "Total", currency)


def _estimated_parcel(head: Row, lines: Sequence[Bought], transit: timedelta) -> tuple[Parcel, ...]:
    """The export knows the day of dispatch only: the delivery is counted from it, and marked so."""
    shipped_at = _moment(head, "Fulfilled at")
    content = tuple((ln.id, ln.shipped) for ln in lines if ln.shipped and ln.requires_shipping)
    if shipped_at is None or not content:
        return ()
    return (Parcel("", "", shipped_at, shipped_at + transit, content, delivery_is_estimated=True),)


def _note_after_sales(head: Row, lines: Sequence[Bought], notes: Notes, currency: str) -> None:
    """Units that were handed to a carrier, and units that were paid back before we knew of it."""
    if notes.parcels:
        shipped = Counter[str]()
        for parcel in notes.parcels:
            for line_id, count in parcel.lines:
                shipped[line_id] += count
        for line in lines:
            line.shipped = shipped[line.id]
    back, whole = _money(head, "Refunded Amount", currency), _money(head, "Total", currency)
    all_back = head["Financial Status"] == "refunded" or (bool(back) and whole <= back)
    for line in lines:
        line.refunded = line.quantity if all_back else notes.refunded.get(line.id, 0)


def _payments(head: Row, notes: Notes, currency: str) -> tuple[Payment, ...]:
    """Of several methods the export does not say how much: they stay one payment, named by all."""
    if notes.payments:
        return notes.payments
    if not head["Payment Method"]:
        return ()
    names = [part.strip().lower().replace(" ", "_") for part in head["Payment Method"].split("+")]
    method = "+".join(_METHODS.get(name, name) for name in names)
    return (Payment(method, _money(head, "Total", currency)),)


def _country(head: Row) -> str:
    name = "Shipping Country" if head["Shipping Country"] else "Billing Country"
    if not head[name]:
        raise Flaw("Shipping Country", "no_country", "is empty; it decides which law holds")
    return values.country(head[name], name)


def _money(row: Row, name: str, currency: str) -> Money:
    return values.money_or_zero(row[name], currency, name)


def _moment(row: Row, name: str) -> datetime | None:
    return values.moment(row[name], name) if row[name] else None
