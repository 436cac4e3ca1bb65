"""How fingers slip: swapped letters, missing accents, dropped punctuation, wrong characters."""

from __future__ import annotations

import random
import re
import unicodedata
from typing import Any

_WORD = re.compile(r"[^\W\d_]{5,}")


def mistyped(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    """With one or two slips. Addresses and numbers stay whole: people copy these."""
    parts = re.split(r"(\S*[@\d]\S*)", text)
    slip = rng.choice((_letters, _accents, _punctuation, _capitals, _homophones))
    return "".join(
        part if any(c.isdigit() or c == "@" for c in part) else slip(part, rng, words)
        for part in parts
    )


def _letters(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    places = [m for m in _WORD.finditer(text) if m.group().isascii() or words["letters"]]
    if not places or not words["letters"]:
        return text
    word = rng.choice(places)
    at = rng.randrange(word.start() + 1, word.end() - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return text[:at] + text[at + 1] + text[at] + text[at + 2 :]
    if kind == 1:
        return text[:at] + text[at + 1 :]
    if kind == 2:
        return text[:at] + text[at] + text[at:]
    return text[:at] + str(rng.choice(words["letters"])) + text[at + 1 :]


def _accents(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    if rng.random() < 0.5:
        for letter, plain in (("ä", "ae"), ("ö", "oe"), ("ü", "ue"), ("ß", "ss")):
            text = text.replace(letter, plain)
        return text
    if not words["letters"]:
        return text
    parts = unicodedata.normalize("NFD", text)
    return "".join(c for c in parts if not unicodedata.combining(c)).replace("ß", "s")


def _punctuation(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    return re.sub(r"[.,;:!?'’，。；：！？](?=\s|$)|['’]", "", text)


def _capitals(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    return text.upper() if rng.random() < 0.2 else text.lower()


def _homophones(text: str, rng: random.Random, words: dict[str, Any]) -> str:
    table = words.get("homophones", {})
    found = [right for right in table if right in text]
    if not found:
        return _letters(text, rng, words)
    right = rng.choice(found)
    return text.replace(right, str(table[right]), 1)
