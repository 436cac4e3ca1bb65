"""Refusals of the domain. Each has a code that never changes; words are found at the reply."""

from __future__ import annotations


class Refused(Exception):
    """A rule of the domain forbids it. `args` name what the reply has to tell."""

    code = "refused"

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


class NotIdentified(Refused):
    """Order number and proof do not belong together, or there is no such order: we never say which."""

    code = "not_identified"


class LookupsLocked(Refused):
    """Too many failed look-ups in this conversation or on this order."""

    code = "lookups_locked"


class NothingToReturn(Refused):
    """More units than were bought, or than are left to go back."""

    code = "nothing_to_return"


class CaseNotOpen(Refused):
    """The case has moved too far for what was asked."""

    code = "case_not_open"


class UnknownCase(Refused):
    code = "unknown_case"


class QuoteChanged(Refused):
    """What was agreed to is no longer what would be written."""

    code = "quote_changed"
