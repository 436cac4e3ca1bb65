"""How to pack the parcel and where to hand it in: one A4 page in the shopper's language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from bot.conversation.args import Identifier, encode, encode_all
from bot.documents import codes, drawings
from bot.documents.parties import DropOff, Shipment
from bot.documents.sheet import ACCENT, AMBER, LINE, QUIET, TINT, WHITE, Sheet, Type, open_sheet
from bot.replies.catalog import Catalog
from bot.returns.cases import Case
from bot.returns.orders import BATTERY, HYGIENE, Order, OrderLine

_SIZE = (210.0, 297.0)
_MARGIN = 17.0
_INNER = _SIZE[0] - 2 * _MARGIN
_BOTTOM = _SIZE[1] - 13.0
_QR = 29.0

#: Larger returns name the first of their items; the receipt has them all.
_ITEMS_AT_MOST = 7
_PLACES_AT_MOST = 3

_TITLE = Type(25, bold=True, color=ACCENT, leading=1.18)
_SUB = Type(10.5, color=QUIET)
_DATE = Type(13.5, bold=True, color=ACCENT)


@dataclass(frozen=True, slots=True)
class _Plan:
    """How generously the page is set; the first plan that fits is taken."""

    scale: float  # of the type below the title
    item_lines: int
    gap: float = 5.0  # between parts, in millimetres

    @property
    def head(self) -> Type:
        return Type(12.5 * self.scale, bold=True, color=ACCENT)

    @property
    def step(self) -> Type:
        return Type(11.5 * self.scale, bold=True)

    @property
    def text(self) -> Type:
        return Type(10 * self.scale)

    @property
    def strong(self) -> Type:
        return Type(10 * self.scale, bold=True)

    @property
    def small(self) -> Type:
        return Type(9 * self.scale, color=QUIET)


_PLANS = (_Plan(1, 2), _Plan(0.94, 2), _Plan(0.9, 1, 4), _Plan(0.85, 1, 3), _Plan(0.75, 1, 2))
_WIDEST_GAP = 10.0


@dataclass(frozen=True, slots=True)
class _Item:
    count: str
    name: str
    variant: str


_Drawing = Callable[[Sheet, float, float], None]


@dataclass(frozen=True, slots=True)
class _Step:
    title: str
    paragraphs: tuple[str, ...]
    drawing: _Drawing


@dataclass(frozen=True, slots=True)
class _Warning:
    title: str
    text: str


@dataclass(frozen=True)
class _Words:
    title: str
    numbers: str
    code: str
    tracking: str
    send_by: str
    contents: str
    items: tuple[_Item, ...]
    more: str
    steps: tuple[_Step, ...]
    places_head: str
    places: tuple[DropOff, ...]
    warnings: tuple[_Warning, ...]


def packing_guide(
    case: Case,
    order: Order,
    shipment: Shipment,
    catalog: Catalog,
    refund_days: int | None = None,
) -> bytes:
    """PDF. `refund_days` from the parcel's arrival are promised while the case has no date yet."""
    words = _words(case, order, shipment, catalog, refund_days)
    with open_sheet(_SIZE, catalog.language, words, words.title, case.opened_at) as draft:
        _header(draft.sheet, case, words)
        _body(draft.sheet, words, _plan(draft.sheet, words))
    return draft.content


# The words


def _words(
    case: Case, order: Order, shipment: Shipment, catalog: Catalog, refund_days: int | None
) -> _Words:
    numbers = encode_all({"case": Identifier(case.number), "order": Identifier(order.number)})
    lines = [(order.line(part.line_id), part.quantity) for part in case.lines]
    left_out = sum(quantity for _, quantity in lines[_ITEMS_AT_MOST:])
    by_code = "counter" if shipment.paperless else "parcel"
    return _Words(
        title=catalog.say("document.guide.title"),
        numbers=catalog.say("document.guide.numbers", numbers),
        code=catalog.say(f"document.guide.code.{by_code}"),
        tracking=shipment.tracking,
        send_by=catalog.say("document.guide.send_by", {"date": encode(case.send_by.date())}),
        contents=catalog.say("document.guide.contents"),
        items=tuple(
            _Item(f"{catalog.argument(quantity)} ×", line.name(catalog.language), line.variant)
            for line, quantity in lines[:_ITEMS_AT_MOST]
        ),
        more=catalog.say("document.guide.more", {"count": left_out}) if left_out else "",
        steps=_steps(case, shipment, catalog, refund_days),
        places_head=catalog.say("document.guide.places") if shipment.drop_offs else "",
        places=shipment.drop_offs[:_PLACES_AT_MOST],
        warnings=_warnings([line for line, _ in lines], catalog),
    )


