"""From what a shopper means to what they type, or which button they press."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from bot.replies.catalog import Catalogs
from bot.returns.cases import Remedy
from bot.returns.orders import Order, Variant
from bot.returns.reasons import Condition, Reason
from bot.simulation.chat import Json
from bot.simulation.heard import Heard
from bot.simulation.naming import Namer
from bot.simulation.phrasebook import Phrasebook, phrasebook

_SEVERAL_AT_MOST = 6  # clauses of one message
_MARKS = str.maketrans("", "", "\u2066\u2067\u2068\u2069\u200e\u200f")


@dataclass(frozen=True, slots=True)
class Saying:
    """One message: words, or a press, or a picture."""

    act: str  # what it does, for the list of failures
    parts: tuple[str, ...] = ()  # clauses
    button: str = ""
    selected: tuple[tuple[str, int], ...] = ()
    photo: bool = False


@dataclass
class Speech:
    """The words of one shopper in their language of the moment."""

    language: str
    rng: random.Random
    catalogs: Catalogs
    _said: set[str] = field(default_factory=set)

    @property
    def book(self) -> Phrasebook:
        return phrasebook(self.language)

    def words(self, act: str, **values: str) -> str:
        return self.book.say(act, self.rng, self._said, **values)

    def say(self, act: str, **values: str) -> Saying:
        return Saying(act, (self.words(act, **values),))

    def join(self, parts: Iterable[str]) -> str:
        return self.book.join(list(parts)[:_SEVERAL_AT_MOST], self.rng)

    # Goods.

    def items(self, order: Order, units: dict[str, int], *, fully: bool = False) -> str:
        namer = Namer(self.book, order, self.rng)
        named = [namer.units(order.line(i), n, fully=fully) for i, n in units.items()]
        return self.book.listed(named, self.rng)

    def goods(self, order: Order, units: dict[str, int]) -> dict[str, str]:
        """The placeholders of an opening: `item`, and `der` and `den` with their articles."""
        namer = Namer(self.book, order, self.rng)
        bare, der, den = [], [], []
        for line, count in units.items():
            if order.line(line).quantity == 1:
                name = namer.name(order.line(line))
                bare.append(name.bare)
                der.append(name.nominative)
                den.append(name.accusative)
            else:
                said = namer.units(order.line(line), count)
                for forms in (bare, der, den):
                    forms.append(said)
        list_ = self.rng.getstate()
        values = {}
        for key, forms in (("item", bare), ("der", der), ("den", den)):
            self.rng.setstate(list_)
            values[key] = self.book.listed(forms, self.rng)
        return values

    def variant(self, order: Order, present: dict[str, str], variant: Variant) -> str:
        return Namer(self.book, order, self.rng).variant(present, variant)

    # Buttons and cards.

    def press(self, act: str, heard: Heard, fits: Callable[[str], bool]) -> Saying | None:
        for message in reversed(heard.messages):
            for button in message["buttons"]:
                if fits(button["title"].translate(_MARKS)):
                    return Saying(f"press.{act}", button=button["payload"])
        return None

    def press_named(self, act: str, heard: Heard, reply: str, **args: Any) -> Saying | None:
        """The button with the words of this reply; of its amount we know nothing."""
        for message in reversed(heard.messages):
            title = self.catalogs.say(message["language"], reply, args).translate(_MARKS)
            start = title.split("(")[0].split("（")[0].strip()
            if found := self.press(act, Heard([message]), lambda t, s=start: t.startswith(s)):  # type: ignore[misc]
                return found
        return None

    def press_reason(self, heard: Heard, reason: Reason) -> Saying | None:
        return self.press_named("reason", heard, f"reason.{reason}")

    def press_condition(self, heard: Heard, condition: Condition) -> Saying | None:
        return self.press_named("condition", heard, f"condition.{condition}")

    def press_remedy(self, heard: Heard, remedy: Remedy) -> Saying | None:
        nothing = {"money": [0, "EUR"]}
        return self.press_named("remedy", heard, f"button.{remedy}", amount=nothing)

    def pick(self, heard: Heard, units: dict[str, int]) -> Saying | None:
        choices: Json | None = heard.last.get("choices")
        if choices is None:
            return None
        able = {i["id"]: i["quantity"] for i in choices["items"] if not i["disabled"]}
        if any(able.get(line, 0) < count for line, count in units.items()):
            return None
        return Saying(
            "pick.lines", button=choices["submit"]["payload"], selected=tuple(units.items())
        )
