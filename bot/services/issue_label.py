"""Get the label for an open case from the carrier; once."""

from __future__ import annotations

from bot.ports.carriers import Carrier
from bot.returns.cases import Case, CaseState
from bot.services.context import Context
from bot.services.move_case import move_case


async def issue_label(ctx: Context, carrier: Carrier, case: Case, *, tell: bool = True) -> Case:
    """The case with its label. Raises the carrier's Unavailable or Rejected.

    Without `tell` no news are told of it: the caller does so.
    """
    if case.state is not CaseState.OPEN:
        return case
    tracking = await carrier.tracking_number(case)
    return await move_case(ctx, case.number, CaseState.LABELLED, tracking=tracking, tell=tell)
