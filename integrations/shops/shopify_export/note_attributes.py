"""What the export has no column for, in `Note Attributes`: one `key: value` a line.

    parcel: TRACKING|CARRIER|SHIPPED|DELIVERED|SKU×2, OTHER-SKU     delivered empty: on its way
    payment: gift_card|20.00
    refunded: SKU×1
    gift: true

Other keys are the shop's own and are passed over. Goods are named by SKU, or by their place in the
order: `#2`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from bot.returns.orders import Parcel, Payment
from integrations.shops import values
from integrations.shops.flaws import Flaw

COLUMN = "Note Attributes"
#: A plain x needs a space before it: SKUs end in letters and digits themselves.
_ITEM = re.compile(r"(?P<goods>.+?)(?:\s*[×*]\s*(?P<a>\d+)|\s+x\s*(?P<b>\d+))?")


class Goods(Protocol):
    """A line, as far as parcels care."""

    id: str
    sku: str
    quantity: int
    requires_shipping: bool


@dataclass(frozen=True, slots=True)
class Notes:
    parcels: tuple[Parcel, ...] = ()
    payments: tuple[Payment, ...] = ()
    refunded: dict[str, int] = field(default_factory=dict)  # line id -> units
    gift: bool = False


def read_notes(text: str, lines: Sequence[Goods], currency: str) -> Notes:
    """Raises Flaw."""
    if not text:
        return Notes()
    said: dict[str, list[str]] = {}
    for entry in text.splitlines():
        key, colon, value = entry.partition(":")
        if colon:
            said.setdefault(key.strip().lower(), []).append(value.strip())
    in_parcels = {line.id: line.quantity for line in lines}
    paid_back = dict(in_parcels)
    return Notes(
        parcels=tuple(_parcel(value, lines, in_parcels) for value in said.get("parcel", ())),
        payments=tuple(_payment(value, currency) for value in said.get("payment", ())),
        refunded=dict(
            item for value in said.get("refunded", ()) for item in _items(value, lines, paid_back)
        ),
        gift=any(values.is_true(value) for value in said.get("gift", ())),
    )


def _parcel(text: str, lines: Sequence[Goods], left: dict[str, int]) -> Parcel:
    parts = [part.strip() for part in text.split("|")]
    if len(parts) not in (4, 5):
        raise Flaw(
            COLUMN,
            "not_a_parcel",
            f"“parcel: {text[:80]}” is not TRACKING|CARRIER|SHIPPED|DELIVERED|GOODS",
        )
    shipped = values.moment(parts[2], COLUMN)
    delivered = values.moment(parts[3], COLUMN) if parts[3] else None
    if delivered is not None and delivered < shipped:
        raise Flaw(COLUMN, "delivered_before_shipped", f"parcel {parts[0]} came before it left")
    if len(parts) == 5 and parts[4]:
        content = _items(parts[4], lines, left)
    else:
        content = [(ln.id, left[ln.id]) for ln in lines if ln.requires_shipping and left[ln.id]]
        left.update((line_id, 0) for line_id, _ in content)
    return Parcel(parts[0], parts[1], shipped, delivered, tuple(content))


def _payment(text: str, currency: str) -> Payment:
    method, bar, amount = (part.strip() for part in text.partition("|"))
    if not bar:
        raise Flaw(COLUMN, "not_a_payment", f"“payment: {text[:80]}” is not METHOD|AMOUNT")
    return Payment(method.lower().replace(" ", "_"), values.money(amount, currency, COLUMN))


def _items(text: str, lines: Sequence[Goods], left: dict[str, int]) -> list[tuple[str, int]]:
    """(line id, units). What two lines have alike is counted off the first, then the next."""
    found: dict[str, int] = {}
    for item in filter(None, (part.strip() for part in text.split(","))):
        match = _ITEM.fullmatch(item)
        assert match is not None
        goods, wanted = match["goods"], values.units(match["a"] or match["b"] or "1", COLUMN)
        meant = [line for line in lines if goods in (line.sku, f"#{line.id}")]
        if not meant:
            raise Flaw(COLUMN, "unknown_goods", f"“{goods}” is not in this order")
        for line in meant:
            units = min(wanted, left[line.id])
            if units:
                found[line.id] = found.get(line.id, 0) + units
                left[line.id] -= units
                wanted -= units
        if wanted:
            raise Flaw(COLUMN, "too_many_units", f"more of “{goods}” than were bought")
    return list(found.items())
