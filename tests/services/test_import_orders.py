"""Taking in orders and products: what is new, what changed, what was refused."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from bot.ports.shops import RowError
from bot.returns.money import Money
from bot.returns.orders import Product, Variant
from bot.services import import_orders as service
from bot.services.import_orders import import_file, import_orders
from bot.store.database import Database
from integrations.shops.formats import file_formats
from tests.integrations.shops import export
from tests.orders import order

FORMATS = file_formats()
SHIRT = Product(
    id="linen-shirt",
    title={"en": "Linen shirt", "de": "Leinenhemd"},
    variants=(Variant("SHIRT-M", {"Size": "M"}, Money(4000, "EUR"), 3),),
    image="/shirt.svg",
    category="Clothing",
    tags=frozenset({"hygiene"}),
)


async def test_importing_twice_changes_nothing(storage: Database, tmp_path: Path) -> None:
    path = export.file(tmp_path, export.first("#1"), export.more("#1"), export.first("#2"))
    first = await import_file(storage, path, FORMATS)
    second = await import_file(storage, path, FORMATS)
    assert (first.new, first.changed, first.unchanged) == (2, 0, 0)
    assert (second.new, second.changed, second.unchanged) == (0, 0, 2)


async def test_what_differs_is_written_and_the_rest_is_left(
    storage: Database, tmp_path: Path
) -> None:
    rows = [export.first("#1"), export.first("#2")]
    await import_file(storage, export.file(tmp_path, *rows), FORMATS)
    rows[1]["Cancelled at"] = "2026-05-03 09:00:00 +0200"
    report = await import_file(storage, export.file(tmp_path, *rows), FORMATS)
    assert (report.new, report.changed, report.unchanged) == (0, 1, 1)
    async with storage.work(read_only=True) as work:
        order = await work.orders.get("#2")
    assert order is not None and order.cancelled_at is not None


async def test_the_refused_are_told_and_the_others_are_there(
    storage: Database, tmp_path: Path
) -> None:
    path = export.file(
        tmp_path, export.first("#1"), export.more("#1", Lineitem_price="free"), export.first("#2")
    )
    report = await import_file(storage, path, FORMATS)
    assert (report.new, report.refused_count) == (1, 1)
    assert [str(error) for error in report.refused] == [
        "orders.csv:3: Lineitem price: “free” is no amount such as 19.90 (not_an_amount)"
    ]
    async with storage.work(read_only=True) as work:
        assert await work.orders.get("#1") is None
        assert await work.orders.get("#2") is not None
    # Put right, the refused order comes in and nothing else happens.
    path = export.file(tmp_path, export.first("#1"), export.more("#1"), export.first("#2"))
    report = await import_file(storage, path, FORMATS)
    assert (report.new, report.changed, report.unchanged) == (1, 0, 1)


async def test_lines_take_what_their_product_knows(storage: Database, tmp_path: Path) -> None:
    await import_orders(storage, [SHIRT])
    await import_file(storage, export.file(tmp_path, export.first("#1")), FORMATS)
    async with storage.work(read_only=True) as work:
        order = await work.orders.get("#1")
    assert order is not None
    (line,) = order.lines
    assert line.title == {"en": "Linen shirt", "de": "Leinenhemd"}
    assert (line.product_id, line.options) == ("linen-shirt", {"Size": "M"})
    assert (line.image, line.category, line.tags) == ("/shirt.svg", "Clothing", {"hygiene"})


async def test_products_that_come_later_are_given_to_the_orders_that_are_there(
    storage: Database, tmp_path: Path
) -> None:
    path = export.file(tmp_path, export.first("#1"), export.first("#2", Lineitem_sku="HAT"))
    await import_file(storage, path, FORMATS)
    later = await import_orders(storage, [SHIRT])
    assert (later.new, later.completed) == (1, 1)
    async with storage.work(read_only=True) as work:
        order = await work.orders.get("#1")
    assert order is not None and order.lines[0].name("de") == "Leinenhemd"
    # Both ways round come to the same.
    assert (await import_file(storage, path, FORMATS)).unchanged == 2


async def test_stock_and_price_of_a_product_touch_no_order(storage: Database) -> None:
    await import_orders(storage, [SHIRT, order("#1", replace(order().lines[0], sku="SHIRT-M"))])
    sold = replace(SHIRT, variants=(replace(SHIRT.variants[0], stock=0),))
    report = await import_orders(storage, [sold])
    assert (report.changed, report.completed) == (1, 0)


async def test_a_line_without_sku_finds_its_product_by_handle(storage: Database) -> None:
    bought = replace(order().lines[0], sku="", product_id="linen-shirt", options={"Size": "L"})
    await import_orders(storage, [order("#1", bought), SHIRT])
    async with storage.work(read_only=True) as work:
        found = await work.orders.get("#1")
    assert found is not None
    assert found.lines[0].name("de") == "Leinenhemd"
    assert found.lines[0].options == {"Size": "L"}


async def test_a_sku_that_two_products_share_names_neither(storage: Database) -> None:
    twin = replace(SHIRT, id="twin", title={"en": "Twin"})
    bought = replace(order().lines[0], sku="SHIRT-M", product_id="")
    await import_orders(storage, [SHIRT, twin, order("#1", bought)])
    async with storage.work(read_only=True) as work:
        found = await work.orders.get("#1")
    assert found is not None and found.lines[0].product_id == ""


async def test_progress_is_told_batch_by_batch(
    storage: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_BATCH", 2)
    told: list[int] = []
    error = RowError("x.csv", 2, "", "broken_quotes", "…")
    source = [order("#1"), error, order("#2"), order("#3"), order("#4")]
    report = await import_orders(storage, source, progress=told.append)
    assert told == [2, 4, 5]
    assert (report.new, report.refused_count) == (4, 1)


async def test_an_interrupted_import_is_finished_by_doing_it_again(
    storage: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_BATCH", 2)

    def power_cut(seen: int) -> None:
        raise KeyboardInterrupt

    source = [order(f"#{n}") for n in range(1, 6)]
    with pytest.raises(KeyboardInterrupt):
        await import_orders(storage, source, progress=power_cut)
    async with storage.work(read_only=True) as work:
        assert len(await work.orders.all()) == 2
    report = await import_orders(storage, source)
    assert (report.new, report.unchanged) == (3, 2)


async def test_a_file_of_nothing_but_errors_does_not_fill_the_memory(
    storage: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "_REASONS", 3)
    error = RowError("x.csv", 2, "", "broken_quotes", "…")
    report = await import_orders(storage, [error] * 5)
    assert (len(report.refused), report.refused_count) == (3, 5)
