"""Lantern & Loom: an export like any other, moved to the day on which it is shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta

from bot.returns.orders import Order, OrderLine
from bot.returns.policy import Decision, Outcome, Refusal, Request, Track, decide
from bot.returns.reasons import Condition, Reason
from bot.services.policies import PolicyBook
from bot.settings import ROOT
from bot.store.database import Database
from integrations.shops.demonstration import connector

TODAY = date(2026, 11, 25)
LANGUAGES = {"en", "de", "zh"}


async def loaded(storage: Database, today: date = TODAY) -> Mapping[str, Order]:
    report = await connector.load(storage, today)
    assert report.refused == []
    async with storage.work(read_only=True) as work:
        return {order.number: order for order in await work.orders.all()}


async def test_doing_it_again_changes_nothing_and_a_later_day_moves_the_dates(
    storage: Database,
) -> None:
    before = await loaded(storage)
    again = await connector.load(storage, TODAY)
    assert (again.new, again.changed) == (0, 0)
    assert again.unchanged > len(before)
    after = await loaded(storage, TODAY + timedelta(days=3))
    number = connector.situations()["delivered_yesterday"]
    assert before[number].delivered_on() == TODAY - timedelta(days=1)
    assert after[number].delivered_on() == TODAY + timedelta(days=2)


async def test_it_is_large_enough_to_look_around_in(storage: Database) -> None:
    orders = await loaded(storage)
    async with storage.work(read_only=True) as work:
        products = await work.products.all()
    assert len(products) >= 60
    assert len({product.category for product in products}) >= 8
    assert len(orders) >= 150
    countries = {order.country for order in orders.values()}
    assert countries == {"DE", "AT", "FR", "GB", "US", "PL", "CH", "CN", "JP", "SE"}
    assert len({order.currency for order in orders.values()}) == 8
    assert all(order.email.endswith("@example.com") for order in orders.values())


async def test_every_product_has_its_words_and_every_line_its_picture(storage: Database) -> None:
    orders = await loaded(storage)
    async with storage.work(read_only=True) as work:
        products = await work.products.all()
    for product in products:
        assert set(product.title) == set(product.description) == LANGUAGES, product.id
    shown = [line for order in orders.values() for line in order.lines]
    for line in shown:
        assert set(line.title) == LANGUAGES and line.product_id, line.sku
    for image in {thing.image for thing in (*products, *shown)}:
        assert image is not None
        assert (connector.PICTURES / image.removeprefix("/shop/pictures/")).is_file()
    blue, green = (connector.picture(products[0], {"Color": c}) for c in ("Blue", "Nowhere"))
    assert blue is not None and green is not None


def test_pictures_load_nothing_from_elsewhere_and_run_nothing() -> None:
    pictures = list(connector.PICTURES.glob("*.svg"))
    assert len(pictures) > 100
    for picture in pictures:
        text = picture.read_text("utf-8").replace('xmlns="http://www.w3.org/2000/svg"', "")
        assert not re.search(r"http|href|url\(|<script|on\w+=", text), picture.name
        assert re.fullmatch(r"[a-z0-9-]+\.svg", picture.name)


async def test_the_situations_are_what_their_names_say(storage: Database) -> None:
    orders = await loaded(storage)
    named = {name: orders[number] for name, number in connector.situations().items()}
    assert named["not_shipped"].parcels == ()
    assert [p.delivered_at is None for p in named["one_parcel_on_its_way"].parcels] == [False, True]
    assert len({p.delivered_at for p in named["two_parcels"].parcels}) == 2
    assert named["gift"].gift
    assert named["cancelled"].cancelled_at is not None
    assert not named["tax_on_top"].tax_included
    assert named["delivery_estimated"].parcels[0].delivery_is_estimated
    assert [p.method for p in named["split_payment"].payments] == ["gift_card", "card"]
    assert sum(p.amount.amount for p in named["split_payment"].payments) == 13900 + 490
    assert named["several_of_one"].lines[0].quantity == 6
    assert all(line.refunded == line.quantity for line in named["refunded"].lines)
    assert [line.refunded for line in named["partly_refunded"].lines] == [1, 0]
    discounts = [line.discount.amount for line in named["order_discount"].lines]
    assert sum(discounts) > 0 and all(discounts)
    assert [bool(line.discount) for line in named["line_discount"].lines] == [False, True]
    customer = named["delivered"].email
    assert sum(order.email == customer for order in orders.values()) >= 2


async def test_the_edges_of_windows_hold_on_every_day_of_the_week(storage: Database) -> None:
    for days in range(7):
        today = TODAY + timedelta(days=days)
        _check_edges(await loaded(storage, today), today)


def _check_edges(orders: Mapping[str, Order], today: date) -> None:
    book = PolicyBook.load(ROOT / "data" / "policy")

    def decided(situation: str, line: int = 0) -> Decision:
        order = orders[connector.situations()[situation]]
        bought: OrderLine = order.lines[line]
        request = Request(1, Reason.CHANGED_MIND, Condition.UNUSED, False, bought.refunded)
        return decide(bought, order, request, book.policy, book.law(order.country), today)

    for name in ("last_day_by_law", "japan_last_day", "last_day_of_shop", "last_day_of_shop_us"):
        decision = decided(name)
        assert decision.outcome is Outcome.ALLOWED and decision.deadline == today, name
    assert decided("last_day_by_law").track is Track.WITHDRAWAL
    assert decided("day_after_law").track is Track.POLICY
    for name in ("day_after_shop", "day_after_shop_us", "long_past"):
        assert decided(name).refusal is Refusal.WINDOW_CLOSED, name
    assert decided("final_sale_after_law").refusal is Refusal.FINAL_SALE
    assert decided("personalised").refusal is Refusal.PERSONALISED
    assert decided("digital", 1).refusal is Refusal.NOT_GOODS
    assert decided("on_its_way").refusal is Refusal.NOT_DELIVERED
    assert decided("refunded").refusal is Refusal.ALREADY_RETURNED
