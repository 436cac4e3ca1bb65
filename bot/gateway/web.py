"""The public side of the service: pages, calls, security headers, health and figures."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path
from typing import Any

from aiohttp import web
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
)

from bot.gateway.problems import Handler, problem_middleware
from bot.gateway.rasa import Rasa
from bot.ports.storage import Storage
from bot.replies.catalog import Catalogs
from bot.settings import Settings

STATIC = Path(__file__).parent / "static"

_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(self), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Vary": "Origin",  # a copy cached for one site must not be handed to another
}


class Figures:
    """What `/metrics` tells."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "boomerang_requests_total",
            "HTTP requests",
            ["method", "route", "status"],
            registry=self.registry,
        )
        self.seconds = Histogram(
            "boomerang_request_seconds",
            "Time to answer a request",
            ["route"],
            registry=self.registry,
        )


def public_app(
    settings: Settings,
    storage: Storage,
    catalogs: Catalogs,
    rasa: Rasa,
    routes: Iterable[web.RouteDef],
    pages: Iterable[web.AbstractRouteDef],
) -> web.Application:
    figures = Figures()
    app = web.Application(
        client_max_size=settings.max_upload + 65_536,
        middlewares=[
            _headers(settings),
            _measured(figures),
            problem_middleware(catalogs, settings.default_language),
        ],
    )

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def ready(_request: web.Request) -> web.Response:
        async with storage.work(read_only=True) as work:
            await work.threads.latest(1)
        state = {"database": True, "assistant": rasa.ready}
        return web.json_response(state, status=200 if rasa.ready else 503)

    async def metrics(_request: web.Request) -> web.Response:
        return web.Response(
            body=generate_latest(figures.registry), headers={"Content-Type": CONTENT_TYPE_LATEST}
        )

    async def words(request: web.Request) -> web.Response:
        return web.json_response(
            page_words(catalogs, request.query.get("language"), settings.default_language),
            headers={"Cache-Control": "public, max-age=300"},
        )

    async def interface(_request: web.Request) -> web.FileResponse:
        return web.FileResponse(STATIC / "openapi.json")

    app.add_routes(
        [
            web.get("/health/live", live),
            web.get("/health/ready", ready),
            web.get("/health", ready),
            web.get("/metrics", metrics),
            web.get("/api/v1/words", words),
            web.get("/api/openapi.json", interface),
            web.static("/static", STATIC),
            *routes,
            *pages,
        ]
    )
    return app


def page_words(catalogs: Catalogs, wanted: str | None, default: str) -> dict[str, Any]:
    """All words of the page in one language, and which languages there are, in their own words."""
    language = catalogs.closest(wanted, default)
    catalog = catalogs[language]
    return {
        "language": language,
        "direction": catalog.locale.text_direction,
        "languages": [{"code": c, "name": n} for c, n in catalogs.own_names.items()],
        "words": {
            k: v
            for k, v in catalog.messages.items()
            if k.startswith("widget.") and isinstance(v, str)
        },
    }


def _headers(settings: Settings) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        origin = request.headers.get("Origin")
        embedded = origin in settings.allowed_origins
        if request.method == "OPTIONS" and embedded:
            response: web.StreamResponse = web.Response(status=204)
        else:
            response = await handler(request)
        if not response.prepared:
            response.headers.update(_HEADERS)
            if embedded and origin:
                response.headers.update(
                    {
                        "Access-Control-Allow-Origin": origin,
                        "Access-Control-Allow-Headers": "Authorization, Content-Type, Accept-Language",
                        "Access-Control-Allow-Methods": "GET, POST, PATCH",
                    }
                )
        return response

    return middleware


def _measured(figures: Figures) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def middleware(request: web.Request, handler: Handler) -> web.StreamResponse:
        resource = request.match_info.route.resource
        route = resource.canonical if resource is not None else "none"
        started = time.perf_counter()
        status = 500
        try:
            response = await handler(request)
            status = response.status
            return response
        finally:
            figures.requests.labels(request.method, route, status).inc()
            figures.seconds.labels(route).observe(time.perf_counter() - started)

    return middleware
