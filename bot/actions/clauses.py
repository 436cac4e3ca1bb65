"""Words of a message that lie within one of its requests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.services.choose_lines import Word


def within(part: str, whole: str, words: Sequence[Word]) -> list[Word]:
    """Those words of `whole` that stand in `part`, with their places in it."""
    found = []
    taken = 0
    for word in sorted(words, key=lambda w: w.start):
        typed = whole[word.start : word.end]
        at = part.find(typed, taken)
        if typed and at >= 0:
            found.append(replace(word, start=at, end=at + len(typed)))
            taken = at + len(typed)
    return found
