"""What is said: by shoppers, by the assistant, by agents, by the system."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.conversation.args import Options, Say, encode, encode_all


class Sender(StrEnum):
    SHOPPER = "shopper"
    ASSISTANT = "assistant"
    AGENT = "agent"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class Message:
    """As stored. `extra` holds what the page shows beside the text (docs/http-interface.md)."""

    id: str
    thread_id: str
    seq: int
    sender: Sender
    at: datetime
    language: str
    text: str
    reply: str | None = None
    args: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    answers: str | None = None  # the send that it answers
    key: str | None = None  # of news: the same key is never said twice in a thread


@dataclass(frozen=True, slots=True)
class Picked:
    """One item of `choices` that the shopper picked."""

    id: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Send:
    """What a channel hands in. `id` is the sender's own and makes it unique in its thread."""

    id: str
    text: str = ""
    button: str | None = None  # a signed payload
    selected: tuple[Picked, ...] = ()
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Button:
    """`intent` and `entities` are what pressing it means to the assistant."""

    title: Say | Options | str | dict[str, str]
    intent: str
    entities: dict[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        return {"title": encode(self.title), "intent": self.intent, "entities": self.entities}


@dataclass(frozen=True, slots=True)
class Choice:
    """An item card."""

    id: str
    title: Any  # a reply argument: mostly a LocalText
    subtitle: Any = None
    image: str | None = None
    quantity: int = 1
    disabled: bool = False
    note: Say | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "title": encode(self.title),
            "subtitle": encode(self.subtitle),
            "image": self.image,
            "quantity": self.quantity,
            "disabled": self.disabled,
            "note": encode(self.note),
        }


@dataclass(frozen=True, slots=True)
class Choices:
    items: tuple[Choice, ...]
    submit: Button
    multiple: bool = True

    def to_json(self) -> dict[str, Any]:
        return {
            "multiple": self.multiple,
            "submit": self.submit.to_json(),
            "items": [item.to_json() for item in self.items],
        }


class Effects:
    """What a reply does to its thread beside being said, in the transaction that says it."""

    HAND_OVER = "hand_over"  # true: a person holds the thread from now on
    LANGUAGE = "language"  # the thread's language from now on
    END_SESSION = "end_session"  # true: the journey is over, Rasa may forget it
    THEN = "then"  # {"intent", "text"}: a second request of the same message, served next


@dataclass(frozen=True, slots=True)
class Reply:
    """A reply before it has words: what actions and services hand to the gateway."""

    name: str
    args: dict[str, Any] = field(default_factory=dict)
    buttons: tuple[Button, ...] = ()
    choices: Choices | None = None
    attachments: tuple[tuple[str, str], ...] = ()  # (kind, case number or file id)
    timeline: str | None = None  # case number
    wants: str | None = None  # "photo"
    effects: dict[str, Any] = field(default_factory=dict)  # see `Effects`

    def to_json(self) -> dict[str, Any]:
        body: dict[str, Any] = {"reply": self.name, "args": encode_all(self.args)}
        if self.buttons:
            body["buttons"] = [button.to_json() for button in self.buttons]
        if self.choices:
            body["choices"] = self.choices.to_json()
        if self.attachments:
            body["attachments"] = [list(attachment) for attachment in self.attachments]
        if self.timeline:
            body["timeline"] = self.timeline
        if self.wants:
            body["wants"] = self.wants
        if self.effects:
            body["effects"] = self.effects
        return body
