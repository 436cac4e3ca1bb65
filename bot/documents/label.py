"""The return label: A6, black only, for thermal printers of 203 dots per inch.

It speaks to carriers and to the warehouse, so its words are those of the country it goes to, and
English beside them where RETURN has to be understood on the way. Every bar and module is a whole
number of printer dots: a bar of two and a half comes out as two here and three there.
"""

from __future__ import annotations

from dataclasses import dataclass

from babel.languages import get_official_languages
from babel.units import format_unit

from bot.conversation.args import Identifier, encode_all
from bot.documents import codes
from bot.documents.parties import Address, Shipment
from bot.documents.sheet import BLACK, WHITE, Align, Sheet, Type, open_sheet
from bot.replies.catalog import Catalog, Catalogs
from bot.returns.cases import Case
from bot.returns.orders import Order

_SIZE = (105.0, 148.0)
_MARGIN = 6.0  # cutters and thermal printers lose up to 3 mm
_INNER = _SIZE[0] - 2 * _MARGIN
_DOT = 25.4 / 203

_ENGLISH = "en"  # understood by carriers everywhere

_CAPTION = Type(7.5, color=BLACK)
_PLAIN = Type(10, color=BLACK)
_STRONG = Type(10, bold=True, color=BLACK)
_CARRIER = Type(19, bold=True, color=BLACK, leading=1.15)
_TO_COUNTRY = Type(14, bold=True, color=BLACK)
_RETURN = Type(20, bold=True, color=WHITE, leading=1.15)
_NUMBER = Type(13, bold=True, color=BLACK)


@dataclass(frozen=True)
class _Words:
    title: str
    carrier: str
    service: str
    weight: str
    from_: str
    sender: tuple[str, ...]
    to: str
    recipient: str
    address: tuple[str, ...]
    country: str
    returns: tuple[str, ...]  # the word in the destination's language, and in English if it differs
    order: str
    case: str
    tracking: str


def return_label(
    case: Case, order: Order, shipment: Shipment, warehouse: Address, catalogs: Catalogs
) -> bytes:
    """PDF. Raises ValueError if the tracking number has characters that Code 128 lacks."""
    language = destination_language(warehouse.country, catalogs)
    words = _words(case, order, shipment, warehouse, catalogs, language)
    with open_sheet(_SIZE, language, words, words.title, case.opened_at) as draft:
        _carrier(draft.sheet, words)
        _sender(draft.sheet, words)
        _code(draft.sheet, case)
        _recipient(draft.sheet, words)
        _return_bar(draft.sheet, words)
        _tracking(draft.sheet, words)
    return draft.content


def destination_language(country: str, catalogs: Catalogs) -> str:
    """The first of a country's official languages that we have words for, else English."""
    for tag in get_official_languages(country, de_facto=True):
        language = tag.split("_")[0]
        if language in catalogs.languages:
            return language
    return _ENGLISH


def _words(
    case: Case,
    order: Order,
    shipment: Shipment,
    warehouse: Address,
    catalogs: Catalogs,
    language: str,
) -> _Words:
    catalog = catalogs[language]
    say = catalog.say
    word, english = (catalogs.say(x, "document.label.return") for x in (language, _ENGLISH))
    number = encode_all({"case": Identifier(case.number), "order": Identifier(order.number)})
    return _Words(
        title=say("document.label.title", number),
        carrier=shipment.carrier,
        service=shipment.service,
        weight=say("document.label.weight", {"weight": weight(shipment.grams, catalog)}),
        from_=say("document.label.from"),
        sender=tuple(
            part
            for part in (
                order.customer_name,
                " ".join(filter(None, (order.postcode, order.province))),
                _country(order.country, catalogs),
            )
            if part
        ),
        to=say("document.label.to"),
        recipient=warehouse.name,
        address=warehouse.lines,
        country=_country(warehouse.country, catalogs, language),
        returns=tuple(dict.fromkeys((word, english))),
        order=say("document.label.order", number),
        case=case.number,
        tracking=shipment.tracking,
    )


def weight(grams: int, catalog: Catalog) -> str:
    """In kilograms, as the language writes it."""
    kilograms = format_unit(grams / 1000, "mass-kilogram", "short", locale=catalog.locale)
    return str(kilograms)


def _country(code: str, catalogs: Catalogs, language: str = _ENGLISH) -> str:
    """In capitals and in English, as posts of third countries read it; then as it is called there."""
    english = catalogs[_ENGLISH].argument({"country": code}).upper()
    local = catalogs[language].argument({"country": code}).upper()
    return english if local == english else f"{english} / {local}"


