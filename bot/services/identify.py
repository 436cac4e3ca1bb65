"""Whose order is it? Number and e-mail, or number and postcode; or the shop's own login."""

from __future__ import annotations

import hmac
import re
import unicodedata
from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise

from bot.returns.errors import LookupsLocked, NotIdentified
from bot.returns.orders import Order, order_key, postcode_key
from bot.services.context import Context

_ATTEMPTS = 5
_LOCK = timedelta(minutes=15)


async def identify(ctx: Context, thread_id: str, number: str, proof: str) -> Order:
    """The order, and the thread's right to it, if `proof` holds its e-mail or postcode.

    Raises NotIdentified whether the order is unknown or the proof is wrong, and LookupsLocked
    after five failures of this conversation or on this order within 15 minutes: nobody learns
    from us which orders exist.
    """
    now = ctx.now()
    key = order_key(number)
    async with ctx.storage.work() as work:
        if await work.lookups.failures_since(thread_id, key, now - _LOCK) >= _ATTEMPTS:
            raise LookupsLocked(minutes=int(_LOCK.total_seconds() // 60))
        order = await work.orders.get(number)
        if order is None or not proves(order, proof):
            await work.lookups.failed(thread_id, key, now)
            await work.commit()
            raise NotIdentified()
        await work.lookups.grant(thread_id, key, now)
        await work.commit()
    return order


def proves(order: Order, proof: str) -> bool:
    """Whether the text holds the order's e-mail address or postcode, compared in constant time."""
    plain = unicodedata.normalize("NFKC", proof)
    mails = re.findall(r"[\w.%+-]+@[\w.-]+", plain, re.ASCII)
    by_mail = any([_same(mail.rstrip(".").lower(), order.email.lower()) for mail in mails])
    postcode = postcode_key(order.postcode)
    by_postcode = any([_same(piece, postcode) for piece in _pieces(plain)]) if postcode else False
    return by_mail or by_postcode


def _pieces(text: str) -> list[str]:
    """Words that may be a postcode, alone or as two that belong together ("SW1A 1AA", "00-950")."""
    words = [postcode_key(word) for word in re.split(r"[^0-9A-Za-z-]+", text) if word]
    pairs = [a + b for a, b in pairwise(words)]
    return [word for word in (*words, *pairs) if len(word) >= 3]


def _same(a: str, b: str) -> bool:
    return hmac.compare_digest(a.encode(), b.encode())


async def granted_order(ctx: Context, thread_id: str, number: str) -> Order | None:
    """The order if this conversation may see it already: proven before, or the login's own."""
    async with ctx.storage.work(read_only=True) as work:
        order = await work.orders.get(number)
        if order is None:
            return None
        thread = await work.threads.get(thread_id)
        own = thread is not None and thread.email is not None and thread.email == order.email
        keys = {order_key(granted) for granted in await work.lookups.granted(thread_id)}
        return order if own or order_key(number) in keys else None


async def known_orders(ctx: Context, thread_id: str) -> Sequence[Order]:
    """Orders that this conversation may see: of the signed-in customer, and proven ones."""
    async with ctx.storage.work(read_only=True) as work:
        thread = await work.threads.get(thread_id)
        own = await work.orders.of_customer(thread.email) if thread and thread.email else ()
        proven = [await work.orders.get(n) for n in reversed(await work.lookups.granted(thread_id))]
    orders = {order.number: order for order in (*(o for o in proven if o), *own)}
    return list(orders.values())
