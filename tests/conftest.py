"""What all tests share: real databases, the real assistant, the service on free ports.

A test that needs a service which is not there skips and says so; where
BOOMERANG_REQUIRE_SERVICES is set, as in CI, such a skip is a failure.
"""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import time
import urllib.request
import uuid
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from aiohttp import web

from bot import assistant
from bot.replies.catalog import Catalogs
from bot.services.context import Context
from bot.services.policies import PolicyBook
from bot.settings import ROOT, Settings
from bot.store.database import Database
from bot.store.migrate import migrate
from bot.wiring import Service, service
from tests.chat import Chat

POSTGRES = os.environ.get(
    "BOOMERANG_TEST_POSTGRES", "postgresql://postgres@127.0.0.1:5432/postgres"
)


def missing(what: str) -> None:
    """Skip, or fail where everything has to be there."""
    if os.environ.get("BOOMERANG_REQUIRE_SERVICES"):
        pytest.fail(f"{what}, and BOOMERANG_REQUIRE_SERVICES is set")
    pytest.skip(what)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(params=["sqlite", "postgresql"])
async def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[str]:
    """An empty database of its own for each test, of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    try:
        admin = await asyncpg.connect(POSTGRES, timeout=3)
    except (OSError, asyncpg.PostgresError, TimeoutError):
        missing("no PostgreSQL at BOOMERANG_TEST_POSTGRES or 127.0.0.1:5432")
    name = f"boomerang_test_{uuid.uuid4().hex[:12]}"
    await admin.execute(f"CREATE DATABASE {name}")
    try:
        yield POSTGRES.rpartition("/")[0] + f"/{name}"
    finally:
        await admin.execute(f"DROP DATABASE {name} WITH (FORCE)")
        await admin.close()


@pytest.fixture
async def storage(database_url: str) -> AsyncIterator[Database]:
    database = Database(database_url)
    await migrate(database.engine)
    yield database
    await database.close()


@dataclass
class Clock:
    """Time stands still unless a test moves it."""

    at: datetime = datetime(2026, 5, 20, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def ctx(storage: Database, clock: Clock) -> Context:
    return Context(storage, PolicyBook.load(ROOT / "data" / "policy"), Catalogs().say, clock)


@dataclass(frozen=True)
class Assistant:
    """A running Rasa with the project's model; it calls the actions at `actions_port`."""

    url: str
    actions_port: int


@pytest.fixture(scope="session")
def running_assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    if not assistant.PYTHON.exists():
        missing("the assistant's environment is not there (make setup)")
    folder = tmp_path_factory.mktemp("assistant")
    settings = Settings(var=folder, rasa_port=free_port(), actions_port=free_port(), _env_file=None)
    model = assistant.train(settings)
    with (folder / "rasa.log").open("w") as log:
        process = subprocess.Popen(
            assistant.run_command(settings, model),
            cwd=ROOT,
            env=assistant.environment(settings),
            stdout=log,
            stderr=log,
        )
        url = f"http://127.0.0.1:{settings.rasa_port}"
        try:
            _wait_for(f"{url}/status", process, folder / "rasa.log")
            yield Assistant(url, settings.actions_port)
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(240):
        if process.poll() is not None:
            pytest.fail(f"Rasa ended: {log.read_text()[-2000:]}")
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.5)
    pytest.fail("Rasa was not ready within two minutes")


@dataclass
class Live:
    """The service as it runs in a shop, on free ports."""

    settings: Settings
    service: Service
    url: str

    @property
    def ctx(self) -> Context:
        return self.service.ctx

    async def chat(self, language: str = "en", **body: Any) -> Chat:
        return await Chat.begin(self.url, language, **body)


def live_settings(assistant: Assistant, database_url: str, folder: Path, **values: Any) -> Settings:
    return Settings(
        var=folder,
        database_url=database_url,
        rasa_url=assistant.url,
        actions_port=assistant.actions_port,
        port=free_port(),
        conversations_per_hour=100_000,
        messages_per_minute=100_000,
        demonstration_step=3600,
        _env_file=None,
        **values,
    )


@pytest.fixture
async def live(
    running_assistant: Assistant, database_url: str, tmp_path: Path
) -> AsyncIterator[Live]:
    settings = live_settings(running_assistant, database_url, tmp_path)
    async with running(settings) as found:
        yield found


class running:
    """The service with its background work, as an async context."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings

    async def __aenter__(self) -> Live:
        self._joined = service(self.settings)
        parts = await self._joined.__aenter__()
        self._runners = []
        for app, port in (
            (parts.actions, self.settings.actions_port),
            (parts.public, self.settings.port),
        ):
            runner = web.AppRunner(app, shutdown_timeout=1)
            await runner.setup()
            await web.TCPSite(runner, "127.0.0.1", port).start()
            self._runners.append(runner)
        await parts.rasa.check()
        self._tasks = [
            asyncio.create_task(parts.inbox.run()),
            asyncio.create_task(parts.watcher.run()),
        ]
        return Live(self.settings, parts, f"http://127.0.0.1:{self.settings.port}")

    async def __aexit__(self, *error: object) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for runner in self._runners:
            await runner.cleanup()
        await self._joined.__aexit__(None, None, None)
