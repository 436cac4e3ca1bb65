"""The demonstration shop's pages: its shelves, orders to try the chat with, and the chat itself.

None of this is needed in a real shop: there the shop's own pages carry the one script tag.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import jwt
from aiohttp import web
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.conversation.args import Country, encode
from bot.gateway.tokens import BadToken, Tokens
from bot.replies.catalog import Catalog, Catalogs
from bot.returns.orders import (
    BATTERY,
    DIGITAL,
    FINAL_SALE,
    GIFT_CARD,
    HYGIENE,
    PERSONALISED,
    LocalText,
    Order,
    OrderLine,
    Product,
)
from bot.services.context import Context
from bot.settings import Settings

_PAGES = Path(__file__).parent / "pages"
#: RFC 2606 keeps this domain for examples: nobody who is real has an address there.
_EXAMPLE = re.compile(r"[a-z0-9._+-]{1,64}@example\.com")
_SIGNED_IN_FOR = timedelta(hours=1)
#: What a visitor should know of a product before trying to send it back.
_TELLING = (FINAL_SALE, HYGIENE, PERSONALISED, BATTERY, GIFT_CARD, DIGITAL)
#: The shelves that a visitor sees first; all others follow by name.
_FIRST = ("home", "clothing", "shoes", "accessories", "jewellery")


@dataclass(frozen=True, slots=True)
class Text:
    """Words of the shop; `language` is set where they are not in the page's own."""

    words: str
    language: str | None = None

    @classmethod
    def of(cls, text: LocalText, wanted: str) -> Text:
        if wanted in text:
            return cls(text[wanted])
        language = "en" if "en" in text else next(iter(text), None)
        return cls(text[language], language) if language else cls("")


