"""Aggregates of the domain as JSON documents, checked on the way in and on the way out."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from bot.conversation.messages import Send
from bot.returns.cases import Case
from bot.returns.orders import Order, Product

order_document: TypeAdapter[Order] = TypeAdapter(Order)
product_document: TypeAdapter[Product] = TypeAdapter(Product)
case_document: TypeAdapter[Case] = TypeAdapter(Case)
send_document: TypeAdapter[Send] = TypeAdapter(Send)


def to_json(adapter: TypeAdapter[Any], value: Any) -> dict[str, Any]:
    document: dict[str, Any] = adapter.dump_python(value, mode="json")
    # A frozenset has no order of its own; the checksum needs one.
    for part in (document, *document.get("lines", ())):
        if isinstance(part, dict) and isinstance(part.get("tags"), list):
            part["tags"].sort()
    return document


#: Made once: an import takes a hundred thousand checksums.
_canonical = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def checksum(document: dict[str, Any]) -> str:
    return hashlib.blake2b(_canonical(document).encode(), digest_size=16).hexdigest()
