"""One order of Shopify's export, as rows, to ours. Nothing goes the other way: it is an export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.returns.money import Money, share, total
from bot.returns.orders import Order, OrderLine, Parcel, Payment, order_key
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


def to_order(rows: Sequence[Row], *, language: str, transit: timedelta) -> Order:
    """Raises Flaw; its line is that of the row at fault."""
    head = rows[0]
    number = head["Name"]
    if not order_key(number) or len(number) > values.LONGEST_NUMBER:
        raise Flaw("Name", "no_order_number", f"“{number[:80]}” is no order number", head.line)
    if not begins_order(head):
        raise Flaw(
            "Currency",
            "no_first_row",
            f"{number} has no row with the order's own columns, or it is not the first",
            head.line,
        )
    for row in rows[1:]:
        if begins_order(row):
            raise Flaw("Name", "order_repeated", f"{number} is the number of two orders", row.line)
    currency = values.currency(head["Currency"], "Currency")
    placed_at = values.moment(head["Created at"], "Created at")
    lines = _shared(rows, _lines(rows, currency, language), currency)
    notes = read_notes(head["Note Attributes"], lines, currency)
    parcels = notes.parcels or _estimated_parcel(head, lines, transit)
    lines = _after_sales(head, lines, notes, currency)
    return Order(
        number=number,
        email=values.mail(head["Email"], "Email"),
        postcode=(head["Shipping Zip"] or head["Billing Zip"]).lstrip("'"),
        country=_country(head),
        currency=currency,
        placed_at=placed_at,
        lines=tuple(lines),
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


def _lines(rows: Sequence[Row], currency: str, language: str) -> list[OrderLine]:
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
        raise Flaw("Lineitem quantity", "no_lines", "nothing was bought", rows[0].line)
    return found


def _line(number: str, row: Row, quantity: int, currency: str, language: str) -> OrderLine:
    if not row["Lineitem name"]:
        raise Flaw("Lineitem name", "missing_value", "is empty")
    price = values.money(row["Lineitem price"], currency, "Lineitem price")
    discount = _money(row, "Lineitem discount", currency)
    if price.times(quantity) < discount:
        raise Flaw("Lineitem discount", "discount_exceeds_price", "is more than the line costs")
    is_shipped = row["Lineitem fulfillment status"] == "fulfilled"
    return OrderLine(
        id=number,
        sku=row["Lineitem sku"].lstrip("'"),
        product_id="",
        title={language: row["Lineitem name"]},
        quantity=quantity,
        unit_price=price,
        discount=discount,
        tax=Money.zero(currency),
        shipped=quantity if is_shipped else 0,
        requires_shipping=row["Lineitem requires shipping"] != "false",
    )


def _shared(rows: Sequence[Row], lines: list[OrderLine], currency: str) -> list[OrderLine]:
    """What stands on the order only, a discount and the tax, is shared over its lines."""
    head = rows[0]
    parts = share(_order_discount(head, lines, currency), [_net(line).amount for line in lines])
    lines = [
        replace(line, discount=line.discount + part)
        for line, part in zip(lines, parts, strict=True)
    ]
    taxed = [
        _net(line).amount if rows[int(line.id) - 1]["Lineitem taxable"] != "false" else 0
        for line in lines
    ]
    taxes = share(_money(head, "Taxes", currency), taxed)
    return [replace(line, tax=tax) for line, tax in zip(lines, taxes, strict=True)]


def _net(line: OrderLine) -> Money:
    return line.unit_price.times(line.quantity) - line.discount


def _order_discount(head: Row, lines: list[OrderLine], currency: str) -> Money:
    """The part of `Discount Amount` that lies on goods and that no line carries already.

    The column counts a discount on shipping too; what goods cost after all discounts is in
    `Subtotal`, which tells the two apart.
    """
    on_lines = total((line.discount for line in lines), currency)
    gross = total((line.unit_price.times(line.quantity) for line in lines), currency)
    discount = _money(head, "Discount Amount", currency)
    if head["Subtotal"]:
        on_goods = gross - _money(head, "Subtotal", currency)
        discount = min(discount, on_goods)
    nothing = Money.zero(currency)
    if gross < discount:
        raise Flaw("Discount Amount", "discount_exceeds_price", "is more than the goods cost")
    return max(discount - on_lines, nothing)


def _tax_is_included(head: Row, currency: str) -> bool:
    """The export does not say; the sums do: on top of the subtotal, or within it."""
    if not head["Total"] or not head["Subtotal"]:
        return True
    taxes = _money(head, "Taxes", currency)
    parts = [_money(head, name, currency) for name in ("Subtotal", "Shipping", "Duties")]
    return not taxes or total((*parts, taxes), currency) != _money(head, "Total", currency)


def _estimated_parcel(
    head: Row, lines: Sequence[OrderLine], transit: timedelta
) -> tuple[Parcel, ...]:
    """The export knows the day of dispatch only: the delivery is counted from it, and marked so."""
    shipped_at = _moment(head, "Fulfilled at")
    content = tuple((ln.id, ln.shipped) for ln in lines if ln.shipped and ln.requires_shipping)
    if shipped_at is None or not content:
        return ()
    return (Parcel("", "", shipped_at, shipped_at + transit, content, delivery_is_estimated=True),)


def _after_sales(
    head: Row, lines: Sequence[OrderLine], notes: Notes, currency: str
) -> list[OrderLine]:
    """Units that were handed to a carrier, and units that were paid back before we knew of it."""
    back, whole = _money(head, "Refunded Amount", currency), _money(head, "Total", currency)
    all_back = head["Financial Status"] == "refunded" or (bool(back) and whole <= back)
    shipped: dict[str, int] = {}
    for parcel in notes.parcels:
        for line_id, count in parcel.lines:
            shipped[line_id] = shipped.get(line_id, 0) + count
    return [
        replace(
            line,
            shipped=shipped.get(line.id, 0) if notes.parcels else line.shipped,
            refunded=line.quantity if all_back else notes.refunded.get(line.id, 0),
        )
        for line in lines
    ]


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
