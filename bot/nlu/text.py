"""Text made comparable without moving a character: offsets stay true for entities."""

import re
import unicodedata
from typing import List

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
IS_CJK = re.compile(f"[{_CJK}]")
_NUMBER = re.compile(r"\d+")
_HALF_WIDTH = {
    0x3000: " ",
    **{code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},
    **{first + digit: str(digit) for first in (0x0660, 0x06F0) for digit in range(10)},
}
_BREAK = re.compile(r"[.!?;,…。！？；，、،؛؟\n]+\s*")


def fold(text: str) -> str:
    """Lower case, half width, no accents; as many characters as before."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character == "ß":
        return "s"
    decomposed = unicodedata.normalize("NFKD", character)
    base = "".join(c for c in decomposed if not unicodedata.combining(c)).lower()
    return base if len(base) == 1 else (base[:1] or character)


def half_width(text: str) -> str:
    """Full-width and Arabic-Indic signs as ASCII, one for one; everything else as it is."""
    return text.translate(_HALF_WIDTH)


def for_classifier(text: str) -> str:
    """What the classifiers see: folded, with every number and address alike.

    Which number it is says nothing about what somebody wants, and would only be learnt by heart.
    """
    folded = unicodedata.normalize("NFKC", text).casefold()
    folded = re.sub(r"\S+@\S+", " @mail ", folded)
    folded = re.sub(r"\b(?:rma-?[0-9a-z]{6})\b", " @case ", folded)
    folded = re.sub(r"#?\b[a-z]{0,4}-?\d[\d-]{3,}\b", " @number ", folded)
    folded = _NUMBER.sub("0", folded)
    return re.sub(r"\s+", " ", folded).strip()


def clauses(text: str, joints: "re.Pattern[str] | None") -> List[str]:
    """The parts between stops and joining words ("and", "außerdem", 另外)."""
    found = []
    for part in _BREAK.split(text):
        start = 0
        # The joining words are kept folded; folding moves no character.
        for joint in joints.finditer(fold(part)) if joints is not None else ():
            found.append(part[start : joint.start()])
            start = joint.end()
        found.append(part[start:])
    return [part.strip() for part in found if part.strip()]
