"""Break text into lines, as the script it is written in breaks.

Between words; after a hyphen or a slash; and between any two Chinese or Japanese characters,
except that no line begins with a closing mark or ends with an opening one. fpdf2 knows words only.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable

Measure = Callable[[str], float]

_NEVER_FIRST = frozenset(
    "、。，．：；！？）］｝〕〉》」』】’”…‥・ー々％ぁぃぅぇぉっゃゅょァィゥェォッャュョ,.:;!?)]}%"
)
_NEVER_LAST = frozenset("（［｛〔〈《「『【‘“([{")
_IDEOGRAPH = re.compile(
    "[\u2e80-\u303f\u3040-\u30ff\u3100-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]"
)
_ELLIPSIS = "…"


def tidy(text: str, rtl: bool = False) -> str:
    """One run of visible characters: no control characters, single spaces, composed letters.

    The marks that keep an order number whole in right-to-left text are left out elsewhere: they
    would only travel along when somebody copies the number.
    """
    shown = "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)
    if not rtl:
        shown = re.sub("[\u2066-\u2069]", "", shown)
    return re.sub(" +", " ", unicodedata.normalize("NFC", shown)).strip()


def wrap(text: str, width: float, measure: Measure, at_most: int | None = None) -> list[str]:
    """Lines no wider than `width`; past `at_most` of them the last one ends with an ellipsis."""
    rows = _rows(text, width, measure)
    if at_most is not None and len(rows) > at_most:
        rows[at_most - 1 :] = [shorten("".join(rows[at_most - 1 :]), width, measure)]
    return [row.rstrip() for row in rows]


def _rows(text: str, width: float, measure: Measure) -> list[str]:
    """The lines with the spaces between them, so that they still add up to the text."""
    rows: list[str] = []
    row = ""
    for piece in _pieces(text):
        if not row or measure((row + piece).rstrip()) <= width:
            row += piece
        else:
            rows.append(row)
            row = piece
        while measure(row.rstrip()) > width and len(row) > 1:
            head = _longest_start(row, width, measure)
            rows.append(head)
            row = row[len(head) :]
    return [*rows, row] if row or not rows else rows


def shorten(text: str, width: float, measure: Measure) -> str:
    """The text if it is narrow enough, else as much of it as fits before an ellipsis."""
    if measure(text) <= width:
        return text
    head = _longest_start(text, width - measure(_ELLIPSIS), measure)
    return head.rstrip(" ,;:-") + _ELLIPSIS


def _pieces(text: str) -> list[str]:
    """What may not be torn apart, each with the space that follows it."""
    pieces: list[str] = []
    start = 0
    for i in range(1, len(text)):
        if _may_break(text[i - 1], text[i]):
            pieces.append(text[start:i])
            start = i
    return [*pieces, text[start:]]


def _may_break(left: str, right: str) -> bool:
    if right == " " or right in _NEVER_FIRST or left in _NEVER_LAST:
        return False
    if left == " ":
        return True
    if left in "-/" and right.isalpha():
        return True
    return bool(_IDEOGRAPH.match(left) or _IDEOGRAPH.match(right))


def _longest_start(text: str, width: float, measure: Measure) -> str:
    """At least one character, and never a mark apart from its letter."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if measure(text[:middle]) <= width else (low, middle - 1)
    while low > 1 and low < len(text) and unicodedata.combining(text[low]):
        low -= 1
    return text[:low]
