"""Shopify's product export, with the translated columns that a shop may add."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from bot.ports.shops import Found, RowError
from bot.returns.money import Money
from bot.returns.orders import Product
from integrations.shops.shopify_export.products import UNCOUNTED, plain_text
from integrations.shops.shopify_export.reader import ShopifyProducts

HEADER = [
    "Handle", "Title", "Title (de)", "Title (zh)", "Body (HTML)", "Body (HTML) (de)", "Vendor",
    "Product Category", "Type", "Tags", "Option1 Name", "Option1 Value", "Option2 Name",
    "Option2 Value", "Variant SKU", "Variant Inventory Qty", "Variant Price", "Image Src",
    "Size chart",
]  # fmt: skip
SHIRT = {
    "Handle": "linen-shirt",
    "Title": "Linen shirt",
    "Title (de)": "Leinenhemd",
    "Title (zh)": "亚麻衬衫",
    "Body (HTML)": "<p>Washed &amp; soft.</p><ul><li>Linen</li></ul>",
    "Type": "Clothing",
    "Tags": "Final Sale, summer",
    "Option1 Name": "Color",
    "Option1 Value": "Blue",
    "Option2 Name": "Size",
    "Option2 Value": "M",
    "Variant SKU": "LS-M",
    "Variant Inventory Qty": "3",
    "Variant Price": "64.90",
    "Image Src": "/shop/pictures/linen-shirt-blue.svg",
    "Size chart": "M: 90–96 cm",
}
LARGE = {
    "Handle": "linen-shirt",
    "Option1 Value": "Blue",
    "Option2 Value": "L",
    "Variant SKU": "LS-L",
    "Variant Inventory Qty": "-2",
    "Variant Price": "66.90",
}
PICTURE = {"Handle": "linen-shirt", "Image Src": "/shop/pictures/other.svg"}


def read(tmp_path: Path, *rows: dict[str, str], header: list[str] = HEADER) -> list[Found]:
    path = tmp_path / "products.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows({name: row.get(name, "") for name in header} for row in rows)
    assert ShopifyProducts().recognises(path)
    return list(ShopifyProducts().read(path))


def test_rows_of_one_handle_are_variants_of_one_product(tmp_path: Path) -> None:
    (product,) = read(tmp_path, SHIRT, LARGE, PICTURE)
    assert isinstance(product, Product)
    assert product.title == {"en": "Linen shirt", "de": "Leinenhemd", "zh": "亚麻衬衫"}
    assert [v.options for v in product.variants] == [
        {"Color": "Blue", "Size": "M"},
        {"Color": "Blue", "Size": "L"},
    ]
    assert [v.price for v in product.variants] == [Money(6490, "EUR"), Money(6690, "EUR")]
    # Sold beyond the stock is as good as sold out.
    assert [v.stock for v in product.variants] == [3, 0]
    assert product.tags == {"final-sale", "summer"}
    assert product.category == "Clothing"
    assert product.image == "/shop/pictures/linen-shirt-blue.svg"
    assert product.description == {"en": "Washed & soft.\nLinen"}
    assert product.size_chart == {"en": "M: 90–96 cm"}


def test_a_product_without_options_has_one_variant_without_any(tmp_path: Path) -> None:
    mug = {
        "Handle": "mug",
        "Title": "Mug",
        "Product Category": "Home & Garden > Kitchen > Mugs",
        "Option1 Name": "Title",
        "Option1 Value": "Default Title",
        "Variant SKU": "MUG",
        "Variant Price": "14.50",
    }
    (product,) = read(tmp_path, mug)
    assert isinstance(product, Product)
    assert [(v.options, v.stock) for v in product.variants] == [({}, UNCOUNTED)]
    assert product.category == "Mugs"


def test_the_newer_names_of_columns_mean_the_same(tmp_path: Path) -> None:
    header = [
        "Title", "URL handle", "Description", "Vendor", "Type", "Tags", "SKU", "Option1 name",
        "Option1 value", "Price", "Inventory quantity", "Product image URL",
    ]  # fmt: skip
    row = {
        "Title": "Mug", "URL handle": "mug", "Description": "Of clay", "SKU": "MUG-B",
        "Option1 name": "Color", "Option1 value": "Blue", "Price": "14.50",
        "Inventory quantity": "4", "Product image URL": "/mug.svg",
    }  # fmt: skip
    (product,) = read(tmp_path, row, header=header)
    assert isinstance(product, Product)
    (variant,) = product.variants
    assert (product.id, product.image, product.description) == (
        "mug",
        "/mug.svg",
        {"en": "Of clay"},
    )
    assert (variant.sku, variant.options, variant.stock) == ("MUG-B", {"Color": "Blue"}, 4)


def test_a_handle_that_comes_back_later_is_refused_twice(tmp_path: Path) -> None:
    mug = {"Handle": "mug", "Title": "Mug"}
    found = read(tmp_path, SHIRT, mug, LARGE)
    refused = [(e.line, e.reason_code) for e in found if isinstance(e, RowError)]
    assert refused == [(2, "product_repeated"), (4, "product_repeated")]
    assert [p.id for p in found if isinstance(p, Product)] == ["mug"]


@pytest.mark.parametrize(
    ("row", "line", "column", "code"),
    [
        (SHIRT | {"Variant Price": "cheap"}, 2, "Variant Price", "not_an_amount"),
        (SHIRT | {"Title": "", "Title (de)": "", "Title (zh)": ""}, 2, "Title", "missing_value"),
        (SHIRT | {"Variant Inventory Qty": "some"}, 2, "Variant Inventory Qty", "not_a_number"),
        (SHIRT | {"Handle": ""}, 2, "Handle", "no_handle"),
    ],
)
def test_refuses_a_product_that_cannot_be_read(
    tmp_path: Path, row: dict[str, str], line: int, column: str, code: str
) -> None:
    (error,) = read(tmp_path, row)
    assert isinstance(error, RowError)
    assert (error.line, error.column, error.reason_code) == (line, column, code)


def test_a_bad_variant_is_reported_on_its_own_line(tmp_path: Path) -> None:
    (error,) = read(tmp_path, SHIRT, LARGE | {"Variant Price": "?"})
    assert isinstance(error, RowError)
    assert error.line == 3


@pytest.mark.parametrize(
    ("markup", "words"),
    [
        ("plain &amp; simple", "plain & simple"),
        ("<p>One <b>bold</b>  word</p>\n<p>Two</p>", "One bold word\nTwo"),
        ("a<br>b", "a\nb"),
    ],
)
def test_descriptions_lose_their_markup_and_keep_their_words(markup: str, words: str) -> None:
    assert plain_text(markup) == words
