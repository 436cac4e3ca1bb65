"""The collections of a unit of work, each on its table."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, func, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Row
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.sql import Select

from bot.conversation.messages import Message, Send, Sender
from bot.conversation.threads import Holder, Thread
from bot.ports.errors import Rejected
from bot.ports.storage import CaseRecord, StoredFile, Waiting
from bot.returns.cases import Case, CaseEvent, CaseState
from bot.returns.money import Money
from bot.returns.orders import Order, Product, order_key
from bot.store import tables as t
from bot.store.documents import (
    case_document,
    checksum,
    order_document,
    product_document,
    send_document,
    to_json,
)


class _Collection:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    def _insert(self, table: Any) -> Any:
        """An INSERT that knows ON CONFLICT, in the dialect at hand."""
        dialect = sqlite if self._connection.dialect.name == "sqlite" else postgresql
        return dialect.insert(table)

    async def _rows(self, query: Select[Any]) -> Sequence[Any]:
        rows: Sequence[Any] = (await self._connection.execute(query)).all()
        return rows

    async def _row(self, query: Select[Any]) -> Any:
        return (await self._connection.execute(query)).first()


class SqlThreads(_Collection):
    async def add(self, thread: Thread) -> None:
        await self._connection.execute(t.threads.insert().values(**asdict(thread)))

    async def get(self, thread_id: str, *, lock: bool = False) -> Thread | None:
        query = select(t.threads).where(t.threads.c.id == thread_id)
        row = await self._row(query.with_for_update() if lock else query)
        return _thread(row) if row else None

    async def save(self, thread: Thread) -> None:
        # `last_seq` belongs to whoever appends messages: a copy read earlier must not turn it back.
        values = asdict(thread)
        del values["last_seq"]
        await self._connection.execute(
            update(t.threads).where(t.threads.c.id == thread.id).values(**values)
        )

    async def with_holder(self, holder: Holder) -> Sequence[Thread]:
        query = select(t.threads).where(t.threads.c.holder == holder)
        return [_thread(row) for row in await self._rows(query.order_by(t.threads.c.waiting_since))]

    async def latest(self, limit: int) -> Sequence[Thread]:
        query = select(t.threads).order_by(t.threads.c.created_at.desc()).limit(limit)
        return [_thread(row) for row in await self._rows(query)]

    async def count_since(self, moment: datetime) -> int:
        query = select(func.count()).where(t.threads.c.created_at >= moment)
        return int((await self._connection.execute(query)).scalar_one())

    async def marks(self, thread_ids: Collection[str]) -> Mapping[str, tuple[Any, ...]]:
        c, found = t.threads.c, {}
        ids = list(thread_ids)
        for start in range(0, len(ids), _CHUNK):
            query = select(c.id, c.last_seq, c.holder, c.language)
            rows = await self._rows(query.where(c.id.in_(ids[start : start + _CHUNK])))
            found.update({row.id: tuple(row[1:]) for row in rows})
        return found


def _thread(row: Row[Any]) -> Thread:
    values = dict(row._mapping)
    return Thread(**{**values, "holder": Holder(values["holder"])})


class SqlMessages(_Collection):
    async def append(self, message: Message) -> Message | None:
        # Taking the number locks the thread's row, so numbers have no gaps and no doubles.
        seq = (
            await self._connection.execute(
                update(t.threads)
                .where(t.threads.c.id == message.thread_id)
                .values(last_seq=t.threads.c.last_seq + 1)
                .returning(t.threads.c.last_seq)
            )
        ).scalar_one()
        if message.key is not None and await self._said(message.thread_id, message.key):
            await self._connection.execute(
                update(t.threads)
                .where(t.threads.c.id == message.thread_id)
                .values(last_seq=t.threads.c.last_seq - 1)
            )
            return None
        numbered = replace(message, seq=seq)
        await self._connection.execute(t.messages.insert().values(**_columns(numbered)))
        return numbered

    async def _said(self, thread_id: str, key: str) -> bool:
        c = t.messages.c
        return (
            await self._row(select(c.id).where(c.thread_id == thread_id, c.key == key)) is not None
        )

    async def after(self, thread_id: str, seq: int, limit: int = 500) -> Sequence[Message]:
        c = t.messages.c
        query = select(t.messages).where(c.thread_id == thread_id, c.seq > seq).order_by(c.seq)
        return [_message(row) for row in await self._rows(query.limit(limit))]

    async def answers_to(self, thread_id: str, send_id: str) -> Sequence[Message]:
        c = t.messages.c
        query = select(t.messages).where(c.thread_id == thread_id, c.answers == send_id)
        return [_message(row) for row in await self._rows(query.order_by(c.seq))]

    async def last(self, thread_id: str, sender: Sender) -> Message | None:
        c = t.messages.c
        query = select(t.messages).where(c.thread_id == thread_id, c.sender == sender)
        row = await self._row(query.order_by(c.seq.desc()).limit(1))
        return _message(row) if row else None


def _columns(message: Message) -> dict[str, Any]:
    # Not asdict: it would copy the JSON of args and extra leaf by leaf.
    return {name: getattr(message, name) for name in Message.__slots__}


def _message(row: Row[Any]) -> Message:
    values = dict(row._mapping)
    return Message(**{**values, "sender": Sender(values["sender"])})


class SqlInbox(_Collection):
    async def accept(self, thread_id: str, send: Send, at: datetime) -> bool:
        result = await self._connection.execute(
            self._insert(t.inbox)
            .values(
                thread_id=thread_id,
                send_id=send.id,
                body=to_json(send_document, send),
                received_at=at,
                is_done=False,
                attempts=0,
                not_before=at,
            )
            .on_conflict_do_nothing(index_elements=["thread_id", "send_id"])
        )
        return bool(result.rowcount)

    async def any_open(self, at: datetime) -> bool:
        return await self._row(self._takable(at)) is not None

    @staticmethod
    def _takable(at: datetime) -> Select[Any]:
        c, earlier = t.inbox.c, t.inbox.alias("earlier")
        free = or_(c.leased_until.is_(None), c.leased_until < at)
        nobody_before = ~exists().where(
            and_(
                earlier.c.thread_id == c.thread_id,
                earlier.c.is_done.is_(False),
                earlier.c.id < c.id,
            )
        )
        return (
            select(t.inbox)
            .where(c.is_done.is_(False), c.not_before <= at, free, nobody_before)
            .order_by(c.id)
            .limit(1)
        )

    async def take(self, node: str, at: datetime, lease: timedelta) -> Waiting | None:
        c = t.inbox.c
        row = await self._row(self._takable(at).with_for_update(skip_locked=True, of=t.inbox))
        if row is None:
            return None
        await self._connection.execute(
            update(t.inbox)
            .where(c.id == row.id)
            .values(leased_by=node, leased_until=at + lease, attempts=row.attempts + 1)
        )
        return Waiting(
            row.id,
            row.thread_id,
            send_document.validate_python(row.body, strict=False),
            row.attempts + 1,
            row.received_at,
        )

    async def done(self, waiting_id: int) -> None:
        await self._set(t.inbox.c.id == waiting_id, is_done=True, leased_by=None, leased_until=None)

    async def release(
        self, waiting_id: int, not_before: datetime, *, was_attempt: bool = True
    ) -> None:
        await self._set(
            t.inbox.c.id == waiting_id,
            not_before=not_before,
            leased_by=None,
            leased_until=None,
            attempts=t.inbox.c.attempts - (0 if was_attempt else 1),
        )

    async def release_all(self, node: str) -> None:
        c = t.inbox.c
        await self._set(
            and_(c.leased_by == node, c.is_done.is_(False)), leased_by=None, leased_until=None
        )

    async def _set(self, which: Any, **values: Any) -> None:
        await self._connection.execute(update(t.inbox).where(which).values(**values))

    async def pending(self, thread_id: str) -> int:
        c = t.inbox.c
        query = select(func.count()).where(c.thread_id == thread_id, c.is_done.is_(False))
        return int((await self._connection.execute(query)).scalar_one())

    async def is_done(self, thread_id: str, send_id: str) -> bool | None:
        c = t.inbox.c
        row = await self._row(
            select(c.is_done).where(c.thread_id == thread_id, c.send_id == send_id)
        )
        return None if row is None else bool(row.is_done)


#: Rows per statement of a bulk write: below SQLite's limit of bound values.
_CHUNK = 500


class SqlOrders(_Collection):
    async def get(self, number: str, *, lock: bool = False) -> Order | None:
        query = select(t.orders.c.document).where(t.orders.c.key == order_key(number))
        row = await self._row(query.with_for_update() if lock else query)
        return order_document.validate_python(row.document, strict=False) if row else None

    async def of_customer(self, email: str) -> Sequence[Order]:
        c = t.orders.c
        query = select(c.document).where(c.email == email.lower()).order_by(c.placed_at.desc())
        return [order_document.validate_python(row.document) for row in await self._rows(query)]

    async def all(self) -> Sequence[Order]:
        query = select(t.orders.c.document).order_by(t.orders.c.key)
        return [order_document.validate_python(row.document) for row in await self._rows(query)]

    async def put_many(self, orders: Iterable[Order]) -> tuple[int, int, int]:
        rows = []
        for order in orders:
            document = to_json(order_document, order)
            rows.append(
                {
                    "key": order_key(order.number),
                    "number": order.number,
                    "email": order.email,
                    "placed_at": order.placed_at,
                    "checksum": checksum(document),
                    "document": document,
                }
            )
        return await _put_many(self, t.orders, t.orders.c.key, rows)


class SqlProducts(_Collection):
    async def get(self, product_id: str) -> Product | None:
        query = select(t.products.c.document).where(t.products.c.id == product_id)
        row = await self._row(query)
        return product_document.validate_python(row.document) if row else None

    async def all(self) -> Sequence[Product]:
        query = select(t.products.c.document).order_by(t.products.c.id)
        return [product_document.validate_python(row.document) for row in await self._rows(query)]

    async def put_many(self, products: Iterable[Product]) -> tuple[int, int, int]:
        rows = []
        for product in products:
            document = to_json(product_document, product)
            rows.append({"id": product.id, "checksum": checksum(document), "document": document})
        return await _put_many(self, t.products, t.products.c.id, rows)


async def _put_many(
    where: _Collection, table: Any, key: Any, rows: list[dict[str, Any]]
) -> tuple[int, int, int]:
    """Write what is new or differs by checksum; (new, changed, unchanged)."""
    new = changed = unchanged = 0
    for start in range(0, len(rows), _CHUNK):
        chunk = {row[key.name]: row for row in rows[start : start + _CHUNK]}
        query = select(key, table.c.checksum).where(key.in_(chunk))
        known = {name: mark for name, mark in await where._rows(query)}
        fresh = [row for name, row in chunk.items() if name not in known]
        differs = [
            row
            for name, row in chunk.items()
            if known.get(name, row["checksum"]) != row["checksum"]
        ]
        if to_write := fresh + differs:
            insert = where._insert(table)
            columns = {c: insert.excluded[c] for c in to_write[0] if c != key.name}
            await where._connection.execute(
                insert.on_conflict_do_update(index_elements=[key], set_=columns), to_write
            )
        new += len(fresh)
        changed += len(differs)
        unchanged += len(chunk) - len(to_write)
    return new, changed, unchanged


class SqlCases(_Collection):
    async def add(self, record: CaseRecord, write_key: str) -> None:
        case = record.case
        try:
            async with self._connection.begin_nested():
                await self._connection.execute(
                    t.cases.insert().values(
                        number=case.number,
                        order_key=order_key(case.order_number),
                        thread_id=case.thread_id,
                        state=case.state,
                        language=record.language,
                        opened_at=case.opened_at,
                        write_key=write_key,
                        version=case.version,
                        document=to_json(case_document, case),
                        decided=record.decided,
                    )
                )
        except IntegrityError as error:
            raise Rejected(f"case {case.number} or its key exists") from error

    async def written_by(self, write_key: str) -> Case | None:
        return await self._one(t.cases.c.write_key == write_key)

    async def get(self, number: str, *, lock: bool = False) -> Case | None:
        return await self._one(t.cases.c.number == number, lock=lock)

    async def record(self, number: str) -> CaseRecord | None:
        c = t.cases.c
        row = await self._row(select(c.document, c.language, c.decided).where(c.number == number))
        if row is None:
            return None
        return CaseRecord(case_document.validate_python(row.document), row.language, row.decided)

    async def save(self, case: Case) -> None:
        await self._connection.execute(
            update(t.cases)
            .where(t.cases.c.number == case.number)
            .values(state=case.state, version=case.version, document=to_json(case_document, case))
        )

    async def of_thread(self, thread_id: str) -> Sequence[Case]:
        return await self._many(t.cases.c.thread_id == thread_id)

    async def of_order(self, order_number: str) -> Sequence[Case]:
        return await self._many(t.cases.c.order_key == order_key(order_number))

    async def in_states(self, states: Iterable[CaseState]) -> Sequence[Case]:
        return await self._many(t.cases.c.state.in_([str(state) for state in states]))

    async def latest(self, limit: int) -> Sequence[Case]:
        query = select(t.cases.c.document).order_by(t.cases.c.opened_at.desc()).limit(limit)
        return [case_document.validate_python(row.document) for row in await self._rows(query)]

    async def _one(self, which: Any, *, lock: bool = False) -> Case | None:
        query = select(t.cases.c.document).where(which)
        row = await self._row(query.with_for_update() if lock else query)
        return case_document.validate_python(row.document) if row else None

    async def _many(self, which: Any) -> Sequence[Case]:
        query = select(t.cases.c.document).where(which).order_by(t.cases.c.opened_at)
        return [case_document.validate_python(row.document) for row in await self._rows(query)]

    async def add_event(self, event: CaseEvent) -> bool:
        result = await self._connection.execute(
            self._insert(t.case_events)
            .values(**asdict(event))
            .on_conflict_do_nothing(index_elements=["case_number", "source"])
        )
        return bool(result.rowcount)

    async def events(self, number: str) -> Sequence[CaseEvent]:
        c = t.case_events.c
        query = select(c.case_number, c.name, c.at, c.source).where(c.case_number == number)
        return [
            CaseEvent(row.case_number, row.name, row.at, row.source)
            for row in await self._rows(query.order_by(c.id))
        ]

    async def pay(self, number: str, amount: Money, at: datetime) -> bool:
        result = await self._connection.execute(
            self._insert(t.refunds)
            .values(case_number=number, amount=amount.amount, currency=amount.currency, paid_at=at)
            .on_conflict_do_nothing(index_elements=["case_number"])
        )
        return bool(result.rowcount)


class SqlLookups(_Collection):
    async def failed(self, thread_id: str, order_key: str, at: datetime) -> None:
        await self._connection.execute(
            t.lookups.insert().values(thread_id=thread_id, order_key=order_key, at=at)
        )

    async def failures_since(self, thread_id: str, order_key: str, moment: datetime) -> int:
        c = t.lookups.c
        counts = [
            (
                await self._connection.execute(select(func.count()).where(which, c.at >= moment))
            ).scalar_one()
            for which in (c.thread_id == thread_id, c.order_key == order_key)
        ]
        return int(max(counts))

    async def grant(self, thread_id: str, order_key: str, at: datetime) -> None:
        insert = self._insert(t.grants).values(thread_id=thread_id, order_key=order_key, at=at)
        await self._connection.execute(
            insert.on_conflict_do_update(
                index_elements=["thread_id", "order_key"], set_={"at": insert.excluded.at}
            )
        )

    async def granted(self, thread_id: str) -> Sequence[str]:
        query = (
            select(t.orders.c.number)
            .join(t.grants, t.grants.c.order_key == t.orders.c.key)
            .where(t.grants.c.thread_id == thread_id)
            .order_by(t.grants.c.at)
        )
        return [row.number for row in await self._rows(query)]


class SqlFiles(_Collection):
    async def add(self, file: StoredFile, at: datetime) -> None:
        await self._connection.execute(t.files.insert().values(**asdict(file), at=at))

    async def get(self, file_id: str) -> StoredFile | None:
        c = t.files.c
        row = await self._row(
            select(c.id, c.thread_id, c.kind, c.name, c.content_type, c.content).where(
                c.id == file_id
            )
        )
        return StoredFile(**row._mapping) if row else None
