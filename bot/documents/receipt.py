"""The confirmation of a return: what goes back, what is paid, and by when. One A4 page or more."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.args import encode
from bot.documents.parties import Address
from bot.documents.sheet import ACCENT, LINE, QUIET, TINT, Sheet, Type, open_sheet
from bot.replies.catalog import Catalog
from bot.returns.cases import Case
from bot.returns.money import Money, total
from bot.returns.orders import Order

_SIZE = (210.0, 297.0)
_MARGIN = 20.0
_INNER = _SIZE[0] - 2 * _MARGIN
_FOOT = _SIZE[1] - 27.0

_TITLE = Type(25, bold=True, color=ACCENT, leading=1.18)
_SELLER = Type(11, bold=True)
_LABEL = Type(8.5, color=QUIET)
_VALUE = Type(10.5, bold=True)
_TEXT = Type(10)
_SMALL = Type(8.5, color=QUIET)
_HEADING = Type(9, bold=True, color=QUIET)
_TOTAL = Type(13, bold=True, color=ACCENT)

_QUANTITY, _AMOUNT = 22.0, 36.0  # widths of the columns
_NAME = _INNER - _QUANTITY - _AMOUNT


@dataclass(frozen=True, slots=True)
class _Fact:
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class _Row:
    name: str
    variant: str
    quantity: str
    amount: str


@dataclass(frozen=True)
class _Words:
    title: str
    opening: str
    seller: str
    seller_address: tuple[str, ...]
    facts: tuple[_Fact, ...]
    columns: _Row
    rows: tuple[_Row, ...]
    sums: tuple[_Fact, ...]
    total: _Fact
    dates_head: str
    dates: tuple[_Fact, ...]
    rights_head: str
    rights: str


def return_receipt(
    case: Case,
    order: Order,
    seller: Address,
    catalog: Catalog,
    refund_days: int | None = None,
) -> bytes:
    """PDF. `refund_days` from the parcel's arrival are promised while the case has no date yet."""
    words = _words(case, order, seller, catalog, refund_days)
    with open_sheet(_SIZE, catalog.language, words, words.title, case.opened_at) as draft:
        sheet = draft.sheet
        y = _header(sheet, words)
        y = _facts(sheet, y, words.facts)
        y = _table(sheet, y + 7, words)
        y = _sums(sheet, y + 3, words)
        y = _dates(sheet, y + 9, words)
        _rights(sheet, y + 7, words)
        _foot(sheet, words)
    return draft.content


# The words


def _words(
    case: Case, order: Order, seller: Address, catalog: Catalog, refund_days: int | None
) -> _Words:
    def say(name: str, **args: object) -> str:
        return catalog.say(f"document.receipt.{name}", {k: encode(v) for k, v in args.items()})

    units = sum(line.quantity for line in case.lines)
    return _Words(
        title=say("title"),
        opening=say("opening", count=units),
        seller=seller.name,
        seller_address=(*seller.lines, catalog.argument({"country": seller.country})),
        facts=tuple(
            _Fact(say(name), value)
            for name, value in (
                ("case", case.number),
                ("order", order.number),
                ("date", catalog.day(case.opened_at.date())),
                ("customer", order.customer_name),
                ("remedy", say(f"remedy.{case.remedy}")),
            )
            if value
        ),
        columns=_Row(say("item"), "", say("quantity"), say("amount")),
        rows=_rows(case, order, catalog),
        sums=tuple(_Fact(say(name), value) for name, value in _parts(case, catalog)),
        total=_Fact(say(f"total.{case.remedy}"), catalog.money(case.refund)),
        dates_head=say("dates"),
        dates=_promises(case, catalog, refund_days),
        rights_head=say("rights.title"),
        rights=say("rights.text"),
    )


def _rows(case: Case, order: Order, catalog: Catalog) -> tuple[_Row, ...]:
    rows = []
    for part in case.lines:
        line = order.line(part.line_id)
        quantity = catalog.argument(part.quantity)
        amount = catalog.money(part.refund)
        rows.append(
            _Row(line.name(catalog.language), catalog.options(line.options), quantity, amount)
        )
    return tuple(rows)


def _parts(case: Case, catalog: Catalog) -> list[tuple[str, str]]:
    """What leads from the items to the total; nothing that is zero, except a free way back."""
    goods = total((line.refund for line in case.lines), case.refund.currency)
    # Outbound delivery and bonus are not kept apart on a case: they are what the sum still lacks.
    added = case.refund + case.return_cost - goods
    parts = [("goods", catalog.money(goods))]
    if added:
        parts.append((f"added.{case.remedy}", catalog.money(added)))
    if case.return_cost:
        less = Money(-case.return_cost.amount, case.return_cost.currency)
        parts.append(("return_cost", catalog.money(less)))
    else:
        parts.append(("return_cost", catalog.say("document.receipt.free")))
    return parts


def _promises(case: Case, catalog: Catalog, refund_days: int | None) -> tuple[_Fact, ...]:
    send_by = catalog.day(case.send_by.date())
    facts = [_Fact(catalog.say("document.receipt.send_by"), send_by)]
    settled = catalog.say(f"document.receipt.settled.{case.remedy}")
    if case.refund_due is not None:
        by = {"date": encode(case.refund_due.date())}
        facts.append(_Fact(settled, catalog.say("document.receipt.by", by)))
    elif refund_days is not None:
        facts.append(_Fact(settled, catalog.say("document.receipt.within", {"count": refund_days})))
    return tuple(facts)


# The page


