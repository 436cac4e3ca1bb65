"""What came of a conversation: the cases in the database against what was wanted, and what was said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.conversation.threads import Holder
from bot.returns.cases import Case, CaseState
from bot.returns.orders import order_key
from bot.services.context import Context
from bot.simulation.goals import Change, Expected, Goal, Hear, WantedCase, expected, returns_of
from bot.simulation.heard import fits, identifier, same_order
from bot.simulation.shopper import Line, Shopper


@dataclass(frozen=True)
class Verdict:
    goal: Goal
    wrong_writes: tuple[str, ...]  # cases that nobody wanted
    missing: tuple[str, ...]  # cases that are not there, and answers that were not given
    cause: str  # of a failure: the assistant's last reply and the shopper's last act
    turns: int
    times: tuple[float, ...]
    lines: tuple[Line, ...] = field(repr=False)
    other_language: int = 0
    double_differs: bool = False
    reason_differs: bool = False  # within its class: no harm, but not what was said

    @property
    def success(self) -> bool:
        return not self.wrong_writes and not self.missing and not self.double_differs


async def judge(ctx: Context, goal: Goal, shopper: Shopper) -> Verdict:
    wanted = expected(goal)
    cases = await _cases(ctx, goal, shopper.chat.id)
    wrong, missing = _compare(cases, wanted)
    wrong += await _rewritten(ctx, goal, cases)
    missing += _unheard(wanted.hears, shopper, cases)
    missing += _unheard(shopper.asked_beside, shopper, cases)
    if await _handed_over(ctx, shopper.chat.id) != wanted.handed_over and not missing:
        missing.append("handed over" if wanted.handed_over else "kept to itself")
    last = f"{shopper.heard.asked or 'nothing'} after {shopper.act or 'nothing'}"
    return Verdict(
        goal,
        tuple(wrong),
        tuple(missing),
        shopper.cause or last,
        shopper.turns,
        tuple(shopper.chat.times),
        tuple(shopper.lines),
        shopper.other_language,
        shopper.double_differs,
        _reason_differs(goal, cases),
    )


async def _cases(ctx: Context, goal: Goal, thread_id: str) -> list[Case]:
    """All that touch this shopper: of their orders, and of the conversation."""
    found: dict[str, Case] = {}
    async with ctx.storage.work(read_only=True) as work:
        for order in goal.orders:
            found |= {case.number: case for case in await work.cases.of_order(order.number)}
        found |= {case.number: case for case in await work.cases.of_thread(thread_id)}
    return sorted(found.values(), key=lambda case: case.opened_at)


async def _rewritten(ctx: Context, goal: Goal, cases: Sequence[Case]) -> list[str]:
    """Cases that were changed although nobody wanted a change, whatever they say now."""
    if any(isinstance(task, Change) for task in goal.tasks):
        return []
    async with ctx.storage.work(read_only=True) as work:
        events = {case.number: await work.cases.events(case.number) for case in cases}
    return [
        f"rewritten: {_told(case)}"
        for case in cases
        if any(event.name == "changed" for event in events[case.number])
    ]


def _compare(cases: Sequence[Case], wanted: Expected) -> tuple[list[str], list[str]]:
    left = list(wanted.final)
    passing = list(wanted.passing)
    wrong = []
    for case in cases:
        match = next((w for w in left if _is(case, w)), None)
        if match is not None:
            left.remove(match)
        elif (stage := next((w for w in passing if _is(case, w)), None)) is not None:
            passing.remove(stage)
        else:
            wrong.append(_told(case))
    return wrong, [f"case: {_asked(w)}" for w in left]


def _is(case: Case, wanted: WantedCase) -> bool:
    return (
        order_key(case.order_number) == order_key(wanted.order_number)
        and {line.line_id: line.quantity for line in case.lines} == wanted.units
        and case.remedy is wanted.remedy
        and case.reason.is_fault == wanted.fault
        and case.exchange_sku == wanted.sku
        and case.refund == wanted.pays
        and (case.state is CaseState.CANCELLED) == wanted.cancelled
    )


def _told(case: Case) -> str:
    units = ", ".join(f"{line.quantity}×{line.line_id}" for line in case.lines)
    return (
        f"{case.order_number}: {units} for {case.remedy} ({case.reason}, {case.condition}, "
        f"{case.refund.decimal} {case.refund.currency}, {case.exchange_sku or '-'}, {case.state})"
    )


def _asked(wanted: WantedCase) -> str:
    units = ", ".join(f"{count}×{line}" for line, count in wanted.units.items())
    kind = "fault" if wanted.fault else "no fault"
    end = ", cancelled" if wanted.cancelled else ""
    return (
        f"{wanted.order_number}: {units} for {wanted.remedy} ({kind}, "
        f"{wanted.pays.decimal} {wanted.pays.currency}, {wanted.sku or '-'}{end})"
    )


def _unheard(hears: Sequence[Hear], shopper: Shopper, cases: Sequence[Case]) -> list[str]:
    numbers = {case.number for case in cases}
    return [
        f"answer: {hear.what}"
        for hear in hears
        if not any(
            fits((message["reply"] or "").removesuffix(".again"), hear.names)
            and (not hear.order or same_order(message["args"].get("order"), hear.order))
            and (not hear.about_case or identifier(message["args"].get("case")) in numbers)
            for message in shopper.all_heard
        )
    ]


async def _handed_over(ctx: Context, thread_id: str) -> bool:
    async with ctx.storage.work(read_only=True) as work:
        thread = await work.threads.get(thread_id)
    return thread is not None and thread.holder is Holder.PERSON


def _reason_differs(goal: Goal, cases: Sequence[Case]) -> bool:
    wanted = {(t.fault or t.want).order.number: (t.fault or t.want) for t in returns_of(goal.tasks)}
    return any(
        case.order_number in wanted
        and wanted[case.order_number].reason is not case.reason
        and wanted[case.order_number].reason.is_fault == case.reason.is_fault
        for case in cases
    )
