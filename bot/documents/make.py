"""Any document of a case, made anew each time: the same case gives the same bytes."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

from bot.documents.codes import qr_png
from bot.documents.guide import packing_guide
from bot.documents.label import return_label
from bot.documents.parties import Address, Shipment
from bot.documents.receipt import return_receipt
from bot.replies.catalog import Catalogs
from bot.returns.cases import Case
from bot.returns.orders import Order
from bot.services.context import Context

_PDF, _PNG = "application/pdf", "image/png"
#: The most that a return label of ours covers.
_GRAMS = 5_000


@dataclass
class Maker:
    ctx: Context
    catalogs: Catalogs
    carrier: str
    warehouse: Address
    _drawing: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def make(self, kind: str, number: str, language: str) -> tuple[bytes, str] | None:
        """(content, content type); None if there is no such case, or no label for it yet."""
        async with self.ctx.storage.work(read_only=True) as work:
            case = await work.cases.get(number)
            order = await work.orders.get(case.order_number) if case else None
        if case is None or order is None:
            return None
        if kind != "receipt" and case.tracking is None:
            return None
        # Drawing takes a tenth of a second of processor time: beside the event loop, one at a time,
        # since the fonts are shared.
        async with self._drawing:
            return await asyncio.to_thread(self._draw, kind, case, order, language)

    def _draw(self, kind: str, case: Case, order: Order, language: str) -> tuple[bytes, str] | None:
        catalog = self.catalogs[language]
        days = self.ctx.policies.policy.refund_days
        shipment = Shipment(self.carrier, "Standard", case.tracking or "", _GRAMS, paperless=True)
        match kind:
            case "label":
                return return_label(case, order, shipment, self.warehouse, self.catalogs), _PDF
            case "guide":
                return packing_guide(case, order, shipment, catalog, days), _PDF
            case "receipt":
                return return_receipt(case, order, self.warehouse, catalog, days), _PDF
            case "code":
                return qr_png(case), _PNG
        return None
