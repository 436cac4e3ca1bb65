"""Talk to Rasa: one turn at a time, and find out what a turn did that was cut off."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from bot.ports.errors import Rejected, Unavailable

#: What a turn answers: replies by name, as `bot.conversation.messages.Reply.to_json` makes them.
Replies = list[dict[str, Any]]
Events = list[dict[str, Any]]

#: Notes of Rasa's policies to themselves, between one action and the next.
_OF_POLICIES = ("user_featurization", "loop_interrupted")


class NotReady(Unavailable):
    """No model is loaded yet; nothing was asked."""


class Rasa:
    def __init__(self, session: aiohttp.ClientSession, url: str, timeout: float) -> None:
        self._session = session
        self._url = url.rstrip("/")
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self.ready = False

    async def check(self) -> bool:
        """Whether a model is loaded."""
        try:
            async with self._session.get(
                f"{self._url}/status", timeout=aiohttp.ClientTimeout(total=5)
            ) as response:
                self.ready = response.status == 200
        except (aiohttp.ClientError, TimeoutError, OSError):
            self.ready = False
        return self.ready

    async def turn(self, conversation: str, text: str, metadata: dict[str, Any]) -> Replies:
        """What the assistant says to it. Raises Unavailable; Rejected if the turn failed inside.

        An exception in a turn comes back as 200 with an empty list.
        """
        body = {"sender": conversation, "message": text, "metadata": metadata}
        answer = await self._call("POST", "/webhooks/rest/webhook", json=body)
        replies = [part["custom"] for part in answer if isinstance(part.get("custom"), dict)]
        if not replies:
            raise Rejected("the turn failed inside Rasa")
        return replies

    async def finished_turn(self, conversation: str, message_id: str) -> Replies | None:
        """The replies of a turn that was finished although its answer never reached us.

        Rasa stores a turn whole or not at all; but when an action fails, as it does when we are
        killed in the middle of it, Rasa goes on without what the action would have said and
        remembered. Such a turn is taken back. None if the turn is to be run (again).
        """
        events = (await self._tracker(conversation, "AFTER_RESTART")).get("events") or []
        starts = [i for i, event in enumerate(events) if event["event"] == "user"]
        for start, end in zip(starts, [*starts, len(events)][1:], strict=True):
            if (events[start].get("metadata") or {}).get("message_id") == message_id:
                turn = events[start:end]
                if replies := _replies(turn):
                    return replies
                await self._take_back(conversation, events[:start])
        return None

    async def _take_back(self, conversation: str, before: Events) -> None:
        """In one step, to where the conversation was after these events.

        Rasa's own `rewind` does not do: within a form it goes back to where the form began.
        """
        events: Events = [{"event": "restart"}]
        if any(event["event"] == "session_started" for event in before):
            state = await self.state(conversation, until=before[-1]["timestamp"])
            events += [
                {"event": "action", "name": "action_session_start"},
                {"event": "session_started"},
                {"event": "active_loop", "name": state["form"]},
                *({"event": "slot", "name": n, "value": v} for n, v in state["slots"].items()),
                {"event": "action", "name": "action_listen"},
            ]
        # Otherwise its session never began; the next message will begin it.
        await self._call("POST", f"/conversations/{conversation}/tracker/events", json=events)

    async def state(self, conversation: str, until: float | None = None) -> dict[str, Any]:
        """Slots and form, for the next session to start with."""
        tracker = await self._tracker(conversation, "NONE", until)
        slots = {
            name: value for name, value in (tracker.get("slots") or {}).items() if value is not None
        }
        slots.pop("session_started_metadata", None)
        return {"slots": slots, "form": (tracker.get("active_loop") or {}).get("name")}

    async def _tracker(
        self, conversation: str, events: str, until: float | None = None
    ) -> dict[str, Any]:
        path = f"/conversations/{conversation}/tracker"
        params = {"include_events": events} | ({"until": repr(until)} if until else {})
        answer: dict[str, Any] = await self._call("GET", path, params=params)
        return answer

    async def _call(self, method: str, path: str, **kwargs: Any) -> Any:
        try:
            async with self._session.request(
                method, self._url + path, timeout=self._timeout, **kwargs
            ) as response:
                if response.status != 200:
                    raise Unavailable(f"Rasa answered {response.status} to {path}")
                return await response.json()
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise Unavailable(f"Rasa does not answer: {type(error).__name__}") from error


def _replies(turn: Events) -> Replies | None:
    """What was said in a turn; None if nothing was, or if one of its actions failed.

    Each action of ours says or remembers something: one that left no trace has failed.
    """
    replies: Replies = []
    events = [event for event in turn if event["event"] not in _OF_POLICIES]
    for event, following in zip(events, [*events[1:], {"event": "action"}], strict=True):
        if event["event"] == "action" and event["name"] != "action_listen":
            if following["event"] == "action":
                return None
        elif event["event"] == "bot":
            custom = (event.get("data") or {}).get("custom")
            if isinstance(custom, dict):
                replies.append(custom)
    return replies or None


def command(intent: str, entities: dict[str, Any]) -> str:
    """Rasa's own notation for a message whose meaning is known."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def plain(text: str) -> str:
    """What a shopper typed, which is never a command."""
    return f"\u200b{text}" if text.lstrip().startswith("/") else text
