"""Who is listening to which thread, within this process."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class Hub:
    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Event]] = defaultdict(set)
        self.inbox = asyncio.Event()  # set when a message was accepted

    @property
    def listened_to(self) -> list[str]:
        return list(self._listeners)

    def publish_all(self) -> None:
        for thread_id in self.listened_to:
            self.publish(thread_id)

    def publish(self, thread_id: str) -> None:
        for event in self._listeners.get(thread_id, ()):
            event.set()

    @contextmanager
    def listen(self, thread_id: str) -> Iterator[asyncio.Event]:
        """An event that is set whenever something happened in the thread; the listener clears it."""
        event = asyncio.Event()
        self._listeners[thread_id].add(event)
        try:
            yield event
        finally:
            self._listeners[thread_id].discard(event)
            if not self._listeners[thread_id]:
                del self._listeners[thread_id]


async def heard(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set or the time is over; then it is clear again."""
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        pass
    event.clear()
