"""Errors as RFC 9457 problem documents, in the language of whoever made them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import structlog
from aiohttp import web

from bot.replies.catalog import Catalogs

log = structlog.get_logger(__name__)
#: The language of whoever is asking, once a handler knows it.
LANGUAGE = web.RequestKey("language", str)

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


class Problem(Exception):
    """`code` is stable and names the words `problem.<code>`."""

    def __init__(self, status: int, code: str, *, retry_after: int | None = None) -> None:
        super().__init__(code)
        self.status, self.code, self.retry_after = status, code, retry_after


def document(catalogs: Catalogs, language: str, problem: Problem) -> dict[str, object]:
    body: dict[str, object] = {
        "type": "about:blank",
        "status": problem.status,
        "code": problem.code,
        "title": catalogs.say(language, f"problem.{problem.code}"),
    }
    if problem.retry_after is not None:
        body["retry_after"] = problem.retry_after
    return body


def problem_middleware(
    catalogs: Catalogs, default_language: str
) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        try:
            return await handler(request)
        except Problem as problem:
            found = problem
        except web.HTTPRequestEntityTooLarge:
            found = Problem(413, "too_large")
        except web.HTTPNotFound:
            found = Problem(404, "not_found")
        except web.HTTPMethodNotAllowed:
            found = Problem(405, "not_allowed")
        except web.HTTPException:
            raise
        except Exception:
            log.exception("request.failed", path=request.path)
            found = Problem(500, "internal")
        language = request.get(LANGUAGE) or catalogs.closest(
            request.headers.get("Accept-Language"), default_language
        )
        headers = {} if found.retry_after is None else {"Retry-After": str(found.retry_after)}
        return web.json_response(
            document(catalogs, language, found),
            status=found.status,
            headers=headers,
            content_type="application/problem+json",
        )

    return middleware
