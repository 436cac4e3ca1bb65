"""Which keys occur again in a file? Known before the first row is taken, in little memory.

Of two orders with one number neither may be trusted, and an order whose rows are scattered would
come in by halves. Eight bytes a key are kept, not the keys.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from itertools import pairwise


def repeated(keys: Iterable[str]) -> frozenset[int]:
    """Hashes of those that occur more than once."""
    ordered = sorted(array("q", map(hash, keys)))
    return frozenset(a for a, b in pairwise(ordered) if a == b)
