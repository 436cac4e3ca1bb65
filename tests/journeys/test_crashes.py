"""`kill -9` at any moment: nothing accepted is lost, nothing is answered or written twice.

Each process is a real one. A few returns are driven at once, each send by its shopper's own page,
which sends again with the same id until it is answered; in every step one of the processes is
killed at a moment drawn at random, and started again. What a shopper then sees is compared with
a return during which nothing was killed.

BOOMERANG_KILLS says how often; 24 unless set.
"""

from __future__ import annotations

import asyncio
import os
import random
import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from sqlalchemy import select

from bot import assistant
from bot.conversation.threads import Holder, Thread
from bot.replies.catalog import Catalogs
from bot.returns.cases import JOURNEY, Case, CaseState, Remedy
from bot.returns.money import Money
from bot.returns.reasons import Condition, Reason
from bot.services.context import Context
from bot.services.open_return import Agreed, open_return
from bot.services.policies import PolicyBook
from bot.settings import ROOT, Settings
from bot.store import tables
from bot.store.database import Database
from bot.store.migrate import migrate
from tests.chat import Chat, Json
from tests.conftest import free_port, missing
from tests.orders import TRAIL_SHOES, order
from tests.processes import Process, both, service_process

KILLS = int(os.environ.get("BOOMERANG_KILLS", "24"))
#: Two in three while shoppers write, the others while parcels move.
IN_TURNS, IN_NEWS = KILLS * 2 // 3, KILLS // 3
#: Starting Rasa takes many times as long as starting the service: one kill in so many is its.
RASA_EVERY = 16
#: Returns in progress at each kill.
AT_ONCE = 3

STEPS = (
    "the trail shoes are too small, I'd like to return them",
    "{order}, anna@example.com",
    "never worn, tags on",
    "refund",
    "yes",
    "please send me the label again",
    "cancel the return",
    "yes",
)


@dataclass
class Shopper:
    """Sends as the page does: the same id again until there is an answer."""

    chat: Chat
    order: str
    sends: list[str] = field(default_factory=list)

    async def send(self, step: int, seconds: float = 120) -> list[Json]:
        text, id = STEPS[step].format(order=self.order), uuid.uuid4().hex
        self.sends.append(id)
        end = time.monotonic() + seconds
        body = {"id": id, "text": text}
        async with aiohttp.ClientSession(headers=self.chat.headers) as session:
            while time.monotonic() < end:
                try:
                    url = f"{self.chat.base}/messages?wait=20"
                    async with session.post(url, json=body) as response:
                        assert response.status in (200, 202), await response.text()
                        if response.status == 200:
                            return list((await response.json())["messages"])
                except (aiohttp.ClientError, OSError):
                    await asyncio.sleep(0.05)
        raise AssertionError(f"no answer to {text!r} within {seconds:g} s")


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return Settings(
        var=tmp_path_factory.mktemp("crashes"),
        port=free_port(),
        actions_port=free_port(),
        rasa_port=free_port(),
        _env_file=None,
    )


@pytest.fixture
def processes(settings: Settings) -> Iterator[both]:
    if not assistant.PYTHON.exists():
        missing("the assistant's environment is not there (make setup)")
    with both(settings, assistant.train(settings)) as running:
        yield running


async def stock(database: Database, numbers: list[str]) -> None:
    await migrate(database.engine)
    async with database.work() as work:
        await work.orders.put_many([order(number, now=datetime.now(UTC)) for number in numbers])
        await work.products.put_many([TRAIL_SHOES])
        await work.commit()


async def kill_during(process: Process, delay: float) -> None:
    await asyncio.sleep(delay)
    await asyncio.to_thread(process.kill)
    process.start()
    await asyncio.to_thread(process.wait_ready)


def a_moment(draw: random.Random, turn: float) -> float:
    """Within a turn, or, every third time, while the message is only being accepted."""
    return draw.uniform(0, 0.02) if draw.random() < 1 / 3 else draw.uniform(0, 1.2 * turn)


