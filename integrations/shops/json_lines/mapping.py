"""One line of our own shape to an order or a product. `README.md` describes the shape."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter

from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine, Parcel, Payment, Product, Variant, order_key
from integrations.shops import values
from integrations.shops.flaws import Flaw

Text = Annotated[str, Field(min_length=1)]
Texts = Annotated[dict[Annotated[str, Field(pattern="^[a-z]{2}$")], Text], Field(min_length=1)]
Amount = Annotated[Decimal, Field(ge=0, max_digits=18, decimal_places=6)]
Units = Annotated[int, Field(ge=0, le=values.MOST_UNITS)]
Currency = Annotated[str, Field(pattern="^[A-Z]{3}$")]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class LineShape(_Shape):
    id: Text | None = None
    sku: str = ""
    product: str = ""
    title: Texts
    quantity: Annotated[int, Field(ge=1, le=values.MOST_UNITS)]
    unit_price: Amount
    discount: Amount = Decimal(0)
    tax: Amount = Decimal(0)
    options: dict[str, str] = {}
    image: str | None = None
    category: str = ""
    tags: frozenset[str] = frozenset()
    refunded: Units = 0
    requires_shipping: bool = True


class ContentShape(_Shape):
    line: Text
    units: Annotated[int, Field(ge=1, le=values.MOST_UNITS)]


class ParcelShape(_Shape):
    tracking: str
    carrier: str = ""
    shipped_at: AwareDatetime
    delivered_at: AwareDatetime | None = None
    delivery_is_estimated: bool = False
    lines: list[ContentShape]


class PaymentShape(_Shape):
    method: Text
    amount: Amount


class OrderShape(_Shape):
    kind: Literal["order"]
    number: Annotated[Text, Field(max_length=values.LONGEST_NUMBER)]
    email: str = ""
    postcode: str = ""
    country: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    province: str = ""
    customer_name: str = ""
    phone: str = ""
    currency: Currency
    placed_at: AwareDatetime
    cancelled_at: AwareDatetime | None = None
    lines: Annotated[list[LineShape], Field(min_length=1)]
    parcels: list[ParcelShape] = []
    payments: list[PaymentShape] = []
    shipping: Amount | None = None
    tax_included: bool = True
    refunded: Amount | None = None
    gift: bool = False
    tags: frozenset[str] = frozenset()


class VariantShape(_Shape):
    sku: str = ""
    options: dict[str, str] = {}
    price: Amount
    stock: Annotated[int, Field(ge=0)]


class ProductShape(_Shape):
    kind: Literal["product"]
    id: Annotated[Text, Field(max_length=values.LONGEST_HANDLE)]
    title: Texts
    currency: Currency
    variants: list[VariantShape] = []
    image: str | None = None
    category: str = ""
    tags: frozenset[str] = frozenset()
    description: dict[str, str] = {}
    size_chart: dict[str, str] = {}


Shape = OrderShape | ProductShape
shape: TypeAdapter[Shape] = TypeAdapter(Annotated[Shape, Field(discriminator="kind")])


def to_order(said: OrderShape) -> Order:
    """Raises Flaw, with a JSON pointer as its column."""
    if not order_key(said.number):
        raise Flaw("/number", "no_order_number", f"“{said.number}” holds no letter and no digit")
    ids = [line.id or str(place) for place, line in enumerate(said.lines, start=1)]
    if len(set(ids)) < len(ids):
        raise Flaw("/lines", "line_repeated", "two lines have one id")
    parcels = _parcels(said, dict(zip(ids, (ln.quantity for ln in said.lines), strict=True)))
    shipped = dict.fromkeys(ids, 0)
    for parcel in parcels:
        for line_id, units in parcel.lines:
            shipped[line_id] += units
    return Order(
        number=said.number,
        email=values.mail(said.email, "/email"),
        postcode=said.postcode,
        country=said.country,
        currency=said.currency,
        placed_at=_moment(said.placed_at, "/placed_at"),
        lines=tuple(
            _line(line, line_id, f"/lines/{place}", said.currency, shipped[line_id])
            for place, (line, line_id) in enumerate(zip(said.lines, ids, strict=True))
        ),
        parcels=parcels,
        payments=tuple(
            Payment(p.method, _money(p.amount, said.currency, f"/payments/{place}/amount"))
            for place, p in enumerate(said.payments)
        ),
        shipping=_money_or_none(said.shipping, said.currency, "/shipping"),
        tax_included=said.tax_included,
        cancelled_at=_moment(said.cancelled_at, "/cancelled_at") if said.cancelled_at else None,
        refunded=_money_or_none(said.refunded, said.currency, "/refunded"),
        gift=said.gift,
        province=said.province,
        customer_name=said.customer_name,
        phone=said.phone,
        tags=said.tags,
    )


def _line(said: LineShape, line_id: str, at: str, currency: str, shipped: int) -> OrderLine:
    price = _money(said.unit_price, currency, f"{at}/unit_price")
    discount = _money(said.discount, currency, f"{at}/discount")
    if price.times(said.quantity) < discount:
        raise Flaw(f"{at}/discount", "discount_exceeds_price", "is more than the line costs")
    if said.refunded > said.quantity:
        raise Flaw(f"{at}/refunded", "too_many_units", "is more than were bought")
    return OrderLine(
        id=line_id,
        sku=said.sku,
        product_id=said.product,
        title=said.title,
        quantity=said.quantity,
        unit_price=price,
        discount=discount,
        tax=_money(said.tax, currency, f"{at}/tax"),
        options=said.options,
        image=said.image,
        category=said.category,
        tags=said.tags,
        shipped=shipped,
        refunded=said.refunded,
        requires_shipping=said.requires_shipping,
    )


def _parcels(said: OrderShape, left: dict[str, int]) -> tuple[Parcel, ...]:
    return tuple(
        _parcel(parcel, f"/parcels/{place}", left) for place, parcel in enumerate(said.parcels)
    )


def _parcel(said: ParcelShape, at: str, left: dict[str, int]) -> Parcel:
    shipped_at = _moment(said.shipped_at, f"{at}/shipped_at")
    delivered_at = _moment(said.delivered_at, f"{at}/delivered_at") if said.delivered_at else None
    if delivered_at is not None and delivered_at < shipped_at:
        raise Flaw(f"{at}/delivered_at", "delivered_before_shipped", "is before the dispatch")
    for place, content in enumerate(said.lines):
        if content.line not in left:
            raise Flaw(f"{at}/lines/{place}/line", "unknown_goods", "is no line of this order")
        left[content.line] -= content.units
        if left[content.line] < 0:
            raise Flaw(f"{at}/lines/{place}/units", "too_many_units", "is more than were bought")
    return Parcel(
        tracking=said.tracking,
        carrier=said.carrier,
        shipped_at=shipped_at,
        delivered_at=delivered_at,
        lines=tuple((content.line, content.units) for content in said.lines),
        delivery_is_estimated=said.delivery_is_estimated,
    )


def to_product(said: ProductShape) -> Product:
    """Raises Flaw, with a JSON pointer as its column."""
    return Product(
        id=said.id,
        title=said.title,
        variants=tuple(
            Variant(
                sku=variant.sku,
                options=variant.options,
                price=_money(variant.price, said.currency, f"/variants/{place}/price"),
                stock=variant.stock,
            )
            for place, variant in enumerate(said.variants)
        ),
        image=said.image,
        category=said.category,
        tags=said.tags,
        description=said.description,
        size_chart=said.size_chart,
    )


def _money(value: Decimal, currency: str, at: str) -> Money:
    amount = Money.of(value, currency)
    if amount.decimal != value:
        raise Flaw(at, "too_many_digits", f"{value} is finer than {currency} can be paid")
    return amount


def _money_or_none(value: Decimal | None, currency: str, at: str) -> Money | None:
    return None if value is None else _money(value, currency, at)


def _moment(value: datetime, at: str) -> datetime:
    if not 1990 <= value.year <= 2200:
        raise Flaw(at, "not_a_date", f"{value.isoformat()} is too far away")
    return value
