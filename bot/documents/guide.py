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
    gap: float  # between parts, in millimetres

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


_PLANS = (
    _Plan(1, 2, 4),
    _Plan(1, 2, 2.6),
    _Plan(0.94, 2, 2.4),
    _Plan(0.9, 1, 2),
    _Plan(0.82, 1, 1.6),
    _Plan(0.72, 1, 1),
)
_WIDEST_GAP = 8.0


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
    products: str


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
        top = _header(draft.sheet, case, words)
        _body(draft.sheet, top, words, _plan(draft.sheet, top, words))
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
            _Item(
                f"{catalog.argument(quantity)} ×",
                line.name(catalog.language),
                catalog.options(line.options),
            )
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

    how = ("print", "paperless") if shipment.paperless else ("print",)
    last = step("next", drawings.checked_list, "check", f"remedy.{case.remedy}")
    when = _when(case, catalog, refund_days)
    return (
        step("pack", drawings.open_box, "text", "slip"),
        step("label", drawings.labelled_box, *how, "stick"),
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
    tagged = {tag: [line for line in lines if tag in line.tags] for tag in (BATTERY, HYGIENE)}
    return tuple(
        _Warning(
            catalog.say(f"document.guide.{tag}.title"),
            catalog.say(f"document.guide.{tag}.text"),
            catalog.argument(
                list(dict.fromkeys(line.name(catalog.language) for line in concerned))
            ),
        )
        for tag, concerned in tagged.items()
        if concerned
    )


# The page


def _plan(sheet: Sheet, top: float, words: _Words) -> _Plan:
    """The most generous one that fits, the room that is left given to the gaps."""
    for plan in _PLANS:
        with sheet.rehearsal():
            low = _body(sheet, top, words, plan)
            wider = _body(sheet, top, words, replace(plan, gap=plan.gap + 1))
        if low <= _BOTTOM:
            break
    return replace(plan, gap=min(plan.gap + max(_BOTTOM - low, 0) / (wider - low), _WIDEST_GAP))


def _header(sheet: Sheet, case: Case, words: _Words) -> float:
    """The y below it."""
    top, room = 15.0, _INNER - _QR - 12
    y = sheet.paragraph(_MARGIN, top, room, words.title, sheet.fit(words.title, room, _TITLE, 20))
    y = sheet.paragraph(_MARGIN, y + 1, room, words.numbers, _SUB)
    low = max(_send_by(sheet, y + 3.5, room, words.send_by), top + _QR)

    rows = codes.matrix(case)
    x = _MARGIN + _INNER - _QR
    sheet.squares(x, top, _QR / len(rows), rows)
    x, room = x - 9, _QR + 9
    number = sheet.fit(words.tracking, room, Type(8, bold=True), 5)
    y = sheet.line(x, top + _QR + 1, room, words.tracking, number, "end")
    y = sheet.paragraph(x, y, room, words.code, Type(8, color=QUIET), "end", at_most=2)
    return max(y, low)


def _send_by(sheet: Sheet, y: float, room: float, text: str) -> float:
    type_ = sheet.fit(text, room - 12, _DATE, 11)
    height = len(sheet.wrap(text, room - 12, type_)) * type_.line + 6
    y = max(y, 15 + _QR - height)
    sheet.fill(_MARGIN, y, room, height, TINT)
    sheet.fill(_MARGIN, y, 1.6, height, ACCENT)
    return sheet.paragraph(_MARGIN + 6, y + 3, room - 12, text, type_) + 3


def _body(sheet: Sheet, y: float, words: _Words, plan: _Plan) -> float:
    """The y below the last part."""
    y = _items(sheet, y + plan.gap, words, plan)
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
    advice = len(sheet.wrap(warning.text, room, plan.text)) * plan.text.line
    concerned = len(sheet.wrap(warning.products, room, plan.small, 2)) * plan.small.line
    height = plan.strong.line + advice + concerned + 6
    sheet.fill(_MARGIN, y, _INNER, height, AMBER, radius=2)
    drawings.warning(sheet, _MARGIN + 4.5, y + height / 2 - 3.3)
    low = sheet.line(x, y + 2.5, room, warning.title, plan.strong)
    low = sheet.paragraph(x, low, room, warning.products, plan.small, at_most=2)
    sheet.paragraph(x, low + 0.7, room, warning.text, plan.text)
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
