"""Talk to Rasa: one turn at a time, and find out what a turn did that was cut off."""

from __future__ import annotations

import json
from typing import Any

import aiohttp

from bot.ports.errors import Rejected, Unavailable

#: What a turn answers: replies by name, as `bot.conversation.messages.Reply.to_json` makes them.
Replies = list[dict[str, Any]]


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

        Rasa stores a turn whole or not at all; None if it did not get to the end.
        """
        tracker = await self._tracker(conversation, "AFTER_RESTART")
        replies: Replies | None = None
        for event in tracker.get("events") or ():
            if event.get("event") == "user":
                if replies is not None:
                    break
                if (event.get("metadata") or {}).get("message_id") == message_id:
                    replies = []
            elif event.get("event") == "bot" and replies is not None:
                custom = (event.get("data") or {}).get("custom")
                if isinstance(custom, dict):
                    replies.append(custom)
        return replies or None

    async def state(self, conversation: str) -> dict[str, Any]:
        """Slots and form, for the next session to start with."""
        tracker = await self._tracker(conversation, "NONE")
        slots = {
            name: value for name, value in (tracker.get("slots") or {}).items() if value is not None
        }
        slots.pop("session_started_metadata", None)
        return {"slots": slots, "form": (tracker.get("active_loop") or {}).get("name")}

    async def _tracker(self, conversation: str, events: str) -> dict[str, Any]:
        path = f"/conversations/{conversation}/tracker"
        answer: dict[str, Any] = await self._call("GET", path, params={"include_events": events})
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


def command(intent: str, entities: dict[str, Any]) -> str:
    """Rasa's own notation for a message whose meaning is known."""
    return f"/{intent}{json.dumps(entities, ensure_ascii=False)}" if entities else f"/{intent}"


def plain(text: str) -> str:
    """What a shopper typed, which is never a command."""
    return f"\u200b{text}" if text.lstrip().startswith("/") else text
