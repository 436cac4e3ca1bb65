"""Take accepted messages in order, one at a time per thread, until they are answered."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from bot.gateway.hub import Hub
from bot.gateway.rasa import NotReady
from bot.gateway.route import Router
from bot.ports.errors import Unavailable
from bot.ports.storage import Waiting
from bot.services.context import Context

log = structlog.get_logger(__name__)

_AT_ONCE = 8
_POLL = 0.5


@dataclass
class Inbox:
    ctx: Context
    hub: Hub
    router: Router
    node: str
    lease: timedelta
    _running: set[asyncio.Task[None]] = field(default_factory=set)

    async def run(self) -> None:
        """Until cancelled. What a former process had taken and not finished is taken again."""
        async with self.ctx.storage.work() as work:
            await work.inbox.release_all(self.node)
            await work.commit()
        try:
            while True:
                try:
                    waiting = await self._take() if len(self._running) < _AT_ONCE else None
                except Exception:
                    log.exception("inbox.take_failed")
                    await asyncio.sleep(1)
                    continue
                if waiting is not None:
                    task = asyncio.create_task(self._handle(waiting))
                    self._running.add(task)
                    task.add_done_callback(self._finished)
                    continue
                await self._rest()
        finally:
            running = list(self._running)
            for task in running:
                task.cancel()
            # They still use the database, which is closed next.
            await asyncio.gather(*running, return_exceptions=True)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._running.discard(task)
        self.hub.inbox.set()

    async def _rest(self) -> None:
        try:
            async with asyncio.timeout(_POLL):
                await self.hub.inbox.wait()
        except TimeoutError:
            pass
        self.hub.inbox.clear()

    async def _take(self) -> Waiting | None:
        # Looked at first without the lock that a transaction that writes takes: there is mostly
        # nothing, and a turn that is being finished need not wait for us to find that out.
        async with self.ctx.storage.work(read_only=True) as work:
            if not await work.inbox.any_open(self.ctx.now()):
                return None
        async with self.ctx.storage.work() as work:
            waiting = await work.inbox.take(self.node, self.ctx.now(), self.lease)
            if waiting is not None:
                await work.commit()
            return waiting

    async def _handle(self, waiting: Waiting) -> None:
        """The edge of the loop: whatever fails, the message is not lost."""
        try:
            await self.router.handle(waiting)
        except NotReady:
            await self._later(waiting, 1.0, was_attempt=False)
        except Unavailable as error:
            log.warning("inbox.waits", thread=waiting.thread_id, why=str(error))
            await self._later(waiting, 1.0)
        except Exception:
            log.exception("inbox.failed", thread=waiting.thread_id, attempts=waiting.attempts)
            await self._later(waiting, min(2.0**waiting.attempts, 60.0))
        self.hub.publish(waiting.thread_id)

    async def _later(self, waiting: Waiting, seconds: float, *, was_attempt: bool = True) -> None:
        async with self.ctx.storage.work() as work:
            later = self.ctx.now() + timedelta(seconds=seconds)
            await work.inbox.release(waiting.id, later, was_attempt=was_attempt)
            await work.commit()