def _steps(
    case: Case, shipment: Shipment, catalog: Catalog, refund_days: int | None
) -> tuple[_Step, ...]:
    args = encode_all(
        {"case": Identifier(case.number), "carrier": shipment.carrier, "amount": case.refund}
    )

    def step(name: str, drawing: _Drawing, *texts: str) -> _Step:
        paragraphs = tuple(catalog.say(f"document.guide.{name}.{text}", args) for text in texts)
        return _Step(catalog.say(f"document.guide.{name}.title"), paragraphs, drawing)

    how = "paperless" if shipment.paperless else "print"
    last = step("next", drawings.tick, "check", f"remedy.{case.remedy}")
    when = _when(case, catalog, refund_days)
    return (
        step("pack", drawings.open_box, "text", "slip"),
        step("label", drawings.labelled_box, how, "stick"),
        step("hand_in", drawings.counter, "text", "proof"),
        replace(last, paragraphs=(*last.paragraphs, when)) if when else last,
    )


def _when(case: Case, catalog: Catalog, refund_days: int | None) -> str:
    if case.refund_due is not None:
        return catalog.say("document.guide.next.by", {"date": encode(case.refund_due.date())})
    if refund_days is not None:
        return catalog.say("document.guide.next.within", {"count": refund_days})
    return ""


def _warnings(lines: list[OrderLine], catalog: Catalog) -> tuple[_Warning, ...]:
    found = [tag for tag in (BATTERY, HYGIENE) if any(tag in line.tags for line in lines)]
    return tuple(
        _Warning(
            catalog.say(f"document.guide.{tag}.title"),
            catalog.say(
                f"document.guide.{tag}.text",
                {"products": [line.name(catalog.language) for line in lines if tag in line.tags]},
            ),
        )
        for tag in found
    )


# The page


def _plan(sheet: Sheet, words: _Words) -> _Plan:
    """The most generous one that fits, the room that is left given to the gaps."""
    for plan in _PLANS:
        with sheet.rehearsal():
            left = _BOTTOM - _body(sheet, words, plan)
        if left >= 0:
            break
    return replace(plan, gap=min(plan.gap + max(left, 0) / 5, _WIDEST_GAP))


def _header(sheet: Sheet, case: Case, words: _Words) -> None:
    room = _INNER - _QR - 9
    y = sheet.paragraph(_MARGIN, 15, room, words.title, _TITLE, at_most=2)
    y = sheet.line(_MARGIN, y + 1, room, words.numbers, _SUB)
    rows = sheet.wrap(words.send_by, room - 12, _DATE)
    height = len(rows) * _DATE.line + 6
    top = max(y + 3.5, 15 + _QR - height)
    sheet.fill(_MARGIN, top, room, height, TINT, radius=2)
    sheet.fill(_MARGIN, top, 1.6, height, ACCENT)
    sheet.paragraph(_MARGIN + 6, top + 3, room - 12, words.send_by, _DATE)

    rows_of_code = codes.matrix(case)
    x = _MARGIN + _INNER - _QR
    sheet.squares(x, 15, _QR / len(rows_of_code), rows_of_code)
    y = sheet.line(x - 6, 16 + _QR, _QR + 12, words.tracking, Type(8, bold=True), "center")
    sheet.paragraph(x - 6, y, _QR + 12, words.code, Type(8, color=QUIET), "center", at_most=2)


