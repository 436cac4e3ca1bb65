"""The assistant's answers, as a shopper takes them in: by reply name and arguments."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.returns.orders import Order, order_key
from bot.returns.reasons import Reason
from bot.simulation.chat import Json
from bot.simulation.goals import Want

_QUESTIONS = ("ask.", "summary.")


def base(name: str | None) -> str:
    return (name or "").removesuffix(".again")


def is_question(name: str) -> bool:
    return name.startswith(_QUESTIONS)


@dataclass(frozen=True)
class Heard:
    """The answer to one message."""

    messages: Sequence[Json] = ()

    @property
    def names(self) -> list[str]:
        return [base(message["reply"]) for message in self.messages]

    @property
    def last(self) -> Json:
        """The last question, or else the last message."""
        for message in reversed(self.messages):
            if is_question(base(message["reply"])):
                return message
        return self.messages[-1] if self.messages else {"reply": "", "args": {}, "buttons": []}

    @property
    def asked(self) -> str:
        return base(self.last["reply"])

    @property
    def again(self) -> bool:
        return str(self.last["reply"] or "").endswith(".again")

    @property
    def signature(self) -> str:
        """The question with what it rests on: the same twice is no progress."""
        return f"{self.asked} {self.last['args']}"

    def has(self, *names: str) -> bool:
        return any(fits(found, names) for found in self.names)


def fits(name: str, names: Iterable[str]) -> bool:
    """Whether the name is one of these, or stands under one of them (`answer.x` of `answer`)."""
    return any(name == wanted or name.startswith(f"{wanted}.") for wanted in names)


def identifier(argument: Any) -> str:
    return str(argument["id"]) if isinstance(argument, dict) and "id" in argument else ""


def same_order(argument: Any, number: str) -> bool:
    return order_key(identifier(argument)) == order_key(number)


def units_of(arguments: Sequence[Any], order: Order) -> dict[str, int] | None:
    """Line id -> units of a list of items; None if one of them is not in the order."""
    found: dict[str, int] = {}
    for item in arguments:
        args = item["args"]
        line = _line(args["item"], order)
        if line is None:
            return None
        found[line] = found.get(line, 0) + int(args["count"])
    return found


def _line(item: Any, order: Order) -> str | None:
    options: dict[str, str] = {}
    if "reply" in item:
        options, item = item["args"]["variant"]["options"], item["args"]["item"]
    for line in order.lines:
        if line.title == item["local"] and dict(line.options) == options:
            return line.id
    return None


def differences(summary: Json, want: Want) -> list[str]:
    """What a summary says other than the shopper wants, the gravest first."""
    args, remedy = summary["args"], base(summary["reply"]).removeprefix("summary.")
    if not same_order(args["order"], want.order.number):
        return ["order"]
    found = []
    if units_of(args["items"], want.order) != want.agreed:
        found.append("lines")
    reason = Reason(str(args["reason"]["reply"]).removeprefix("reason."))
    if reason.is_fault != want.reason.is_fault:
        found.append("reason")
    if remedy != want.remedy:
        found.append("remedy")
    elif want.variant and args["wanted"] != {"options": want.variant.options}:
        found.append("variant")
    if not found and not _right_amount(args, want):
        found.append("condition")
    return found


def _right_amount(args: Json, want: Want) -> bool:
    """Of what is refused there is none: then what was said of its condition was misheard."""
    if want.remedy not in want.found.quotes:
        return bool(args["condition"]["reply"] == f"condition.{want.condition}")
    return bool(args["amount"]["money"] == [want.pays.amount, want.pays.currency])
