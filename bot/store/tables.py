"""All tables. Constraints and unique keys are here, since the database decides races."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    DateTime,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """Aware and in UTC on both databases; SQLite itself knows no zones."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        known: datetime = value if value.tzinfo else value.replace(tzinfo=UTC)
        return known.astimezone(UTC)


metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)

_row_id = BigInteger().with_variant(Integer, "sqlite")

threads = Table(
    "threads",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("channel", String(32), nullable=False),
    Column("language", String(8), nullable=False),
    Column("holder", String(16), nullable=False),
    Column("created_at", UtcDateTime, nullable=False, index=True),
    Column("token_hash", String(64), nullable=False),
    Column("email", String(254)),
    Column("last_seq", Integer, nullable=False),
    Column("session", Integer, nullable=False),
    Column("session_turns", Integer, nullable=False),
    Column("carry", JSON, nullable=False),
    Column("waiting_since", UtcDateTime),
)

messages = Table(
    "messages",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("seq", Integer, nullable=False),
    Column("sender", String(16), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("language", String(8), nullable=False),
    Column("text", Text, nullable=False),
    Column("reply", String(80)),
    Column("args", JSON, nullable=False),
    Column("extra", JSON, nullable=False),
    Column("answers", String(64)),
    Column("key", String(120)),
    UniqueConstraint("thread_id", "seq"),
    UniqueConstraint("thread_id", "key"),
    Index("ix_messages_answers", "thread_id", "answers"),
)

inbox = Table(
    "inbox",
    metadata,
    Column("id", _row_id, primary_key=True, autoincrement=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("send_id", String(64), nullable=False),
    Column("body", JSON, nullable=False),
    Column("received_at", UtcDateTime, nullable=False),
    Column("is_done", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("not_before", UtcDateTime, nullable=False),
    Column("leased_by", String(64)),
    Column("leased_until", UtcDateTime),
    UniqueConstraint("thread_id", "send_id"),
    Index("ix_inbox_open", "is_done", "not_before"),
)

orders = Table(
    "orders",
    metadata,
    Column("key", String(64), primary_key=True),  # bot.returns.orders.order_key
    Column("number", String(64), nullable=False),
    Column("email", String(254), nullable=False, index=True),
    Column("placed_at", UtcDateTime, nullable=False),
    Column("checksum", String(32), nullable=False),
    Column("document", JSON, nullable=False),
)

products = Table(
    "products",
    metadata,
    Column("id", String(120), primary_key=True),
    Column("checksum", String(32), nullable=False),
    Column("document", JSON, nullable=False),
)

cases = Table(
    "cases",
    metadata,
    Column("number", String(16), primary_key=True),
    Column("order_key", ForeignKey("orders.key"), nullable=False, index=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("state", String(16), nullable=False, index=True),
    Column("language", String(8), nullable=False),
    Column("opened_at", UtcDateTime, nullable=False),
    Column("write_key", String(120), nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("document", JSON, nullable=False),
    Column("decided", JSON, nullable=False),
)

case_events = Table(
    "case_events",
    metadata,
    Column("id", _row_id, primary_key=True, autoincrement=True),
    Column("case_number", ForeignKey("cases.number"), nullable=False),
    Column("name", String(32), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("source", String(120), nullable=False),
    UniqueConstraint("case_number", "source"),
)

refunds = Table(
    "refunds",
    metadata,
    Column("case_number", ForeignKey("cases.number"), primary_key=True),
    Column("amount", BigInteger, nullable=False),
    Column("currency", String(3), nullable=False),
    Column("paid_at", UtcDateTime, nullable=False),
)

lookups = Table(
    "lookups",
    metadata,
    Column("id", _row_id, primary_key=True, autoincrement=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False),
    Column("order_key", String(64), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Index("ix_lookups_thread", "thread_id", "at"),
    Index("ix_lookups_order", "order_key", "at"),
)

grants = Table(
    "grants",
    metadata,
    Column("thread_id", ForeignKey("threads.id"), primary_key=True),
    Column("order_key", ForeignKey("orders.key"), primary_key=True),
    Column("at", UtcDateTime, nullable=False),
)

files = Table(
    "files",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("thread_id", ForeignKey("threads.id"), nullable=False, index=True),
    Column("kind", String(16), nullable=False),
    Column("name", String(120), nullable=False),
    Column("content_type", String(80), nullable=False),
    Column("at", UtcDateTime, nullable=False),
    Column("content", LargeBinary, nullable=False),
)
