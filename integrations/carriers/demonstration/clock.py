"""When does a parcel of the demonstration move on?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.returns.cases import JOURNEY, Case, CaseEvent, CaseState

#: States from which the demonstration moves a case by itself.
MOVING = (
    CaseState.LABELLED,
    CaseState.IN_TRANSIT,
    CaseState.RECEIVED,
    CaseState.INSPECTED,
)


def next_step(
    case: Case, events: Sequence[CaseEvent], now: datetime, step: timedelta
) -> CaseState | None:
    """The state that is due, or None. A step after the last thing that happened to the case."""
    if case.state not in MOVING:
        return None
    last = max((event.at for event in events), default=case.opened_at)
    return JOURNEY[JOURNEY.index(case.state) + 1] if now - last >= step else None
