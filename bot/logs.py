"""Structured logs: one JSON object a line where a machine reads, readable where a person does."""

from __future__ import annotations

import logging
import sys
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

#: Never in a log: what people said, and whatever opens something.
_PRIVATE = frozenset({"text", "token", "email", "payload", "body", "args", "authorization"})


def _without_private(
    _logger: Any, _method: str, event: MutableMapping[str, Any]
) -> Mapping[str, Any]:
    return {key: "…" if key.lower() in _PRIVATE else value for key, value in event.items()}


def configure(level: int = logging.INFO) -> None:
    renderer: Any = (
        structlog.dev.ConsoleRenderer(
            # Pretty tracebacks print variables, and those hold what people said.
            exception_formatter=structlog.dev.plain_traceback
        )
        if sys.stderr.isatty()
        else structlog.processors.JSONRenderer(ensure_ascii=False)
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_private,
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.WriteLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    # Libraries may quote what they were handed (bodies, addresses) below warnings.
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
