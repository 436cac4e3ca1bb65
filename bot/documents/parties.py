"""Who sends, who carries, who receives: what a paper needs beyond the case and its order."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Address:
    name: str
    lines: tuple[str, ...]  # street, postcode and town, in the order of the post there
    country: str  # ISO 3166-1 alpha-2


@dataclass(frozen=True, slots=True)
class DropOff:
    """A counter or locker that takes the parcel, as the carrier describes it."""

    name: str
    address: str
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Shipment:
    """How the parcel goes back. `grams` is the most it may weigh."""

    carrier: str
    service: str
    tracking: str
    grams: int
    paperless: bool = False  # the counter prints the label from the code
    drop_offs: tuple[DropOff, ...] = ()  # nearest first
