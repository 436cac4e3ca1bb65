"""Typed arguments of a reply, as JSON.

A reply is stored as a name and arguments, so that it can be shown again in any language: a
transcript tells the agent in German what the shopper read in Chinese. Therefore money, dates,
product names and nested replies keep their type. JSON forms: `{"money": [1999, "EUR"]}`,
`{"date": "2026-05-20"}`, `{"time": "2026-05-20T10:00:00+00:00"}`, `{"local": {"en": …}}`,
`{"id": "RMA-7K3QXD"}`, `{"reply": name, "args": {…}}`, `{"country": "DE"}`,
`{"language": "de"}`, `{"options": {"Color": "Blue"}}`, lists, strings, integers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.returns.money import Money

#: A JSON value in one of the forms above.
Arg = Any


@dataclass(frozen=True, slots=True)
class Identifier:
    """An order, case or tracking number: set apart from the text around it, whatever its direction."""

    value: str


@dataclass(frozen=True, slots=True)
class Country:
    code: str  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class Language:
    code: str  # ISO 639-1


@dataclass(frozen=True, slots=True)
class Options:
    """What sets a variant apart, in the shop's own words: `{"Color": "Blue", "Size": "38"}`."""

    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Say:
    """A reply by its name; also usable as an argument of another."""

    name: str
    args: Mapping[str, Any]


def say(name: str, **args: Any) -> Say:
    return Say(name, args)


def encode(value: Any) -> Arg:
    """The JSON form of a typed argument. Raises TypeError for what has none."""
    match value:
        case Money():
            return {"money": [value.amount, value.currency]}
        case datetime():
            return {"time": value.isoformat()}
        case date():
            return {"date": value.isoformat()}
        case Identifier():
            return {"id": value.value}
        case Country():
            return {"country": value.code}
        case Language():
            return {"language": value.code}
        case Options():
            return {"options": dict(value.values)}
        case Say():
            return {"reply": value.name, "args": encode_all(value.args)}
        case dict():
            return {"local": value}
        case list() | tuple():
            return [encode(item) for item in value]
        case None | bool() | int() | str():
            return value
    raise TypeError(f"{type(value).__name__} is no argument of a reply")


def encode_all(args: Mapping[str, Any]) -> dict[str, Arg]:
    return {name: encode(value) for name, value in args.items()}
