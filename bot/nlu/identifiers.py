"""Order, case and tracking numbers and e-mail addresses: exact patterns, one owner each.

What cannot be told by shape alone ("1042") is an order number only where the message is nothing
else, or where a word for order stands before it.
"""

import re
from typing import Any, Dict, List, Tuple

from bot.nlu.text import half_width

#: Letters glued to Chinese or Japanese text are no word boundary to `\b`, so we say what we mean.
_START, _END = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_CASE = re.compile(_START + r"RMA[\s-]?([0-9A-Za-z]{6})" + _END, re.IGNORECASE)
_TRACKING = re.compile(
    _START
    + r"(?:1Z[\s]?[0-9A-Z]{16}|JJD[\s]?\d{12,22}|JD\d{16,18}|[A-Z]{2}\d{9}[A-Z]{2}|SF\d{12,15}|YT\d{13,16}|\d{12,22})"
    + _END,
    re.IGNORECASE,
)
_ORDER = (
    re.compile(r"(?<![0-9A-Za-z])\d{3}-\d{7}-\d{7}(?!\d)"),
    re.compile(_START + r"#\s?([A-Z]{0,4}-?\d{3,12})" + _END, re.IGNORECASE),
    re.compile(_START + r"[A-Z]{2,4}[-_ ]?\d{4,12}" + _END),
    re.compile(_START + r"[A-Za-z]{1,4}[-_]?\d{4,12}" + _END),
)
_ORDER_WORD = re.compile(
    r"(?:order|purchase|bestell\w*|auftrag\w*|commande|pedido|ordine|zam[oó]wieni\w*|encomenda|"
    r"bestelling|订单|訂單|单号|單號|注文|주문|طلب)"
    r"[^0-9A-Za-z\n]{0,12}"
    r"(?:(?:no|nr|num|number|nummer|numero|id|is|ist|lautet|号|號|号码|编号|編號)[^0-9A-Za-z\n]{0,6}){0,2}"
    r"(\d{3,12})(?![0-9A-Za-z])",
    re.IGNORECASE,
)
_ALONE = re.compile(r"\s*#?(\d{3,12})[\s.!。]*")
#: Units and signs that make a number a price, a size or a time.
_NO_ORDER = re.compile(
    r"^(?:EU|US|UK|EUR|USD|GBP|CHF|PLN|CNY|JPY|RMB|SEK|IPHONE|USB|PS|SIZE|GR|WW|ISO|IP|UTC|GMT)"
    r"[-_ ]?\d+$",
    re.IGNORECASE,
)


def find(text: str) -> List[Dict[str, Any]]:
    """Entities with `start`, `end` and the value that is handed on; none overlaps another."""
    plain = half_width(text)
    found: List[Dict[str, Any]] = []
    taken: List[Tuple[int, int]] = []

    def add(entity: str, value: str, start: int, end: int) -> None:
        if all(end <= a or start >= b for a, b in taken):
            taken.append((start, end))
            found.append({"entity": entity, "value": value, "start": start, "end": end})

    for match in _EMAIL.finditer(plain):
        add("email", match.group().lower(), *match.span())
    for match in _CASE.finditer(plain):
        add("case_number", f"RMA-{match.group(1).upper()}", *match.span())
    for match in _TRACKING.finditer(plain):
        add("tracking_number", re.sub(r"\s", "", match.group()).upper(), *match.span())
    for pattern in _ORDER:
        for match in pattern.finditer(plain):
            if not _NO_ORDER.match(match.group()):
                add("order_number", _as_shop_writes(match.group()), *match.span())
    for match in _ORDER_WORD.finditer(plain):
        add("order_number", match.group(1), *match.span(1))
    if alone := _ALONE.fullmatch(plain):
        add("order_number", alone.group(1), *alone.span(1))
    return sorted(found, key=lambda entity: entity["start"])


def without(text: str) -> str:
    """The text with a gap where each identifier was: which number it is says nothing of why."""
    for entity in reversed(find(text)):
        text = f"{text[: entity['start']]} {text[entity['end'] :]}"
    return text


def _as_shop_writes(number: str) -> str:
    return re.sub(
        r"\s", "-" if " " in number.strip("# ") else "", number.replace("# ", "#")
    ).upper()
