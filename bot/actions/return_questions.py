"""The questions of the return form, and its end."""

from __future__ import annotations

from typing import Any

from bot.actions.base import (
    PERSON,
    Events,
    ReturnsAction,
    Turn,
    asked_before,
    follow_up,
    journey_over,
    slot,
)
from bot.actions.draft import Draft
from bot.actions.explain import cost, items
from bot.actions.order_claim import order_args
from bot.actions.return_form import SAYS_NO, change_buttons
from bot.conversation.args import Identifier, Options, Say, say
from bot.conversation.messages import Button, Choice, Choices, Effects, Reply
from bot.ports.errors import PortError
from bot.returns.cases import Case, CaseState, Remedy
from bot.returns.errors import NothingToReturn, QuoteChanged
from bot.returns.money import Money
from bot.returns.orders import Order
from bot.returns.reasons import Condition, Reason
from bot.services.change_return import change_return
from bot.services.eligibility import Assessment, assess, replacements, returnable, settled_units
from bot.services.identify import known_orders
from bot.services.issue_label import issue_label
from bot.services.open_return import Agreed, open_return


class _Ask(ReturnsAction):
    """A question. Asked twice running, it is put in other words (`….again`)."""

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        reply = await self.question(turn, Draft.of(turn.slots))
        if asked_before(turn, reply.name):
            reply = _again(reply)
        replies.append(reply)
        return self.remembered(reply)

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        raise NotImplementedError

    def remembered(self, reply: Reply) -> Events:
        return []


def _again(reply: Reply) -> Reply:
    return Reply(
        f"{reply.name}.again",
        reply.args,
        reply.buttons,
        reply.choices,
        reply.attachments,
        reply.timeline,
        reply.wants,
    )


class AskOrder(_Ask):
    """Which order? And is it yours?"""

    action_name = "action_ask_return_form_order_number"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        if draft.claimed_order is not None:
            return Reply("ask.proof", order_args(draft))
        if draft.claimed_email is not None:
            return Reply("ask.order_for_email")
        known = list(await known_orders(self.ctx, turn.thread_id))[:6]
        if not known:
            return Reply("ask.order")
        return Reply(
            "ask.which_order",
            buttons=tuple(
                Button(
                    say(
                        "button.order",
                        order=Identifier(order.number),
                        items=[line.title for line in order.lines[:2]],
                    ),
                    "inform",
                    {"order_number": order.number},
                )
                for order in known
            ),
        )


class AskLines(_Ask):
    action_name = "action_ask_return_form_lines"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        assert draft.order_number is not None
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(draft.order_number)
            assert order is not None
            left = returnable(order, await settled_units(work, order, but=draft.case_number))
        several = (draft.hints or {}).get("line")
        if several in left:
            return _how_many(order, str(several), left[str(several)])
        return Reply("ask.lines", order_args(draft), choices=_cards(order, left))


def _how_many(order: Order, line_id: str, units: int) -> Reply:
    line = order.line(line_id)
    return Reply(
        "ask.how_many",
        {"item": line.title, "count": units},
        buttons=tuple(
            Button(str(n), "inform", {"lines": [[line_id, n]]}) for n in range(1, min(units, 8) + 1)
        ),
    )


def _cards(order: Order, left: dict[str, int]) -> Choices:
    return Choices(
        items=tuple(
            Choice(
                id=line.id,
                title=line.title,
                subtitle=say(
                    "card.subtitle", variant=Options(line.options), price=_each(order, line.id)
                )
                if line.options
                else _each(order, line.id),
                image=line.image,
                quantity=left.get(line.id, line.quantity),
                disabled=line.id not in left,
                note=None if line.id in left else say("card.already_returned"),
            )
            for line in order.lines
        ),
        submit=Button(say("button.these"), "inform"),
    )


def _each(order: Order, line_id: str) -> Money:
    return order.paid_for(order.line(line_id), 1)


class AskReason(_Ask):
    action_name = "action_ask_return_form_reason"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        buttons = tuple(
            Button(say(f"reason.{reason}"), "inform", {"reason": str(reason)}) for reason in Reason
        )
        return Reply("ask.reason", buttons=buttons)


class AskCondition(_Ask):
    action_name = "action_ask_return_form_condition"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        buttons = tuple(
            Button(say(f"condition.{condition}"), "inform", {"condition": str(condition)})
            for condition in Condition
        )
        return Reply("ask.condition", buttons=buttons)


class AskPhoto(_Ask):
    action_name = "action_ask_return_form_photo"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        other = Button(say("button.change_reason"), "inform", {"change": "reason"})
        return Reply("ask.photo", buttons=(other, PERSON), wants="photo")


class AskRemedy(_Ask):
    action_name = "action_ask_return_form_remedy"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        _, found, exchangeable = await _assessed(self, draft)
        offers = [r for r in found.remedies if r is not Remedy.EXCHANGE or exchangeable]
        buttons = tuple(
            Button(_remedy_title(found, remedy), "inform", {"resolution": str(remedy)})
            for remedy in offers
        )
        return Reply("ask.remedy", order_args(draft), buttons=buttons)


def _remedy_title(found: Assessment, remedy: Remedy) -> Say:
    quote = found.quotes[remedy]
    if remedy in (Remedy.REFUND, Remedy.STORE_CREDIT):
        return say(f"button.{remedy}", amount=quote.pays)
    return say(f"button.{remedy}")


