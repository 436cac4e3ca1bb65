"""Which keys occur again in a file? Known before the first row is taken, in little memory.

Of two orders with one number neither may be trusted, and an order whose rows are scattered would
come in by halves. Eight bytes a key are kept, not the keys.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable


def repeated(keys: Iterable[str]) -> frozenset[int]:
    """Hashes of those that occur more than once."""
    seen = array("q", map(hash, keys))
    if len(set(seen)) == len(seen):
        return frozenset()
    ordered = sorted(seen)
    return frozenset(a for a, b in zip(ordered, ordered[1:], strict=False) if a == b)
