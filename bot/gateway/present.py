"""Stored messages as the page gets them, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.messages import Message
from bot.gateway.tokens import Tokens
from bot.ports.storage import UnitOfWork
from bot.replies.catalog import Catalogs
from bot.returns.cases import JOURNEY, Case, CaseEvent, CaseState

_TYPES = {
    "label": "application/pdf",
    "guide": "application/pdf",
    "receipt": "application/pdf",
    "code": "image/png",
}


@dataclass(frozen=True)
class Presenter:
    catalogs: Catalogs
    tokens: Tokens

    async def messages(
        self, work: UnitOfWork, stored: Iterable[Message], language: str | None = None
    ) -> list[dict[str, Any]]:
        """In the language in which each was said, or all in one."""
        return [
            await self._message(work, message, language or message.language) for message in stored
        ]

    async def _message(self, work: UnitOfWork, message: Message, language: str) -> dict[str, Any]:
        extra = message.extra
        timeline = (
            await self._timeline(work, extra["timeline"], language)
            if extra.get("timeline")
            else None
        )
        return {
            "seq": message.seq,
            "id": message.id,
            "from": message.sender,
            "at": message.at.isoformat(),
            "language": language,
            "text": self.text(message, language),
            "reply": message.reply,
            "args": message.args,
            "answers": message.answers,
            "buttons": [
                self._button(message.thread_id, b, language) for b in extra.get("buttons", ())
            ],
            "choices": self._choices(message.thread_id, extra.get("choices"), language),
            "attachments": [self._attachment(a, language) for a in extra.get("attachments", ())],
            "timeline": timeline,
            "wants": extra.get("wants"),
        }

    def text(self, message: Message, language: str) -> str:
        if message.reply is None or language == message.language:
            return message.text
        return self.catalogs.say(language, message.reply, message.args)

    def _words(self, argument: Any, language: str) -> str:
        return self.catalogs[language].argument(argument)

    def _button(
        self,
        thread_id: str,
        button: dict[str, Any],
        language: str,
        items: dict[str, Any] | None = None,
    ) -> dict[str, str]:
        return {
            "title": self._words(button["title"], language),
            "payload": self.tokens.payload(thread_id, button, items or {}),
        }

    def _choices(
        self, thread_id: str, choices: dict[str, Any] | None, language: str
    ) -> dict[str, Any] | None:
        if choices is None:
            return None
        able = {i["id"]: [i["title"], i["quantity"]] for i in choices["items"] if not i["disabled"]}
        shown = [
            {
                **item,
                **{
                    k: self._words(item[k], language) or None for k in ("title", "subtitle", "note")
                },
            }
            for item in choices["items"]
        ]
        return {
            "multiple": choices["multiple"],
            "submit": self._button(thread_id, choices["submit"], language, able),
            "items": shown,
        }

    def _attachment(self, attachment: Sequence[str], language: str) -> dict[str, str]:
        kind, of = attachment
        return {
            "kind": kind,
            "url": self.tokens.link(kind, of, language),
            "name": self.catalogs.say(language, f"attachment.{kind}", {"case": {"id": of}}),
            "type": _TYPES.get(kind, "image/jpeg"),
        }

    async def _timeline(
        self, work: UnitOfWork, number: str, language: str
    ) -> dict[str, Any] | None:
        case = await work.cases.get(number)
        if case is None:
            return None
        steps = timeline_steps(case, await work.cases.events(number))
        return {
            "case": number,
            "title": self.catalogs.say(language, "timeline.title", {"case": {"id": number}}),
            "steps": [
                {
                    "name": state,
                    "title": self.catalogs.say(language, f"timeline.{state}", {}),
                    "state": place,
                    "at": at,
                    "note": None,
                }
                for state, place, at in steps
            ],
        }


def timeline_steps(
    case: Case, events: Sequence[CaseEvent]
) -> list[tuple[CaseState, str, str | None]]:
    """(state, done | current | ahead, when) for each step of a case."""
    when = {event.name: event.at.isoformat() for event in events}
    when.setdefault("open", case.opened_at.isoformat())
    if case.state is CaseState.CANCELLED:
        return [
            (CaseState.OPEN, "done", when["open"]),
            (case.state, "current", when.get("cancelled")),
        ]
    here = JOURNEY.index(case.state)
    return [
        (
            state,
            "current" if i == here else "done" if i < here else "ahead",
            when.get(state) if i <= here else None,
        )
        for i, state in enumerate(JOURNEY)
    ]
