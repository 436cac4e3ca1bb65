"""Why something goes back."""

from __future__ import annotations

from enum import StrEnum


class Reason(StrEnum):
    DAMAGED = "damaged"  # broke on the way
    DEFECTIVE = "defective"  # does not work
    WRONG_ITEM = "wrong_item"
    MISSING_PARTS = "missing_parts"
    NOT_AS_DESCRIBED = "not_as_described"
    WRONG_SIZE = "wrong_size"  # does not fit
    ARRIVED_LATE = "arrived_late"
    BETTER_PRICE = "better_price"  # cheaper elsewhere, ordered twice by mistake
    CHANGED_MIND = "changed_mind"  # does not like or need it any more
    OTHER = "other"  # also: would rather not say

    @property
    def is_fault(self) -> bool:
        """The seller answers for it: conformity rights apply, and sending back is free."""
        return self in _FAULTS


_FAULTS = frozenset(
    {
        Reason.DAMAGED,
        Reason.DEFECTIVE,
        Reason.WRONG_ITEM,
        Reason.MISSING_PARTS,
        Reason.NOT_AS_DESCRIBED,
    }
)


class Condition(StrEnum):
    UNUSED = "unused"  # tags on, sealed
    OPENED = "opened"  # unpacked and tried, as in a shop
    WORN = "worn"  # used, washed, worn outside
    DAMAGED = "damaged"  # broken or stained, however it came about
