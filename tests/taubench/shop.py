"""tau-bench's retail shop as orders and products of ours; its README says what it leaves open."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine, Parcel, Payment, Product, Variant

FOLDER = Path(__file__).parents[3] / "shared" / "taubench"
CURRENCY = "USD"


def is_there() -> bool:
    return (FOLDER / "orders.json").is_file()


def goods(now: datetime) -> Iterator[Product | Order]:
    """Its orders have no dates: what is delivered came three days ago, inside every window."""
    users = _read("users.json")
    yield from (_product(id, said) for id, said in _read("products.json").items())
    for number, said in _read("orders.json").items():
        yield _order(number, said, users[said["user_id"]], now)


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / name).read_text("utf-8"))
    return content


def _money(amount: float) -> Money:
    return Money.of(str(amount), CURRENCY)


def _product(id: str, said: dict[str, Any]) -> Product:
    return Product(
        id=id,
        title={"en": said["name"]},
        variants=tuple(
            Variant(sku, variant["options"], _money(variant["price"]), int(variant["available"]))
            for sku, variant in said["variants"].items()
        ),
    )


def _order(number: str, said: dict[str, Any], user: dict[str, Any], now: datetime) -> Order:
    delivered_at = now - timedelta(days=3) if said["status"] == "delivered" else None
    parcels = tuple(_parcels(said, now - timedelta(days=6), delivered_at))
    shipped = {line for parcel in parcels for line, _ in parcel.lines}
    address = said["address"]
    paid = [p for p in said["payment_history"] if p["transaction_type"] == "payment"]
    refunded = [p for p in said["payment_history"] if p["transaction_type"] == "refund"]
    cancelled = said["status"] == "cancelled"
    return Order(
        number=number,
        email=user["email"].lower(),
        postcode=address["zip"],
        country="US",
        currency=CURRENCY,
        placed_at=now - timedelta(days=8),
        lines=tuple(
            _line(str(place), item, is_shipped=str(place) in shipped)
            for place, item in enumerate(said["items"], start=1)
        ),
        parcels=parcels,
        payments=tuple(
            Payment(p["payment_method_id"].rpartition("_")[0], _money(p["amount"])) for p in paid
        ),
        cancelled_at=now - timedelta(days=7) if cancelled else None,
        refunded=_money(sum(p["amount"] for p in refunded)) if refunded else None,
        province=address["state"],
        customer_name=f"{user['name']['first_name']} {user['name']['last_name']}",
    )


def _line(id: str, item: dict[str, Any], *, is_shipped: bool) -> OrderLine:
    nothing = Money.zero(CURRENCY)
    return OrderLine(
        id=id,
        sku=item["item_id"],
        product_id=item["product_id"],
        title={"en": item["name"]},
        quantity=1,
        unit_price=_money(item["price"]),
        discount=nothing,
        tax=nothing,
        options=item["options"],
        shipped=int(is_shipped),
    )


def _parcels(
    said: dict[str, Any], shipped_at: datetime, delivered_at: datetime | None
) -> Iterator[Parcel]:
    # Two lines may be of one item; each then lies in a parcel once.
    places: dict[str, list[str]] = {}
    for place, item in enumerate(said["items"], start=1):
        places.setdefault(item["item_id"], []).append(str(place))
    for fulfilment in said["fulfillments"]:
        lines = sorted({line for item in fulfilment["item_ids"] for line in places[item]}, key=int)
        yield Parcel(
            tracking=fulfilment["tracking_id"][0],
            carrier="",
            shipped_at=shipped_at,
            delivered_at=delivered_at,
            lines=tuple((line, 1) for line in lines),
        )
