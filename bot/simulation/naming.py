"""What a shopper calls the things in their order: short, but so that no other line is meant."""

from __future__ import annotations

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.returns.orders import Order, OrderLine, Variant
from bot.services.goods_names import colours_in, fold, is_generic, kinds_in
from bot.simulation.phrasebook import Phrasebook

_COLOURS = frozenset({"color", "colour"})
#: What follows in a title nobody types: "Socks, 3 Pairs", "T-Shirt - White / S", "Bracelet with Your Name".
_REST = re.compile(r"\s*[,，]\s|\s*[(（|/]|\s[–—-]\s|\swith\s")
_ACCUSATIVE = {"m": "den", "f": "die", "n": "das", "p": "die"}
_NOMINATIVE = {"m": "der", "f": "die", "n": "das", "p": "die"}


@dataclass(frozen=True, slots=True)
class Name:
    bare: str
    plural: str
    nominative: str  # with its article, in languages that bend it
    accusative: str


@dataclass(frozen=True)
class Namer:
    book: Phrasebook
    order: Order
    rng: random.Random

    def name(self, line: OrderLine, *, fully: bool = False) -> Name:
        """`fully` after a misunderstanding: the whole title, and the colour if it has one."""
        title = self._title(line)
        head, gender, plural = self._head(title)
        others = [self._title(other) for other in self.order.lines if other.id != line.id]
        unique = not any(_holds(other, head) for other in others)
        same = any(_holds(other, title) or _holds(title, other) for other in others)
        noun = title
        if not fully and self.rng.random() < 0.55 and (unique or self._colour_tells(line, head)):
            noun, same = head, same or not unique
        if not plural or noun == title:
            plural = self._plural(noun, title, head, plural)
        colour = colour_of(line)
        if colour and (same or self.rng.random() < (0.8 if fully else 0.25)):
            return self._coloured(noun, plural, gender, colour)
        return self._plain(noun, plural, gender)

    def units(self, line: OrderLine, count: int, *, fully: bool = False) -> str:
        """The name with its number of units; of all units of a line often without."""
        name = self.name(line, fully=fully)
        if line.quantity == 1:
            return name.bare
        if count == line.quantity == 2 and self.rng.random() < 0.3:
            return self._filled(self.book.words["both_units"], name, count)
        if count == line.quantity and self.rng.random() < 0.3:
            return name.plural
        return self._filled(self.book.words["units"], name, count)

    def _filled(self, templates: Sequence[str], name: Name, count: int) -> str:
        words = self.book.words["numbers"]
        number = words[count] if count in words and self.rng.random() < 0.4 else str(count)
        template = self.rng.choice(templates)
        if "x" in template or "mal" in template:
            number = str(count)
        items = name.bare if count == 1 else name.plural
        return template.format(count=number, items=items, item=name.bare)

    def _title(self, line: OrderLine) -> str:
        """In the shopper's language; what has no title in it is called by its kind."""
        if self.book.language not in line.title and (kind := self._kind(line.name("en"))):
            return kind
        return short_title(line, self.book.language)

    def _kind(self, english: str) -> str:
        words = self.book.words.get("kinds", {})
        known = sorted(kind for kind in kinds_in(english) if not words or kind in words)
        if not known:
            return ""
        return str(words[known[0]]) if words else known[0].replace("_", " ")

    def _head(self, title: str) -> tuple[str, str, str]:
        """The noun, its gender and its plural, where the language has them."""
        nouns = self.book.words.get("nouns", {})
        # "Trailschuhe" ends with it, "zapatillas de trail" begin with it.
        fitting = [
            n
            for n in nouns
            if title.casefold().endswith(n.casefold()) or _begins(title.casefold(), n.casefold())
        ]
        noun = max(fitting, key=len, default="")
        if isinstance(nouns, dict) and noun:
            gender, plural = nouns[noun]
            return noun, gender, plural
        if noun or self.book.language != "en":
            return noun or title, "", noun or title
        last = title.split()[-1]
        return (last if is_generic(fold(last)) else self._kind(title) or title), "", ""

    def _plural(self, noun: str, title: str, head: str, plural: str) -> str:
        if noun == title != head and plural and _begins(title.casefold(), head.casefold()):
            return plural + title[len(head) :]
        if noun == title != head and plural:
            return title[: len(title) - len(head)] + (
                plural if title.endswith(head) else plural.lower()
            )
        if self.book.language != "en":
            return plural or noun
        if noun.endswith("s") and not noun.endswith("ss"):
            return noun
        return noun + ("es" if noun.endswith(("ss", "x", "ch", "sh")) else "s")

    def _colour_tells(self, line: OrderLine, head: str) -> bool:
        colour = colour_of(line)
        alike = [ln for ln in self.order.lines if _holds(self._title(ln), head)]
        return bool(colour) and sum(colour_of(ln) == colour for ln in alike) == 1

    def _coloured(self, noun: str, plural: str, gender: str, colour: str) -> Name:
        word = self._colour(colour)
        adjective = word
        forms: tuple[str, str, str, str] | None = None
        if word in self.book.words.get("inflected", ()) and gender:
            forms = _declined(word, noun, plural, gender)
        template = self.rng.choice(self.book.words["in_color"])
        if forms is not None and "{adjective}" in template:
            return Name(*forms)
        if "{adjective}" in template:
            template = self.book.words["in_color"][-1]
        shown = word if not forms else word.capitalize()
        form = {
            n: template.format(item=n, color=shown, adjective=adjective) for n in (noun, plural)
        }
        return self._plain(form[noun], form[plural], gender)

    def _plain(self, noun: str, plural: str, gender: str) -> Name:
        noun, plural = self._cased(noun), self._cased(plural)
        if not gender:
            return Name(noun, plural, noun, noun)
        return Name(noun, plural, f"{_NOMINATIVE[gender]} {noun}", f"{_ACCUSATIVE[gender]} {noun}")

    def _cased(self, text: str) -> str:
        return text.lower() if self.book.language == "en" else text

    def _colour(self, value: str) -> str:
        return str(self.book.words["colors"].get(value.casefold(), value.lower()))

    def variant(self, present: dict[str, str], wanted: Variant) -> str:
        """What is wanted instead, by what differs: "size 39", "black", "39 in black"."""
        differs = {k: v for k, v in wanted.options.items() if present.get(k) != v}
        colour = next((v for k, v in differs.items() if k.casefold() in _COLOURS), "")
        size = next((v for k, v in differs.items() if k.casefold() == "size"), "")
        words = self.book.words
        others = [v for v in differs.values() if v not in (colour, size)]
        if others:
            return ", ".join([*([self._colour(colour)] if colour else []), *others])
        if colour and size:
            return str(self.rng.choice(words["both"])).format(size=size, color=self._colour(colour))
        if colour:
            return self._colour(colour)
        if size:
            plain = self.book.language == "zh" and not size.isdigit()
            return size if plain else str(self.rng.choice(words["size"])).format(size=size)
        return ", ".join(differs.values())


