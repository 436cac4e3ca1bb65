"""The migrations lead to what the code believes the tables are."""

from __future__ import annotations

from bot.store.database import Database
from bot.store.migrate import differences, migrate


async def test_migrations_agree_with_tables(storage: Database) -> None:
    async with storage.engine.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_twice_changes_nothing(storage: Database) -> None:
    await migrate(storage.engine)
    async with storage.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
