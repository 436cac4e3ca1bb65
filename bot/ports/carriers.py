"""What we ask of carriers: a return label."""

from __future__ import annotations

from typing import Protocol

from bot.returns.cases import Case


class Carrier(Protocol):
    name: str

    async def tracking_number(self, case: Case) -> str:
        """The number of the case's label: the same one however often it is asked for.

        Raises Unavailable, Rejected.
        """
