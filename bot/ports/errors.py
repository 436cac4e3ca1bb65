"""The few errors that cross a port. Nothing of a vendor's own does."""

from __future__ import annotations


class PortError(Exception):
    """`code` never changes; the text is for logs and for the people who run the shop."""

    code = "port_error"


class Unavailable(PortError):
    """Not there, too slow, or too busy; asking again later may help."""

    code = "unavailable"


class Rejected(PortError):
    """Understood and declined; asking again will not help."""

    code = "rejected"


class NotSupported(PortError):
    """The other side cannot do this at all."""

    code = "not_supported"
