"""The calls of a conversation: begin it, send, read, switch its language, take its transcript."""

from __future__ import annotations

import asyncio
import json
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from aiohttp import web
from limits import RateLimitItemPerHour, RateLimitItemPerMinute
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter

from bot.conversation.messages import Reply, Send
from bot.conversation.threads import Holder, Thread
from bot.gateway.hub import Hub, heard
from bot.gateway.present import Presenter
from bot.gateway.problems import LANGUAGE, Problem
from bot.gateway.rasa import Rasa
from bot.gateway.receive import Receiver, Unacceptable, parse_send
from bot.gateway.tokens import BadToken, Tokens, new_conversation_token, opens
from bot.replies.catalog import Catalogs
from bot.services.context import Context
from bot.services.speak import speak
from bot.settings import Settings

#: Whether the message is answered, and the answers as the page gets them.
_Answers = tuple[bool, list[dict[str, Any]]]

#: Seconds; listeners are told of what is new at once, this is for a word that got lost.
_LOOK_AGAIN = 10.0

_STATUS = {"unknown_conversation": 404, "text_too_long": 413}


class Limits:
    """Per address and per conversation; counted in this process."""

    def __init__(self, settings: Settings) -> None:
        self._window = MovingWindowRateLimiter(MemoryStorage())
        self._messages = RateLimitItemPerMinute(settings.messages_per_minute)
        self._conversations = RateLimitItemPerHour(settings.conversations_per_hour)

    async def may_send(self, thread_id: str) -> bool:
        return await self._window.test(self._messages, "message", thread_id)

    async def sent(self, thread_id: str) -> bool:
        """Counts it. False if it was one too many."""
        return await self._window.hit(self._messages, "message", thread_id)

    async def conversation(self, address: str) -> None:
        if not await self._window.hit(self._conversations, "conversation", address):
            raise Problem(429, "too_many", retry_after=60)


