"""How shoppers of one language say a thing: read from `phrases/<language>.yml`."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent / "phrases"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Phrasebook:
    language: str
    acts: dict[str, list[str]]
    words: dict[str, Any]  # everything beside the acts: joins, colours, nouns, …

    def say(self, act: str, rng: random.Random, avoid: set[str], **values: str) -> str:
        """One way of it whose placeholders are all known. Of those said before none, if possible."""
        fitting = [p for p in self.acts[act] if set(_PLACEHOLDER.findall(p)) <= set(values)]
        fresh = [p for p in fitting if p not in avoid] or fitting
        chosen = rng.choice(fresh)
        avoid.add(chosen)
        return chosen.format_map(values)

    def join(self, parts: list[str], rng: random.Random) -> str:
        """Clauses of one message, one after the other as people string them together."""
        text = parts[0]
        for part in parts[1:]:
            text += rng.choice(self.words["joins"]) + part
        return text

    def also(self, first: str, second: str, rng: random.Random) -> str:
        return first + str(rng.choice(self.words["also"])) + second

    def listed(self, items: list[str], rng: random.Random) -> str:
        if len(items) == 1:
            return items[0]
        comma = "、" if self.language == "zh" else ", "
        return comma.join(items[:-1]) + str(rng.choice(self.words["list"])) + items[-1]


@cache
def phrasebook(language: str) -> Phrasebook:
    found = yaml.safe_load((FOLDER / f"{language}.yml").read_text(encoding="utf-8"))
    return Phrasebook(language, found.pop("acts"), found)


def languages() -> tuple[str, ...]:
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yml")))
