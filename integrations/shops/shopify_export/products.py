"""One product of Shopify's export, as rows, to ours; in the old names of columns and the new."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

from bot.returns.orders import LocalText, Product, Variant
from integrations.shops import values
from integrations.shops.csv_file import Row
from integrations.shops.flaws import Flaw

REQUIRED = ("Title",)
KNOWN = frozenset(
    name.casefold()
    for name in (
        "Handle", "URL handle", "Title", "Body (HTML)", "Description", "Vendor", "Type", "Tags",
        "Product Category", "Option1 Name", "Option1 Value", "Variant SKU", "SKU", "Variant Price",
        "Price", "Variant Inventory Qty", "Inventory quantity", "Image Src", "Product image URL",
    )
)  # fmt: skip

#: Shopify does not count the stock of everything; what it does not count is always there.
UNCOUNTED = 9_999
_OPTIONS = (1, 2, 3)
_TRANSLATED = re.compile(r"(?P<name>.+?)\s*\((?P<language>[a-z]{2})\)")


class Translations:
    """Columns such as `Title (de)`, which the shop adds to the export itself."""

    def __init__(self, header: Sequence[str], language: str) -> None:
        self._language = language
        self._columns: dict[str, list[tuple[str, str]]] = {}
        for name in header:
            if match := _TRANSLATED.fullmatch(name.strip()):
                column = match["name"].casefold()
                self._columns.setdefault(column, []).append((match["language"], name))

    def of(self, row: Row, *names: str) -> LocalText:
        """The same text in all languages; the first of `names` that says anything."""
        for name in names:
            texts = {self._language: row[name]}
            texts |= {lang: row[column] for lang, column in self._columns.get(name.casefold(), ())}
            if found := {lang: text for lang, text in texts.items() if text}:
                return found
        return {}


def handle(row: Row) -> str:
    return row["Handle"] or row["URL handle"]


def to_product(rows: Sequence[Row], words: Translations, *, currency: str) -> Product:
    """Raises Flaw."""
    head = rows[0]
    name = handle(head)
    if not name or len(name) > values.LONGEST_HANDLE:
        raise Flaw("Handle", "no_handle", f"“{name[:80]}” is no handle", head.line)
    title = words.of(head, "Title")
    if not title:
        raise Flaw("Title", "missing_value", "is empty", head.line)
    description = words.of(head, "Body (HTML)", "Description")
    return Product(
        id=name,
        title=title,
        variants=tuple(_variants(rows, currency)),
        image=next(filter(None, (r["Image Src"] or r["Product image URL"] for r in rows)), None),
        category=head["Type"] or head["Product Category"].rpartition(">")[2].strip(),
        tags=frozenset(
            tag
            for part in head["Tags"].split(",")
            if (tag := part.strip().lower().replace(" ", "-"))
        ),
        description={lang: plain_text(text) for lang, text in description.items()},
        size_chart=words.of(head, "Size chart"),
    )


def _variants(rows: Sequence[Row], default_currency: str) -> list[Variant]:
    # Newer exports name an option on the first row of the product only.
    names = {n: rows[0][f"Option{n} Name"] for n in _OPTIONS}
    found = []
    for row in rows:
        names |= {n: given for n in _OPTIONS if (given := row[f"Option{n} Name"])}
        options = {
            names[n]: value for n in _OPTIONS if names[n] and (value := row[f"Option{n} Value"])
        }
        sku = (row["Variant SKU"] or row["SKU"]).lstrip("'")
        if not sku and not options:
            continue  # a row that only adds a picture
        try:
            found.append(_variant(row, sku, options, default_currency))
        except Flaw as flaw:
            flaw.line = flaw.line or row.line
            raise
    return found


def _variant(row: Row, sku: str, options: dict[str, str], default_currency: str) -> Variant:
    # What has no options is exported as one: Title = Default Title.
    if options == {"Title": "Default Title"}:
        options = {}
    currency = values.currency(row["Currency"] or default_currency, "Currency")
    price_column = "Variant Price" if row["Variant Price"] else "Price"
    return Variant(
        sku=sku,
        options=options,
        price=values.money_or_zero(row[price_column], currency, price_column),
        stock=_stock(row),
    )


def _stock(row: Row) -> int:
    column = "Variant Inventory Qty" if row["Variant Inventory Qty"] else "Inventory quantity"
    text = row[column]
    if not text:
        return UNCOUNTED
    # Sold beyond the stock: Shopify counts on below zero.
    return 0 if text.startswith("-") else min(int(values.units(text, column)), UNCOUNTED)


class _Text(HTMLParser):
    _BREAKS = frozenset({"p", "br", "div", "li", "ul", "ol", "tr", "h1", "h2", "h3", "h4"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []

    def handle_data(self, data: str) -> None:
        self.parts.append(data)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in self._BREAKS:
            self.parts.append("\n")


def plain_text(markup: str) -> str:
    """The words of a piece of HTML, a line for each paragraph."""
    if "<" not in markup:
        return html.unescape(markup)
    text = _Text()
    text.feed(markup)
    text.close()
    lines = (" ".join(line.split()) for line in "".join(text.parts).splitlines())
    return "\n".join(line for line in lines if line)
