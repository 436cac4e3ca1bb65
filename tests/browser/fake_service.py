"""A service with scripted answers, which also fails on demand in ways the real one never would.

It speaks docs/http-interface.md. What a shopper writes picks the answer: `buttons`, `items`,
`one`, `photo`, `papers`, `timeline`, `markup`; everything else is answered in words.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import WSMsgType, web

from bot.gateway.web import STATIC, page_words
from bot.replies.catalog import Catalogs

Json = dict[str, Any]

#: As strict as a careful shop's; the chat has to look and work the same under it.
POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self' ws: wss:"
)
_PIXEL = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64"><rect width="64" height="64" '
    b'fill="#%s"/><path d="M12 42c10 0 14-8 18-16l6 6c6 4 12 4 16 6v8H12z" fill="#%s"/></svg>'
)
_COLOURS = {
    "shoes": (b"dfe9f5", b"2f5d9b"),
    "shirt": (b"f6e7df", b"b5623a"),
    "scarf": (b"e9efe0", b"5f7f3c"),
}


@dataclass
class Talk:
    """One conversation."""

    id: str
    token: str
    language: str
    messages: list[Json] = field(default_factory=list)
    news: asyncio.Condition = field(default_factory=asyncio.Condition)
    typing: bool = False
    holder: str = "assistant"


@dataclass
class FakeService:
    talks: dict[str, Talk] = field(default_factory=dict)
    #: How often each send arrived, acknowledged or not.
    arrived: Counter[str] = field(default_factory=Counter)
    begun: list[Json] = field(default_factory=list)
    read: list[int] = field(default_factory=list)
    uploads: list[int] = field(default_factory=list)
    port: int = 0
    # What goes wrong
    ready: bool = True
    answering: bool = True
    sockets_allowed: bool = True
    deaf: bool = False  # frames arrive, and nothing comes of it
    cut_after_taking: bool = False  # stored, but the line breaks before the page hears of it
    doubling: bool = False
    refusal: Json | None = None
    upload_problem: tuple[int, str] | None = None
    upload_delay: float = 0.0
    slow: float = 0.0
    customer_token_valid: bool = True
    _runner: web.AppRunner | None = None
    _sockets: set[web.WebSocketResponse] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _catalogs: Catalogs = field(default_factory=Catalogs)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def talk(self) -> Talk:
        """The newest conversation."""
        return list(self.talks.values())[-1]

    def texts(self, sender: str = "shopper") -> list[str]:
        return [m["text"] for m in self.talk.messages if m["from"] == sender]

    # Running

    async def start(self) -> None:
        self._runner = web.AppRunner(self._app(), shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port, reuse_address=True)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        for socket in list(self._sockets):
            await socket.close(code=1012)
        for task in self._tasks:
            task.cancel()
        if self._runner is not None:
            await self._runner.cleanup()
        self._runner = None

    def cut(self) -> None:
        """All lines break without a word, as when a train enters a tunnel."""
        for socket in list(self._sockets):
            if socket._req is not None and socket._req.transport is not None:
                socket._req.transport.abort()

    def forget(self) -> None:
        self.talks.clear()

    def _app(self) -> web.Application:
        app = web.Application(client_max_size=9_000_000, middlewares=[_headers])
        base = "/api/v1/conversations"
        app.add_routes(
            [
                web.get("/page", self._page),
                web.get("/page.js", self._page_script),
                web.get("/pictures/{name}.svg", self._picture),
                web.get("/files/{name}", self._file),
                web.get("/api/v1/words", self._words),
                web.post(base, self._begin),
                web.get(f"{base}/{{id}}", self._show),
                web.patch(f"{base}/{{id}}", self._change),
                web.post(f"{base}/{{id}}/messages", self._send),
                web.get(f"{base}/{{id}}/messages", self._read),
                web.get(f"{base}/{{id}}/stream", self._stream),
                web.post(f"{base}/{{id}}/files", self._upload),
                web.get(f"{base}/{{id}}/transcript", self._transcript),
                web.static("/static", STATIC),
            ]
        )
        return app

    # Pages and files

    async def _page(self, request: web.Request) -> web.Response:
        """A shop's page. `?inline` has the element in its flow, `?from=` names the site that the
        script comes from; all else become the tag's data.
        """
        site = request.query.get("from", "")
        inline = "<returns-chat inline></returns-chat>" if "inline" in request.query else ""
        data = " ".join(
            f'data-{k}="{v}"' for k, v in request.query.items() if k not in ("inline", "from")
        )
        html = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A shop</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<script src="/page.js" defer></script>
<script src="{site}/static/returns-chat.js" defer {data}></script></head>
<body><main><h1>Corner Shop</h1><p>Shoes and scarves, sent everywhere.</p>
<p><a href="#top">Back to the top</a></p>{inline}</main></body></html>"""
        return web.Response(text=html, content_type="text/html")

    async def _page_script(self, _request: web.Request) -> web.Response:
        text = "window.violations = [];\n" + (
            "document.addEventListener('securitypolicyviolation', "
            "(e) => window.violations.push(e.violatedDirective + ' ' + e.blockedURI));\n"
        )
        return web.Response(text=text, content_type="text/javascript")

    async def _picture(self, request: web.Request) -> web.Response:
        colours = _COLOURS.get(request.match_info["name"])
        if colours is None:
            raise web.HTTPNotFound
        return web.Response(body=_PIXEL % colours, content_type="image/svg+xml")

    async def _file(self, request: web.Request) -> web.Response:
        if request.match_info["name"].startswith("photo"):
            return web.Response(body=_PIXEL % _COLOURS["scarf"], content_type="image/svg+xml")
        return web.Response(body=b"%PDF-1.4\n%%EOF\n", content_type="application/pdf")

    async def _words(self, request: web.Request) -> web.Response:
        return web.json_response(page_words(self._catalogs, request.query.get("language"), "en"))

    # The calls of a conversation

    async def _begin(self, request: web.Request) -> web.Response:
        await asyncio.sleep(self.slow)
        body = await request.json()
        self.begun.append(body)
        if body.get("customer_token") and not self.customer_token_valid:
            return _problem(401, "bad_customer_token")
        language = self._catalogs.closest(body.get("locale"), "en")
        talk = Talk(uuid.uuid4().hex, uuid.uuid4().hex, language)
        self.talks[talk.id] = talk
        await self.say(talk, text=f"Welcome ({language}). What should go back?")
        return web.json_response(
            {"id": talk.id, "token": talk.token, "language": language}, status=201
        )

    def _opened(self, request: web.Request) -> Talk:
        talk = self.talks.get(request.match_info["id"])
        if talk is None:
            raise _Unknown
        if request.headers.get("Authorization") != f"Bearer {talk.token}":
            raise web.HTTPUnauthorized
        return talk

    async def _show(self, request: web.Request) -> web.Response:
        talk = self._opened(request)
        state = {"language": talk.language, "holder": talk.holder, "ready": self.ready}
        return web.json_response({"id": talk.id, "last": len(talk.messages), **state})

    async def _change(self, request: web.Request) -> web.Response:
        talk = self._opened(request)
        await self._set_language(talk, (await request.json())["language"])
        return web.json_response({"id": talk.id, "language": talk.language})

    async def _set_language(self, talk: Talk, language: str) -> None:
        async with talk.news:
            talk.language = language
            talk.news.notify_all()

    async def _send(self, request: web.Request) -> web.Response:
        talk = self._opened(request)
        refusal = await self._take(talk, await request.json())
        if refusal is not None:
            return web.json_response(refusal, status=refusal.get("status", 422))
        return web.json_response({"messages": []}, status=202)

    async def _read(self, request: web.Request) -> web.Response:
        talk = self._opened(request)
        after = int(request.query.get("after", 0))
        language = request.query.get("language")
        async with talk.news:
            if len(talk.messages) <= after:
                with suppress(TimeoutError):
                    await asyncio.wait_for(talk.news.wait(), float(request.query.get("wait", 0)))
        messages = [self._in(m, language) for m in talk.messages[after:]]
        state = {"typing": talk.typing, "ready": self.ready}
        return web.json_response({"messages": messages, "last": len(talk.messages), **state})

    @staticmethod
    def _in(message: Json, language: str | None) -> Json:
        if language is None or message["from"] == "shopper":
            return message
        return {**message, "language": language, "text": f"[{language}] {message['text']}"}

    async def _upload(self, request: web.Request) -> web.Response:
        self._opened(request)
        body = await request.post()
        await asyncio.sleep(self.upload_delay)
        if self.upload_problem is not None:
            return _problem(*self.upload_problem)
        file = body["file"]
        assert isinstance(file, web.FileField)
        self.uploads.append(len(file.file.read()))
        id = f"photo-{uuid.uuid4().hex[:6]}"
        found = {"id": id, "name": "photo.jpg", "url": f"/files/{id}", "kind": "photo"}
        return web.json_response(found, status=201)

    async def _transcript(self, request: web.Request) -> web.Response:
        talk = self._opened(request)
        return web.Response(text="\n".join(f"{m['from']}: {m['text']}" for m in talk.messages))

    async def _stream(self, request: web.Request) -> web.WebSocketResponse:
        if not self.sockets_allowed:
            raise web.HTTPForbidden
        socket = web.WebSocketResponse()
        await socket.prepare(request)
        hello = await socket.receive_json()
        talk = self.talks.get(request.match_info["id"])
        if talk is None:
            await socket.close(code=4404)
            return socket
        if hello["token"] != talk.token:
            await socket.close(code=4401)
            return socket
        self._sockets.add(socket)
        feeder = asyncio.create_task(self._feed(socket, talk, hello["after"]))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._hear(socket, talk, frame.json())
        finally:
            feeder.cancel()
            self._sockets.discard(socket)
        return socket

    async def _feed(self, socket: web.WebSocketResponse, talk: Talk, after: int) -> None:
        told = {"ready": self.ready, "holder": talk.holder, "language": talk.language}
        typing = False
        try:
            await socket.send_json({"type": "hello", **told})
            while True:
                async with talk.news:
                    fresh = talk.messages[after:]
                    now = {"ready": self.ready, "holder": talk.holder, "language": talk.language}
                    if not fresh and now == told and typing == talk.typing:
                        await talk.news.wait()
                        continue
                for message in fresh:
                    for _ in range(2 if self.doubling else 1):
                        await socket.send_json({"type": "message", "message": message})
                    after = message["seq"]
                for name, value in now.items():
                    if told[name] != value:
                        await socket.send_json({"type": name, name: value})
                if typing != talk.typing:
                    await socket.send_json({"type": "typing", "on": talk.typing})
                told, typing = now, talk.typing
        except ConnectionError:
            pass

    async def _hear(self, socket: web.WebSocketResponse, talk: Talk, frame: Json) -> None:
        match frame.pop("type"):
            case "send" if self.deaf:
                self.arrived[frame["id"]] += 1
            case "send":
                if self.cut_after_taking:
                    self.cut()
                refusal = await self._take(talk, frame)
                if refusal is not None:
                    await socket.send_json(
                        {"type": "refused", "id": frame["id"], "problem": refusal}
                    )
                elif not self.cut_after_taking:
                    await socket.send_json({"type": "accepted", "id": frame["id"], "seq": None})
            case "read":
                self.read.append(frame["seq"])
            case "language":
                await self._set_language(talk, frame["language"])
            case "ping":
                await socket.send_json({"type": "pong"})

    # Answers

    async def _take(self, talk: Talk, send: Json) -> Json | None:
        self.arrived[send["id"]] += 1
        if self.refusal is not None:
            return self.refusal
        if any(m["id"] == send["id"] for m in talk.messages):
            return None
        await self._store(talk, send)
        return None

    async def _store(self, talk: Talk, send: Json) -> None:
        text = send.get("text") or (
            "picked: " + _picked(send) if "selected" in send else send.get("button") or ""
        )
        papers = [
            {"kind": "photo", "url": f"/files/{f}", "name": "photo.jpg", "type": "image/jpeg"}
            for f in send.get("files", ())
        ]
        await self.say(talk, id=send["id"], sender="shopper", text=text, attachments=papers)
        if self.answering and talk.holder == "assistant":
            task = asyncio.create_task(self._answer(talk, send, text))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, talk: Talk, send: Json, text: str) -> None:
        async with talk.news:
            await talk.news.wait_for(lambda: self.ready)
        await self.typing(talk, True)
        await asyncio.sleep(0.15)
        await self.typing(talk, False)
        extra = SCRIPT.get(text, {"text": f"You said: {text}"})
        await self.say(talk, answers=send["id"], **extra)

    async def typing(self, talk: Talk, on: bool) -> None:
        async with talk.news:
            talk.typing = on
            talk.news.notify_all()

    async def say(
        self,
        talk: Talk,
        *,
        text: str,
        sender: str = "assistant",
        id: str | None = None,
        ago: timedelta = timedelta(),
        **extra: Any,
    ) -> None:
        async with talk.news:
            message = {
                "seq": len(talk.messages) + 1,
                "id": id or uuid.uuid4().hex,
                "from": sender,
                "at": (datetime.now(UTC) - ago).isoformat(),
                "language": talk.language,
                "text": text,
                "reply": None,
                "args": {},
                "answers": None,
                "buttons": [],
                "choices": None,
                "attachments": [],
                "timeline": None,
                "wants": None,
                **extra,
            }
            talk.messages.append(message)
            talk.news.notify_all()

    async def become(self, *, ready: bool | None = None, holder: str | None = None) -> None:
        if ready is not None:
            self.ready = ready
        for talk in self.talks.values():
            async with talk.news:
                talk.holder = holder or talk.holder
                talk.news.notify_all()


