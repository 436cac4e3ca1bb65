"""Shopify's order export and product export as two formats of a file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.ports.shops import Found
from bot.returns.orders import order_key
from integrations.shops.csv_file import CsvFile, Row, read_header
from integrations.shops.flaws import Flaw
from integrations.shops.repeats import repeated
from integrations.shops.shopify_export import mapping, products


@dataclass(frozen=True, slots=True)
class ShopifyOrders:
    """Implements `bot.ports.shops.ShopFormat`."""

    language: str = "en"  # of the titles in the export
    transit_days: int = 5  # from dispatch to delivery, where the export does not say
    name: str = "Shopify's order export"

    def recognises(self, path: Path) -> bool:
        header, _ = read_header(path, mapping.KNOWN)
        return any(name.startswith("lineitem ") for name in header.folded)

    def read(self, path: Path) -> Iterator[Found]:
        file = CsvFile(path, mapping.KNOWN)
        file.require("a Shopify order export", mapping.REQUIRED)
        return self._orders(file)

    def _orders(self, file: CsvFile) -> Iterator[Found]:
        keys = (order_key(rows[0]["Name"]) for rows in self._groups(file))
        again = repeated(key for key in keys if key)
        transit = timedelta(days=self.transit_days)
        for rows in self._groups(file):
            try:
                _all_readable(rows)
                if hash(order_key(rows[0]["Name"])) in again:
                    raise _scattered(rows[0])
                yield mapping.to_order(rows, language=self.language, transit=transit)
            except Flaw as flaw:
                yield flaw.to_error(file.path.name, rows[0].line)

    @staticmethod
    def _groups(file: CsvFile) -> Iterator[list[Row]]:
        return file.groups("Name", begins=mapping.begins_order)


@dataclass(frozen=True, slots=True)
class ShopifyProducts:
    """Implements `bot.ports.shops.ShopFormat`."""

    language: str = "en"
    currency: str = "EUR"  # the shop's own, which the export does not name
    name: str = "Shopify's product export"

    def recognises(self, path: Path) -> bool:
        header, _ = read_header(path, products.KNOWN)
        has_handle = header.has("Handle") or header.has("URL handle")
        return has_handle or (header.has("Title") and header.has("Vendor"))

    def read(self, path: Path) -> Iterator[Found]:
        file = CsvFile(path, products.KNOWN)
        key = "Handle" if file.header.has("Handle") else "URL handle"
        file.require("a Shopify product export", (key, *products.REQUIRED))
        return self._products(file, key)

    def _products(self, file: CsvFile, key: str) -> Iterator[Found]:
        handles = (rows[0][key] for rows in file.groups(key))
        again = repeated(handle for handle in handles if handle)
        words = products.Translations(file.header.names, self.language)
        for rows in file.groups(key):
            try:
                _all_readable(rows)
                if hash(rows[0][key]) in again:
                    raise Flaw(key, "product_repeated", f"“{rows[0][key]}” occurs again elsewhere")
                yield products.to_product(rows, words, currency=self.currency)
            except Flaw as flaw:
                yield flaw.to_error(file.path.name, rows[0].line)


def _all_readable(rows: list[Row]) -> None:
    for row in rows:
        if row.flaw is not None:
            row.flaw.line = row.line
            raise row.flaw


def _scattered(row: Row) -> Flaw:
    number = row["Name"]
    if mapping.begins_order(row):
        return Flaw(
            "Name",
            "order_repeated",
            f"rows of {number} occur again elsewhere in the file; none of them was taken",
        )
    return Flaw(
        "Name", "rows_apart", f"a row of {number} stands apart from its order; none was taken"
    )
