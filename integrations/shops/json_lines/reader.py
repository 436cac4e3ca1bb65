"""JSON Lines as a format of a file: one order or product a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from pydantic import ValidationError

from bot.ports.shops import Found, NotReadable
from bot.returns.orders import order_key
from integrations.shops.flaws import Flaw
from integrations.shops.json_lines import mapping
from integrations.shops.repeats import repeated
from integrations.shops.text_file import Lines, first_line, open_text


class JsonLines:
    """Implements `bot.ports.shops.ShopFormat`."""

    name = "JSON Lines"

    def recognises(self, path: Path) -> bool:
        first = first_line(path).lstrip()
        if first.startswith("["):
            raise NotReadable(
                "not_json_lines", f"{path.name} is one JSON array; write one object on each line."
            )
        return first.startswith("{")

    def read(self, path: Path) -> Iterator[Found]:
        again = repeated(filter(None, (_unchecked_key(line) for _, line in _numbered(path))))
        for number, line in _numbered(path):
            try:
                said = _checked(line)
                if hash(_key(said.kind, _name(said))) in again:
                    raise Flaw("", "repeated", "the same order or product stands on another line")
                if isinstance(said, mapping.OrderShape):
                    yield mapping.to_order(said)
                else:
                    yield mapping.to_product(said)
            except Flaw as flaw:
                yield flaw.to_error(path.name, number)


def _numbered(path: Path) -> Iterator[tuple[int, str | Flaw]]:
    with open_text(path) as file:
        lines = Lines(file)
        while True:
            number = lines.mark()
            line = next(lines, None)
            if line is None:
                return
            if lines.flaw is not None:
                yield number, Flaw("", lines.flaw.reason_code, lines.flaw.message)
            elif line.strip():
                yield number, line


def _key(kind: object, name: str) -> str:
    return f"{kind} {order_key(name) if kind == 'order' else name}"


def _name(said: mapping.Shape) -> str:
    return said.number if isinstance(said, mapping.OrderShape) else said.id


def _unchecked_key(line: str | Flaw) -> str:
    """What may not occur twice; empty where the line is not even JSON."""
    try:
        said = json.loads(line) if isinstance(line, str) else None
    except (ValueError, RecursionError):
        return ""
    if not isinstance(said, dict):
        return ""
    name = said.get("number", said.get("id"))
    return _key(said.get("kind"), name.strip()) if isinstance(name, str) else ""


def _checked(line: str | Flaw) -> mapping.Shape:
    if isinstance(line, Flaw):
        raise line
    if r"\u0000" in line:  # PostgreSQL keeps no such character, and no shop means it.
        raise Flaw("", "nul_byte", "holds a NUL character")
    try:
        return mapping.shape.validate_json(line)
    except ValidationError as error:
        raise _first_flaw(error) from error


def _first_flaw(error: ValidationError) -> Flaw:
    flaws = error.errors(include_url=False, include_input=False)
    first = flaws[0]
    if first["type"] == "json_invalid":
        return Flaw("", "not_json", first["msg"])
    # The first part of the place is the kind, by which pydantic chose the shape.
    place = (
        first["loc"][1:]
        if first["loc"] and first["loc"][0] in ("order", "product")
        else first["loc"]
    )
    more = f", and {len(flaws) - 1} more" if len(flaws) > 1 else ""
    return Flaw(_pointer(place), str(first["type"]), f"{first['msg']}{more}")


def _pointer(place: tuple[int | str, ...]) -> str:
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in place)