@dataclass(frozen=True, slots=True)
class Card:
    """A product on its shelf."""

    title: Text
    description: Text
    price: str
    picture: str | None
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Shelf:
    name: str
    title: str
    cards: tuple[Card, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """A line of an order to try."""

    title: Text
    variant: str
    quantity: int
    picture: str | None
    badges: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Trial:
    """An order that a stranger may take for a conversation."""

    situations: tuple[str, ...]
    order: Order
    country: str
    state: str
    badges: tuple[str, ...]
    items: tuple[Item, ...]

    @property
    def proof(self) -> str:
        """What the chat asks for, ready to paste into it."""
        return f"{self.order.number}, {self.order.email}"


@dataclass(frozen=True, slots=True)
class Visit:
    """Who looks at the page, and in which language; links carry both along."""

    language: str
    email: str = ""  # of the demonstration customer who is signed in
    token: str = ""
    turned_away: bool = False  # asked to be somebody whom this page does not vouch for

    def link(self, path: str, *, language: str = "", email: str | None = None) -> str:
        query = {"language": language or self.language}
        if who := self.email if email is None else email:
            query["as"] = who
        return f"{path}?{urlencode(query)}"


def customer_token(key: str, email: str, now: datetime) -> str:
    """What a shop's login hands to the chat for its signed-in customer."""
    claims = {"email": email, "aud": "boomerang", "exp": now + _SIGNED_IN_FOR}
    return jwt.encode(claims, key, algorithm="HS256")


class Storefront:
    def __init__(
        self,
        ctx: Context,
        settings: Settings,
        catalogs: Catalogs,
        tokens: Tokens,
        pictures: Path,
        situations: Callable[[], Mapping[str, str]],
    ) -> None:
        """`situations`: the name of each -> the number of the order that is in it."""
        self.ctx = ctx
        self.settings = settings
        self.catalogs = catalogs
        self.tokens = tokens
        self.pictures = pictures
        self.situations = situations
        self._templates = Environment(
            loader=FileSystemLoader(_PAGES),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def routes(self) -> list[web.AbstractRouteDef]:
        return [
            web.get("/", self.shop),
            web.get("/orders", self.orders),
            web.get("/shop/pictures/{name:[A-Za-z0-9_-]+}.svg", self.picture),
        ]

    async def shop(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        async with self.ctx.storage.work(read_only=True) as work:
            products = await work.products.all()
        shelves = stock_shelves(self.catalogs[visit.language], products)
        return self._page("shop.html", "/", visit, shelves=shelves)

    async def orders(self, request: web.Request) -> web.Response:
        visit = self._visit(request)
        names: dict[str, list[str]] = {}
        for situation, number in self.situations().items():
            names.setdefault(number, []).append(situation)
        async with self.ctx.storage.work(read_only=True) as work:
            found = [await work.orders.get(number) for number in names]
        catalog = self.catalogs[visit.language]
        trials = [
            _trial(catalog, order, names[number])
            for number, order in zip(names, found, strict=True)
            # A shop may try this page beside orders of its own, which are nobody else's business.
            if order is not None and _EXAMPLE.fullmatch(order.email)
        ]
        return self._page("orders.html", "/orders", visit, trials=trials)

    async def picture(self, request: web.Request) -> web.FileResponse:
        path = self.pictures / f"{request.match_info['name']}.svg"
        if not path.is_file():
            raise web.HTTPNotFound
        return web.FileResponse(
            path, headers={"Content-Type": "image/svg+xml", "Cache-Control": "public, max-age=3600"}
        )

    def _visit(self, request: web.Request) -> Visit:
        language = self.catalogs.closest(
            request.query.get("language"),
            self.catalogs.closest(
                request.headers.get("Accept-Language"), self.settings.default_language
            ),
        )
        wanted = request.query.get("as", "").strip().lower()
        token = self._vouch(wanted) if wanted else None
        return Visit(language, wanted if token else "", token or "", bool(wanted and not token))

    def _vouch(self, email: str) -> str | None:
        """A token for a customer who is made up; None for everybody else."""
        key = self.settings.customer_token_key
        if key is None or not self.settings.demonstration or not _EXAMPLE.fullmatch(email):
            return None
        token = customer_token(key.get_secret_value(), email, self.ctx.now())
        try:
            self.tokens.customer_email(token)
        except BadToken:  # This installation's own verifier would not open it: a key apart.
            return None
        return token

    def _page(self, template: str, path: str, visit: Visit, **values: object) -> web.Response:
        catalog = self.catalogs[visit.language]
        html = self._templates.get_template(template).render(
            visit=visit,
            path=path,
            direction=catalog.locale.text_direction,
            languages=self.catalogs.own_names,
            can_sign_in=self.settings.demonstration and bool(self.settings.customer_token_key),
            say=catalog.say,
            **values,
        )
        headers = {
            "Content-Language": visit.language,
            "Vary": "Accept-Language",
            "Cache-Control": "no-store" if visit.token else "no-cache",
        }
        return web.Response(text=html, content_type="text/html", headers=headers)


def stock_shelves(catalog: Catalog, products: Iterable[Product]) -> list[Shelf]:
    """Products by category, in the order in which a visitor walks past them."""
    by_category: dict[str, list[Product]] = {}
    for product in products:
        by_category.setdefault(product.category, []).append(product)
    shelves = [
        Shelf(
            name=_name(category),
            title=_category(catalog, category),
            cards=tuple(_card(catalog, product) for product in shelved),
        )
        for category, shelved in by_category.items()
    ]
    first = {name: place for place, name in enumerate(_FIRST)}
    return sorted(shelves, key=lambda s: (first.get(s.name, len(first)), s.title))


def _name(words: str) -> str:
    """`Swim & underwear` -> `swim_underwear`."""
    return re.sub(r"[\W_]+", "_", words.lower()).strip("_")


def _category(catalog: Catalog, category: str) -> str:
    """A shop's own category keeps its own name."""
    return _said(catalog, "storefront.category", _name(category) or "other") or category


def _said(catalog: Catalog, family: str, name: str) -> str | None:
    """None if the catalog has no such member: data may have names that it does not know."""
    reply = f"{family}.{name}"
    return catalog.say(reply) if reply in catalog.messages else None


def _card(catalog: Catalog, product: Product) -> Card:
    badges = _badges(catalog, product.tags)
    if product.variants and not any(variant.stock for variant in product.variants):
        badges = (catalog.say("storefront.sold_out"), *badges)
    return Card(
        title=Text.of(product.title, catalog.language),
        description=Text.of(product.description, catalog.language),
        price=_price(catalog, product),
        picture=_picture(product.image),
        badges=badges,
    )


def _price(catalog: Catalog, product: Product) -> str:
    prices = sorted({variant.price.amount for variant in product.variants})
    if not prices:
        return ""
    lowest = next(v.price for v in product.variants if v.price.amount == prices[0])
    if len(prices) == 1:
        return catalog.money(lowest)
    return catalog.say("storefront.price_from", {"price": encode(lowest)})


def _picture(image: str | None) -> str | None:
    """Pictures of other sites are not shown: our pages load nothing from elsewhere."""
    return image if image and re.match(r"/(?!/)", image) else None


def _badges(catalog: Catalog, tags: frozenset[str]) -> tuple[str, ...]:
    found = (_said(catalog, "storefront.tag", _name(tag)) for tag in _TELLING if tag in tags)
    return tuple(badge for badge in found if badge)


def _trial(catalog: Catalog, order: Order, situations: Iterable[str]) -> Trial:
    return Trial(
        situations=tuple(_situation(catalog, name) for name in situations),
        order=order,
        country=catalog.argument(encode(Country(order.country))),
        state=_state(catalog, order),
        badges=(catalog.say("storefront.tag.gift"),) if order.gift else (),
        items=tuple(_item(catalog, line) for line in order.lines),
    )


def _situation(catalog: Catalog, situation: str) -> str:
    name = _name(situation)
    said = _said(catalog, "storefront.situation", name)
    return said or name.replace("_", " ").capitalize()


def _state(catalog: Catalog, order: Order) -> str:
    """How far the order has come."""
    if order.cancelled_at is not None:
        return catalog.say("storefront.order.cancelled")
    if not any(line.requires_shipping for line in order.lines):
        return catalog.say("storefront.order.digital")
    if (day := order.delivered_on()) is not None:
        return catalog.say("storefront.order.delivered", {"day": encode(day)})
    if any(parcel.delivered_at for parcel in order.parcels):
        return catalog.say("storefront.order.partly_delivered")
    if any(line.shipped for line in order.lines):
        return catalog.say("storefront.order.on_its_way")
    return catalog.say("storefront.order.not_sent")


def _item(catalog: Catalog, line: OrderLine) -> Item:
    badges = _badges(catalog, line.tags)
    if line.refunded:
        badges = (*badges, catalog.say("storefront.refunded"))
    return Item(
        title=Text.of(line.title, catalog.language),
        variant=catalog.options(line.options),
        quantity=line.quantity,
        picture=_picture(line.image),
        badges=badges,
    )
