"""Where everything is kept.

A unit of work is one transaction: what it did is there wholly after `commit`, or not at all.
Races are decided by the database, with unique keys and row locks.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.conversation.messages import Message, Send, Sender
from bot.conversation.threads import Holder, Thread
from bot.returns.cases import Case, CaseEvent, CaseState
from bot.returns.money import Money
from bot.returns.orders import Order, Product


@dataclass(frozen=True, slots=True)
class Waiting:
    """A message that was accepted and is not answered yet."""

    id: int
    thread_id: str
    send: Send
    attempts: int
    received_at: datetime


@dataclass(frozen=True, slots=True)
class StoredFile:
    id: str
    thread_id: str
    kind: str
    name: str
    content_type: str
    content: bytes


class Threads(Protocol):
    async def add(self, thread: Thread) -> None: ...
    async def get(self, thread_id: str, *, lock: bool = False) -> Thread | None:
        """With `lock` no other unit of work may take it until this one ends."""

    async def save(self, thread: Thread) -> None: ...
    async def with_holder(self, holder: Holder) -> Sequence[Thread]: ...
    async def latest(self, limit: int) -> Sequence[Thread]: ...
    async def count_since(self, moment: datetime) -> int: ...
    async def marks(self, thread_ids: Collection[str]) -> Mapping[str, tuple[Any, ...]]:
        """For each thread what is different when there is something new for its listeners."""


class Messages(Protocol):
    async def append(self, message: Message) -> Message | None:
        """Gives it the thread's next `seq`. None if its `key` was said in that thread before."""

    async def after(self, thread_id: str, seq: int, limit: int = 500) -> Sequence[Message]: ...
    async def answers_to(self, thread_id: str, send_id: str) -> Sequence[Message]: ...
    async def last(self, thread_id: str, sender: Sender) -> Message | None: ...


class Inbox(Protocol):
    async def accept(self, thread_id: str, send: Send, at: datetime) -> bool:
        """False if that thread has had a send of this id: it changes nothing."""

    async def any_open(self, at: datetime) -> bool:
        """Whether there is something to take; cheaper than trying, and nobody waits for it."""

    async def take(self, node: str, at: datetime, lease: timedelta) -> Waiting | None:
        """The oldest open message of a thread of which none is being handled."""

    async def done(self, waiting_id: int) -> None: ...
    async def release(
        self, waiting_id: int, not_before: datetime, *, was_attempt: bool = True
    ) -> None: ...
    async def release_all(self, node: str) -> None:
        """What a former process of this node had taken is open again."""

    async def pending(self, thread_id: str) -> int: ...
    async def is_done(self, thread_id: str, send_id: str) -> bool | None:
        """None if it was never accepted."""


class Orders(Protocol):
    async def get(self, number: str, *, lock: bool = False) -> Order | None: ...
    async def of_customer(self, email: str) -> Sequence[Order]: ...
    async def all(self) -> Sequence[Order]: ...
    async def put_many(self, orders: Iterable[Order]) -> tuple[int, int, int]:
        """(new, changed, unchanged)"""


class Products(Protocol):
    async def get(self, product_id: str) -> Product | None: ...
    async def all(self) -> Sequence[Product]: ...
    async def put_many(self, products: Iterable[Product]) -> tuple[int, int, int]: ...


@dataclass(frozen=True, slots=True)
class CaseRecord:
    """A case with what it was decided on."""

    case: Case
    language: str
    decided: dict[str, Any]  # request, decisions, quote, hashes of policy and law


class Cases(Protocol):
    async def add(self, record: CaseRecord, write_key: str) -> None:
        """Raises Rejected if the number is taken."""

    async def written_by(self, write_key: str) -> Case | None:
        """The case that this message has opened already."""

    async def get(self, number: str, *, lock: bool = False) -> Case | None: ...
    async def record(self, number: str) -> CaseRecord | None: ...
    async def save(self, case: Case) -> None: ...
    async def of_thread(self, thread_id: str) -> Sequence[Case]: ...
    async def of_order(self, order_number: str) -> Sequence[Case]: ...
    async def in_states(self, states: Iterable[CaseState]) -> Sequence[Case]: ...
    async def latest(self, limit: int) -> Sequence[Case]: ...
    async def add_event(self, event: CaseEvent) -> bool:
        """False if this `source` has been told of this case before."""

    async def events(self, number: str) -> Sequence[CaseEvent]: ...
    async def pay(self, number: str, amount: Money, at: datetime) -> bool:
        """Notes the refund. False if it was paid already: there is one per case."""


class Lookups(Protocol):
    """Attempts to prove that an order is one's own."""

    async def failed(self, thread_id: str, order_key: str, at: datetime) -> None: ...
    async def failures_since(self, thread_id: str, order_key: str, moment: datetime) -> int:
        """The greater of the thread's and the order's."""

    async def grant(self, thread_id: str, order_key: str, at: datetime) -> None: ...
    async def granted(self, thread_id: str) -> Sequence[str]:
        """Numbers of the orders that the thread has proven, the latest last."""


class Files(Protocol):
    async def add(self, file: StoredFile, at: datetime) -> None: ...
    async def get(self, file_id: str) -> StoredFile | None: ...


class UnitOfWork(Protocol):
    @property
    def threads(self) -> Threads: ...
    @property
    def messages(self) -> Messages: ...
    @property
    def inbox(self) -> Inbox: ...
    @property
    def orders(self) -> Orders: ...
    @property
    def products(self) -> Products: ...
    @property
    def cases(self) -> Cases: ...
    @property
    def lookups(self) -> Lookups: ...
    @property
    def files(self) -> Files: ...

    async def commit(self) -> None: ...


class Storage(Protocol):
    def work(self, *, read_only: bool = False) -> AbstractAsyncContextManager[UnitOfWork]:
        """Leaving without `commit` undoes everything."""
