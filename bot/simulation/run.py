"""Play many conversations, some at a time, each from its own seed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager

import aiohttp

from bot.replies.catalog import Catalogs
from bot.services.context import Context
from bot.simulation.book import Book, open_before, stock, taken
from bot.simulation.chat import Chat
from bot.simulation.draw import Drawer, NothingFits
from bot.simulation.goals import Goal
from bot.simulation.judge import Verdict, judge
from bot.simulation.shopper import Shopper

_DRAWS = 50


def seeds(seed: int, count: int) -> list[int]:
    """One for each conversation; the first ones are the same however many there are."""
    rng = random.Random(seed)
    return [rng.randrange(1, 10**9) for _ in range(count)]


async def simulate(
    ctx: Context,
    url: str,
    seeds: Sequence[int],
    languages: Sequence[str],
    *,
    at_once: int = 4,
    played: Callable[[Verdict], None] = lambda verdict: None,
) -> list[Verdict]:
    """The verdicts in the order of the seeds. `played` is told of each as it comes."""
    book, catalogs = await Book.read(ctx), Catalogs()
    if not book.templates:
        raise NothingFits("there are no orders in the database")
    free = asyncio.Semaphore(at_once)
    async with _session(at_once) as session:

        async def one(seed: int) -> Verdict:
            async with free:
                verdict = await _play(book, catalogs, session, url, seed, languages)
            played(verdict)
            return verdict

        return list(await asyncio.gather(*(one(seed) for seed in seeds)))


async def _play(
    book: Book,
    catalogs: Catalogs,
    session: aiohttp.ClientSession,
    url: str,
    seed: int,
    languages: Sequence[str],
) -> Verdict:
    goal = await _goal(book, seed, languages)
    await stock(book.ctx, goal.orders)
    if goal.prior is not None:
        before = await Chat.begin(session, url, goal.language)
        await open_before(book.ctx, goal, goal.prior, before.id)
    chat = await Chat.begin(session, url, goal.language)
    shopper = Shopper(goal, book, chat, catalogs)
    await shopper.play()
    return await judge(book.ctx, goal, shopper)


async def _goal(book: Book, seed: int, languages: Sequence[str]) -> Goal:
    """From the seed; with other order numbers where these are taken, as they are after a replay."""
    for numbering in range(_DRAWS):
        goal = Drawer(book, seed, languages, numbering).goal()
        if not await taken(book.ctx, goal.orders):
            return goal
    raise NothingFits(f"no free order numbers for seed {seed} in {_DRAWS} draws")


@asynccontextmanager
async def _session(at_once: int) -> AsyncIterator[aiohttp.ClientSession]:
    connector = aiohttp.TCPConnector(limit=4 * at_once)
    timeout = aiohttp.ClientTimeout(total=60)
    async with aiohttp.ClientSession(connector=connector, timeout=timeout) as session:
        yield session
