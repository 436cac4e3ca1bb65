"""Orders and returns that exist already: where is it, cancel it, change it, its label, its money."""

from __future__ import annotations

from dataclasses import replace

from bot.actions.base import (
    PERSON,
    Events,
    ReturnsAction,
    Turn,
    asked_before,
    follow_up,
    journey_over,
    reject,
    slot,
)
from bot.actions.draft import NOT_NEEDED, Draft
from bot.actions.order_claim import claim_order, order_args
from bot.actions.return_form import INTERRUPTIONS
from bot.actions.status import case_status, order_status
from bot.conversation.args import Identifier, say
from bot.conversation.messages import Button, Effects, Reply
from bot.returns.cases import Case, CaseState
from bot.returns.orders import Order
from bot.services.cancel_return import cancel_return
from bot.services.find_cases import known_cases, order_of_case, visible_case
from bot.services.identify import granted_order, known_orders

#: What each look-up is about.
OF_ORDERS = frozenset({"track_order", "cancel_order"})
OF_CASES = frozenset(
    {
        "track_return",
        "track_refund",
        "cancel_return",
        "change_return",
        "request_label",
        "dispute_decision",
    }
)
LOOKUPS = OF_ORDERS | OF_CASES
_NEEDS_YES = frozenset({"cancel_return", "cancel_order"})
_SURE = 0.75


class ValidateLookupForm(ReturnsAction):
    action_name = "validate_lookup_form"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        if turn.was_answered:
            return []
        before = Draft.of(turn.slots)
        asked = turn.slots.get("requested_slot") if turn.form == "lookup_form" else None
        draft = before
        proves = asked == "order_number" and turn.entity("email") is not None
        if turn.intent in LOOKUPS and (asked is None or (turn.confidence >= _SURE and not proves)):
            draft = replace(draft, goal=turn.intent, confirmed=None)
            if draft.goal != before.goal and asked is not None:
                draft = replace(draft, case_number=None)
        elif asked is not None and not proves and self._interrupts(turn):
            return [reject("lookup_form")]
        draft = await self._fill(turn, draft, asked, replies)
        if draft == before and asked is not None and not replies:
            if turn.intent in INTERRUPTIONS:
                return [reject("lookup_form")]
            return self._missed(turn, replies)
        return [*draft.events_since(before), slot("misses", 0)]

    def _interrupts(self, turn: Turn) -> bool:
        journeys = (
            "return_item",
            "exchange_item",
            "request_refund",
            "report_problem",
            "check_eligibility",
        )
        sure = turn.confidence >= _SURE and turn.intent != "nlu_fallback"
        return sure and turn.intent in (INTERRUPTIONS - LOOKUPS) | set(journeys)

    def _missed(self, turn: Turn, replies: list[Reply]) -> Events:
        misses = int(turn.slots.get("misses") or 0) + 1
        replies.append(
            Reply("not_understood.again", buttons=(PERSON,))
            if misses > 1
            else Reply("not_understood")
        )
        return [slot("misses", misses)]

    async def _fill(
        self, turn: Turn, draft: Draft, asked: str | None, replies: list[Reply]
    ) -> Draft:
        if number := turn.entity("case_number"):
            draft = await self._named_case(turn, draft, str(number))
        draft = await claim_order(self.ctx, turn, draft, replies)
        draft = await self._choose(turn, draft)
        nothing_to_cancel = draft.goal == "cancel_return" and draft.case_number == NOT_NEEDED
        if draft.goal not in _NEEDS_YES or nothing_to_cancel:
            draft = replace(draft, confirmed=False)
        elif asked == "confirmed" and turn.intent in ("affirm", "deny", draft.goal):
            draft = replace(draft, confirmed=turn.intent != "deny")
        return draft

    async def _named_case(self, turn: Turn, draft: Draft, number: str) -> Draft:
        if case := await visible_case(self.ctx, turn.thread_id, number):
            return replace(draft, case_number=case.number, order_number=case.order_number)
        # Known or not, it is answered in the same way: we ask for proof.
        order = await order_of_case(self.ctx, number)
        return replace(draft, order_number=None, claimed_order=order or number)

    async def _choose(self, turn: Turn, draft: Draft) -> Draft:
        """The case, where there is no choice; the order, where a case settles it."""
        if draft.goal in OF_ORDERS:
            return replace(draft, case_number=NOT_NEEDED) if draft.order_number else draft
        if draft.case_number is not None:
            return draft
        named = draft.order_number or draft.claimed_order
        cases = await known_cases(self.ctx, turn.thread_id, draft.order_number)
        if not named and not cases and not await known_orders(self.ctx, turn.thread_id):
            return draft
        if draft.claimed_order and not draft.order_number:
            return draft
        fitting = [case for case in cases if not case.state.is_final] or list(cases)
        if len(fitting) == 1:
            case = fitting[0]
            return replace(draft, case_number=case.number, order_number=case.order_number)
        if not fitting and draft.order_number:
            return replace(draft, case_number=NOT_NEEDED)
        if len(fitting) > 1 and not draft.order_number:
            return replace(draft, order_number=fitting[0].order_number)
        return draft


