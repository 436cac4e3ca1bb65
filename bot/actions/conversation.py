"""Everything around the journeys: questions on the rules, stopping, languages, people."""

from __future__ import annotations

from typing import Any

from bot.actions.base import (
    JOURNEY_SLOTS,
    PERSON,
    Events,
    ReturnsAction,
    Turn,
    follow_up,
    journey_over,
    slot,
)
from bot.actions.explain import cost
from bot.conversation.args import Identifier, Language, say
from bot.conversation.messages import Button, Effects, Reply
from bot.returns.money import Money
from bot.returns.orders import Order, Product
from bot.services.identify import granted_order, known_orders

#: From here on a reason is believed that comes without a wish.
_REASON_CLEAR = 0.55
#: What a shopper may start with when words fail.
MENU = (
    Button(say("button.start_return"), "return_item"),
    Button(say("button.where_is_refund"), "track_refund"),
    Button(say("button.where_is_order"), "track_order"),
)


#: What the understanding part says of a message that tells no reason.
NO_REASON = "none"
_REASON_CLEAR = 0.55


class SessionStart(ReturnsAction):
    """A fresh session takes up what the last one was in the middle of."""

    action_name = "action_session_start"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        started: dict[str, Any] = turn.slots.get("session_started_metadata") or {}
        carry = started.get("carry") or {}
        events: Events = [{"event": "session_started", "timestamp": None}]
        known = {*JOURNEY_SLOTS, "parked", "requested_slot"}
        if carry.get("form"):
            events.append({"event": "active_loop", "timestamp": None, "name": carry["form"]})
        events += [slot(n, v) for n, v in (carry.get("slots") or {}).items() if n in known]
        listen = {
            "event": "action",
            "timestamp": None,
            "name": "action_listen",
            "policy": None,
            "confidence": None,
        }
        return [*events, listen]


class AnswerQuestion(ReturnsAction):
    """Questions on the rules: of the shopper's own market where we know it, else in general."""

    action_name = "action_answer_question"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        order = await self._order(turn)
        if turn.intent == "ask_size_advice":
            replies.append(await self._size(turn, order))
        else:
            replies.append(self._rule(turn.intent, order))
        return []

    async def _order(self, turn: Turn) -> Order | None:
        number = turn.slots.get("order_number") or turn.entity("order_number")
        if number:
            return await granted_order(self.ctx, turn.thread_id, str(number))
        known = await known_orders(self.ctx, turn.thread_id)
        return known[0] if known else None

    def _rule(self, intent: str, order: Order | None) -> Reply:
        policy = self.ctx.policies.policy
        args: dict[str, Any] = {
            "days": policy.window_days,
            "refund_days": policy.refund_days,
            "send_within": policy.send_within_days,
        }
        if order is None:
            return Reply(f"answer.{intent}", args)
        law = self.ctx.policies.law(order.country)
        days = policy.window(order.country)
        label = policy.return_cost.get(order.currency, Money.zero(order.currency))
        free = order.country in policy.free_return_markets
        delivered = order.delivered_on()
        args |= {
            "days": days,
            "law_days": law.withdrawal_days,
            "law": law.name,
            "order": Identifier(order.number),
            "cost": cost(Money.zero(order.currency) if free else label),
            "until": _until(delivered, days),
        }
        if intent == "ask_return_window":
            by_law = law.withdrawal_days > days
            name = "answer.ask_return_window.law" if by_law else "answer.ask_return_window.order"
            return Reply(name if delivered else "answer.ask_return_window.not_delivered", args)
        if intent == "ask_return_cost":
            return Reply("answer.ask_return_cost.order", args)
        return Reply(f"answer.{intent}", args)

    async def _size(self, turn: Turn, order: Order | None) -> Reply:
        product: Product | None = None
        if order is not None:
            chosen = (
                turn.slots.get("lines") or [[order.lines[0].id, 1]]
                if len(order.lines) == 1
                else turn.slots.get("lines")
            )
            if chosen:
                async with self.ctx.storage.work(read_only=True) as work:
                    product = await work.products.get(order.line(str(chosen[0][0])).product_id)
        if product is None or not product.size_chart:
            return Reply("answer.ask_size_advice")
        return Reply(
            "answer.ask_size_advice.chart", {"item": product.title, "chart": product.size_chart}
        )


def _until(delivered: Any, days: int) -> Any:
    from datetime import timedelta

    return delivered + timedelta(days=days) if delivered else None


