"""The form that leads from "this should go back" to a summary with an explicit yes."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Any

from bot.actions.base import (
    PERSON,
    Events,
    ReturnsAction,
    Turn,
    end_loop,
    journey_over,
    reject,
    slot,
)
from bot.actions.draft import NOT_NEEDED, Draft
from bot.actions.explain import (
    explain_allowed,
    explain_eligibility,
    explain_refusals,
    explain_settled,
)
from bot.actions.order_claim import claim_order
from bot.conversation.args import say
from bot.conversation.messages import Button, Effects, Reply
from bot.returns.cases import Remedy
from bot.returns.orders import Order, Variant
from bot.returns.policy import Refusal
from bot.returns.reasons import Condition, Reason
from bot.services.choose_lines import Candidate, Word, choose_lines
from bot.services.eligibility import Assessment, assess, replacements, returnable, settled_units
from bot.services.find_cases import known_cases

#: Intents that a rule answers in the middle of a return, unless the message answers our question.
INTERRUPTIONS = frozenset(
    {
        "ask_return_window", "ask_return_conditions", "ask_return_cost", "ask_return_method",
        "ask_refund_method", "ask_customs", "ask_size_advice", "track_order", "track_return",
        "track_refund", "cancel_return", "change_return", "request_label", "cancel_order",
        "dispute_decision", "greet", "goodbye", "thank", "stop", "help", "change_language",
        "talk_to_human", "privacy_request", "give_feedback", "bot_challenge", "out_of_scope",
        "nlu_fallback",
    }
)  # fmt: skip
_JOURNEYS = frozenset(
    {"return_item", "exchange_item", "request_refund", "report_problem", "check_eligibility"}
)
_OF_INTENT = {"exchange_item": Remedy.EXCHANGE, "request_refund": Remedy.REFUND}
#: To a summary; "that is wrong" contests nothing, since nothing was decided yet.
SAYS_NO = frozenset({"deny", "dispute_decision"})
#: From here on an interruption is believed even if its words would also answer our question.
_SURE = 0.75
#: A reason is taken from words if it is this clear; a lower bar where we asked for one.
_REASON_CLEAR, _REASON_ASKED = 0.7, 0.4
#: Refusals that no reason turns: told before the shopper is asked for one.
_AT_ONCE = frozenset(
    {Refusal.NOT_DELIVERED, Refusal.CANCELLED, Refusal.ALREADY_RETURNED, Refusal.NOT_GOODS}
)


class ValidateReturnForm(ReturnsAction):
    """Takes from the message what it says, wherever the form stands, and works out what follows."""

    action_name = "validate_return_form"

    async def act(self, turn: Turn, replies: list[Reply]) -> Events:
        if turn.was_answered:
            return []
        before = Draft.of(turn.slots)
        asked = turn.slots.get("requested_slot") if turn.form == "return_form" else None
        draft = before
        if asked == "confirmed" and await self._is_written(turn):
            # The yes of a turn that died after it had written: what it opened is told, not redone.
            return [slot("confirmed", True), slot("misses", 0)]
        if asked is None and turn.intent in _JOURNEYS:
            draft = _opened(before, turn)
        if asked and turn.intent == "cancel_return" and not await self._has_case(turn):
            # "Cancel it" while nothing is open yet calls off what is being talked about.
            replies.append(Reply("stopped"))
            return [*journey_over(), end_loop(), slot("requested_slot", None)]
        early = asked in ("order_number", "lines")
        if asked and turn.intent == "cancel_return" and (draft.case_number or early):
            # The return that was to be changed, or an earlier one, is to be called off instead.
            then = {"intent": turn.intent, "text": turn.text}
            replies.append(Reply("", effects={Effects.THEN: then}))
            return [*journey_over(), end_loop(), slot("requested_slot", None)]
        if self._interrupts(turn, asked) and turn.confidence >= _SURE:
            return [reject("return_form")]
        filled = await self._fill(turn, draft, asked, replies)
        if asked == "confirmed" and turn.intent in SAYS_NO and filled == draft:
            return [slot("misses", 0)]  # the question that follows is what should be different
        if filled == draft and asked is not None and not replies:
            if turn.intent in INTERRUPTIONS and not _contests_nothing(turn):
                return [reject("return_form")]
            return self._missed(turn, replies)
        settled = await self._settle(turn, filled, replies)
        events = settled.events_since(before)
        if settled.told and settled.told.startswith("refused"):
            return [*events, slot("misses", None), end_loop(), slot("requested_slot", None)]
        return [*events, slot("misses", 0)]

    async def _has_case(self, turn: Turn) -> bool:
        return any(not case.state.is_final for case in await known_cases(self.ctx, turn.thread_id))

    async def _is_written(self, turn: Turn) -> bool:
        async with self.ctx.storage.work(read_only=True) as work:
            return await work.cases.written_by(turn.write_key) is not None

    def _interrupts(self, turn: Turn, asked: str | None) -> bool:
        if asked is None or (turn.by_button and turn.intent not in INTERRUPTIONS):
            return False
        if asked == "confirmed" and turn.intent in SAYS_NO:
            return False
        if _contests_nothing(turn):
            return False
        if _answers_plainly(turn, asked) and turn.intent not in ("stop", "talk_to_human"):
            return False
        return turn.intent in INTERRUPTIONS and turn.intent != "nlu_fallback"

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
        named_before = draft.claimed_order or draft.order_number
        draft = await claim_order(self.ctx, turn, draft, replies)
        # "Sorry, wrong one, it is order 1042" corrects the order; it tells no reason.
        corrects = named_before not in (None, draft.claimed_order or draft.order_number)
        if draft.order_number is None:
            draft = _remember_hints(turn, draft, asked)
            return _fill_reason(turn, draft, asked)
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(draft.order_number)
            assert order is not None
            left = returnable(order, await settled_units(work, order, but=draft.case_number))
            product = await replacements(work, order, list(draft.units))
        if change := turn.entity("change"):
            return _reopen(draft, str(change))
        draft = _fill_lines(turn, draft, asked, order, left, replies)
        draft = draft if corrects else _fill_reason(turn, draft, asked)
        draft = _fill_condition(turn, draft, asked)
        if turn.photo and draft.photo != turn.photo:
            draft = draft.reconsidered(photo=turn.photo)
        draft = _fill_remedy(turn, draft, asked)
        if draft.remedy is Remedy.EXCHANGE and product is not None:
            line = order.line(next(iter(draft.units)))
            draft = _fill_variant(turn, draft, asked, line.sku, product.variants)
        if asked == "confirmed" and draft == replace(draft, confirmed=None):
            draft = _fill_confirmed(turn, draft)
        return draft

    async def _settle(self, turn: Turn, draft: Draft, replies: list[Reply]) -> Draft:
        """What follows from the facts: a decision, and which questions are not needed."""
        if draft.order_number is None:
            return draft
        async with self.ctx.storage.work(read_only=True) as work:
            order = await work.orders.get(draft.order_number)
            assert order is not None
            settled = await settled_units(work, order, but=draft.case_number)
            if not returnable(order, settled):
                replies.append(await explain_settled(work, order))
                return replace(draft, told="refused")
            if draft.lines is None:
                return draft
            reason = draft.reason or Reason.OTHER
            if reason.is_fault and draft.condition is None:
                draft = replace(draft, condition=Condition.OPENED)
            found = await assess(
                self.ctx,
                work,
                order,
                draft.units,
                reason,
                draft.condition or Condition.UNUSED,
                has_photo=draft.photo_id is not None,
                but=draft.case_number,
            )
            product = await replacements(work, order, list(draft.units))
        return self._judge(turn, draft, order, found, bool(product), replies)

    def _judge(
        self,
        turn: Turn,
        draft: Draft,
        order: Order,
        found: Assessment,
        exchangeable: bool,
        replies: list[Reply],
    ) -> Draft:
        known = draft.reason is not None and draft.condition is not None
        at_once = [d for d in found.decisions.values() if d.refusal in _AT_ONCE]
        if found.refused and (known or at_once):
            replies.extend(explain_refusals(order, found, self.ctx.policies))
            if not found.allowed:
                return replace(draft, told="refused")
            draft = draft.reconsidered(
                lines=tuple((line, n) for line, n in draft.units.items() if line in found.allowed)
            )
            return draft  # the rest is judged with the next answer
        if not known:
            if draft.goal == "check_eligibility" and draft.told is None:
                replies.append(explain_eligibility(order, found, self.ctx.policies))
                draft = replace(draft, told="eligible")
            return draft
        if draft.photo_id is None:
            draft = replace(draft, photo=None if found.needs_photo else NOT_NEEDED)
        remedies = [r for r in found.remedies if r is not Remedy.EXCHANGE or exchangeable]
        if draft.remedy is not None and draft.remedy not in remedies:
            replies.append(Reply("remedy_not_offered", {"remedy": say(f"remedy.{draft.remedy}")}))
            draft = draft.reconsidered(remedy=None)
        if draft.remedy is not Remedy.EXCHANGE and draft.remedy is not None:
            draft = replace(draft, variant=NOT_NEEDED)
        mark = _mark(draft)
        if draft.told != mark and not found.needs_photo:
            replies.append(explain_allowed(order, found, draft, self.ctx.policies))
            draft = replace(draft, told=mark)
        return draft


def _contests_nothing(turn: Turn) -> bool:
    """Nothing was decided yet: "no, that was wrong" is then about something else."""
    return turn.intent == "dispute_decision" and not turn.slots.get("told")


def _answers_plainly(turn: Turn, asked: str) -> bool:
    """Whether the message holds just what was asked for, whatever its other words sound like."""
    if asked == "order_number":
        return turn.entity("email") is not None
    if asked == "condition" and not turn.intent.startswith("ask_"):
        return any(word.kind == "condition" for word in turn.words)  # "the label is still on"
    return asked == "reason" and turn.reason[0] != "none" and turn.reason[1] >= _REASON_CLEAR


def _opened(draft: Draft, turn: Turn) -> Draft:
    """A new journey: what its opening words ask for."""
    return replace(draft, goal=turn.intent, remedy=draft.remedy or _OF_INTENT.get(turn.intent))


def _remember_hints(turn: Turn, draft: Draft, asked: str | None) -> Draft:
    """Words on the goods that come before the order: kept until there are lines to hold them to."""
    goods = [w for w in turn.words if w.kind != "resolution"]
    if not turn.text or (draft.hints and not goods):
        return _fill_remedy(turn, _fill_condition(turn, draft, asked), asked)
    hints = {
        "text": turn.text,
        "words": [[w.kind, w.value, w.start, w.end, w.text] for w in turn.words],
    }
    draft = _fill_remedy(turn, _fill_condition(turn, draft, asked), None)
    # Merely having heard something is no answer to our question, so `hints` alone must not differ.
    return draft if draft.hints and not goods else replace(draft, hints=hints)


def _fill_lines(
    turn: Turn,
    draft: Draft,
    asked: str | None,
    order: Order,
    left: dict[str, int],
    replies: list[Reply],
) -> Draft:
    if picked := _picked(turn.entities("lines")):
        lines = tuple((line, min(units, left[line])) for line, units in picked if line in left)
        return (
            draft.reconsidered(lines=lines, hints=None, photo=None, variant=None)
            if lines
            else draft
        )
    candidates = [Candidate(line, left[line.id]) for line in order.lines if line.id in left]
    before = draft.hints
    if draft.lines is None and draft.hints and draft.hints["text"]:
        words = [Word(*word) for word in draft.hints["words"]]
        chosen = choose_lines(draft.hints["text"], words, candidates, turn.language)
        draft = replace(draft, hints=None)
        if chosen.unit_question is not None:
            return replace(draft, hints={"text": "", "words": [], "line": chosen.unit_question})
        if chosen.lines and not chosen.ambiguous and chosen.unit_question is None:
            draft = draft.reconsidered(lines=chosen.lines)
    if draft.lines is None and len(candidates) == 1 and candidates[0].units == 1:
        if _names_other_goods(turn, before, candidates):
            replies.append(Reply("not_in_order"))
            return draft
        draft = draft.reconsidered(lines=((candidates[0].line.id, 1),))
    if not turn.text or (asked in ("order_number", "condition") and draft.lines is not None):
        return draft
    choosing = asked == "variant" or (asked == "confirmed" and draft.remedy is Remedy.EXCHANGE)
    if choosing and not any(word.kind == "product" for word in turn.words):
        return draft  # "send me the black one" tells which instead
    if asked in ("reason", "variant", "photo") and turn.intent not in ("deny", *_JOURNEYS):
        return draft  # "the zip of the jacket is broken" tells why, not what
    if units := _units_answered(turn, draft, left):
        return draft.reconsidered(lines=units, hints=None)
    chosen = choose_lines(turn.text, turn.words, candidates, turn.language, draft.lines or ())
    if chosen.unit_question is not None and draft.lines is None:
        return replace(draft, hints={"text": "", "words": [], "line": chosen.unit_question})
    if asked == "lines" and (chosen.ambiguous or chosen.named_something):
        replies.append(Reply("which_one" if chosen.ambiguous else "not_in_order"))
    if not chosen.lines or chosen.ambiguous or chosen.unit_question is not None:
        return draft
    if asked == "confirmed" and turn.intent == "affirm" and dict(chosen.lines) == left:
        return draft  # "yes, all good" is not about all of the order
    if set(chosen.lines) == set(draft.lines or ()):
        return draft
    return draft.reconsidered(lines=chosen.lines, photo=None, variant=None)


def _names_other_goods(
    turn: Turn, hints: dict[str, Any] | None, candidates: list[Candidate]
) -> bool:
    """Whether the shopper speaks of something else than the only thing that is left."""
    text, words = turn.text, turn.words
    if hints and hints["text"]:
        text, words = hints["text"], [Word(*word) for word in hints["words"]]
    chosen = choose_lines(text, words, candidates, turn.language)
    return chosen.named_something and not chosen.lines


def _units_answered(
    turn: Turn, draft: Draft, left: dict[str, int]
) -> tuple[tuple[str, int], ...] | None:
    """The answer to "how many of them?"."""
    line = (draft.hints or {}).get("line")
    if line is None or line not in left:
        return None
    said = [w.value for w in turn.words if w.kind == "quantity"]
    said += [token for token in turn.text.split() if token.isdigit()]
    units = left[line] if "all" in said else next((int(n) for n in said if n.isdigit()), 0)
    return ((line, units),) if 0 < units <= left[line] else None


def _reopen(draft: Draft, what: str) -> Draft:
    """Something that was settled is asked for again."""
    if what == "lines":
        return draft.reconsidered(lines=None, photo=None, variant=None)
    if what == "reason":
        return draft.reconsidered(reason=None, condition=None, photo=None)
    return draft.reconsidered(remedy=None, variant=None)


def _picked(values: list[Any]) -> list[tuple[str, int]]:
    """Of cards or of a number's button: Rasa makes an entity of each member of a list."""
    return [(str(pair[0]), int(pair[1])) for pair in values if isinstance(pair, list)]


