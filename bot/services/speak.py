"""Put something into a thread that nobody asked for: news, a hand-over, an agent's words."""

from __future__ import annotations

import uuid
from typing import Any

from bot.conversation.messages import Message, Reply, Sender
from bot.conversation.threads import Thread
from bot.ports.storage import UnitOfWork
from bot.services.context import Context


async def speak(
    ctx: Context,
    work: UnitOfWork,
    thread: Thread,
    reply: Reply,
    *,
    sender: Sender = Sender.ASSISTANT,
    answers: str | None = None,
    key: str | None = None,
) -> Message | None:
    """Within the caller's unit of work. None if news with this `key` were told before."""
    return await speak_json(
        ctx, work, thread, reply.to_json(), sender=sender, answers=answers, key=key
    )


async def speak_json(
    ctx: Context,
    work: UnitOfWork,
    thread: Thread,
    body: dict[str, Any],
    *,
    sender: Sender = Sender.ASSISTANT,
    answers: str | None = None,
    key: str | None = None,
) -> Message | None:
    name, args = body["reply"], body.get("args") or {}
    return await work.messages.append(
        Message(
            id=uuid.uuid4().hex,
            thread_id=thread.id,
            seq=0,
            sender=sender,
            at=ctx.now(),
            language=thread.language,
            text=ctx.words(thread.language, name, args),
            reply=name,
            args=args,
            extra={k: v for k, v in body.items() if k not in ("reply", "args")},
            answers=answers,
            key=key,
        )
    )


async def speak_plainly(
    ctx: Context, work: UnitOfWork, thread: Thread, text: str, *, sender: Sender
) -> Message | None:
    """Words as an agent typed them."""
    return await work.messages.append(
        Message(uuid.uuid4().hex, thread.id, 0, sender, ctx.now(), thread.language, text)
    )