def short_title(line: OrderLine, language: str) -> str:
    title = line.name(language)
    return _REST.split(title)[0].strip() or title


def colour_of(line: OrderLine) -> str:
    """As the options say it, or the end of the title."""
    if named := _option(line, _COLOURS):
        return named
    rest = line.name("en").rpartition(" - ")[2] if " - " in line.name("en") else ""
    return next(iter(sorted(colours_in(rest))), "")


def _option(line: OrderLine, names: frozenset[str]) -> str:
    return next((v for k, v in line.options.items() if k.casefold() in names), "")


def _begins(title: str, noun: str) -> bool:
    return title == noun or title.startswith(f"{noun} ")


def _holds(title: str, part: str) -> bool:
    return part.casefold() in title.casefold()


def _declined(word: str, noun: str, plural: str, gender: str) -> tuple[str, str, str, str]:
    """German adjectives: "blauer Gürtel", "der blaue Gürtel", "den blauen Gürtel"."""
    strong = {"m": "er", "f": "e", "n": "es", "p": "e"}[gender]
    weak = "en" if gender == "p" else "e"
    weak_accusative = "en" if gender in "mp" else "e"
    return (
        f"{word}{strong} {noun}",
        f"{word}e {plural}",
        f"{_NOMINATIVE[gender]} {word}{weak} {noun}",
        f"{_ACCUSATIVE[gender]} {word}{weak_accusative} {noun}",
    )
