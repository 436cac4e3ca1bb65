"""What all actions share: the turn as it reached us, and errors turned into replies."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

import structlog
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.clauses import within
from bot.conversation.args import say
from bot.conversation.messages import Button, Effects, Reply
from bot.ports.carriers import Carrier
from bot.ports.errors import PortError
from bot.returns.errors import Refused
from bot.services.choose_lines import Word
from bot.services.context import Context

log = structlog.get_logger(__name__)

Events = list[dict[str, Any]]

#: Entities that say which goods are meant.
_WORDS = frozenset(
    {"color", "size", "quantity", "ordinal", "keep", "product", "condition", "resolution"}
)


class Turn:
    """One message of the shopper as the assistant understood it, with the slots so far."""

    def __init__(self, tracker: Tracker) -> None:
        self._latest: dict[str, Any] = tracker.latest_message or {}
        self.slots: dict[str, Any] = dict(tracker.slots)
        self.events: Sequence[dict[str, Any]] = tracker.events
        self.thread_id: str = tracker.sender_id.rpartition(".")[0]
        self.session: str = tracker.sender_id
        self.form: str | None = (tracker.active_loop or {}).get("name")
        self.metadata: dict[str, Any] = self._latest.get("metadata") or {}
        self.message_id: str = str(self.metadata.get("message_id", ""))
        self.language: str = str(self.metadata.get("language", "en"))

    @property
    def intent(self) -> str:
        return str((self._latest.get("intent") or {}).get("name") or "nlu_fallback")

    @property
    def confidence(self) -> float:
        return float((self._latest.get("intent") or {}).get("confidence") or 0.0)

    @property
    def by_button(self) -> bool:
        return str(self._latest.get("text") or "").startswith("/")

    @property
    def requests(self) -> list[dict[str, Any]]:
        """Several requests in one message; the first is this turn's."""
        return self._latest.get("requests") or []

    @cached_property
    def text(self) -> str:
        """What was typed, of several requests this turn's part; empty if a button was pressed."""
        if self.by_button:
            return ""
        if self.requests:
            return str(self.requests[0]["text"])
        return str(self._latest.get("text") or "").lstrip("\u200b")

    @property
    def whole_text(self) -> str:
        return "" if self.by_button else str(self._latest.get("text") or "").lstrip("\u200b")

    @property
    def write_key(self) -> str:
        """The same for the same message, however often its turn is run."""
        return f"{self.thread_id}:{self.message_id}"

    @property
    def reason(self) -> tuple[str, float]:
        found = self._latest.get("reason") or {}
        return str(found.get("name") or "none"), float(found.get("confidence") or 0.0)

    def entity(self, name: str) -> Any:
        values = self.entities(name)
        return values[0] if values else None

    def entities(self, name: str) -> list[Any]:
        found = self._latest.get("entities") or []
        return [entity["value"] for entity in found if entity["entity"] == name]

    @cached_property
    def words(self) -> list[Word]:
        """Words with a fixed meaning in `text`, where they stand in it."""
        found = [
            Word(
                e["entity"],
                str(e.get("meaning", e["value"])),
                e["start"],
                e["end"],
                str(e["value"]),
            )
            for e in self._latest.get("entities") or []
            if e["entity"] in _WORDS and "start" in e and not self.by_button
        ]
        shift = len(str(self._latest.get("text") or "")) - len(self.whole_text)
        moved = [Word(w.kind, w.value, w.start - shift, w.end - shift, w.text) for w in found]
        return within(self.text, self.whole_text, moved) if self.requests else moved

    @property
    def was_answered(self) -> bool:
        """Whether a rule has answered the message, and the form is only to ask its question again."""
        for event in reversed(self.events):
            if event["event"] == "user":
                return False
            if event["event"] == "action_execution_rejected":
                return True
        return False

    @property
    def photo(self) -> str | None:
        files = self.metadata.get("files") or ()
        return self.entity("photo") or (files[0] if files else None)


def slot(name: str, value: Any) -> dict[str, Any]:
    return {"event": "slot", "timestamp": None, "name": name, "value": value}


def follow_up(action: str) -> dict[str, Any]:
    return {"event": "followup", "timestamp": None, "name": action}


def end_loop() -> dict[str, Any]:
    return {"event": "active_loop", "timestamp": None, "name": None}


def reject(form: str) -> dict[str, Any]:
    """The form leaves this message to the rules."""
    return {
        "event": "action_execution_rejected",
        "timestamp": None,
        "name": form,
        "policy": None,
        "confidence": None,
    }


#: Slots that belong to one journey and are empty before the next.
JOURNEY_SLOTS = (
    "goal", "order_number", "claimed_order", "claimed_email", "hints", "lines", "reason",
    "condition", "photo", "remedy", "variant", "confirmed", "quoted", "case_number", "told",
    "misses",
)  # fmt: skip


def journey_over() -> Events:
    return [slot(name, None) for name in JOURNEY_SLOTS]


PERSON = Button(say("button.person"), "talk_to_human")


class ReturnsAction(Action):  # type: ignore[misc]  # rasa_sdk is not typed
    """Base of all actions. `act` gets the turn and fills `replies`; errors become replies here."""

    action_name = ""

    def __init__(self, ctx: Context, carrier: Carrier) -> None:
        self.ctx = ctx
        self.carrier = carrier

    def name(self) -> str:
        return self.action_name

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> Events:
        turn = Turn(tracker)
        replies: list[Reply] = []
        try:
            events = await self.act(turn, replies)
        except Refused as refused:
            replies.append(Reply(f"refused.{refused.code}", refused.details, buttons=(PERSON,)))
            events = []
        except PortError as error:
            log.warning("action.port_failed", action=self.name(), code=error.code)
            replies.append(Reply("later", buttons=(PERSON,)))
            events = []
        for reply in replies:
            dispatcher.utter_message(json_message=reply.to_json())
        if len(turn.requests) > 1 and _is_first_action(tracker):
            dispatcher.utter_message(
                json_message=Reply("", effects={Effects.THEN: turn.requests[1]}).to_json()
            )
        return events

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        raise NotImplementedError


def _is_first_action(tracker: Tracker) -> bool:
    """Whether nothing but a form has acted on the message yet."""
    for event in reversed(tracker.events):
        if event["event"] == "user":
            return True
        if event["event"] == "bot":
            return False
        if event["event"] == "action" and not str(event["name"]).endswith("_form"):
            return str(event["name"]) in ("action_extract_slots", "action_listen")
    return True


def asked_before(turn: Turn, name: str) -> bool:
    """Whether the assistant's last question was this very one: it is then put in other words."""
    for event in reversed(turn.events):
        custom = (event.get("data") or {}).get("custom") if event["event"] == "bot" else None
        reply = custom.get("reply", "") if custom else ""
        if reply.startswith(("ask.", "summary.")):
            return bool(reply == name)
    return False