class AskLookupOrder(ReturnsAction):
    action_name = "action_ask_lookup_form_order_number"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        draft = Draft.of(turn.slots)
        if draft.claimed_order is not None:
            reply = Reply("ask.proof", order_args(draft))
        elif known := list(await known_orders(self.ctx, turn.thread_id))[:6]:
            reply = Reply("ask.which_order", buttons=tuple(_order_button(o) for o in known))
        else:
            reply = Reply("ask.order" if draft.claimed_email is None else "ask.order_for_email")
        again = asked_before(turn, reply.name)
        replies.append(replace(reply, name=f"{reply.name}.again") if again else reply)
        return []


def _order_button(order: Order) -> Button:
    title = say(
        "button.order",
        order=Identifier(order.number),
        items=[line.title for line in order.lines[:2]],
    )
    return Button(title, "inform", {"order_number": order.number})


class AskLookupCase(ReturnsAction):
    action_name = "action_ask_lookup_form_case_number"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        cases = [c for c in await known_cases(self.ctx, turn.thread_id) if not c.state.is_final][:6]
        buttons = tuple(
            Button(
                say("button.case", case=Identifier(c.number), order=Identifier(c.order_number)),
                "inform",
                {"case_number": c.number},
            )
            for c in cases
        )
        name = "ask.which_case"
        replies.append(
            Reply(f"{name}.again" if asked_before(turn, name) else name, buttons=buttons)
        )
        return []


class AskLookupConfirmed(ReturnsAction):
    action_name = "action_ask_lookup_form_confirmed"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        draft = Draft.of(turn.slots)
        name = f"ask.{draft.goal}"
        args = {"case": Identifier(draft.case_number or ""), **order_args(draft)}
        buttons = (Button(say("button.yes"), "affirm"), Button(say("button.no"), "deny"))
        replies.append(Reply(f"{name}.again" if asked_before(turn, name) else name, args, buttons))
        return []


class _Answers(ReturnsAction):
    """What a look-up answers once its order or case is known."""

    async def answer(
        self, turn: Turn, draft: Draft, order: Order, case: Case | None, replies: list[Reply]
    ) -> Events:
        goal = draft.goal or "track_order"
        if goal == "track_order":
            replies.append(order_status(order, self.ctx.now()))
        elif goal == "cancel_order":
            replies.append(_cancel_order(order, bool(draft.confirmed)))
        elif goal == "dispute_decision":
            replies.append(Reply("disputed", order_args(draft), effects={Effects.HAND_OVER: True}))
        elif case is None:
            replies.append(_no_case(order))
        elif goal in ("track_return", "track_refund"):
            replies.append(case_status(self.ctx, case, goal))
        elif goal == "request_label":
            replies.append(_label(case))
        elif goal == "cancel_return":
            await self._cancel(turn, case, bool(draft.confirmed), replies)
        elif goal == "change_return":
            return self._change(case, replies)
        return []

    async def _cancel(self, turn: Turn, case: Case, yes: bool, replies: list[Reply]) -> None:
        if not yes:
            replies.append(Reply("kept", {"case": Identifier(case.number)}))
            return
        await cancel_return(self.ctx, case.number, turn.write_key)
        replies.append(Reply("cancelled", {"case": Identifier(case.number)}))

    def _change(self, case: Case, replies: list[Reply]) -> Events:
        """The return form again, filled with what the case says."""
        if not case.may_change:
            replies.append(
                Reply("refused.case_not_open", {"case": Identifier(case.number)}, (PERSON,))
            )
            return []
        return [
            slot("goal", "change_return"),
            slot("order_number", case.order_number),
            slot("case_number", case.number),
            slot("lines", [[line.line_id, line.quantity] for line in case.lines]),
            slot("reason", str(case.reason)),
            slot("condition", str(case.condition)),
            slot("photo", case.photo_id or NOT_NEEDED),
            slot("remedy", str(case.remedy)),
            slot("variant", case.exchange_sku or NOT_NEEDED),
            slot("confirmed", None),
            follow_up("return_form"),
        ]


