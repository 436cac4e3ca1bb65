"""The formats of files that an import tries, in this order."""

from __future__ import annotations

from bot.ports.shops import ShopFormat
from integrations.shops.json_lines.reader import JsonLines
from integrations.shops.shopify_export.reader import ShopifyOrders, ShopifyProducts


def file_formats(
    *, language: str = "en", currency: str = "EUR", transit_days: int = 5
) -> tuple[ShopFormat, ...]:
    """What an export does not say: its language, the shop's currency, the days on the way."""
    return (
        JsonLines(),
        ShopifyOrders(language=language, transit_days=transit_days),
        ShopifyProducts(language=language, currency=currency),
    )
