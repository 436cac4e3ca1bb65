"""The database itself: SQLite by default, PostgreSQL by a URL; and the unit of work on it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from bot.store import collections as kept

#: Seconds that connections of cancelled work have to come back before the database is closed.
_RETURNED_WITHIN = 5.0


def open_engine(url: str) -> AsyncEngine:
    """`sqlite:///path` or `postgresql://…`; the async drivers are our affair."""
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        if parsed.database and parsed.database != ":memory:":
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_async_engine(
            parsed.set(drivername="sqlite+aiosqlite"), connect_args={"timeout": 30}
        )
        _prepare_sqlite(engine)
        return engine
    return create_async_engine(
        parsed.set(drivername="postgresql+asyncpg"), pool_size=10, max_overflow=10
    )


def _prepare_sqlite(engine: AsyncEngine) -> None:
    @event.listens_for(engine.sync_engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        # We begin transactions ourselves, see below; the driver must not.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def on_begin(connection: Connection) -> None:
        # A transaction that reads first and writes later cannot wait for the lock in SQLite, it
        # fails; so those that may write take the lock at once.
        read_only = connection.get_execution_options().get("read_only", False)
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")


class SqlUnitOfWork:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self.threads = kept.SqlThreads(connection)
        self.messages = kept.SqlMessages(connection)
        self.inbox = kept.SqlInbox(connection)
        self.orders = kept.SqlOrders(connection)
        self.products = kept.SqlProducts(connection)
        self.cases = kept.SqlCases(connection)
        self.lookups = kept.SqlLookups(connection)
        self.files = kept.SqlFiles(connection)

    async def commit(self) -> None:
        await self._connection.commit()


class Database:
    """Implements `bot.ports.storage.Storage`."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = open_engine(url)

    @asynccontextmanager
    async def work(self, *, read_only: bool = False) -> AsyncIterator[SqlUnitOfWork]:
        async with self.engine.connect() as connection:
            if read_only:
                connection = await connection.execution_options(read_only=True)
            yield SqlUnitOfWork(connection)

    async def close(self) -> None:
        """After what was cancelled has given its connections back.

        SQLAlchemy returns them in tasks of its own, which a cancelled task does not wait for; one
        that comes back to a pool that is gone waits for ever on a thread that has ended.
        """
        pool = self.engine.pool
        if isinstance(pool, AsyncAdaptedQueuePool):
            with suppress(TimeoutError):
                async with asyncio.timeout(_RETURNED_WITHIN):
                    while pool.checkedout():  # noqa: ASYNC110 - the pool tells nobody
                        await asyncio.sleep(0.01)
        await self.engine.dispose()
