"""The demonstration shop: an export like any other, moved to today."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

from bot.ports.shops import Found
from bot.ports.storage import Storage
from bot.returns.orders import Order, OrderLine, Parcel, Product
from bot.services.import_orders import ImportReport, import_orders
from integrations.shops.shopify_export.reader import ShopifyOrders, ShopifyProducts

FOLDER = Path(__file__).parent
#: The pages serve this folder at `/shop/pictures/`.
PICTURES = FOLDER / "pictures"


async def load(storage: Storage, today: date) -> ImportReport:
    """Products and orders, as if the day on which the export was written were `today`.

    Doing it again on the same day changes nothing; on a later day it moves the dates along.
    """
    return await import_orders(storage, _goods(today - anchor()))


def anchor() -> date:
    """The day that the dates in `orders.csv` are relative to."""
    return date.fromisoformat((FOLDER / "anchor.txt").read_text(encoding="utf-8").strip())


def situations() -> dict[str, str]:
    """Name of each situation -> number of the order that is in it."""
    with (FOLDER / "situations.csv").open(encoding="utf-8", newline="") as file:
        return {row["situation"]: row["order"] for row in csv.DictReader(file)}


def picture(product: Product, options: dict[str, str]) -> str | None:
    """The product in the colour of these options; as an address on our pages."""
    colour = options.get("Color", "").lower().replace(" ", "-")
    name = f"{product.id}-{colour}.svg"
    return f"/shop/pictures/{name}" if (PICTURES / name).is_file() else product.image


def _goods(later: timedelta) -> Iterator[Found]:
    pictures: dict[str, str | None] = {}
    for found in ShopifyProducts().read(FOLDER / "products.csv"):
        if isinstance(found, Product):
            pictures |= {v.sku: picture(found, v.options) for v in found.variants}
        yield found
    for found in ShopifyOrders().read(FOLDER / "orders.csv"):
        yield _moved(found, later, pictures) if isinstance(found, Order) else found


def _moved(order: Order, later: timedelta, pictures: dict[str, str | None]) -> Order:
    def move(moment: datetime | None) -> datetime | None:
        return moment and moment + later

    def move_parcel(parcel: Parcel) -> Parcel:
        return replace(
            parcel,
            shipped_at=parcel.shipped_at + later,
            delivered_at=move(parcel.delivered_at),
        )

    def show(line: OrderLine) -> OrderLine:
        return replace(line, image=pictures.get(line.sku))

    return replace(
        order,
        placed_at=order.placed_at + later,
        cancelled_at=move(order.cancelled_at),
        parcels=tuple(map(move_parcel, order.parcels)),
        lines=tuple(map(show, order.lines)),
    )
