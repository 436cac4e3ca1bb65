"""Run the service until it is told to stop."""

from __future__ import annotations

import asyncio
import signal
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from datetime import date, timedelta
from typing import Any

import structlog
from aiohttp import web

from bot.settings import Settings
from bot.wiring import Service, run_demonstration, service, watch_rasa
from integrations.shops.demonstration import connector as demonstration_shop

log = structlog.get_logger(__name__)


async def serve(settings: Settings) -> None:
    """Pages and calls first, so that a shopper sees something at once; the rest follows."""
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    async with AsyncExitStack() as stack:
        parts = await stack.enter_async_context(service(settings))
        await _listen(stack, parts.actions, settings.actions_host, settings.actions_port)
        await _listen(stack, parts.public, settings.host, settings.port)
        log.info("service.listens", address=f"http://{settings.host}:{settings.port}/")
        async with asyncio.TaskGroup() as tasks:
            running = [tasks.create_task(work) for work in _background(settings, parts)]
            await stop.wait()
            for task in running:
                task.cancel()


def _background(settings: Settings, parts: Service) -> list[Coroutine[Any, Any, None]]:
    background = [
        parts.inbox.run(),
        parts.watcher.run(),
        watch_rasa(parts.rasa, parts.inbox.hub),
    ]
    if settings.demonstration:
        step = timedelta(seconds=settings.demonstration_step)
        background += [run_demonstration(parts, step), _stock_the_shop(parts)]
    return background


async def _stock_the_shop(parts: Service) -> None:
    """The demonstration's orders, with their dates moved to today."""
    await demonstration_shop.load(parts.ctx.storage, date.today())


async def _listen(stack: AsyncExitStack, app: web.Application, host: str, port: int) -> None:
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=3)
    await runner.setup()
    stack.push_async_callback(runner.cleanup)
    await web.TCPSite(runner, host, port).start()
