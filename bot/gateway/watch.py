"""Notice what other processes wrote, for all who listen here: one question a second, not one each."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

import structlog

from bot.gateway.hub import Hub
from bot.services.context import Context

log = structlog.get_logger(__name__)

_EVERY = 1.0


@dataclass
class Watcher:
    """Tells the hub of threads in which an agent, a command or another node said something."""

    ctx: Context
    hub: Hub
    _marks: dict[str, tuple[Any, ...]] = field(default_factory=dict)

    async def run(self) -> None:
        """Until cancelled."""
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self.look()
            except Exception:
                log.exception("watch.failed")

    async def look(self) -> None:
        listened_to = self.hub.listened_to
        if not listened_to:
            self._marks.clear()
            return
        async with self.ctx.storage.work(read_only=True) as work:
            marks = dict(await work.threads.marks(listened_to))
        for thread_id, mark in marks.items():
            # A new listener is told too: between its reading and this look something may have come.
            if self._marks.get(thread_id) != mark:
                self.hub.publish(thread_id)
        self._marks = marks