def _fill_reason(turn: Turn, draft: Draft, asked: str | None) -> Draft:
    if code := turn.entity("reason"):
        return _with_reason(draft, Reason(code))
    if not turn.text or turn.intent in ("affirm", "deny", "stop"):
        return draft
    name, confidence = turn.reason
    if name == "none" or (turn.intent in INTERRUPTIONS and asked != "reason"):
        return draft
    if asked == "reason":
        clear = confidence >= _REASON_ASKED
    elif draft.reason is None or asked == "photo":  # instead of a photo: it was not that
        clear = confidence >= _REASON_CLEAR
    else:  # a correction has to be about the reason and nothing else
        about = ("report_problem", "inform") if asked == "confirmed" else ("report_problem",)
        clear = turn.intent in about and confidence >= _REASON_CLEAR
    return _with_reason(draft, Reason(name)) if clear else draft


def _with_reason(draft: Draft, reason: Reason) -> Draft:
    if reason is draft.reason:
        return draft
    changed = draft.reconsidered(reason=reason, photo=None)
    if draft.reason is not None and draft.reason.is_fault != reason.is_fault:
        changed = replace(changed, condition=None)
    return changed


def _fill_condition(turn: Turn, draft: Draft, asked: str | None) -> Draft:
    value = turn.entity("condition")
    meant = [w.value for w in turn.words if w.kind == "condition"]
    if turn.by_button and value in set(Condition):
        return draft.reconsidered(condition=Condition(value))
    if asked == "condition" and not meant and turn.intent in ("affirm", "deny"):
        return draft
    if turn.intent in INTERRUPTIONS - {"nlu_fallback"} and asked != "condition":
        return draft  # "do you take worn things back?"
    proves = asked == "order_number" or turn.entity("email") is not None
    if proves and set(meant) != {Condition.UNUSED}:
        return draft  # "I used anna@example.com for it"
    if meant and (asked == "condition" or draft.reason is None or not draft.reason.is_fault):
        worst = max((Condition(m) for m in meant if m in set(Condition)), key=list(Condition).index)
        # What lowers the refund is believed where it was asked for, or where the sum is on the table:
        # "broken", "used to", "I needed it earlier" turn up in any story.
        lowers = worst in (Condition.WORN, Condition.DAMAGED)
        if worst is not draft.condition and not (
            lowers and asked not in ("condition", "confirmed")
        ):
            return draft.reconsidered(condition=worst)
    return draft


