"""A few orders made by hand, for tests that want to see every field."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine, Parcel, Payment, Product, Variant

NOW = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)


def line(
    id: str,
    titles: tuple[str, str, str],
    price: str,
    quantity: int = 1,
    *,
    currency: str = "EUR",
    tags: tuple[str, ...] = (),
    shipped: int | None = None,
    product: str = "",
    sku: str = "",
    **options: str,
) -> OrderLine:
    return OrderLine(
        id=id,
        sku=sku or f"SKU-{id}",
        product_id=product or f"product-{id}",
        title=dict(zip(("en", "de", "zh"), titles, strict=True)),
        quantity=quantity,
        unit_price=Money.of(price, currency),
        discount=Money.zero(currency),
        tax=Money.zero(currency),
        options=options,
        tags=frozenset(tags),
        shipped=quantity if shipped is None else shipped,
    )


SHOES = line(
    "1",
    ("Trail shoes", "Trailschuhe", "越野跑鞋"),
    "89.90",
    product="trail-shoes",
    sku="TS-38",
    Color="Blue",
    Size="38",
)
SHIRTS = line(
    "2", ("Cotton T-shirt", "Baumwoll-T-Shirt", "纯棉T恤"), "19.90", 2, Color="White", Size="M"
)
BELT = line("3", ("Leather belt", "Ledergürtel", "皮带"), "35.00", Color="Brown")


def order(
    number: str = "LL-10432",
    *lines: OrderLine,
    country: str = "DE",
    email: str = "anna@example.com",
    postcode: str = "10115",
    delivered_days_ago: int | None = 3,
    now: datetime = NOW,
    currency: str = "EUR",
) -> Order:
    """Delivered whole, three days ago, unless said otherwise."""
    lines = lines or (SHOES, SHIRTS, BELT)
    delivered = None if delivered_days_ago is None else now - timedelta(days=delivered_days_ago)
    shipped = (delivered or now) - timedelta(days=4)
    parcel = Parcel(
        "JJD000390007882214",
        "DHL",
        shipped,
        delivered,
        tuple((ln.id, ln.shipped) for ln in lines if ln.shipped),
    )
    whole = sum(ln.unit_price.amount * ln.quantity for ln in lines)
    return Order(
        number=number,
        email=email,
        postcode=postcode,
        country=country,
        currency=currency,
        placed_at=shipped - timedelta(days=2),
        lines=lines,
        parcels=(parcel,) if parcel.lines else (),
        payments=(Payment("card", Money(whole, currency)),),
        shipping=Money.of("4.90", currency),
    )


TRAIL_SHOES = Product(
    id="trail-shoes",
    title=SHOES.title,
    variants=tuple(
        Variant(f"TS-{size}", {"Color": "Blue", "Size": str(size)}, Money.of("89.90", "EUR"), stock)
        for size, stock in ((37, 3), (38, 2), (39, 4), (40, 0))
    ),
)
