"""The demonstration shop's pages: in the visitor's language, safe beside real orders, and usable."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

import jwt
import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Error, async_playwright

from bot.gateway.rasa import Rasa
from bot.gateway.storefront import Storefront, customer_token
from bot.gateway.tokens import Tokens
from bot.gateway.web import public_app
from bot.replies.catalog import Catalogs
from bot.returns.money import Money
from bot.returns.orders import FINAL_SALE, Order, Product, Variant
from bot.services.context import Context
from bot.settings import Settings
from tests.browser.conftest import FLAGS, chromium
from tests.conftest import Clock
from tests.orders import BELT, SHOES, TRAIL_SHOES, order

KEY = "a key that the shop's login and the chat share"
PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="3"/></svg>'
)

Shop = TestClient[web.Request, web.Application]
Open = Callable[..., Awaitable[Shop]]


def product(id: str, en: str, de: str = "", *prices: str, **values: Any) -> Product:
    variants = tuple(
        Variant(f"{id}-{place}", {}, Money.of(price, "EUR"), 3)
        for place, price in enumerate(prices or ("10.00",))
    )
    return Product(id, {"en": en, **({"de": de} if de else {})}, variants, **values)


LANTERN = product(
    "lantern",
    "Storm lantern",
    "Sturmlaterne",
    "54.00",
    "74.00",
    image="/shop/pictures/lantern.svg",
    category="Home",
)
LOAFERS = product("loafers", "Loafers", category="Shoes", tags=frozenset({FINAL_SALE}))


@pytest.fixture
async def open_shop(ctx: Context, tmp_path: Path) -> AsyncIterator[Open]:
    clients: list[Shop] = []

    async def open_(
        products: Iterable[Product] = (),
        orders: Iterable[Order] = (),
        situations: dict[str, str] | None = None,
        **settings: Any,
    ) -> Shop:
        async with ctx.storage.work() as work:
            await work.products.put_many(products)
            await work.orders.put_many(orders)
            await work.commit()
        (tmp_path / "pictures").mkdir()
        (tmp_path / "pictures" / "lantern.svg").write_text(PICTURE)
        (tmp_path / "private.svg").write_text(PICTURE)
        settings = {"customer_token_key": KEY, **settings}
        read = Settings(var=tmp_path, _env_file=None, **settings)
        catalogs, tokens = Catalogs(), Tokens("k" * 40, settings["customer_token_key"], 60)
        storefront = Storefront(
            ctx, read, catalogs, tokens, tmp_path / "pictures", lambda: situations or {}
        )
        rasa = cast(Rasa, None)  # asked by /health/ready only
        app = public_app(read, ctx.storage, catalogs, rasa, [], storefront.routes())
        clients.append(TestClient(TestServer(app)))
        await clients[-1].start_server()
        return clients[-1]

    yield open_
    for client in clients:
        await client.close()


async def page(shop: Shop, path: str, accept: str = "") -> str:
    async with shop.get(path, headers={"Accept-Language": accept}) as response:
        assert response.status == 200
        assert response.content_type == "text/html"
        return await response.text()


async def test_speaks_the_language_that_was_asked_for(open_shop: Open) -> None:
    shop = await open_shop([LANTERN])
    chosen = await page(shop, "/?language=de", accept="zh-CN, en;q=0.8")
    assert '<html lang="de" dir="ltr">' in chosen
    assert "Sturmlaterne" in chosen
    assert "ab 54,00\xa0€" in chosen
    assert '<returns-chat language="de"' in chosen
    assert '<html lang="zh"' in await page(shop, "/", accept="zh-CN, en;q=0.8")
    assert '<html lang="zh"' in await page(shop, "/?language=xx", accept="zh-CN")
    assert '<html lang="en"' in await page(shop, "/", accept="xx")


async def test_links_keep_the_language(open_shop: Open) -> None:
    shop = await open_shop([LANTERN])
    links = re.findall(r'href="(/[^"]*language=[^"]*)"', await page(shop, "/orders?language=zh"))
    assert "/?language=zh" in links
    assert {"/orders?language=en", "/orders?language=de", "/orders?language=zh"} <= set(links)


async def test_names_the_language_of_a_title_that_is_not_translated(open_shop: Open) -> None:
    shop = await open_shop([LOAFERS])
    assert re.search(r'<h3 lang="en"[^>]*>Loafers<', await page(shop, "/?language=de"))


async def test_shelves_go_by_category_and_say_what_cannot_go_back(open_shop: Open) -> None:
    shop = await open_shop([LOAFERS, LANTERN, product("kite", "Kite", category="Things that fly")])
    text = await page(shop, "/?language=en")
    titles = re.findall(r'<h2 id="shelf-\d"[^>]*>([^<]*)', text)
    assert titles == ["For the home", "Shoes", "Things that fly"]
    assert "<li>Final sale</li>" in text


async def test_is_friendly_while_it_is_empty(open_shop: Open) -> None:
    shop = await open_shop()
    assert "We are still unpacking" in await page(shop, "/?language=en")
    assert "There are no orders yet" in await page(shop, "/orders?language=en")


async def test_what_products_are_called_is_never_markup(open_shop: Open) -> None:
    shop = await open_shop([product("odd", "<script>alert(1)</script>")])
    assert "<script>alert" not in await page(shop, "/?language=en")


async def test_pages_hold_to_the_content_security_policy(open_shop: Open) -> None:
    shop = await open_shop([LANTERN], [order()], {"several_lines": "LL-10432"})
    for path in ("/", "/orders"):
        text = await page(shop, path)
        assert not re.search(r"\sstyle=|<style|\son\w+=", text)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", text))
        assert not re.search(r'(?:src|href)="(?!/|#|data:image)', text)


async def test_pictures_of_other_sites_are_not_asked_for(open_shop: Open) -> None:
    elsewhere = product("far", "Far", image="https://pictures.example.com/far.svg")
    shop = await open_shop([elsewhere, product("slashes", "S", image="//example.com/far.svg")])
    assert "<img" not in await page(shop, "/")


async def test_serves_pictures_of_its_folder_only(open_shop: Open) -> None:
    shop = await open_shop()
    async with shop.get("/shop/pictures/lantern.svg") as response:
        assert (response.status, response.content_type) == (200, "image/svg+xml")
        assert await response.text() == PICTURE
    for path in ("missing.svg", "..%2Fprivate.svg", "../private.svg", "lantern.png"):
        async with shop.get(f"/shop/pictures/{path}") as response:
            assert response.status == 404


async def test_an_order_to_try_says_all_that_the_chat_asks_for(open_shop: Open) -> None:
    refunded = replace(BELT, refunded=1)
    shop = await open_shop(
        orders=[order("LL-1", SHOES, refunded), order("LL-2", delivered_days_ago=None)],
        situations={"some_new_case": "LL-1", "another": "LL-1", "on_its_way": "LL-2"},
    )
    text = await page(shop, "/orders?language=en")
    assert text.count("<bdi") == 6  # two orders, each with three values
    for words in ("LL-1", "anna@example.com", "10115", "Trail shoes", "Blue, 38", "Germany"):
        assert words in text
    assert 'data-copy="LL-1, anna@example.com"' in text
    assert "Some new case" in text
    assert "Delivered on May 17, 2026" in text
    assert "Already refunded" in text
    assert "On its way" in text


async def test_never_shows_an_order_of_somebody_real(open_shop: Open) -> None:
    shop = await open_shop(
        orders=[order("LL-1", email="anna@example.org"), order("LL-2", postcode="20095")],
        situations={"first": "LL-1", "second": "LL-2", "gone": "LL-3"},
    )
    text = await page(shop, "/orders")
    assert "example.org" not in text
    assert "LL-1" not in text
    assert "20095" in text


async def test_vouches_for_made_up_customers_only(open_shop: Open, clock: Clock) -> None:
    clock.at = datetime.now(UTC)
    shop = await open_shop()
    text = await page(shop, "/?as=Anna@example.com&language=en")
    assert "You are signed in as" in text
    (token,) = re.findall(r'customer-token="([^"]+)"', text)
    assert Tokens("k" * 40, KEY, 60).customer_email(token) == "anna@example.com"
    claims = jwt.decode(token, KEY, algorithms=["HS256"], audience="boomerang")
    assert claims["exp"] == int(clock.at.timestamp()) + 3600
    assert "/orders?language=en&amp;as=anna%40example.com" in text
    for somebody in (
        "anna@example.org",
        "anna@example.com.example.org",
        "anna@mail.example.com",
        "anna@example.com\nbcc",
        "@example.com",
    ):
        text = await page(shop, f"/?language=en&as={somebody.replace(chr(10), '%0A')}")
        assert "customer-token" not in text
        assert "Nobody was signed in" in text


@pytest.mark.parametrize("settings", [{"customer_token_key": None}, {"demonstration": False}])
async def test_signs_nobody_in_without_a_key_or_outside_the_demonstration(
    open_shop: Open, clock: Clock, settings: dict[str, Any]
) -> None:
    clock.at = datetime.now(UTC)
    shop = await open_shop(orders=[order()], situations={"one": "LL-10432"}, **settings)
    assert "customer-token" not in await page(shop, "/?as=anna@example.com")
    assert "as=anna" not in await page(shop, "/orders")


async def test_a_page_with_a_token_is_not_kept(open_shop: Open, clock: Clock) -> None:
    clock.at = datetime.now(UTC)
    shop = await open_shop()
    for path, kept in (("/", "no-cache"), ("/?as=anna@example.com", "no-store")):
        async with shop.get(path) as response:
            assert response.headers["Cache-Control"] == kept


def test_a_customer_token_opens_with_its_own_key_only() -> None:
    token = customer_token(KEY, "anna@example.com", datetime.now(UTC))
    with pytest.raises(jwt.InvalidSignatureError):
        jwt.decode(token, "k" * 40, algorithms=["HS256"], audience="boomerang")


@pytest.fixture
async def chrome() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        yield browser
        await browser.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_fits_narrow_screens_and_leaves_axe_nothing_to_say(
    open_shop: Open, chrome: Browser
) -> None:
    shop = await open_shop(
        [LANTERN, LOAFERS, TRAIL_SHOES],
        [order(), order("LL-2", email=f"{'long' * 12}@example.com", delivered_days_ago=None)],
        {"delivered_yesterday": "LL-10432", "on_its_way": "LL-2"},
    )
    found = []
    for scheme in ("light", "dark"):
        for path, width in (
            ("/?language=de", 320),
            ("/orders?language=zh", 320),
            ("/orders", 1280),
        ):
            view = await chrome.new_page(
                viewport={"width": width, "height": 800}, color_scheme=cast(Any, scheme)
            )
            broken: list[Error] = []

            def note(error: Error, broken: list[Error] = broken) -> None:
                broken.append(error)

            view.on("pageerror", note)
            await view.goto(str(shop.make_url(path)))
            for direction in ("ltr", "rtl"):
                await view.evaluate("dir => { document.documentElement.dir = dir; }", direction)
                too_wide = await view.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                violations = (await Axe().run(view)).response["violations"]
                if too_wide > 0 or violations or broken:
                    found.append((scheme, path, width, direction, too_wide, violations, broken))
            await view.close()
    assert not found


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_one_press_copies_what_the_chat_asks_for(open_shop: Open, chrome: Browser) -> None:
    shop = await open_shop(orders=[order()], situations={"one": "LL-10432"})
    context = await chrome.new_context(permissions=["clipboard-read", "clipboard-write"])
    view = await context.new_page()
    await view.goto(str(shop.make_url("/orders?language=en")))
    await view.get_by_role("button", name="Copy LL-10432, anna@example.com").click()
    assert await view.evaluate("navigator.clipboard.readText()") == "LL-10432, anna@example.com"
    assert "Copied" in await view.get_by_role("status").inner_text()
