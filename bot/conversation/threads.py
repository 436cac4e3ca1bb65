"""A thread is one conversation of a shopper with the shop, and somebody holds it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Holder(StrEnum):
    """Who answers. While a person holds the thread the assistant is silent."""

    ASSISTANT = "assistant"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Thread:
    id: str
    channel: str
    language: str
    holder: Holder
    created_at: datetime
    token_hash: str = ""
    email: str | None = None  # of a shopper whom the shop's login vouches for
    last_seq: int = 0
    session: int = 1  # Rasa's conversations are bounded: a thread is a row of them
    session_turns: int = 0
    carry: dict[str, Any] = field(default_factory=dict)  # slots the next session starts with
    waiting_since: datetime | None = None  # for a person

    @property
    def conversation(self) -> str:
        """What Rasa knows the present session by."""
        return f"{self.id}.{self.session}"
