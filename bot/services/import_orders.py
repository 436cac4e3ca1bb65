"""Take in a shop's orders and products. Doing it again changes nothing.

Lines of orders take what they lack from the products: titles in all languages, options, tags,
category and picture. That happens here, once, so that whoever reads an order has it all. Products
that come later are given to the orders that are there already.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from bot.ports.shops import Found, NotReadable, RowError, ShopFormat
from bot.ports.storage import Storage
from bot.returns.orders import Order, OrderLine, Product, Variant

T = TypeVar("T")

__all__ = ["ImportReport", "NotReadable", "RowError", "import_file", "import_orders"]

#: Orders in one unit of work: long enough to be quick, short enough that others need not wait.
_BATCH = 2_000
#: Reasons that are kept. A file in which every row is bad must not fill the memory.
_REASONS = 10_000


@dataclass(slots=True)
class ImportReport:
    """Counts orders and products."""

    new: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[RowError] = field(default_factory=list)  # the first ten thousand
    refused_count: int = 0
    completed: int = 0  # orders that were there before and learnt of their products now

    def count(self, stored: tuple[int, int, int]) -> None:
        new, changed, unchanged = stored
        self.new += new
        self.changed += changed
        self.unchanged += unchanged

    def refuse(self, error: RowError) -> None:
        self.refused_count += 1
        if len(self.refused) < _REASONS:
            self.refused.append(error)


async def import_file(
    storage: Storage,
    path: Path,
    formats: Sequence[ShopFormat],
    *,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """In whichever of the formats it is. Raises NotReadable."""
    source = format_of(path, formats).read(path)
    return await import_orders(storage, source, progress=progress)


def format_of(path: Path, formats: Sequence[ShopFormat]) -> ShopFormat:
    """By its content. Raises NotReadable."""
    for shop_format in formats:
        if shop_format.recognises(path):
            return shop_format
    names = ", ".join(shop_format.name for shop_format in formats)
    raise NotReadable("unknown_format", f"{path.name} is none of these: {names}.")


async def import_orders(
    storage: Storage,
    source: Iterable[Found],
    *,
    progress: Callable[[int], None] | None = None,
) -> ImportReport:
    """`progress` is told after each batch how many orders and products were seen.

    Each batch is a unit of work of its own: after an interruption the rest is taken in by doing it
    again. Raises NotReadable.
    """
    report, seen = ImportReport(), 0
    async with storage.work(read_only=True) as work:
        known = Catalogue(await work.products.all())
    before = known.facts()
    for batch in _batches(source):
        products = [found for found in batch if isinstance(found, Product)]
        known.add(products)
        orders = [known.complete(found) for found in batch if isinstance(found, Order)]
        async with storage.work() as work:
            report.count(await work.products.put_many(products))
            report.count(await work.orders.put_many(orders))
            await work.commit()
        for found in batch:
            if isinstance(found, RowError):
                report.refuse(found)
        seen += len(batch)
        if progress is not None:
            progress(seen)
    if known.facts() != before:
        report.completed = await _complete_stored_orders(storage, known)
    return report


async def _complete_stored_orders(storage: Storage, known: Catalogue) -> int:
    # The one step that holds all orders at once: storage hands them out whole, not by pages.
    async with storage.work(read_only=True) as work:
        stored = await work.orders.all()
    completed = 0
    for batch in _batches(stored):
        async with storage.work() as work:
            learnt = [full for order in batch if (full := known.complete(order)) != order]
            completed += (await work.orders.put_many(learnt))[1]
            await work.commit()
    return completed


class Catalogue:
    """Which product is behind a line of an order: by SKU, else by the shop's handle."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._products: dict[str, Product] = {}
        self._by_sku: dict[str, tuple[Product, Variant] | None] = {}
        self.add(products)

    def add(self, products: Iterable[Product]) -> None:
        for product in products:
            self._products[product.id] = product
            for variant in filter(lambda v: v.sku, product.variants):
                known = self._by_sku.get(variant.sku, (product, variant))
                # A SKU of two products names neither.
                is_its_own = known is not None and known[0].id == product.id
                self._by_sku[variant.sku] = (product, variant) if is_its_own else None

    def facts(self) -> Mapping[str, object]:
        """What lines of orders take from products; stock and price are not among it."""
        return {
            product.id: (
                product.title,
                product.tags,
                product.category,
                product.image,
                [(variant.sku, variant.options) for variant in product.variants],
            )
            for product in self._products.values()
        }

    def complete(self, order: Order) -> Order:
        return replace(order, lines=tuple(self._complete(line) for line in order.lines))

    def _complete(self, line: OrderLine) -> OrderLine:
        product, options = self._products.get(line.product_id), line.options
        if found := self._by_sku.get(line.sku):
            product, variant = found
            options = variant.options or options
        if product is None:
            return line
        return replace(
            line,
            product_id=product.id,
            title={**line.title, **product.title},
            options=options,
            # The picture that an order brings along is of the very thing: it stays.
            image=line.image or product.image,
            category=product.category or line.category,
            tags=line.tags | product.tags,
        )


def _batches(source: Iterable[T]) -> Iterator[list[T]]:
    items = iter(source)
    while batch := list(islice(items, _BATCH)):
        yield batch
