"""A person takes a thread over, speaks in it, and gives it back."""

from __future__ import annotations

from dataclasses import replace

from bot.conversation.messages import Message, Reply, Sender
from bot.conversation.threads import Holder, Thread
from bot.ports.storage import UnitOfWork
from bot.services.context import Context
from bot.services.speak import speak, speak_plainly


class NoSuchThread(LookupError):
    pass


class NotHeld(Exception):
    """An agent may speak only in threads that a person holds."""


async def hand_over(ctx: Context, thread_id: str) -> Thread:
    """From now on the assistant is silent in this thread."""
    async with ctx.storage.work() as work:
        thread = await _locked(work, thread_id)
        if thread.holder is not Holder.PERSON:
            thread = replace(thread, holder=Holder.PERSON, waiting_since=ctx.now())
            await work.threads.save(thread)
            await work.commit()
    ctx.published(thread_id)
    return thread


async def answer_as_agent(ctx: Context, thread_id: str, text: str) -> Message | None:
    async with ctx.storage.work() as work:
        thread = await _locked(work, thread_id)
        if thread.holder is not Holder.PERSON:
            raise NotHeld(thread_id)
        message = await speak_plainly(ctx, work, thread, text, sender=Sender.AGENT)
        await work.commit()
    ctx.published(thread_id)
    return message


async def hand_back(ctx: Context, thread_id: str) -> Thread:
    """The assistant answers again, in a fresh session: what was agreed with a person stands."""
    async with ctx.storage.work() as work:
        thread = await _locked(work, thread_id)
        if thread.holder is Holder.PERSON:
            thread = replace(
                thread,
                holder=Holder.ASSISTANT,
                waiting_since=None,
                session=thread.session + 1,
                session_turns=0,
                carry={},
            )
            await work.threads.save(thread)
            await speak(ctx, work, thread, Reply("handed_back"), sender=Sender.SYSTEM)
            await work.commit()
    ctx.published(thread_id)
    return thread


async def _locked(work: UnitOfWork, thread_id: str) -> Thread:
    thread = await work.threads.get(thread_id, lock=True)
    if thread is None:
        raise NoSuchThread(thread_id)
    return thread