class FinishLookup(_Answers):
    action_name = "action_finish_lookup"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        draft = Draft.of(turn.slots)
        assert draft.order_number is not None
        number = None if draft.case_number == NOT_NEEDED else draft.case_number
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(draft.order_number)
            case = await work.cases.get(number) if number else None
        assert order is not None
        events = await self.answer(turn, draft, order, case, replies)
        return [*journey_over(), *events]


class AnswerLookup(_Answers):
    """A look-up in the middle of a return: answered if it can be at once, else kept for later."""

    action_name = "action_answer_lookup"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        if turn.intent in ("track_order", "track_return", "track_refund", "request_label"):
            found = await self._found(turn)
            if found is not None:
                order, case = found
                if turn.intent in OF_CASES and case is None:
                    replies.append(_no_case(order))
                else:
                    await self.answer(turn, Draft(goal=turn.intent), order, case, replies)
                return []
        if turn.intent == "dispute_decision":
            replies.append(Reply("disputed", effects={Effects.HAND_OVER: True}))
            return []
        replies.append(Reply("parked"))
        return [slot("parked", {"intent": turn.intent, "text": turn.text})]

    async def _found(self, turn: Turn) -> tuple[Order, Case | None] | None:
        if number := turn.entity("case_number"):
            case = await visible_case(self.ctx, turn.thread_id, str(number))
            order = (
                await granted_order(self.ctx, turn.thread_id, case.order_number) if case else None
            )
            return (order, case) if order and case else None
        named = turn.entity("order_number")
        orders = list(await known_orders(self.ctx, turn.thread_id))
        if named:
            order = await granted_order(self.ctx, turn.thread_id, str(named))
            orders = [order] if order else []
        cases = list(
            await known_cases(
                self.ctx, turn.thread_id, orders[0].number if named and orders else None
            )
        )
        if turn.intent in OF_CASES and cases:
            order = await granted_order(self.ctx, turn.thread_id, cases[0].order_number)
            return (order, cases[0]) if order else None
        return (orders[0], None) if len(orders) == 1 else None


def _cancel_order(order: Order, yes: bool) -> Reply:
    args = {"order": Identifier(order.number)}
    if order.cancelled_at is not None:
        return Reply("cancel_order.cancelled_before", args)
    if any(line.shipped for line in order.lines):
        return Reply("cancel_order.too_late", args)
    if not yes:
        return Reply("cancel_order.kept", args)
    # The shop's own system cancels orders; until it is connected a person does it there.
    return Reply("cancel_order.by_person", args, effects={Effects.HAND_OVER: True})


def _no_case(order: Order) -> Reply:
    return Reply(
        "no_case",
        {"order": Identifier(order.number)},
        buttons=(
            Button(say("button.start_return"), "return_item", {"order_number": order.number}),
        ),
    )


def _label(case: Case) -> Reply:
    args = {"case": Identifier(case.number), "send_by": case.send_by.date()}
    if case.state is CaseState.OPEN:
        return Reply("label_later", args, timeline=case.number)
    if case.state is not CaseState.LABELLED:
        return Reply("label_used", args, timeline=case.number)
    kinds = ("label", "code", "guide")
    return Reply("label_again", args, attachments=tuple((kind, case.number) for kind in kinds))
