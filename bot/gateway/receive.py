"""Take in what a shopper sends: check it, record it; from then on it survives any crash."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.conversation.messages import Message, Picked, Send, Sender
from bot.conversation.threads import Thread
from bot.gateway.hub import Hub
from bot.gateway.tokens import BadToken, Pressed, Tokens
from bot.ports.storage import UnitOfWork
from bot.replies.catalog import Catalogs
from bot.services.context import Context


class Unacceptable(Exception):
    """Cannot be taken in, and sending it again will not help; `code` names the problem."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class _Pick(BaseModel):
    model_config = ConfigDict(extra="forbid")
    id: str = Field(max_length=64)
    quantity: int = Field(1, ge=1, le=10_000)


class SendBody(BaseModel):
    """The JSON of a send (docs/http-interface.md)."""

    model_config = ConfigDict(extra="ignore")
    id: str = Field(min_length=8, max_length=64, pattern=r"^[0-9A-Za-z_-]+$")
    text: str | None = None
    button: str | None = Field(None, max_length=20_000)
    selected: tuple[_Pick, ...] = Field((), max_length=100)
    files: tuple[str, ...] = Field((), max_length=5)

    def to_send(self, max_text: int) -> Send:
        text = (self.text or "").replace("\x00", "").strip()
        if len(text) > max_text:
            raise Unacceptable("text_too_long")
        if not text and self.button is None and not self.files:
            raise Unacceptable("empty")
        picked = tuple(Picked(pick.id, pick.quantity) for pick in self.selected)
        return Send(self.id, "" if self.button else text, self.button, picked, self.files)


def parse_send(body: Any, max_text: int) -> Send:
    """Raises Unacceptable."""
    try:
        return SendBody.model_validate(body).to_send(max_text)
    except ValidationError as error:
        raise Unacceptable("not_valid") from error


@dataclass(frozen=True)
class Receiver:
    ctx: Context
    tokens: Tokens
    catalogs: Catalogs
    hub: Hub

    async def accept(self, thread_id: str, send: Send) -> int | None:
        """The number of the shopper's message; None if this send was accepted before.

        Raises Unacceptable.
        """
        async with self.ctx.storage.work() as work:
            thread = await work.threads.get(thread_id, lock=True)
            if thread is None:
                raise Unacceptable("unknown_conversation")
            shown = await self._shown(work, thread, send)
            if not await work.inbox.accept(thread_id, send, self.ctx.now()):
                return None
            message = await work.messages.append(shown)
            await work.commit()
        assert message is not None
        self.hub.inbox.set()
        self.hub.publish(thread_id)
        return message.seq

    async def _shown(self, work: UnitOfWork, thread: Thread, send: Send) -> Message:
        text = send.text
        reply: str | None = None
        args: dict[str, Any] = {}
        if send.button is not None:
            reply, args = self._pressed(thread, send)
            text = self.catalogs.say(thread.language, reply, args)
        for file_id in send.files:
            file = await work.files.get(file_id)
            if file is None or file.thread_id != thread.id:
                raise Unacceptable("unknown_file")
        return Message(
            id=send.id,
            thread_id=thread.id,
            seq=0,
            sender=Sender.SHOPPER,
            at=self.ctx.now(),
            language=thread.language,
            text=text,
            reply=reply,
            args=args,
            extra={"attachments": [["photo", file_id] for file_id in send.files]}
            if send.files
            else {},
        )

    def _pressed(self, thread: Thread, send: Send) -> tuple[str, dict[str, Any]]:
        """What the shopper sees of a press: its title, or what was picked."""
        try:
            pressed = self.tokens.pressed(thread.id, send.button or "")
        except BadToken as error:
            raise Unacceptable("bad_button") from error
        if not send.selected:
            if pressed.items:
                raise Unacceptable("nothing_picked")
            return "pressed", {"title": pressed.title}
        items = []
        for pick in send.selected:
            title, at_most = pressed.items.get(pick.id, (None, 0))
            if title is None or pick.quantity > at_most:
                raise Unacceptable("not_on_offer")
            items.append({"reply": "picked_item", "args": {"item": title, "count": pick.quantity}})
        return "picked", {"items": items}


def meaning(pressed: Pressed, send: Send) -> tuple[str, dict[str, Any]]:
    """Intent and entities of a press, what was picked included."""
    if not send.selected:
        return pressed.intent, pressed.entities
    return pressed.intent, {
        **pressed.entities,
        "lines": [[p.id, p.quantity] for p in send.selected],
    }