def _picked(send: Json) -> str:
    return ", ".join(f"{one['id']} x {one['quantity']}" for one in send["selected"])


class _Unknown(Exception):
    pass


def _problem(status: int, code: str, **more: Any) -> web.Response:
    body = {
        "type": "about:blank",
        "status": status,
        "code": code,
        "title": f"Problem: {code}",
        **more,
    }
    return web.json_response(body, status=status, content_type="application/problem+json")


@web.middleware
async def _headers(request: web.Request, handler: Any) -> web.StreamResponse:
    response: web.StreamResponse
    try:
        response = web.Response() if request.method == "OPTIONS" else await handler(request)
    except _Unknown:
        response = _problem(404, "unknown_conversation")
    if not response.prepared:
        site = request.query.get("from", "")
        response.headers["Content-Security-Policy"] = POLICY.replace("'self'", f"'self' {site}")
        # Without it, a script that the browser keeps from one site would be refused on another.
        response.headers["Vary"] = "Origin"
        if origin := request.headers.get("Origin"):
            response.headers["Access-Control-Allow-Origin"] = origin
            response.headers["Access-Control-Allow-Headers"] = "Authorization, Content-Type"
            response.headers["Access-Control-Allow-Methods"] = "GET, POST, PATCH"
    return response


_ITEMS = [
    {
        "id": "1",
        "title": "Canvas sneakers",
        "subtitle": "Blue, 38 · 59,90 €",
        "image": "/pictures/shoes.svg",
        "quantity": 1,
        "disabled": False,
        "note": None,
    },
    {
        "id": "2",
        "title": "Linen shirt",
        "subtitle": "White, M · 39,00 €",
        "image": "/pictures/shirt.svg",
        "quantity": 3,
        "disabled": False,
        "note": None,
    },
    {
        "id": "3",
        "title": "Silk scarf",
        "subtitle": "Green · 24,50 €",
        "image": "/pictures/gone.svg",
        "quantity": 1,
        "disabled": True,
        "note": "Cut to your measure, so it cannot go back.",
    },
]
_STEPS = [
    ("open", "Return opened", "done", "2026-05-18T08:30:00Z", None),
    ("scanned", "Parcel handed in", "done", "2026-05-19T15:02:00Z", None),
    ("arrived", "On its way to us", "current", "2026-05-20T09:10:00Z", "Expected by Friday"),
    ("checked", "Checked", "ahead", None, None),
    ("refunded", "Money on its way", "ahead", None, None),
]