def _carrier(sheet: Sheet, words: _Words) -> None:
    box = 30.0
    room = _INNER - box - 3
    y = sheet.line(_MARGIN, 5.5, room, words.carrier, sheet.fit(words.carrier, room, _CARRIER, 11))
    sheet.line(_MARGIN, max(y, 13.5), room, words.service, _PLAIN)
    x = _MARGIN + _INNER - box
    sheet.frame(x, 6, box, 12, BLACK, 0.5)
    type_ = sheet.fit(words.weight, box - 3, Type(14, bold=True, color=BLACK), 7)
    sheet.line(x + 1, 12 - type_.line / 2, box - 2, words.weight, type_, "center")
    sheet.rule(_MARGIN, 20.5, _INNER, BLACK, 0.5)


def _sender(sheet: Sheet, words: _Words) -> None:
    room = _INNER - 32
    y = sheet.line(_MARGIN, 22.5, room, words.from_, _CAPTION)
    for i, part in enumerate(words.sender):
        at_most = 2 if i == 0 else 1
        y = sheet.paragraph(_MARGIN, y, room, part, _STRONG if i == 0 else _PLAIN, at_most=at_most)
    sheet.line(_MARGIN, 46.2, room, words.order, Type(8.5, color=BLACK))
    sheet.line(_MARGIN, 49.6, room, words.case, Type(11, bold=True, color=BLACK))
    sheet.rule(_MARGIN, 56, _INNER, BLACK, 0.5)


def _code(sheet: Sheet, case: Case) -> None:
    rows = codes.matrix(case)
    module = max(3, int(26 / _DOT / len(rows))) * _DOT
    side = module * len(rows)
    x = _on_dot(_MARGIN + _INNER - side)
    sheet.squares(x, _on_dot(24 + (28 - side) / 2), module, rows)


def _recipient(sheet: Sheet, words: _Words) -> None:
    top = sheet.line(_MARGIN, 57.3, _INNER, words.to, _CAPTION) + 0.3
    country = sheet.fit(words.country, _INNER, _TO_COUNTRY, 8)
    last = 93.5 - country.line
    name, address = _largest(sheet, words, last - top - 0.5)
    y = sheet.paragraph(_MARGIN, top, _INNER, words.recipient, name)
    for part in words.address:
        y = sheet.paragraph(_MARGIN, y, _INNER, part, address)
    sheet.line(_MARGIN, last, _INNER, words.country, country)


def _largest(sheet: Sheet, words: _Words, height: float) -> tuple[Type, Type]:
    """The largest type in which name and address have room: nothing of them may be cut off."""
    for percent in range(100, 40, -5):
        name = Type(14 * percent / 100, bold=True, color=BLACK, leading=1.25)
        address = Type(12.5 * percent / 100, color=BLACK, leading=1.28)
        high = len(sheet.wrap(words.recipient, _INNER, name)) * name.line
        high += sum(len(sheet.wrap(part, _INNER, address)) for part in words.address) * address.line
        if high <= height:
            break
    return name, address


def _return_bar(sheet: Sheet, words: _Words) -> None:
    height = 11.5
    sheet.fill(_MARGIN, 95, _INNER, height, BLACK)
    sides: tuple[Align, ...] = ("center",) if len(words.returns) == 1 else ("start", "end")
    room = (_INNER - 8) / len(sides)
    for i, (word, side) in enumerate(zip(words.returns, sides, strict=True)):
        type_ = sheet.fit(word, room - 2, _RETURN, 10)
        x, y = _MARGIN + 4 + i * room, 95 + (height - type_.line) / 2
        sheet.line(x, y, room, word, type_, side)


def _tracking(sheet: Sheet, words: _Words) -> None:
    bars = codes.code128(words.tracking)
    # Two dots a module is what carriers ask for at least; a number too long for that still fits.
    dots = min(4, int(_INNER / _DOT / sum(bars)))
    module = dots * _DOT if dots else _INNER / sum(bars)
    sheet.bars(
        _on_dot((_SIZE[0] - sum(bars) * module) / 2), 110, 24, [width * module for width in bars]
    )
    number = sheet.fit(words.tracking, _INNER, _NUMBER, 8)
    sheet.line(_MARGIN, 135.2, _INNER, words.tracking, number, "center")


def _on_dot(millimetres: float) -> float:
    return round(millimetres / _DOT) * _DOT
