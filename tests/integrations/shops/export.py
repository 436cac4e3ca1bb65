"""Small exports in Shopify's shape, as a test wants them."""

from __future__ import annotations

import csv
import io
from pathlib import Path

_COLUMNS = (
    "Name,Email,Financial Status,Paid at,Fulfillment Status,Fulfilled at,Currency,Subtotal,Shipping,"
    "Taxes,Total,Discount Code,Discount Amount,Created at,Lineitem quantity,Lineitem name,"
    "Lineitem price,Lineitem sku,Lineitem requires shipping,Lineitem taxable,"
    "Lineitem fulfillment status,Billing Name,Billing Zip,Billing Country,Shipping Name,"
    "Shipping Zip,Shipping Province,Shipping Country,Notes,Note Attributes,Cancelled at,"
    "Payment Method,Refunded Amount,Tags,Lineitem discount,Phone"
)
HEADER = _COLUMNS.split(",")

HEAD = {
    "Email": "Anna@Example.com",
    "Financial Status": "paid",
    "Fulfillment Status": "fulfilled",
    "Fulfilled at": "2026-05-02 15:00:00 +0200",
    "Currency": "EUR",
    "Created at": "2026-05-01 10:00:00 +0200",
    "Shipping Name": "Anna L.",
    "Shipping Zip": "'01067",
    "Shipping Country": "DE",
    "Payment Method": "Shopify Payments",
}
LINE = {
    "Lineitem quantity": "1",
    "Lineitem name": "Linen shirt - M",
    "Lineitem price": "40.00",
    "Lineitem sku": "SHIRT-M",
    "Lineitem requires shipping": "true",
    "Lineitem taxable": "true",
    "Lineitem fulfillment status": "fulfilled",
}

Cells = dict[str, str]


def first(name: str = "#1001", **other: str) -> Cells:
    """The first row of an order; `other` with underscores for spaces."""
    return {"Name": name, **HEAD, **LINE, **_spelled(other)}


def more(name: str = "#1001", **other: str) -> Cells:
    """A further row of an order: its line only."""
    line = {**LINE, "Lineitem name": "Wool socks", "Lineitem sku": "SOCKS"}
    return {"Name": name, **line, **_spelled(other)}


def _spelled(cells: dict[str, str]) -> Cells:
    return {name.replace("_", " "): value for name, value in cells.items()}


def text(*rows: Cells, header: list[str] = HEADER, delimiter: str = ",") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, header, delimiter=delimiter, lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: row.get(name, "") for name in header} for row in rows)
    return out.getvalue()


def file(folder: Path, *rows: Cells, name: str = "orders.csv") -> Path:
    path = folder / name
    path.write_text(text(*rows), encoding="utf-8")
    return path