#: What the shopper writes -> what comes back.
SCRIPT: dict[str, Json] = {
    "buttons": {
        "text": "Order \u2068B-1042\u2069 is from last Monday. What is wrong with the shoes?",
        "buttons": [
            {"title": "Too small", "payload": "signed.small"},
            {"title": "Damaged", "payload": "signed.damaged"},
            {"title": "I have changed my mind", "payload": "signed.mind"},
        ],
    },
    "items": {
        "text": "This is in order \u2068B-1042\u2069. What would you like to send back?",
        "choices": {
            "multiple": True,
            "submit": {"title": "Send these back", "payload": "signed.pick"},
            "items": _ITEMS,
        },
    },
    "one": {
        "text": "Which one is it about?",
        "choices": {
            "multiple": False,
            "submit": {"title": "This one", "payload": "signed.one"},
            "items": _ITEMS,
        },
    },
    "photo": {"text": "Could you show me the damage?", "wants": "photo"},
    "papers": {
        "text": "Your return is open. Here is your label: print it, or show the code at the shop.",
        "attachments": [
            {
                "kind": "label",
                "url": "/files/label-1",
                "name": "Return label RMA-2041",
                "type": "application/pdf",
            },
            {
                "kind": "papers",
                "url": "/files/papers-1",
                "name": "Customs papers RMA-2041",
                "type": "application/pdf",
            },
            {
                "kind": "receipt",
                "url": "javascript:alert(1)",
                "name": "Wrong",
                "type": "application/pdf",
            },
        ],
    },
    "timeline": {
        "text": "Your parcel is on its way to us.",
        "timeline": {
            "case": "RMA-2041",
            "title": "Return \u2068RMA-2041\u2069",
            "steps": [
                dict(zip(("name", "title", "state", "at", "note"), s, strict=True)) for s in _STEPS
            ],
        },
    },
    "markup": {"text": "<img src=x onerror=alert(1)> <b>bold</b>\nSee https://example.org/help."},
}


@asynccontextmanager
async def fake_service() -> AsyncIterator[FakeService]:
    service = FakeService()
    await service.start()
    try:
        yield service
    finally:
        await service.stop()
