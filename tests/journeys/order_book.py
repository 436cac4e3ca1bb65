"""A varied order book for simulated shoppers: goods in three languages, orders in every state."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta

from bot.returns.money import Money
from bot.returns.orders import Order, OrderLine, Parcel, Product, Variant
from tests.orders import line, order

#: id: (en, de, zh), price, colours, sizes, tags
GOODS: dict[str, tuple[tuple[str, str, str], str, tuple[str, ...], tuple[str, ...], tuple[str, ...]]] = {
    "trail-shoes": (("Trail shoes", "Trailschuhe", "越野跑鞋"), "89.90", ("Blue", "Black"), ("38", "39", "40", "41"), ()),
    "sneakers": (("Canvas sneakers", "Leinen-Sneaker", "帆布运动鞋"), "59.00", ("White",), ("39", "40", "42"), ()),
    "t-shirt": (("Cotton T-shirt", "Baumwoll-T-Shirt", "纯棉T恤"), "19.90", ("White", "Green"), ("S", "M", "L"), ()),
    "rain-jacket": (("Rain jacket", "Regenjacke", "防雨夹克"), "119.00", ("Yellow", "Navy"), ("S", "M", "L", "XL"), ()),
    "jumper": (("Merino jumper", "Merinopullover", "羊毛毛衣"), "79.00", ("Grey", "Burgundy"), ("S", "M", "L"), ()),
    "dress": (("Linen dress", "Leinenkleid", "亚麻连衣裙"), "69.50", ("Green",), ("36", "38", "40"), ()),
    "jeans": (("Straight jeans", "Straight Jeans", "直筒牛仔裤"), "74.00", ("Blue",), ("30", "32", "34"), ()),
    "belt": (("Leather belt", "Ledergürtel", "皮带"), "35.00", ("Brown", "Black"), (), ()),
    "scarf": (("Wool scarf", "Wollschal", "羊毛围巾"), "29.00", ("Red", "Grey"), (), ()),
    "backpack": (("City backpack", "City-Rucksack", "城市双肩包"), "84.00", ("Black", "Olive"), (), ()),
    "mug": (("Stoneware mug", "Steingutbecher", "粗陶马克杯"), "14.50", (), (), ()),
    "lamp": (("Desk lamp", "Schreibtischlampe", "护眼台灯"), "49.00", ("White",), (), ()),
    "headphones": (("Wireless headphones", "Funk-Kopfhörer", "无线蓝牙耳机"), "129.00", ("Black",), (), ("battery",)),
    "kettle": (("Electric kettle", "Wasserkocher", "电热水壶"), "39.90", (), (), ()),
    "swimsuit": (("Swimsuit", "Badeanzug", "连体泳衣"), "45.00", ("Navy",), ("36", "38", "40"), ("hygiene",)),
    "face-cream": (("Face cream", "Gesichtscreme", "保湿面霜"), "24.00", (), (), ("hygiene",)),
    "sale-blouse": (("Silk blouse", "Seidenbluse", "真丝衬衫"), "39.00", ("Pink",), ("S", "M"), ("final-sale",)),
    "necklace": (("Engraved necklace", "Kette mit Gravur", "刻字项链"), "59.00", ("Silver",), (), ("personalised",)),
    "gift-card": (("Gift card", "Geschenkkarte", "礼品卡"), "50.00", (), (), ("gift-card",)),
}  # fmt: skip
_MARKETS = (("DE", "EUR", "10115"), ("AT", "EUR", "1070"), ("GB", "GBP", "SW1A 1AA"), ("US", "USD", "94110"),
            ("CN", "CNY", "200031"), ("DE", "EUR", "80331"))  # fmt: skip
#: Days since the delivery; None: not there yet.
_AGES: tuple[int | None, ...] = (2, 3, 5, 8, 12, 3, 6, 20, 25, 60, 400, 900, None, None)


def products() -> list[Product]:
    return [_product(id) for id in GOODS]


def _product(id: str) -> Product:
    titles, price, colours, sizes, tags = GOODS[id]
    pairs = [(c, s) for c in colours or ("",) for s in sizes or ("",)]
    variants = tuple(
        Variant(_sku(id, c, s), _options(c, s), Money.of(price, "EUR"), 0 if n == 1 else 5)
        for n, (c, s) in enumerate(pairs)
    )
    title = dict(zip(("en", "de", "zh"), titles, strict=True))
    return Product(id, title, variants, tags=frozenset(tags))


def _sku(id: str, colour: str, size: str) -> str:
    return "-".join(part for part in (id, colour, size) if part).upper()


def _options(colour: str, size: str) -> dict[str, str]:
    return {k: v for k, v in (("Color", colour), ("Size", size)) if v}


def orders(now: datetime, count: int = 60) -> list[Order]:
    rng = random.Random(20)
    return [_order(n, now, rng) for n in range(count)]


def _order(n: int, now: datetime, rng: random.Random) -> Order:
    country, currency, postcode = rng.choice(_MARKETS)
    ids = rng.sample(list(GOODS), rng.choice((1, 2, 2, 3, 3, 4)))
    age = _AGES[n % len(_AGES)]
    lines = tuple(_line(str(i + 1), id, currency, rng) for i, id in enumerate(ids))
    found = order(
        f"LL-{20000 + n}",
        *lines,
        country=country,
        currency=currency,
        email=f"shopper{n}@example.com",
        postcode=postcode,
        delivered_days_ago=age,
        now=now,
    )
    if n % 9 == 4:
        found = _partly_refunded(found)
    if n % 14 == 12:
        return _unshipped(found)
    if n == 33:
        found = replace(found, cancelled_at=now - timedelta(days=1))
    return found


def _line(id: str, product: str, currency: str, rng: random.Random) -> OrderLine:
    titles, price, colours, sizes, tags = GOODS[product]
    colour = rng.choice(colours) if colours else ""
    size = rng.choice(sizes) if sizes else ""
    return line(
        id,
        titles,
        price,
        rng.choice((1, 1, 1, 1, 2, 3)),
        currency=currency,
        tags=tags,
        product=product,
        sku=_sku(product, colour, size),
        **_options(colour, size),
    )


def _partly_refunded(found: Order) -> Order:
    first = found.lines[0]
    return replace(found, lines=(replace(first, refunded=first.quantity), *found.lines[1:]))


def _unshipped(found: Order) -> Order:
    parcels: tuple[Parcel, ...] = ()
    return replace(
        found, lines=tuple(replace(ln, shipped=0) for ln in found.lines), parcels=parcels
    )
