"""Shopify's order export: what each column comes to."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from bot.ports.shops import RowError
from bot.returns.money import Money, total
from bot.returns.orders import Order, Payment
from integrations.shops.shopify_export.reader import ShopifyOrders
from tests.integrations.shops.export import Cells, file, first, more


def read(tmp_path: Path, *rows: Cells, **settings: int) -> list[Order]:
    found = list(ShopifyOrders(**settings).read(file(tmp_path, *rows)))  # type: ignore[arg-type]
    assert not [error for error in found if isinstance(error, RowError)], found
    return [order for order in found if isinstance(order, Order)]


def refused(tmp_path: Path, *rows: Cells) -> RowError:
    (error,) = ShopifyOrders().read(file(tmp_path, *rows))
    assert isinstance(error, RowError)
    return error


def eur(text: str) -> Money:
    return Money.of(text, "EUR")


def test_rows_of_one_name_are_lines_of_one_order(tmp_path: Path) -> None:
    orders = read(tmp_path, first(), more(), first("#1002"))
    assert [(o.number, len(o.lines)) for o in orders] == [("#1001", 2), ("#1002", 1)]
    order = orders[0]
    assert (order.email, order.postcode, order.country) == ("anna@example.com", "01067", "DE")
    assert [line.id for line in order.lines] == ["1", "2"]
    assert order.lines[0].title == {"en": "Linen shirt - M"}
    assert order.payments == (Payment("card", eur("0")),)


def test_the_billing_address_stands_in_for_a_missing_delivery_address(tmp_path: Path) -> None:
    bare = {"Shipping_Zip": "", "Shipping_Country": "", "Shipping_Name": ""}
    (order,) = read(
        tmp_path,
        first(**bare, Billing_Zip="8001", Billing_Country="CH", Billing_Name="Reto B."),
    )
    assert (order.postcode, order.country, order.customer_name) == ("8001", "CH", "Reto B.")


def test_a_discount_of_the_order_is_shared_over_its_lines_to_the_cent(tmp_path: Path) -> None:
    (order,) = read(
        tmp_path,
        first(Discount_Amount="10.00", Subtotal="79.97", Lineitem_price="29.99"),
        more(Lineitem_quantity="2", Lineitem_price="29.99"),
    )
    assert [line.discount for line in order.lines] == [eur("3.33"), eur("6.67")]


def test_what_a_line_carries_of_the_discount_is_not_shared_again(tmp_path: Path) -> None:
    (order,) = read(
        tmp_path,
        first(Discount_Amount="14.00", Subtotal="66.00", Lineitem_discount="4.00"),
        more(Lineitem_price="40.00"),
    )
    assert total((line.discount for line in order.lines), "EUR") == eur("14.00")
    assert [line.discount for line in order.lines] == [eur("8.74"), eur("5.26")]


def test_a_discount_on_shipping_takes_nothing_off_the_goods(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Discount_Amount="4.90", Subtotal="40.00"))
    assert order.lines[0].discount == eur("0")


def test_tax_on_top_of_the_price_is_told_by_the_sums_and_shared(tmp_path: Path) -> None:
    (order,) = read(
        tmp_path,
        first(
            Currency="USD", Subtotal="90.00", Shipping="5.00", Taxes="7.43", Total="102.43",
            Shipping_Country="US",
        ),
        more(Lineitem_price="30.00"),
        more(Lineitem_price="20.00", Lineitem_taxable="false"),
    )  # fmt: skip
    assert not order.tax_included
    assert [line.tax.amount for line in order.lines] == [425, 318, 0]
    assert order.paid_for(order.lines[0], 1) == Money(4425, "USD")


def test_tax_within_the_price_stays_within_it(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Subtotal="40.00", Shipping="4.90", Taxes="7.17", Total="44.90"))
    assert order.tax_included
    assert order.paid_for(order.lines[0], 1) == eur("40.00")


def test_currencies_without_cents_are_read_in_whole_units(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Currency="JPY", Lineitem_price="9880.00"))
    assert order.lines[0].unit_price == Money(9880, "JPY")


def test_without_a_parcel_the_delivery_is_counted_from_dispatch_and_marked(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(), transit_days=4)
    (parcel,) = order.parcels
    assert parcel.delivery_is_estimated
    assert order.delivered_on() == date(2026, 5, 6)


def test_what_was_not_fulfilled_is_not_delivered(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(), more(Lineitem_fulfillment_status="pending"))
    assert order.delivered_on() is None
    assert order.delivered_on("1") == date(2026, 5, 7)


def test_parcels_in_the_note_attributes_say_what_came_when(tmp_path: Path) -> None:
    notes = (
        "utm_source: newsletter\n"
        "parcel: JD01|DHL|2026-05-02T15:00:00+02:00|2026-05-04T23:30:00+02:00|SHIRT-M×1\n"
        "parcel: JD02|DHL|2026-05-03T15:00:00+02:00||SOCKS x2"
    )
    (order,) = read(tmp_path, first(Note_Attributes=notes), more(Lineitem_quantity="3"))
    assert [parcel.tracking for parcel in order.parcels] == ["JD01", "JD02"]
    assert not order.parcels[0].delivery_is_estimated
    assert [line.shipped for line in order.lines] == [1, 2]
    # 23:30 in Dresden is 21:30 in UTC: the day is the one it was there.
    assert order.delivered_on("1") == date(2026, 5, 4)
    assert order.delivered_on("2") is None


def test_a_parcel_that_names_no_goods_holds_all_that_is_left(tmp_path: Path) -> None:
    notes = "parcel: JD01|DHL|2026-05-02T15:00:00Z|2026-05-04T09:00:00Z"
    (order,) = read(tmp_path, first(Note_Attributes=notes), more())
    assert order.parcels[0].lines == (("1", 1), ("2", 1))


def test_goods_that_are_alike_are_counted_off_line_by_line(tmp_path: Path) -> None:
    notes = "parcel: JD01|DHL|2026-05-02T15:00:00Z|2026-05-04T09:00:00Z|SHIRT-M×2,#3"
    (order,) = read(
        tmp_path,
        first(Note_Attributes=notes),
        more(Lineitem_sku="SHIRT-M"),
        more(Lineitem_sku=""),
    )
    assert order.parcels[0].lines == (("1", 1), ("2", 1), ("3", 1))


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ("parcel: JD01|DHL", "not_a_parcel"),
        ("parcel: JD01|DHL|2026-05-02T15:00:00|", "no_time_zone"),
        ("parcel: JD01|DHL|2026-05-02T15:00:00Z|2026-05-01T15:00:00Z", "delivered_before_shipped"),
        ("parcel: JD01|DHL|2026-05-02T15:00:00Z||HAT×1", "unknown_goods"),
        ("parcel: JD01|DHL|2026-05-02T15:00:00Z||SHIRT-M×2", "too_many_units"),
        ("payment: gift card", "not_a_payment"),
        ("refunded: SHIRT-M×9", "too_many_units"),
    ],
)
def test_refuses_notes_that_do_not_fit_the_order(tmp_path: Path, note: str, code: str) -> None:
    error = refused(tmp_path, first(Note_Attributes=note))
    assert (error.reason_code, error.column, error.line) == (code, "Note Attributes", 2)


def test_a_full_refund_leaves_nothing_to_return(tmp_path: Path) -> None:
    (order,) = read(
        tmp_path,
        first(Financial_Status="refunded", Total="80.00", Refunded_Amount="80.00"),
        more(Lineitem_quantity="2"),
    )
    assert [line.refunded for line in order.lines] == [1, 2]
    assert order.refunded == eur("80.00")


def test_a_partial_refund_stays_with_the_order(tmp_path: Path) -> None:
    (order,) = read(
        tmp_path,
        first(
            Financial_Status="partially_refunded", Total="80.00", Refunded_Amount="40.00",
            Note_Attributes="refunded: SHIRT-M×1",
        ),
        more(),
    )  # fmt: skip
    assert order.refunded == eur("40.00")
    assert [line.refunded for line in order.lines] == [1, 0]


def test_several_payments_have_amounts_only_where_the_notes_say_them(tmp_path: Path) -> None:
    split = "Shopify Payments + Gift Card"
    said, unsaid = read(
        tmp_path,
        first(
            Payment_Method=split, Total="40.00",
            Note_Attributes="payment: gift_card|15.00\npayment: card|25.00\ngift: true",
        ),
        first("#1002", Payment_Method=split, Total="40.00"),
    )  # fmt: skip
    assert said.payments == (Payment("gift_card", eur("15")), Payment("card", eur("25")))
    assert said.gift
    assert unsaid.payments == (Payment("card+gift_card", eur("40")),)
    assert not unsaid.gift


def test_a_cancelled_order_says_when(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Cancelled_at="2026-05-03 09:00:00 +0200"))
    assert order.cancelled_at is not None
    assert order.cancelled_at.isoformat() == "2026-05-03T09:00:00+02:00"


def test_a_line_that_was_taken_off_the_order_is_left_out(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(), more(Lineitem_quantity="0"))
    assert [line.id for line in order.lines] == ["1"]


@pytest.mark.parametrize(
    ("cells", "column", "code"),
    [
        ({"Currency": "euro"}, "Currency", "not_a_currency"),
        ({"Created_at": "01.05.2026 10:00"}, "Created at", "not_a_date"),
        ({"Created_at": "2026-05-01 10:00:00"}, "Created at", "no_time_zone"),
        ({"Shipping_Country": "Germany"}, "Shipping Country", "not_a_country"),
        ({"Shipping_Country": ""}, "Shipping Country", "no_country"),
        ({"Email": "anna at example"}, "Email", "not_an_email"),
        ({"Lineitem_price": "1,234"}, "Lineitem price", "not_an_amount"),
        ({"Lineitem_price": "19.999"}, "Lineitem price", "too_many_digits"),
        ({"Lineitem_price": "-5"}, "Lineitem price", "negative_amount"),
        ({"Lineitem_quantity": "1.5"}, "Lineitem quantity", "not_a_number"),
        ({"Lineitem_quantity": "0"}, "Lineitem quantity", "no_lines"),
        ({"Lineitem_quantity": "999999999999"}, "Lineitem quantity", "too_many_units"),
        ({"Lineitem_name": ""}, "Lineitem name", "missing_value"),
        ({"Lineitem_discount": "40.01"}, "Lineitem discount", "discount_exceeds_price"),
        ({"Name": "#–"}, "Name", "no_order_number"),
    ],
)
def test_refuses_what_cannot_be_read_without_guessing(
    tmp_path: Path, cells: dict[str, str], column: str, code: str
) -> None:
    error = refused(tmp_path, {**first(), **{k.replace("_", " "): v for k, v in cells.items()}})
    assert (error.column, error.reason_code, error.line) == (column, code, 2)


def test_a_comma_with_two_digits_is_a_fraction(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Lineitem_price="19,90"))
    assert order.lines[0].unit_price == eur("19.90")


def test_no_email_is_allowed_since_orders_come_by_telephone(tmp_path: Path) -> None:
    (order,) = read(tmp_path, first(Email="", Phone="'+49301234567"))
    assert (order.email, order.phone) == ("", "+49301234567")
