"""Who holds the thread? The assistant answers, or a person does; nothing else decides this."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import structlog

from bot.conversation.args import say
from bot.conversation.messages import Button, Effects, Reply, Send
from bot.conversation.threads import Holder, Thread
from bot.gateway.hub import Hub
from bot.gateway.rasa import NotReady, Rasa, Replies, command, plain
from bot.gateway.receive import meaning
from bot.gateway.tokens import Tokens
from bot.ports.errors import Rejected
from bot.ports.storage import UnitOfWork, Waiting
from bot.replies.language import LanguageIdentifier
from bot.services.context import Context
from bot.services.speak import speak_json

log = structlog.get_logger(__name__)

#: Attempts at a turn that fails inside before the shopper is told so.
_ATTEMPTS = 2


@dataclass(frozen=True)
class Router:
    ctx: Context
    hub: Hub
    rasa: Rasa
    tokens: Tokens
    languages: LanguageIdentifier
    session_turns: int

    async def handle(self, waiting: Waiting) -> None:
        """Answer one message. Raises NotReady or Unavailable while the assistant cannot be asked."""
        async with self.ctx.storage.work(read_only=True) as work:
            thread = await work.threads.get(waiting.thread_id)
        assert thread is not None
        if thread.holder is Holder.PERSON:
            await self._leave_to_person(waiting)
            return
        language = self._language(thread, waiting.send)
        replies = await self._replies(thread, language, waiting)
        carry = await self._carry(thread, replies)
        await self._finish(waiting, language, replies, carry)

    async def _leave_to_person(self, waiting: Waiting) -> None:
        async with self.ctx.storage.work() as work:
            await work.inbox.done(waiting.id)
            await work.commit()

    def _language(self, thread: Thread, send: Send) -> str:
        if not send.text:
            return thread.language
        return self.languages.identify(send.text, thread.language)

    async def _replies(self, thread: Thread, language: str, waiting: Waiting) -> Replies:
        if not self.rasa.ready and not await self.rasa.check():
            raise NotReady("the assistant is starting")
        metadata: dict[str, Any] = {
            "message_id": waiting.send.id,
            "language": language,
            "files": list(waiting.send.files),
        }
        if thread.session_turns == 0 and thread.carry:
            metadata["carry"] = thread.carry
        replies: Replies = []
        try:
            text = self._text(thread, waiting.send)
            for _ in range(3):  # a message holds two requests, rarely three
                replies += await self._turn(thread, text, metadata, waiting.attempts)
                request = _next_request(replies)
                if request is None:
                    break
                text = plain(request["text"])
                metadata = {
                    **metadata,
                    "message_id": f"{metadata['message_id']}+",
                    "intent": request["intent"],
                }
        except Rejected:
            log.error("turn.failed", thread=thread.id, attempts=waiting.attempts)
            if waiting.attempts < _ATTEMPTS:
                raise
            replies = [failed().to_json()]
        return replies

    async def _turn(
        self, thread: Thread, text: str, metadata: dict[str, Any], attempts: int
    ) -> Replies:
        if attempts > 1:
            done = await self.rasa.finished_turn(thread.conversation, metadata["message_id"])
            if done is not None:
                return done
        return await self.rasa.turn(thread.conversation, text, metadata)

    def _text(self, thread: Thread, send: Send) -> str:
        if send.button is not None:
            return command(*meaning(self.tokens.pressed(thread.id, send.button), send))
        if send.files and not send.text:
            return command("inform", {"photo": send.files[0]})
        return plain(send.text)

    async def _carry(self, thread: Thread, replies: Replies) -> dict[str, Any] | None:
        """What the next session starts with, when this one is at its end."""
        if any(r.get("effects", {}).get(Effects.END_SESSION) for r in replies):
            return {}
        if thread.session_turns + 1 < self.session_turns:
            return None
        return await self.rasa.state(thread.conversation)

    async def _finish(
        self, waiting: Waiting, language: str, replies: Replies, carry: dict[str, Any] | None
    ) -> None:
        """Replies, language, holder, session and the inbox row: in one transaction."""
        async with self.ctx.storage.work() as work:
            thread = await work.threads.get(waiting.thread_id, lock=True)
            assert thread is not None
            if await work.inbox.is_done(thread.id, waiting.send.id):
                return  # another copy took it over when our lease had run out
            await work.inbox.done(waiting.id)
            if thread.holder is Holder.ASSISTANT:
                thread = replace(thread, language=language, session_turns=thread.session_turns + 1)
                if carry is not None:
                    thread = replace(
                        thread, session=thread.session + 1, session_turns=0, carry=carry
                    )
                await self._say(work, thread, waiting.send.id, replies)
            await work.commit()
        self.hub.publish(waiting.thread_id)

    async def _say(self, work: UnitOfWork, thread: Thread, send_id: str, replies: Replies) -> None:
        for body in replies:
            effects = body.get("effects", {})
            if Effects.LANGUAGE in effects:
                thread = replace(thread, language=effects[Effects.LANGUAGE])
            if effects.get(Effects.HAND_OVER):
                thread = replace(thread, holder=Holder.PERSON, waiting_since=self.ctx.now())
        for body in replies:
            said = {key: value for key, value in body.items() if key != "effects"}
            if said.get("reply"):
                await speak_json(self.ctx, work, thread, said, answers=send_id)
        await work.threads.save(thread)


def _next_request(replies: Replies) -> dict[str, Any] | None:
    """A further request of the same message, which an action has handed back to be served next."""
    for reply in replies:
        if Effects.THEN in reply.get("effects", {}):
            request: dict[str, Any] = reply["effects"].pop(Effects.THEN)
            return request
    return None


def failed() -> Reply:
    """Said when a turn failed: honestly, and with a way on."""
    return Reply("failed", buttons=(Button(say("button.person"), "talk_to_human"),))