def _body(sheet: Sheet, words: _Words, plan: _Plan) -> float:
    """The y below the last part."""
    y = _items(sheet, 58 - 5 + plan.gap / 2, words, plan)
    y = _step_rows(sheet, y + plan.gap, words, plan)
    for warning in words.warnings:
        y = _warning(sheet, y + plan.gap * 0.8, warning, plan)
    if words.places:
        y = _places(sheet, y + plan.gap, words, plan)
    return y


def _items(sheet: Sheet, y: float, words: _Words, plan: _Plan) -> float:
    y = sheet.line(_MARGIN, y, _INNER, words.contents, plan.head) + 1.6
    side = 3.4 * plan.scale
    variants = 46.0
    names = _INNER - 19 - variants
    for item in words.items:
        sheet.frame(_MARGIN, y + (plan.text.line - side) / 2, side, side, QUIET, 0.3, radius=0.6)
        sheet.line(_MARGIN + 6, y, 12, item.count, plan.text)
        at_most = plan.item_lines
        x = _MARGIN + 18
        low = sheet.paragraph(x, y, names, item.name, plan.strong, at_most=at_most)
        x += names + 3
        also = sheet.paragraph(x, y, variants - 2, item.variant, plan.small, "end", at_most)
        y = max(low, also) + 1.2
    if words.more:
        y = sheet.line(_MARGIN + 18, y, _INNER - 18, words.more, plan.text)
    return y


def _step_rows(sheet: Sheet, y: float, words: _Words, plan: _Plan) -> float:
    for number, step in enumerate(words.steps, start=1):
        sheet.rule(_MARGIN, y, _INNER, LINE)
        y = _step(sheet, y + plan.gap * 0.6, number, step, plan) + plan.gap * 0.6
    sheet.rule(_MARGIN, y, _INNER, LINE)
    return y


def _step(sheet: Sheet, top: float, number: int, step: _Step, plan: _Plan) -> float:
    step.drawing(sheet, _MARGIN, top)
    radius = 3.1
    x = _MARGIN + drawings.WIDTH + 7
    sheet.disc(x + radius, top + radius, radius, ACCENT)
    figure = Type(10.5, bold=True, color=WHITE)
    sheet.line(x, top + radius - figure.line / 2, 2 * radius, str(number), figure, "center")
    x += 2 * radius + 3.5
    room = _MARGIN + _INNER - x
    y = sheet.line(x, top + radius - plan.step.line / 2, room, step.title, plan.step) + 0.8
    for text in step.paragraphs:
        y = sheet.paragraph(x, y, room, text, plan.text) + 0.7
    return max(y, top + drawings.HEIGHT)


def _warning(sheet: Sheet, y: float, warning: _Warning, plan: _Plan) -> float:
    x, room = _MARGIN + 16, _INNER - 21
    rows = len(sheet.wrap(warning.text, room, plan.text))
    height = plan.strong.line + rows * plan.text.line + 5.5
    sheet.fill(_MARGIN, y, _INNER, height, AMBER, radius=2)
    drawings.warning(sheet, _MARGIN + 4.5, y + height / 2 - 3.3)
    low = sheet.line(x, y + 2.5, room, warning.title, plan.strong)
    sheet.paragraph(x, low + 0.5, room, warning.text, plan.text)
    return y + height


def _places(sheet: Sheet, y: float, words: _Words, plan: _Plan) -> float:
    top = sheet.line(_MARGIN, y, _INNER, words.places_head, plan.head) + 1.2
    width = _INNER / _PLACES_AT_MOST
    low = top
    for i, place in enumerate(words.places):
        x = _MARGIN + i * width
        y = sheet.paragraph(x, top, width - 5, place.name, plan.strong, at_most=1)
        y = sheet.paragraph(x, y, width - 5, place.address, plan.text, at_most=2)
        if place.hours:
            y = sheet.paragraph(x, y, width - 5, place.hours, plan.small, at_most=2)
        low = max(low, y)
    return low
