"""In which language is this written?

A naive Bayes over characters, taught by the project's own examples per language, so that it
knows the trade's words ("refund pls" is no German). The thread's language is where it starts
from, and short words switch nothing.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml

_NOT_WORDS = re.compile(r"\S*@\S*|https?://\S+|\S*\d\S*|[^\w\s]")
_GRAMS = (1, 2, 3, 4)
#: Evidence (natural logarithm of the odds) that turns a thread to another language.
_SWITCH = 4.0
#: Letters of a script that writes hardly anything else, so that a few are enough.
_LETTERS_AT_LEAST = 8


class LanguageIdentifier:
    def __init__(self, examples: Mapping[str, Iterable[str]]) -> None:
        self.languages = tuple(examples)
        self._counts = {
            lang: Counter(g for t in texts for g in _grams(t)) for lang, texts in examples.items()
        }
        self._totals = {lang: sum(counts.values()) for lang, counts in self._counts.items()}
        self._vocabulary = len(set().union(*self._counts.values())) or 1

    @classmethod
    def read(cls, folder: Path, languages: Iterable[str]) -> LanguageIdentifier:
        return cls({language: list(_examples(folder / language)) for language in languages})

    def identify(self, text: str, thread_language: str) -> str:
        """The language of the text if it is clearly another one, else the thread's."""
        clean = _clean(text)
        if not self.languages or not clean.strip() or thread_language not in self._counts:
            return thread_language
        scores = self._scores(clean)
        best = max(scores, key=lambda language: scores[language])
        if best == thread_language:
            return best
        dense = sum(1 for c in clean if ord(c) >= 0x2E80)  # a character there is a whole word
        enough = dense >= 2 or (
            len(clean.replace(" ", "")) >= _LETTERS_AT_LEAST and len(clean.split()) >= 2
        )
        clear = scores[best] - scores[thread_language] >= _SWITCH
        return best if enough and clear else thread_language

    def _scores(self, clean: str) -> dict[str, float]:
        grams = list(_grams(clean))
        # Overlapping n-grams say the same thing several times: weighed down to one a character.
        weight = max(len(clean), 1) / max(len(grams), 1)
        return {
            language: weight
            * sum(
                math.log((counts[gram] + 0.5) / (self._totals[language] + 0.5 * self._vocabulary))
                for gram in grams
            )
            for language, counts in self._counts.items()
        }


def _clean(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"\s+", " ", _NOT_WORDS.sub(" ", plain)).strip()


def _grams(text: str) -> Iterable[str]:
    padded = f" {_clean(text)} "
    return (padded[i : i + n] for n in _GRAMS for i in range(len(padded) - n + 1))


def _examples(folder: Path) -> Iterable[str]:
    for path in sorted(folder.glob("*.yml")):
        if path.name == "entities.yml":
            continue
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for line in block.get("examples", "").splitlines():
                if text := line.strip().removeprefix("- "):
                    yield text
