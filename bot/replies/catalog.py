"""Replies by name, put into words of a language."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from babel import Locale
from babel.dates import format_date, format_datetime
from babel.lists import format_list
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal

from bot.conversation.args import Arg
from bot.returns.money import Money
from bot.returns.orders import LocalText

LOCALES = Path(__file__).parent / "locale"

#: First strong isolate … pop: keeps an order number whole inside right-to-left text.
_ISOLATE, _POP = "\u2068", "\u2069"


class UnknownReply(KeyError):
    """No catalog of this language has that reply: a gap that the catalog check forbids."""


@dataclass(frozen=True)
class Catalog:
    """All replies of one language."""

    language: str
    messages: Mapping[str, str | tuple[str, ...]]
    plural: Callable[[int], int]

    @cached_property
    def locale(self) -> Locale:
        return Locale.parse(self.language)

    def say(self, name: str, args: Mapping[str, Arg] | None = None) -> str:
        """The reply in words. Raises UnknownReply, and KeyError if a placeholder has no argument.

        Where the catalog has plural forms, the argument `count` chooses among them.
        """
        args = args or {}
        text = self.messages.get(name)
        if text is None:
            raise UnknownReply(f"{name} ({self.language})")
        if isinstance(text, tuple):
            text = text[self.plural(int(args["count"]))]
        return text.format_map({key: self.argument(value) for key, value in args.items()})

    def argument(self, value: Arg) -> str:
        """The words of one argument, as `bot.conversation.args` defines them."""
        match value:
            case None:
                return ""
            case bool() | str():
                return str(value)
            case int():
                return format_decimal(value, locale=self.locale)
            case list():
                return format_list([self.argument(item) for item in value], locale=self.locale)
            case {"money": [amount, currency]}:
                return self.money(Money(amount, currency))
            case {"date": day}:
                return self.day(date.fromisoformat(day))
            case {"time": moment}:
                return format_datetime(datetime.fromisoformat(moment), "medium", locale=self.locale)
            case {"id": identifier}:
                return f"{_ISOLATE}{identifier}{_POP}"
            case {"local": texts}:
                words: LocalText = texts
                return words.get(self.language) or words.get("en") or next(iter(words.values()))
            case {"reply": name, "args": args}:
                return self.say(name, args)
            case {"country": code}:
                return str(self.locale.territories.get(code, code))
            case {"language": code}:
                return str(self.locale.languages.get(code, code))
            case {"options": options}:
                return self.options(options)
        raise TypeError(f"no words for {value!r}")

    def options(self, options: Mapping[str, str]) -> str:
        """A variant as "Blau, 38": colours in this language where we know them, else as the shop has them."""
        return ", ".join(self._option(value) for value in options.values())

    def _option(self, value: str) -> str:
        name = f"option.{value.strip().casefold().replace(' ', '_')}"
        return self.say(name) if name in self.messages else value

    def money(self, money: Money) -> str:
        return format_currency(money.decimal, money.currency, locale=self.locale)

    def day(self, day: date) -> str:
        return format_date(day, "long", locale=self.locale)


class Catalogs:
    """The catalogs of all languages that are installed."""

    def __init__(self, folder: Path = LOCALES) -> None:
        self._by_language = {
            path.name: _read(path) for path in sorted(folder.iterdir()) if path.is_dir()
        }

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self._by_language)

    @property
    def own_names(self) -> dict[str, str]:
        """Language code -> what its speakers call it."""
        names = {
            code: catalog.locale.display_name or code for code, catalog in self._by_language.items()
        }
        return {code: name[:1].upper() + name[1:] for code, name in names.items()}

    def __getitem__(self, language: str) -> Catalog:
        return self._by_language[language]

    def say(self, language: str, name: str, args: Mapping[str, Any] | None = None) -> str:
        return self[language].say(name, args)

    def closest(self, wanted: str | None, default: str) -> str:
        """Ours that fits a BCP 47 tag or an Accept-Language header best, else `default`."""
        for tag in (wanted or "").split(","):
            language = tag.split(";")[0].strip().replace("_", "-").split("-")[0].lower()
            if language in self._by_language:
                return language
        return default


def _read(folder: Path) -> Catalog:
    messages: dict[str, str | tuple[str, ...]] = {}
    plural: Callable[[int], int] = lambda n: 0  # noqa: E731
    for path in sorted((folder / "LC_MESSAGES").glob("*.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=folder.name)
        plural = gettext.c2py(catalog.plural_expr)
        for message in catalog:
            if not message.id or message.fuzzy:
                continue
            name = message.id if isinstance(message.id, str) else message.id[0]
            text = message.string
            if not text or name in messages:
                raise ValueError(f"{path}: {name} is {'double' if text else 'empty'}")
            messages[name] = text if isinstance(text, str) else tuple(text)
    return Catalog(folder.name, messages, plural)
