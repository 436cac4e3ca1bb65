"""What we ask of a shop whose orders and products come in as a file.

A format looks at the beginning of a file and says whether it is its own; then it yields what is in
it, one order or product after the other, and in place of each that it cannot use the reason. It
never guesses: a value that may mean two things is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from bot.returns.orders import Order, Product


@dataclass(frozen=True, slots=True)
class RowError:
    """Why a row, and with it the rest of its order or product, was not taken."""

    file: str
    line: int  # of the file as an editor counts, from 1; where the row begins
    column: str  # the header's name, or a JSON pointer; empty: the row as a whole
    reason_code: str  # never changes
    message: str  # for people who run the shop

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        column = f" {self.column}:" if self.column else ""
        return f"{where}:{column} {self.message} ({self.reason_code})"


class NotReadable(Exception):
    """Nothing of the file can be used; the text says why and what would help."""

    def __init__(self, reason_code: str, message: str) -> None:
        super().__init__(message)
        self.reason_code = reason_code


Found = Order | Product | RowError


class ShopFormat(Protocol):
    """One way in which shops write their orders or products into a file."""

    @property
    def name(self) -> str:
        """For people who run the shop."""

    def recognises(self, path: Path) -> bool:
        """By the content. Raises NotReadable where no format could read the file."""

    def read(self, path: Path) -> Iterator[Found]:
        """Flat in memory. Raises NotReadable before the first is asked for, never in between."""