@dataclass
class Conversations:
    ctx: Context
    settings: Settings
    tokens: Tokens
    catalogs: Catalogs
    hub: Hub
    receiver: Receiver
    presenter: Presenter
    rasa: Rasa
    limits: Limits

    def routes(self) -> list[web.RouteDef]:
        base = "/api/v1/conversations"
        return [
            web.post(base, self.begin),
            web.get(f"{base}/{{id}}", self.show),
            web.patch(f"{base}/{{id}}", self.change),
            web.post(f"{base}/{{id}}/messages", self.send),
            web.get(f"{base}/{{id}}/messages", self.read),
            web.get(f"{base}/{{id}}/transcript", self.transcript),
        ]

    async def begin(self, request: web.Request) -> web.Response:
        await self.limits.conversation(request.remote or "")
        body = await json_body(request)
        locale = body.get("locale")
        language = self.catalogs.closest(
            locale if isinstance(locale, str) else request.headers.get("Accept-Language"),
            self.settings.default_language,
        )
        request[LANGUAGE] = language
        email = self._customer(body.get("customer_token"))
        token, digest = new_conversation_token()
        now = self.ctx.now()
        thread = Thread(
            id=uuid.uuid4().hex,
            channel="web",
            language=language,
            holder=Holder.ASSISTANT,
            created_at=now,
            token_hash=digest,
            email=email,
        )
        async with self.ctx.storage.work() as work:
            if (
                await work.threads.count_since(now - timedelta(days=1))
                >= self.settings.conversations_at_most
            ):
                raise Problem(503, "busy", retry_after=600)
            await work.threads.add(thread)
            await speak(self.ctx, work, thread, Reply("welcome"))
            await work.commit()
        return web.json_response(
            {"id": thread.id, "token": token, "language": language}, status=201
        )

    def _customer(self, token: Any) -> str | None:
        if not token:
            return None
        try:
            return self.tokens.customer_email(str(token))
        except BadToken as error:
            raise Problem(401, "bad_customer_token") from error

    async def thread(self, request: web.Request) -> Thread:
        """The conversation that the request's token opens. Raises Problem."""
        token = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
        thread = await self.open(request.match_info["id"], token)
        request[LANGUAGE] = thread.language
        return thread

    async def open(self, thread_id: str, token: str) -> Thread:
        async with self.ctx.storage.work(read_only=True) as work:
            thread = await work.threads.get(thread_id)
        if thread is None:
            raise Problem(404, "unknown_conversation")
        if not opens(token, thread):
            raise Problem(401, "bad_token")
        return thread

    async def show(self, request: web.Request) -> web.Response:
        thread = await self.thread(request)
        return web.json_response(
            {
                "id": thread.id,
                "language": thread.language,
                "holder": thread.holder,
                "ready": self.rasa.ready,
                "last": thread.last_seq,
            }
        )

    async def change(self, request: web.Request) -> web.Response:
        thread = await self.thread(request)
        language = (await json_body(request)).get("language")
        await self.set_language(thread, language)
        return web.json_response({"id": thread.id, "language": language})

    async def set_language(self, thread: Thread, language: Any) -> None:
        """Raises Problem if it is none of ours."""
        if language not in self.catalogs.languages:
            raise Problem(422, "unknown_language")
        async with self.ctx.storage.work() as work:
            locked = await work.threads.get(thread.id, lock=True)
            assert locked is not None
            await work.threads.save(replace(locked, language=language))
            await work.commit()
        self.hub.publish(thread.id)

    async def send(self, request: web.Request) -> web.Response:
        thread = await self.thread(request)
        send = await self.accept(thread, await json_body(request))
        wait = _seconds(request, "wait", self.settings.wait)
        done, messages = await self._answers(thread.id, send, wait)
        return web.json_response({"messages": messages}, status=200 if done else 202)

    async def accept(self, thread: Thread, body: Any) -> Send:
        """Durable when this returns. Raises Problem."""
        try:
            send = parse_send(body, self.settings.max_text)
            # What was accepted before is no further message, however often it is sent.
            if not await self.limits.may_send(thread.id) and not await self._known(thread, send):
                raise Problem(429, "too_many", retry_after=5)
            if await self.receiver.accept(thread.id, send) is not None:
                await self.limits.sent(thread.id)
        except Unacceptable as error:
            raise Problem(_STATUS.get(error.code, 422), error.code) from error
        return send

    async def _known(self, thread: Thread, send: Send) -> bool:
        async with self.ctx.storage.work(read_only=True) as work:
            return await work.inbox.is_done(thread.id, send.id) is not None

    async def _answers(self, thread_id: str, send: Send, seconds: float) -> _Answers:
        """What was answered in that time."""
        end = asyncio.get_running_loop().time() + seconds
        with self.hub.listen(thread_id) as event:
            while True:
                async with self.ctx.storage.work(read_only=True) as work:
                    done = bool(await work.inbox.is_done(thread_id, send.id))
                    left = end - asyncio.get_running_loop().time()
                    if done or left <= 0:
                        stored = await work.messages.answers_to(thread_id, send.id)
                        return done, await self.presenter.messages(work, stored)
                await heard(event, min(left, _LOOK_AGAIN))

    async def read(self, request: web.Request) -> web.Response:
        thread = await self.thread(request)
        after = int(_seconds(request, "after", 0, at_most=2**31))
        end = asyncio.get_running_loop().time() + _seconds(request, "wait", 0)
        language = request.query.get("language")
        if language is not None and language not in self.catalogs.languages:
            raise Problem(422, "unknown_language")
        with self.hub.listen(thread.id) as event:
            while True:
                async with self.ctx.storage.work(read_only=True) as work:
                    stored = await work.messages.after(thread.id, after)
                    messages = await self.presenter.messages(work, stored, language)
                    pending = await work.inbox.pending(thread.id)
                left = end - asyncio.get_running_loop().time()
                if messages or left <= 0:
                    break
                await heard(event, min(left, _LOOK_AGAIN))
        return web.json_response(
            {
                "messages": messages,
                "last": messages[-1]["seq"] if messages else after,
                "typing": bool(pending) and self.rasa.ready and thread.holder is Holder.ASSISTANT,
                "ready": self.rasa.ready,
            }
        )

    async def transcript(self, request: web.Request) -> web.Response:
        thread = await self.thread(request)
        language = self.catalogs.closest(request.query.get("language"), thread.language)
        catalog = self.catalogs[language]
        lines: list[str] = []
        async with self.ctx.storage.work(read_only=True) as work:
            seq = 0
            while stored := await work.messages.after(thread.id, seq):
                for message in stored:
                    who = catalog.say(f"transcript.{message.sender}")
                    when = catalog.argument({"time": message.at.isoformat()})
                    lines.append(f"[{when}] {who}: {self.presenter.text(message, language)}")
                seq = stored[-1].seq
        return web.Response(
            text="\n\n".join(lines) + "\n",
            content_type="text/plain",
            charset="utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="boomerang-{thread.id[:8]}.txt"'
            },
        )


async def json_body(request: web.Request) -> dict[str, Any]:
    """Raises Problem unless it is a JSON object."""
    try:
        body = await request.json()
    except (json.JSONDecodeError, UnicodeDecodeError, ValueError) as error:
        raise Problem(400, "not_json") from error
    if not isinstance(body, dict):
        raise Problem(400, "not_json")
    return body


def _seconds(request: web.Request, name: str, default: float, at_most: float = 30.0) -> float:
    try:
        return min(max(float(request.query.get(name, default)), 0.0), at_most)
    except ValueError as error:
        raise Problem(400, "not_valid") from error
