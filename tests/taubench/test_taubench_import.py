"""A foreign shop of a thousand orders goes in whole."""

from __future__ import annotations

import pytest

from bot.returns.policy import Refusal, Request, decide
from bot.returns.reasons import Condition, Reason
from bot.services.import_orders import import_orders
from bot.services.policies import PolicyBook
from bot.settings import ROOT
from bot.store.database import Database
from tests.conftest import Clock
from tests.taubench.shop import FOLDER, goods, is_there

pytestmark = pytest.mark.skipif(
    not is_there(), reason=f"tau-bench's retail shop is not at {FOLDER.parent.name}/{FOLDER.name}"
)


async def test_a_thousand_orders_go_in_and_going_again_changes_nothing(
    storage: Database, clock: Clock
) -> None:
    report = await import_orders(storage, goods(clock()))
    assert (report.new, report.refused) == (1000 + 50, [])
    again = await import_orders(storage, goods(clock()))
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1050)


async def test_what_was_delivered_may_go_back_and_what_was_not_may_not(
    storage: Database, clock: Clock
) -> None:
    await import_orders(storage, goods(clock()))
    book, today = PolicyBook.load(ROOT / "data" / "policy"), clock().date()
    async with storage.work(read_only=True) as work:
        orders = await work.orders.all()
    refusals: dict[Refusal | None, int] = {}
    for order in orders:
        request = Request(1, Reason.CHANGED_MIND, Condition.UNUSED)
        line = order.lines[0]
        decision = decide(line, order, request, book.policy, book.law("US"), today)
        refusals[decision.refusal] = refusals.get(decision.refusal, 0) + 1
    assert refusals == {None: 373, Refusal.NOT_DELIVERED: 423 + 102, Refusal.CANCELLED: 102}
