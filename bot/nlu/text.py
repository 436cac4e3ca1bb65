"""Text made comparable without moving a character: offsets stay true for entities."""

import re
import unicodedata
from typing import List

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
IS_CJK = re.compile(f"[{_CJK}]")
_NUMBER = re.compile(r"\d+")
_BREAK = re.compile(r"[.!?;,…。！？；，、\n]+\s*")


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
    """Full-width letters, digits and signs as ASCII, one for one; everything else as it is."""
    return "".join(
        chr(ord(c) - 0xFEE0) if "\uff01" <= c <= "\uff5e" else " " if c == "\u3000" else c
        for c in text
    )


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
    parts = [part for part in _BREAK.split(text) if part.strip()]
    if joints is not None:
        parts = [piece for part in parts for piece in joints.split(part) if piece and piece.strip()]
    return [part.strip() for part in parts]
