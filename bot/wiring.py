"""Which real parts are joined in this installation: the only place that knows everybody."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import aiohttp
import structlog
from aiohttp import web

from bot.actions import conversation, lookup_form, return_form, return_questions
from bot.actions.base import ReturnsAction
from bot.actions.server import action_app
from bot.documents.make import Maker
from bot.documents.parties import Address
from bot.gateway.conversations import Conversations, Limits
from bot.gateway.files import Files
from bot.gateway.hub import Hub
from bot.gateway.inbox import Inbox
from bot.gateway.present import Presenter
from bot.gateway.rasa import Rasa
from bot.gateway.receive import Receiver
from bot.gateway.route import Router
from bot.gateway.storefront import Storefront
from bot.gateway.stream import Stream
from bot.gateway.tokens import Tokens
from bot.gateway.watch import Watcher
from bot.gateway.web import public_app
from bot.replies.catalog import Catalogs
from bot.replies.language import LanguageIdentifier
from bot.returns.cases import CaseState
from bot.services.context import Context
from bot.services.issue_label import issue_label
from bot.services.move_case import move_case
from bot.services.policies import PolicyBook
from bot.settings import ROOT, Settings
from bot.store.database import Database
from bot.store.migrate import migrate
from integrations.carriers.demonstration.clock import MOVING, next_step
from integrations.carriers.demonstration.connector import DemonstrationCarrier
from integrations.shops.demonstration import connector as demonstration_shop

log = structlog.get_logger(__name__)


def open_context(settings: Settings, database: Database, catalogs: Catalogs, hub: Hub) -> Context:
    return Context(
        storage=database,
        policies=PolicyBook.load(settings.policy),
        words=catalogs.say,
        published=hub.publish,
    )


@asynccontextmanager
async def shop(settings: Settings) -> AsyncIterator[tuple[Context, Database]]:
    """What commands need: the database in its present form, and the services' context."""
    database = Database(settings.database)
    try:
        await migrate(database.engine)
        yield open_context(settings, database, Catalogs(), Hub()), database
    finally:
        await database.close()


@dataclass
class Service:
    public: web.Application
    actions: web.Application
    inbox: Inbox
    watcher: Watcher
    rasa: Rasa
    ctx: Context
    carrier: DemonstrationCarrier
    stream: Stream


@asynccontextmanager
async def service(settings: Settings) -> AsyncIterator[Service]:
    """All parts, joined and ready; nothing listens yet."""
    async with AsyncExitStack() as stack:
        database = Database(settings.database)
        stack.push_async_callback(database.close)
        await migrate(database.engine)
        session = await stack.enter_async_context(aiohttp.ClientSession())
        catalogs, hub = Catalogs(), Hub()
        ctx = open_context(settings, database, catalogs, hub)
        customer_key = settings.customer_token_key
        tokens = Tokens(
            settings.key,
            customer_key.get_secret_value() if customer_key else None,
            settings.file_link_hours * 3600,
        )
        carrier = DemonstrationCarrier()
        rasa = Rasa(session, settings.assistant, settings.turn_timeout)
        languages = LanguageIdentifier.read(ROOT / "data" / "nlu", catalogs.languages)
        router = Router(ctx, hub, rasa, tokens, languages, settings.session_turns)
        receiver = Receiver(ctx, tokens, catalogs, hub)
        presenter = Presenter(catalogs, tokens)
        conversations = Conversations(
            ctx, settings, tokens, catalogs, hub, receiver, presenter, rasa, Limits(settings)
        )
        stream = Stream(conversations)
        warehouse = Address(
            settings.warehouse_name, settings.warehouse_lines, settings.warehouse_country
        )
        files = Files(conversations, Maker(ctx, catalogs, carrier.name, warehouse).make)
        routes = [*conversations.routes(), *stream.routes(), *files.routes()]
        pages = _storefront(ctx, settings, catalogs, tokens) if settings.demonstration else []
        public = public_app(settings, database, catalogs, rasa, routes, pages)
        public.on_shutdown.append(stream.close_all)
        lease = timedelta(seconds=3 * settings.turn_timeout + 15)
        yield Service(
            public=public,
            actions=action_app(all_actions(ctx, carrier, catalogs.own_names)),
            inbox=Inbox(ctx, hub, router, settings.node, lease),
            watcher=Watcher(ctx, hub),
            rasa=rasa,
            ctx=ctx,
            carrier=carrier,
            stream=stream,
        )


def _storefront(
    ctx: Context, settings: Settings, catalogs: Catalogs, tokens: Tokens
) -> list[web.AbstractRouteDef]:
    pictures = Path(demonstration_shop.__file__).parent / "pictures"
    front = Storefront(ctx, settings, catalogs, tokens, pictures, demonstration_shop.situations)
    return front.routes()


def all_actions(
    ctx: Context, carrier: DemonstrationCarrier, languages: dict[str, str]
) -> list[ReturnsAction]:
    plain: list[type[ReturnsAction]] = [
        return_form.ValidateReturnForm,
        return_questions.AskOrder,
        return_questions.AskLines,
        return_questions.AskReason,
        return_questions.AskCondition,
        return_questions.AskPhoto,
        return_questions.AskRemedy,
        return_questions.AskVariant,
        return_questions.AskConfirmed,
        return_questions.FinishReturn,
        lookup_form.ValidateLookupForm,
        lookup_form.AskLookupOrder,
        lookup_form.AskLookupCase,
        lookup_form.AskLookupConfirmed,
        lookup_form.FinishLookup,
        lookup_form.AnswerLookup,
        conversation.SessionStart,
        conversation.AnswerQuestion,
        conversation.HearDetail,
        conversation.YesOrNo,
        conversation.Stop,
        conversation.HandOver,
        conversation.PrivacyRequest,
        conversation.Feedback,
        conversation.NotUnderstood,
    ]
    return [
        *(action(ctx, carrier) for action in plain),
        conversation.ChangeLanguage(ctx, carrier, languages),
    ]


async def watch_rasa(rasa: Rasa, hub: Hub) -> None:
    """Notice when the assistant becomes ready or goes away."""
    while True:
        before = rasa.ready
        if await rasa.check() and not before:
            log.info("assistant.ready")
            hub.inbox.set()
        if rasa.ready is not before:
            hub.publish_all()
        await asyncio.sleep(2.0 if rasa.ready else 0.5)


async def run_demonstration(service: Service, step: timedelta) -> None:
    """Labels that are missing are made, and parcels move, until cancelled."""
    while True:
        try:
            await _demonstrate(service, step)
        except Exception:
            log.exception("demonstration.failed")
        await asyncio.sleep(min(step.total_seconds() / 4, 1.0))


async def _demonstrate(service: Service, step: timedelta) -> None:
    ctx, now = service.ctx, service.ctx.now()
    async with ctx.storage.work(read_only=True) as work:
        cases = await work.cases.in_states((CaseState.OPEN, *MOVING))
        due = [(c, next_step(c, await work.cases.events(c.number), now, step)) for c in cases]
    for case, state in due:
        if case.state is CaseState.OPEN and now - case.opened_at > max(step, timedelta(seconds=20)):
            await issue_label(ctx, service.carrier, case)
        elif state is not None:
            await move_case(ctx, case.number, state)