def _fill_remedy(turn: Turn, draft: Draft, asked: str | None) -> Draft:
    values = turn.entities("resolution")
    meant = _OF_INTENT.get(turn.intent)  # "no money please, an exchange" names both
    value = meant if meant in values else next(iter(values), None)
    if value is None and asked in ("remedy", "variant", "confirmed"):
        value = meant
    if value not in set(Remedy) or Remedy(value) is draft.remedy:
        return draft
    if asked is None and turn.intent in ("check_eligibility",):
        return draft
    return draft.reconsidered(remedy=Remedy(value), variant=None)


def _fill_variant(
    turn: Turn, draft: Draft, asked: str | None, present: str, variants: tuple[Variant, ...]
) -> Draft:
    """The variant that is wanted instead: by button, or by a size or colour that only one has."""
    if sku := turn.entity("variant"):
        return draft.reconsidered(variant=str(sku))
    if asked not in ("variant", "confirmed", "remedy") or not turn.text:
        return draft
    said = turn.text.casefold()
    current = next((v.options for v in variants if v.sku == present), {})
    wanted = {w.text.casefold() for w in turn.words if w.kind in ("size", "color")}
    wanted |= {w.value.casefold() for w in turn.words if w.kind in ("size", "color")}
    fitting = []
    for variant in variants:
        if variant.stock < 1 or variant.sku == present:
            continue
        differs = {k: o for k, o in variant.options.items() if current.get(k) != o}
        if differs and all(_says(option, said, wanted) for option in differs.values()):
            fitting.append(variant.sku)
    return draft.reconsidered(variant=fitting[0]) if len(fitting) == 1 else draft


def _says(option: str, said: str, wanted: set[str]) -> bool:
    plain = option.casefold()
    bare = plain.removeprefix("eu").strip()
    tokens = {token.strip(".,!?;:()") for token in said.split()}
    return (
        plain in wanted
        or bare in wanted
        or plain in tokens
        or bare in tokens
        or (bare.isdigit() and bare in "".join(c if c.isdigit() else " " for c in said).split())
    )


def _fill_confirmed(turn: Turn, draft: Draft) -> Draft:
    if turn.intent == "affirm":
        return replace(draft, confirmed=True)
    return draft


def _mark(draft: Draft) -> str:
    """Names the facts that a decision was told for."""
    facts = (draft.order_number, draft.lines, draft.reason, draft.condition)
    return hashlib.blake2b(repr(facts).encode(), digest_size=6).hexdigest()


def change_buttons() -> tuple[Button, ...]:
    return (
        Button(say("button.change_lines"), "inform", {"change": "lines"}),
        Button(say("button.change_reason"), "inform", {"change": "reason"}),
        Button(say("button.change_remedy"), "inform", {"change": "remedy"}),
        Button(say("button.stop"), "stop"),
    )