class HearDetail(ReturnsAction):
    """A detail out of the blue: an order number without a wish, a reason without an item."""

    action_name = "action_hear_detail"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        name, confidence = turn.reason
        if turn.photo or (name != NO_REASON and confidence > _REASON_CLEAR):
            return [follow_up("return_form")]  # "the belt of #1042 is too short" wants a return
        if turn.entity("case_number"):
            return [slot("goal", "track_return"), follow_up("lookup_form")]
        number, email = turn.entity("order_number"), turn.entity("email")
        events: Events = self._remembered(turn)
        if email:
            events.append(slot("claimed_email", email))
        if number and not await granted_order(self.ctx, turn.thread_id, str(number)):
            events.append(slot("claimed_order", number))
        if number:
            replies.append(Reply("heard_order", {"order": Identifier(str(number))}, MENU))
        else:
            replies.append(Reply("heard_email" if email else "heard_detail", buttons=MENU))
        return events

    def _remembered(self, turn: Turn) -> Events:
        """Words on the goods, for when a return is started."""
        if not turn.words or turn.slots.get("hints"):
            return []
        words = [[w.kind, w.value, w.start, w.end, w.text] for w in turn.words]
        condition = next((w.value for w in turn.words if w.kind == "condition"), None)
        return [
            slot("hints", {"text": turn.text, "words": words}),
            *([slot("condition", condition)] if condition else []),
        ]


class YesOrNo(ReturnsAction):
    """A yes or no when nothing was asked."""

    action_name = "action_yes_or_no"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        replies.append(
            Reply("anything_else", buttons=MENU) if turn.intent == "affirm" else Reply("all_right")
        )
        return []


class Stop(ReturnsAction):
    """Drop what is going on; what was written stays written."""

    action_name = "action_stop"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        nothing = not turn.form and not turn.slots.get("goal")
        effects: dict[str, Any] = {Effects.END_SESSION: True}
        if parked := turn.slots.get("parked"):
            effects = {Effects.THEN: parked}
        replies.append(
            Reply("nothing_to_stop" if nothing else "stopped", buttons=MENU, effects=effects)
        )
        return [
            *journey_over(),
            slot("requested_slot", None),
            slot("parked", None),
            {"event": "active_loop", "timestamp": None, "name": None},
        ]


class ChangeLanguage(ReturnsAction):
    """Words that ask for another language; which one, the word list knows."""

    action_name = "action_change_language"

    def __init__(self, ctx: Any, carrier: Any, languages: dict[str, str]) -> None:
        super().__init__(ctx, carrier)
        self._languages = languages

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        wanted = [code for code in turn.entities("language") if code in self._languages]
        if wanted:
            replies.append(
                Reply(
                    "language_changed",
                    {"language": Language(wanted[-1])},
                    effects={Effects.LANGUAGE: wanted[-1]},
                )
            )
            return []
        asked_for = turn.entity("language")
        buttons = tuple(
            Button(
                say("language.own", language=Language(code)), "change_language", {"language": code}
            )
            for code, name in self._languages.items()
        )
        name = "language_not_spoken" if asked_for else "which_language"
        replies.append(Reply(name, {"language": Language(asked_for or "en")}, buttons))
        return []


class HandOver(ReturnsAction):
    action_name = "action_hand_over"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        replies.append(Reply("handed_over", effects={Effects.HAND_OVER: True}))
        return [
            *journey_over(),
            slot("requested_slot", None),
            {"event": "active_loop", "timestamp": None, "name": None},
        ]


class PrivacyRequest(ReturnsAction):
    """Personal data: a person has to see who asks, so a person is asked."""

    action_name = "action_privacy_request"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        replies.append(Reply("privacy", buttons=(PERSON,)))
        return []


class Feedback(ReturnsAction):
    action_name = "action_feedback"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        rating = turn.entity("rating")
        if rating is not None and int(rating) <= 2:
            replies.append(Reply("feedback.bad", buttons=(PERSON,)))
        else:
            replies.append(Reply("feedback"))
        return []


class NotUnderstood(ReturnsAction):
    """Not understood: said so; the second time simple choices and a person are offered."""

    action_name = "action_not_understood"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        misses = int(turn.slots.get("misses") or 0) + 1
        if misses > 1:
            choices = () if turn.form else MENU
            replies.append(Reply("not_understood.again", buttons=(*choices, PERSON)))
        else:
            replies.append(Reply("not_understood", buttons=() if turn.form else MENU))
        return [slot("misses", misses)]
