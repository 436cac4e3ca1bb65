"""Implements `bot.ports.carriers.Carrier`."""

from __future__ import annotations

import hashlib

from bot.returns.cases import Case

#: Weights of the check digit of a postal item's number (UPU standard S10).
_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)


class DemonstrationCarrier:
    name = "Boomerang Post"

    async def tracking_number(self, case: Case) -> str:
        digest = hashlib.blake2b(case.number.encode(), digest_size=8).digest()
        serial = f"{int.from_bytes(digest) % 100_000_000:08d}"
        rest = sum(int(d) * w for d, w in zip(serial, _WEIGHTS, strict=True)) % 11
        check = {0: 5, 1: 0}.get(rest, 11 - rest)
        return f"RB{serial}{check}XX"
