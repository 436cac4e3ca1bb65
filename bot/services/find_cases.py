"""Which returns may this conversation see? Its own, and those of orders that it has proven."""

from __future__ import annotations

from collections.abc import Sequence

from bot.returns.cases import Case
from bot.services.context import Context
from bot.services.identify import granted_order, known_orders


async def known_cases(
    ctx: Context, thread_id: str, order_number: str | None = None
) -> Sequence[Case]:
    """The latest first."""
    orders = (
        [order_number] if order_number else [o.number for o in await known_orders(ctx, thread_id)]
    )
    async with ctx.storage.work(read_only=True) as work:
        own = [] if order_number else list(await work.cases.of_thread(thread_id))
        of_orders = [case for number in orders for case in await work.cases.of_order(number)]
    cases = {case.number: case for case in (*own, *of_orders)}
    return sorted(cases.values(), key=lambda case: case.opened_at, reverse=True)


async def visible_case(ctx: Context, thread_id: str, number: str) -> Case | None:
    """The case if this conversation may see it. Its number alone proves nothing."""
    async with ctx.storage.work(read_only=True) as work:
        case = await work.cases.get(number)
    if case is None or case.thread_id == thread_id:
        return case
    return case if await granted_order(ctx, thread_id, case.order_number) else None


async def order_of_case(ctx: Context, number: str) -> str | None:
    async with ctx.storage.work(read_only=True) as work:
        case = await work.cases.get(number)
    return case.order_number if case else None