async def test_returns_survive_the_death_of_either_process(
    settings: Settings, processes: both
) -> None:
    seed = random.randrange(10**6)
    draw = random.Random(seed)
    url = f"http://127.0.0.1:{settings.port}"
    rounds = max(IN_TURNS // len(STEPS), 1)
    numbers = [f"LL-{20_000 + n}" for n in range(1 + rounds * AT_ONCE)]
    database = Database(settings.database)
    await stock(database, numbers)

    calm = Shopper(await Chat.begin(url, "en"), numbers.pop())
    started, expected = time.monotonic(), []
    for step in range(len(STEPS)):
        expected.append([m["reply"] for m in await calm.send(step)])
    turn = (time.monotonic() - started) / len(STEPS)
    await check(database, calm, expected)

    kills, shoppers = 0, []
    for _ in range(rounds):
        group = [Shopper(await Chat.begin(url, "en"), numbers.pop()) for _ in range(AT_ONCE)]
        shoppers += group
        for step in range(len(STEPS)):
            kills += 1
            process = processes.service if kills % RASA_EVERY else processes.rasa
            # Each shopper's turn is at another point when the process dies.
            async with asyncio.TaskGroup() as tasks:
                for shopper in group:
                    tasks.create_task(shopper.send(step))
                    await asyncio.sleep(draw.uniform(0, turn / AT_ONCE))
                tasks.create_task(kill_during(process, a_moment(draw, turn)))
    try:
        for shopper in shoppers:
            await check(database, shopper, expected)
        async with database.engine.connect() as connection:
            cases = (await connection.execute(select(tables.cases.c.number))).all()
            open_ = (
                await connection.execute(select(tables.inbox).where(~tables.inbox.c.is_done))
            ).all()
            refunds = (await connection.execute(select(tables.refunds))).all()
    except AssertionError as error:
        error.add_note(f"seed {seed}")
        raise
    finally:
        await database.close()
    assert (len(cases), len(open_), len(refunds)) == (1 + len(shoppers), 0, 0), seed


async def check(database: Database, shopper: Shopper, expected: list[list[str]]) -> None:
    """One return, called off; and each send answered once, in order, as in calm times."""
    said = await shopper.chat.history()
    assert [m["seq"] for m in said] == list(range(1, len(said) + 1))
    assert len({m["id"] for m in said}) == len(said)
    assert [m["id"] for m in said if m["from"] == "shopper"] == shopper.sends
    answered = [m["answers"] for m in said if m["from"] == "assistant" and m["answers"]]
    groups = [id for i, id in enumerate(answered) if i == 0 or answered[i - 1] != id]
    assert groups == shopper.sends
    for send, replies in zip(shopper.sends, expected, strict=True):
        found = [m["reply"] for m in said if m["answers"] == send]
        assert found == replies, [(m["from"], m["reply"], m["text"]) for m in said]
    async with database.work(read_only=True) as work:
        (case,) = await work.cases.of_thread(shopper.chat.id)
        events = [event.name for event in await work.cases.events(case.number)]
    assert (case.order_number, case.reason, case.condition, case.remedy) == (
        shopper.order,
        Reason.WRONG_SIZE,
        Condition.UNUSED,
        Remedy.REFUND,
    )
    assert [(line.line_id, line.quantity) for line in case.lines] == [("1", 1)]
    assert case.state is CaseState.CANCELLED
    assert sorted(events) == sorted(["opened", CaseState.LABELLED, CaseState.CANCELLED])
    assert case.tracking
    assert {m["timeline"]["case"] for m in said if m["timeline"]} == {case.number}


async def test_news_are_told_once_and_money_is_paid_once(settings: Settings) -> None:
    """Parcels of the demonstration move on while the service dies again and again."""
    draw, step = random.Random(), 0.3
    database = Database(f"sqlite:///{settings.var / 'parcels.db'}")
    apart = settings.model_copy(update={"database_url": database.url})
    numbers = [f"LL-{30_000 + n}" for n in range(6)]
    await stock(database, numbers)
    cases = [await opened(database, number) for number in numbers]
    process = service_process(apart, demonstration=True, demonstration_step=step)
    try:
        for _ in range(max(IN_NEWS, 4)):
            process.start()
            await asyncio.to_thread(process.wait_ready)
            await asyncio.sleep(draw.uniform(0, 2.5 * step))
            process.kill()
        process.start()
        end = time.monotonic() + 40
        while not all([await is_paid(database, case) for case in cases]):
            assert time.monotonic() < end, "parcels do not move"
            await asyncio.sleep(0.1)
    finally:
        process.kill()
    for case in cases:
        async with database.work(read_only=True) as work:
            news = [m for m in await work.messages.after(case.thread_id, 0) if m.key]
            events = [event.name for event in await work.cases.events(case.number)]
            moved = await work.cases.get(case.number)
        states = [str(state) for state in JOURNEY if state is not CaseState.OPEN]
        assert [m.key for m in news] == [f"{case.number}:{state}" for state in states]
        assert events == ["opened", *states]
        assert moved is not None and moved.tracking
    async with database.engine.connect() as connection:
        paid = (await connection.execute(select(tables.refunds))).all()
    await database.close()
    assert sorted((row.case_number, row.amount) for row in paid) == sorted(
        (case.number, case.refund.amount) for case in cases
    )


async def is_paid(database: Database, case: Case) -> bool:
    async with database.work(read_only=True) as work:
        found = await work.cases.get(case.number)
    return found is not None and found.state is CaseState.REFUNDED


async def opened(database: Database, number: str) -> Case:
    """A return of a minute ago whose label is still missing."""
    ago = datetime.now(UTC) - timedelta(minutes=1)
    ctx = Context(database, PolicyBook.load(ROOT / "data" / "policy"), Catalogs().say, lambda: ago)
    thread = Thread(uuid.uuid4().hex, "web", "en", Holder.ASSISTANT, ago)
    async with database.work() as work:
        await work.threads.add(thread)
        await work.commit()
    pays = Money.of("84.95", "EUR")
    agreed = Agreed(number, {"1": 1}, Reason.WRONG_SIZE, Condition.UNUSED, Remedy.REFUND, pays)
    return await open_return(ctx, thread.id, "en", agreed, f"{thread.id}:yes")