class AskVariant(_Ask):
    action_name = "action_ask_return_form_variant"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        assert draft.order_number is not None
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(draft.order_number)
            assert order is not None
            product = await replacements(work, order, list(draft.units))
        line = order.line(next(iter(draft.units)))
        if product is None:
            return Reply("ask.variant_by_person", buttons=(PERSON, *change_buttons()))
        there = [v for v in product.variants if v.sku != line.sku and v.stock > 0]
        if not there:
            return Reply("ask.no_variant", {"item": line.title}, buttons=change_buttons())
        buttons = tuple(
            Button(Options(v.options), "inform", {"variant": v.sku}) for v in there[:24]
        )
        return Reply("ask.variant", {"item": line.title}, buttons=buttons)


class AskConfirmed(_Ask):
    """The summary: exactly what a yes will write."""

    action_name = "action_ask_return_form_confirmed"

    async def question(self, turn: Turn, draft: Draft) -> Reply:
        if turn.intent in SAYS_NO:
            return Reply("ask.what_changes", buttons=change_buttons())
        order, found, _ = await _assessed(self, draft)
        assert draft.remedy is not None
        quote = found.quotes[draft.remedy]
        wanted = await self._wanted(order, draft)
        return Reply(
            f"summary.{draft.remedy}",
            {
                "order": Identifier(order.number),
                "items": items(order, draft.units),
                "reason": say(f"reason.{draft.reason}"),
                "condition": say(f"condition.{draft.condition}"),
                "amount": quote.pays,
                "cost": cost(quote.return_cost),
                "wanted": wanted,
                "change": say("summary_changes", case=Identifier(draft.case_number))
                if draft.case_number
                else None,
            },
            buttons=(
                Button(say("button.yes"), "affirm"),
                Button(say("button.no"), "deny"),
            ),
        )

    def remembered(self, reply: Reply) -> Events:
        amount = reply.args.get("amount")
        return [slot("quoted", [amount.amount, amount.currency])] if amount is not None else []

    async def _wanted(self, order: Order, draft: Draft) -> Options | str:
        if draft.variant_sku is None:
            return ""
        async with self.ctx.storage.work(read_only=True) as work:
            product = await replacements(work, order, list(draft.units))
        for variant in product.variants if product else ():
            if variant.sku == draft.variant_sku:
                return Options(variant.options)
        return draft.variant_sku


async def _assessed(action: ReturnsAction, draft: Draft) -> tuple[Order, Assessment, bool]:
    assert draft.order_number is not None
    async with action.ctx.storage.work(read_only=True) as work:
        order = await work.orders.get(draft.order_number)
        assert order is not None
        found = await assess(
            action.ctx,
            work,
            order,
            draft.units,
            draft.reason or Reason.OTHER,
            draft.condition or Condition.UNUSED,
            has_photo=draft.photo_id is not None,
            but=draft.case_number,
        )
        product = await replacements(work, order, list(draft.units))
    return order, found, product is not None


class FinishReturn(ReturnsAction):
    """After the form: write what was agreed, or close what was refused."""

    action_name = "action_finish_return"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        draft = Draft.of(turn.slots)
        if not draft.confirmed:
            return [*journey_over()]
        agreed = _agreed(draft, turn.slots.get("quoted"))
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(agreed.order_number)
        assert order is not None
        try:
            if draft.case_number:
                case = await change_return(self.ctx, agreed, turn.write_key)
            else:
                case = await open_return(
                    self.ctx, turn.thread_id, turn.language, agreed, turn.write_key
                )
        except (QuoteChanged, NothingToReturn):
            replies.append(Reply("quote_changed"))
            return [slot("confirmed", None), slot("told", None), follow_up("return_form")]
        case = await self._labelled(case)
        replies.append(self._opened(order, case, changed=draft.case_number is not None))
        return [*journey_over(), *_reset_parked(turn, replies)]

    async def _labelled(self, case: Case) -> Case:
        try:
            return await issue_label(self.ctx, self.carrier, case, tell=False)
        except PortError:
            return case  # the label follows, with a message of its own

    def _opened(self, order: Order, case: Case, *, changed: bool) -> Reply:
        labelled = case.state is not CaseState.OPEN
        kinds = ("label", "guide", "receipt") if labelled else ("receipt",)
        name = "changed" if changed else "opened"
        if not labelled:
            name += "_label_later"
        return Reply(
            name,
            {
                "case": Identifier(case.number),
                "items": items(order, {ln.line_id: ln.quantity for ln in case.lines}),
                "send_by": case.send_by.date(),
                "what_next": say(
                    f"what_next.{case.remedy}",
                    amount=case.refund,
                    days=self.ctx.policies.policy.refund_days,
                ),
            },
            attachments=tuple((kind, case.number) for kind in kinds),
            timeline=case.number,
            effects={Effects.END_SESSION: True},
        )


def _agreed(draft: Draft, quoted: list[Any] | None) -> Agreed:
    assert draft.order_number and draft.reason and draft.remedy and quoted
    return Agreed(
        order_number=draft.order_number,
        units=draft.units,
        reason=draft.reason,
        condition=draft.condition or Condition.OPENED,
        remedy=draft.remedy,
        pays=Money(*quoted),
        photo_id=draft.photo_id,
        exchange_sku=draft.variant_sku,
        changes=draft.case_number,
    )


def _reset_parked(turn: Turn, replies: list[Reply]) -> Events:
    """A request that had to wait is served now."""
    parked = turn.slots.get("parked")
    if not parked:
        return []
    replies.append(Reply("", effects={Effects.THEN: parked}))
    return [slot("parked", None)]
