"""From what a shopper wrote to an order that is proven to be theirs."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import replace

from bot.actions.base import PERSON, Turn
from bot.actions.draft import Draft
from bot.conversation.args import Identifier
from bot.conversation.messages import Reply
from bot.returns.cases import parse_case_number
from bot.returns.errors import LookupsLocked, NotIdentified
from bot.returns.orders import order_key
from bot.services.context import Context
from bot.services.identify import granted_order, identify, known_orders

#: Something with digits in it that stands where we asked for a number.
_NUMBER_LIKE = re.compile(r"[A-Za-z]{0,5}[-#]?\d[\dA-Za-z-]{2,24}")
_DIGITS = re.compile(r"\W*\d{3,10}\W*")


async def claim_order(ctx: Context, turn: Turn, draft: Draft, replies: list[Reply]) -> Draft:
    """The draft with its order, if the message and what was said before prove one.

    A proven order stays until another number is named. Nothing that is said here tells whether
    an order exists.
    """
    asked = turn.slots.get("requested_slot") == "order_number"
    number, email = _named(turn, asked and draft.claimed_order is None), turn.entity("email")
    if asked and draft.claimed_order is not None and _DIGITS.fullmatch(turn.whole_text):
        number = None  # asked for proof: that is a postcode
    if email:
        draft = replace(draft, claimed_email=email)
    if number and (
        draft.order_number is None or order_key(number) != order_key(draft.order_number)
    ):
        if order := await granted_order(ctx, turn.thread_id, number):
            return draft.with_order(order.number)
        email = draft.claimed_email  # said now or before: it may belong to this one as well
        draft = replace(
            draft.with_order(number), order_number=None, claimed_order=number, claimed_email=email
        )
    if draft.order_number is not None:
        return draft
    if draft.claimed_order is None:
        return await _only_known_order(ctx, turn, draft)
    proof = _proof(turn, draft)
    if not proof:
        return draft
    try:
        order = await identify(ctx, turn.thread_id, draft.claimed_order, proof)
    except NotIdentified:
        if not _looks_like_proof(proof) and not asked:
            return draft
        replies.append(Reply("refused.not_identified"))
        return replace(draft, claimed_order=None, claimed_email=None)
    except LookupsLocked as locked:
        replies.append(Reply("refused.lookups_locked", locked.details, buttons=(PERSON,)))
        return replace(draft, claimed_order=None, claimed_email=None)
    return draft.with_order(order.number)


def _named(turn: Turn, asked: bool) -> str | None:
    """The order number in the message. Where we asked for one, also what merely looks like it."""
    if number := turn.entity("order_number"):
        return str(number)
    if not asked:
        return None
    text = unicodedata.normalize("NFKC", turn.whole_text)
    text = re.sub(r"\S+@\S+", " ", text)
    found = [w for w in _NUMBER_LIKE.findall(text) if parse_case_number(w) is None]
    return max(found, key=len) if found else None


def _proof(turn: Turn, draft: Draft) -> str:
    """What may prove the claim: an e-mail said before or now, or the text beside the number."""
    text = unicodedata.normalize("NFKC", turn.whole_text)
    if draft.claimed_order:
        text = re.sub(re.escape(draft.claimed_order.lstrip("#")), " ", text, flags=re.IGNORECASE)
    has_digits = any(character.isdigit() for character in text)
    parts = [draft.claimed_email or "", text if has_digits or "@" in text else ""]
    return " ".join(part for part in parts if part).strip()


def _looks_like_proof(proof: str) -> bool:
    return "@" in proof or bool(re.fullmatch(r"\W*[0-9A-Za-z][0-9A-Za-z -]{2,9}\W*", proof))


async def _only_known_order(ctx: Context, turn: Turn, draft: Draft) -> Draft:
    """Where the conversation has proven one order only, that one is meant."""
    known = await known_orders(ctx, turn.thread_id)
    return draft.with_order(known[0].number) if len(known) == 1 else draft


def order_args(draft: Draft) -> dict[str, object]:
    return {"order": Identifier(draft.order_number or draft.claimed_order or "")}
