"""The conversations, and how long each turn of them takes."""

from __future__ import annotations

import asyncio
import json
import statistics
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import aiohttp

from bot.gateway.rasa import command
from bot.replies.catalog import Catalogs
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.chat import Chat
from tests.orders import TRAIL_SHOES, order

#: Eight turns. What starts with "/" is a button's meaning, and no text to understand.
TURNS = (
    "I'd like to return the trail shoes",
    "{order}, anna@example.com",
    command("inform", {"reason": "wrong_size"}),
    "who pays for the shipping back?",
    "never worn, tags still on",
    "refund please",
    "yes",
    "where is my return?",
)
#: How that button is titled.
REASON = Catalogs().say("en", "reason.wrong_size", {})
#: For long conversations: five turns, again and again.
SMALL_TALK = (
    "hello there",
    "how long do I have to return something?",
    "who pays for the shipping back?",
    "how do I get my money back?",
    "thank you",
)


@dataclass
class Run:
    """Seconds a turn, the seconds it all took, and what was answered to each turn."""

    seconds: list[float] = field(default_factory=list)
    whole: float = 0.0
    ways: list[tuple[str, ...]] = field(default_factory=list)

    def summary(self) -> dict[str, Any]:
        return {
            "turns": len(self.seconds),
            "per_second": len(self.seconds) / self.whole,
            "p50": statistics.median(self.seconds),
            "p95": percentile(self.seconds, 95),
            "ways": [list(way) for way in sorted(set(self.ways))],
        }


def percentile(values: Sequence[float], percent: int) -> float:
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]


class Orders:
    """A fresh order for each conversation."""

    def __init__(self, count: int) -> None:
        self._numbers = [f"LL-{100_000 + n}" for n in range(count)]
        self._left: Iterator[str] = iter(self._numbers)

    async def stock(self, url: str) -> None:
        database = Database(url)
        await migrate(database.engine)
        async with database.work() as work:
            now = datetime.now(UTC)
            await work.orders.put_many([order(number, now=now) for number in self._numbers])
            await work.products.put_many([TRAIL_SHOES])
            await work.commit()
        await database.close()

    def next(self) -> str:
        return next(self._left)


async def rasa_alone(
    rasa: str, service: str, orders: Orders, conversations: int, at_once: int
) -> Run:
    """Rasa and the actions, without the gateway: the same for both candidates."""
    run, left = Run(), iter(range(conversations))
    chats = iter([await Chat.begin(service, "en") for _ in range(conversations)])

    async def shopper(session: aiohttp.ClientSession) -> None:
        for _ in left:
            sender, number, way = f"{next(chats).id}.1", orders.next(), []
            for text in TURNS:
                body = {
                    "sender": sender,
                    "message": text.format(order=number) if "{order}" in text else text,
                    "metadata": {"message_id": uuid.uuid4().hex, "language": "en", "files": []},
                }
                started = time.perf_counter()
                async with session.post(f"{rasa}/webhooks/rest/webhook", json=body) as response:
                    answer = json.loads(await response.read())
                run.seconds.append(time.perf_counter() - started)
                way.append("+".join(part.get("custom", {}).get("reply", "?") for part in answer))
            run.ways.append(tuple(way))

    started = time.perf_counter()
    async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=120)) as session:
        await asyncio.gather(*(shopper(session) for _ in range(at_once)))
    run.whole = time.perf_counter() - started
    return run


async def whole_turns(service: str, orders: Orders, conversations: int, at_once: int) -> Run:
    """As a shopper's page has them: gateway, Rasa, actions and database."""
    run, left = Run(), iter(range(conversations))

    async def shopper() -> None:
        for _ in left:
            chat, number, way = await Chat.begin(service, "en"), orders.next(), []
            for text in TURNS:
                started = time.perf_counter()
                if text.startswith("/"):
                    answer = await chat.press(REASON)
                else:
                    answer = await chat.say(text.format(order=number))
                run.seconds.append(time.perf_counter() - started)
                way.append("+".join(message["reply"] for message in answer))
            run.ways.append(tuple(way))

    started = time.perf_counter()
    await asyncio.gather(*(shopper() for _ in range(at_once)))
    run.whole = time.perf_counter() - started
    return run


async def long_conversation(service: str, turns: int = 200) -> list[float]:
    """Seconds of each turn of one conversation."""
    chat, seconds = await Chat.begin(service, "en"), []
    for n in range(turns):
        started = time.perf_counter()
        await chat.say(SMALL_TALK[n % len(SMALL_TALK)])
        seconds.append(time.perf_counter() - started)
    return seconds
