"""The private door by which Rasa calls the actions."""

from __future__ import annotations

from collections.abc import Iterable

import structlog
from aiohttp import web
from rasa_sdk.executor import ActionExecutor

from bot.actions.base import ReturnsAction

log = structlog.get_logger(__name__)

#: Slots and what happened since the last few messages are posted; that stays far below this.
_BODY = 8_000_000


def action_app(actions: Iterable[ReturnsAction]) -> web.Application:
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)

    async def webhook(request: web.Request) -> web.Response:
        call = await request.json()
        try:
            result = await executor.run(call)
        except Exception:
            # Rasa gives the turn up on a 500; the gateway notices and says so to the shopper.
            log.exception("action.failed", action=call.get("next_action"))
            return web.json_response(
                {"error": "failed", "action_name": call.get("next_action")}, status=500
            )
        answer = result.model_dump() if hasattr(result, "model_dump") else result
        return web.json_response(answer)

    app = web.Application(client_max_size=_BODY)
    app.router.add_post("/webhook", webhook)
    return app
