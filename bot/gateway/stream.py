"""The live stream of a conversation: everything from a sequence number on, in order."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import structlog
from aiohttp import WSMsgType, web

from bot.conversation.threads import Holder, Thread
from bot.gateway.conversations import Conversations
from bot.gateway.hub import heard
from bot.gateway.problems import Problem, document

log = structlog.get_logger(__name__)

_LOOK_AGAIN = 10.0
_HELLO_WITHIN = 10.0
_FRAME = 64_000


class Stream:
    def __init__(self, conversations: Conversations) -> None:
        self._c = conversations
        self._open: set[web.WebSocketResponse] = set()

    def routes(self) -> list[web.RouteDef]:
        return [web.get("/api/v1/conversations/{id}/stream", self.handle)]

    async def close_all(self, _app: web.Application) -> None:
        for socket in list(self._open):
            await socket.close(code=1012, message=b"restart")

    async def handle(self, request: web.Request) -> web.WebSocketResponse:
        socket = web.WebSocketResponse(heartbeat=25, max_msg_size=_FRAME)
        await socket.prepare(request)
        self._open.add(socket)
        try:
            await self._serve(request, socket)
        finally:
            self._open.discard(socket)
        return socket

    async def _serve(self, request: web.Request, socket: web.WebSocketResponse) -> None:
        try:
            async with asyncio.timeout(_HELLO_WITHIN):
                hello = await socket.receive_json()
            if not isinstance(hello, dict):
                raise ValueError("no hello")
            after = int(hello.get("after") or 0)
            thread = await self._c.open(request.match_info["id"], str(hello.get("token")))
        except Problem as problem:
            code = 4404 if problem.status == 404 else 4401
            await socket.close(code=code, message=problem.code.encode())
            return
        except (TimeoutError, TypeError, ValueError):
            await socket.close(code=4400, message=b"hello expected")
            return
        feeder = asyncio.create_task(self._feed(socket, thread, after))
        try:
            async for frame in socket:
                if frame.type is WSMsgType.TEXT:
                    await self._take(socket, thread, frame.data)
        finally:
            feeder.cancel()
            await asyncio.gather(feeder, return_exceptions=True)

    async def _take(self, socket: web.WebSocketResponse, thread: Thread, data: str) -> None:
        try:
            frame: Any = json.loads(data)
            kind = frame.get("type")
        except (ValueError, AttributeError):
            await self._refuse(socket, thread, None, Problem(400, "not_json"))
            return
        try:
            if kind == "send":
                send = await self._c.accept(thread, frame)
                await socket.send_json({"type": "accepted", "id": send.id, "seq": None})
            elif kind == "language":
                await self._c.set_language(thread, frame.get("language"))
            elif kind == "ping":
                await socket.send_json({"type": "pong"})
        except Problem as problem:
            await self._refuse(socket, thread, frame.get("id"), problem)
        except ConnectionError:
            pass  # the page is gone; what was accepted stays accepted
        except Exception:
            log.exception("stream.failed", thread=thread.id)
            await self._refuse(socket, thread, frame.get("id"), Problem(500, "internal"))

    async def _refuse(
        self, socket: web.WebSocketResponse, thread: Thread, send_id: Any, problem: Problem
    ) -> None:
        body = document(self._c.catalogs, thread.language, problem)
        await socket.send_json({"type": "refused", "id": send_id, "problem": body})

    async def _feed(self, socket: web.WebSocketResponse, thread: Thread, after: int) -> None:
        """Until the page goes away: what is new, and what has changed of the state around it."""
        told: dict[str, Any] = {}
        c = self._c
        with c.hub.listen(thread.id) as event:
            while not socket.closed:
                async with c.ctx.storage.work(read_only=True) as work:
                    now = await work.threads.get(thread.id)
                    assert now is not None
                    fresh = (
                        await work.messages.after(thread.id, after) if now.last_seq > after else ()
                    )
                    messages = await c.presenter.messages(work, fresh)
                    pending = await work.inbox.pending(thread.id)
                for message in messages:
                    await socket.send_json({"type": "message", "message": message})
                    after = message["seq"]
                typing = bool(pending) and c.rasa.ready and now.holder is Holder.ASSISTANT
                state = {"ready": c.rasa.ready, "holder": now.holder, "language": now.language}
                await self._tell(socket, told, state, typing)
                if len(messages) < 500:
                    await heard(event, _LOOK_AGAIN)

    async def _tell(
        self,
        socket: web.WebSocketResponse,
        told: dict[str, Any],
        state: dict[str, Any],
        typing: bool,
    ) -> None:
        if not told:
            await socket.send_json({"type": "hello", **state})
        for name, value in state.items():
            if told and told[name] != value:
                await socket.send_json({"type": name, name: value})
        if told.get("typing", False) != typing:
            await socket.send_json({"type": "typing", "on": typing})
        told.update(state, typing=typing)
