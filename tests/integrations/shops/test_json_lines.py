"""Our own shape, one object a line, checked to the last field."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.ports.shops import Found, RowError
from bot.returns.money import Money
from bot.returns.orders import Order, Product
from integrations.shops.json_lines.reader import JsonLines

README = Path(__file__).parents[3] / "integrations" / "shops" / "json_lines" / "README.md"
ORDER: dict[str, Any] = {
    "kind": "order",
    "number": "LL-1",
    "email": "Anna@example.com",
    "country": "DE",
    "currency": "EUR",
    "placed_at": "2026-05-01T10:00:00+02:00",
    "lines": [
        {"title": {"en": "Shirt"}, "sku": "S-M", "quantity": 2, "unit_price": "19.90"},
        {"title": {"en": "Socks"}, "quantity": 1, "unit_price": 5},
    ],
    "parcels": [
        {
            "tracking": "JD01",
            "shipped_at": "2026-05-02T15:00:00+02:00",
            "delivered_at": "2026-05-04T09:00:00+02:00",
            "lines": [{"line": "1", "units": 2}],
        }
    ],
}
PRODUCT: dict[str, Any] = {
    "kind": "product",
    "id": "shirt",
    "title": {"en": "Shirt", "de": "Hemd"},
    "currency": "EUR",
    "variants": [{"sku": "S-M", "options": {"Size": "M"}, "price": "19.90", "stock": 3}],
}


def read(tmp_path: Path, *lines: object) -> list[Found]:
    path = tmp_path / "shop.jsonl"
    path.write_text(
        "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines),
        encoding="utf-8",
    )
    return list(JsonLines().read(path))


def changed(base: dict[str, Any], pointer: str, value: object) -> dict[str, Any]:
    copy = json.loads(json.dumps(base))
    *parents, last = pointer.strip("/").split("/")
    place: Any = copy
    for part in parents:
        place = place[int(part) if part.isdigit() else part]
    place[last] = value
    result: dict[str, Any] = copy
    return result


def test_orders_and_products_may_share_a_file(tmp_path: Path) -> None:
    order, product = read(tmp_path, ORDER, "", PRODUCT)
    assert isinstance(order, Order) and isinstance(product, Product)
    assert order.email == "anna@example.com"
    assert [line.unit_price for line in order.lines] == [Money(1990, "EUR"), Money(500, "EUR")]
    assert [line.shipped for line in order.lines] == [2, 0]
    assert order.delivered_on("1") == date(2026, 5, 4)
    assert product.variants[0].price == Money(1990, "EUR")


def test_the_examples_of_the_readme_hold(tmp_path: Path) -> None:
    examples = [line for line in README.read_text("utf-8").splitlines() if line.startswith("{")]
    found = read(tmp_path, *examples)
    assert len(found) >= 2
    assert not [error for error in found if isinstance(error, RowError)]


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/lines/1/quantity", 0, "greater_than_equal"),
        ("/lines/1/quantity", "many", "int_parsing"),
        ("/lines/0/unit_price", "19.999", "too_many_digits"),
        ("/lines/0/discount", "39.81", "discount_exceeds_price"),
        ("/lines/0/title", {}, "too_short"),
        ("/placed_at", "2026-05-01T10:00:00", "timezone_aware"),
        ("/country", "Germany", "string_pattern_mismatch"),
        ("/colour", "blue", "extra_forbidden"),
        ("/email", "anna", "not_an_email"),
        ("/parcels/0/delivered_at", "2026-05-01T09:00:00Z", "delivered_before_shipped"),
        ("/parcels/0/lines/0/line", "9", "unknown_goods"),
        ("/parcels/0/lines/0/units", 3, "too_many_units"),
        ("/number", "--", "no_order_number"),
    ],
)
def test_an_error_names_line_pointer_and_reason(
    tmp_path: Path, pointer: str, value: object, code: str
) -> None:
    good, bad = read(tmp_path, changed(ORDER, "/number", "LL-2"), changed(ORDER, pointer, value))
    assert isinstance(good, Order)
    assert isinstance(bad, RowError)
    assert (bad.line, bad.reason_code) == (2, code)
    assert bad.column == pointer


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ('{"kind": "order",', "not_json"),
        ("[" * 100_000, "not_json"),
        ("7", "dict_type"),
        (r'{"kind": "order", "number": "\ud800"}', "not_json"),
        (r'{"kind": "order", "number": "a\u0000b"}', "nul_byte"),
        ('{"kind": "coupon"}', "union_tag_invalid"),
        ('{"number": "LL-3"}', "union_tag_not_found"),
    ],
)
def test_what_is_no_order_and_no_product_is_refused(tmp_path: Path, line: str, code: str) -> None:
    good, bad = read(tmp_path, ORDER, line)
    assert isinstance(good, Order)
    assert isinstance(bad, RowError)
    assert (bad.line, bad.reason_code) == (2, code)


def test_the_same_number_twice_is_refused_twice(tmp_path: Path) -> None:
    found = read(tmp_path, ORDER, changed(ORDER, "/number", "#ll 1"), PRODUCT)
    refused = [(e.line, e.reason_code) for e in found if isinstance(e, RowError)]
    assert refused == [(1, "repeated"), (2, "repeated")]
    assert isinstance(found[-1], Product)


def test_bytes_that_are_not_utf8_spoil_their_line_only(tmp_path: Path) -> None:
    path = tmp_path / "shop.jsonl"
    path.write_bytes(b'{"kind": "order", "number": "\xeb"}\n' + json.dumps(PRODUCT).encode())
    error, product = JsonLines().read(path)
    assert isinstance(error, RowError) and error.reason_code == "not_utf8"
    assert isinstance(product, Product)