def _header(sheet: Sheet, words: _Words) -> float:
    sheet.fill(0, 0, sheet.width, 3, ACCENT)
    half = _INNER / 2
    y = sheet.paragraph(_MARGIN, 17, half, words.seller, _SELLER, at_most=2)
    for part in words.seller_address:
        y = sheet.line(_MARGIN, y, half, part, _SMALL)
    y = sheet.paragraph(_MARGIN, max(y + 11, 48), _INNER, words.title, _TITLE, at_most=2)
    return sheet.paragraph(_MARGIN, y + 1.5, _INNER, words.opening, _TEXT) + 5


def _facts(sheet: Sheet, y: float, facts: tuple[_Fact, ...]) -> float:
    """In a tinted box, three to a row."""
    columns, padding = 3, 5.0
    width = (_INNER - 2 * padding) / columns
    rows = [facts[i : i + columns] for i in range(0, len(facts), columns)]
    heights = [
        max(len(sheet.wrap(fact.value, width - 4, _VALUE, 3)) for fact in row) * _VALUE.line
        + _LABEL.line
        for row in rows
    ]
    height = sum(heights) + 3.5 * (len(rows) - 1) + 2 * padding - 1
    sheet.fill(_MARGIN, y, _INNER, height, TINT, radius=2)
    top = y + padding - 0.5
    for row, row_height in zip(rows, heights, strict=True):
        for i, fact in enumerate(row):
            x = _MARGIN + padding + i * width
            low = sheet.line(x, top, width - 4, fact.label, _LABEL)
            sheet.paragraph(x, low, width - 4, fact.value, _VALUE, at_most=3)
        top += row_height + 3.5
    return y + height


def _table(sheet: Sheet, y: float, words: _Words) -> float:
    y = _columns(sheet, y, words)
    for row in words.rows:
        names = sheet.wrap(row.name, _NAME - 4, _TEXT, 3)
        height = len(names) * _TEXT.line + (_SMALL.line if row.variant else 0) + 5
        if y + height > _FOOT:
            _foot(sheet, words)
            sheet.next_page()
            y = _columns(sheet, 20, words)
        _row(sheet, y + 2.5, row)
        y += height
        sheet.rule(_MARGIN, y, _INNER, LINE)
    return y


def _columns(sheet: Sheet, y: float, words: _Words) -> float:
    sheet.line(_MARGIN, y, _NAME, words.columns.name, _HEADING)
    sheet.line(_MARGIN + _NAME, y, _QUANTITY, words.columns.quantity, _HEADING, "end")
    x = _MARGIN + _NAME + _QUANTITY
    y = sheet.line(x, y, _AMOUNT, words.columns.amount, _HEADING, "end") + 1
    sheet.rule(_MARGIN, y, _INNER, ACCENT, 0.5)
    return y


def _row(sheet: Sheet, y: float, row: _Row) -> None:
    low = sheet.paragraph(_MARGIN, y, _NAME - 4, row.name, _TEXT, at_most=3)
    if row.variant:
        sheet.line(_MARGIN, low, _NAME - 4, row.variant, _SMALL)
    sheet.line(_MARGIN + _NAME, y, _QUANTITY, row.quantity, _TEXT, "end")
    sheet.line(_MARGIN + _NAME + _QUANTITY, y, _AMOUNT, row.amount, _TEXT, "end")


def _sums(sheet: Sheet, y: float, words: _Words) -> float:
    y = _room(sheet, y, (len(words.sums) + 2) * 7.0, words)
    start = _INNER * 0.42
    room = _INNER - start - _AMOUNT
    x = _MARGIN + start
    for fact in words.sums:
        low = sheet.paragraph(x, y, room, fact.label, _TEXT)
        sheet.line(x + room, y, _AMOUNT, fact.value, _TEXT, "end")
        y = low + 1.4
    sheet.rule(x, y + 0.6, _INNER - start, ACCENT, 0.5)
    low = sheet.paragraph(x, y + 2.4, room, words.total.label, _TOTAL)
    amount = sheet.fit(words.total.value, _AMOUNT, _TOTAL, 8)
    sheet.line(x + room, y + 2.4, _AMOUNT, words.total.value, amount, "end")
    return low


def _dates(sheet: Sheet, y: float, words: _Words) -> float:
    y = _room(sheet, y, 12 + len(words.dates) * 12.0, words)
    y = sheet.line(_MARGIN, y, _INNER, words.dates_head, _VALUE) + 1
    label = _INNER * 0.42
    for fact in words.dates:
        low = sheet.paragraph(_MARGIN, y, label - 4, fact.label, _TEXT)
        y = max(low, sheet.paragraph(_MARGIN + label, y, _INNER - label, fact.value, _TEXT)) + 0.8
    return y


def _rights(sheet: Sheet, y: float, words: _Words) -> None:
    height = len(sheet.wrap(words.rights, _INNER, _TEXT)) * _TEXT.line + _VALUE.line + 1
    y = _room(sheet, y, height, words)
    y = sheet.line(_MARGIN, y, _INNER, words.rights_head, _VALUE) + 1
    sheet.paragraph(_MARGIN, y, _INNER, words.rights, _TEXT)


def _room(sheet: Sheet, y: float, height: float, words: _Words) -> float:
    """That y, or the top of a new page if so much does not fit below it."""
    if y + height <= _FOOT:
        return y
    _foot(sheet, words)
    sheet.next_page()
    return 20.0


def _foot(sheet: Sheet, words: _Words) -> None:
    y = sheet.height - 18
    sheet.rule(_MARGIN, y, _INNER, LINE)
    half = _INNER / 2
    sheet.line(_MARGIN, y + 2, half, words.seller, _SMALL)
    sheet.line(_MARGIN + half, y + 2, half, words.facts[0].value, _SMALL, "end")
