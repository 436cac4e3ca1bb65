"""What a shopper wants of a conversation, and what must have come of it in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from bot.returns.cases import CaseState, Remedy
from bot.returns.money import Money
from bot.returns.orders import Order, Variant
from bot.returns.policy import Refusal
from bot.returns.reasons import Condition, Reason
from bot.services.eligibility import Assessment


@dataclass(frozen=True, slots=True)
class Want:
    """A return as the shopper has it in mind, and what the domain says to it."""

    order: Order
    units: dict[str, int]
    reason: Reason
    condition: Condition
    remedy: Remedy
    found: Assessment
    variant: Variant | None = None

    @property
    def allowed(self) -> dict[str, int]:
        return {line: self.units[line] for line in self.found.allowed}

    @property
    def agreed(self) -> dict[str, int]:
        """What a summary may hold: what is allowed, or all if it takes for allowed what is not."""
        return self.allowed or self.units

    @property
    def pays(self) -> Money:
        return self.found.quotes[self.remedy].pays


@dataclass(frozen=True, slots=True)
class Return:
    want: Want
    opening: str = "return_item"  # the act it begins with
    stop_at: str = ""  # the question at which the shopper leaves it
    on_refusal: str = ""  # accept, dispute, fault
    fault: Want | None = None  # what they turn to
    question: str = ""  # asked in the same message

    @property
    def refused(self) -> bool:
        return not self.want.found.allowed


@dataclass(frozen=True, slots=True)
class Lookup:
    intent: str
    order: Order
    question: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Of the return before it, or of one that is open already."""

    before: Want
    after: Want


@dataclass(frozen=True, slots=True)
class Rules:
    intents: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Person:
    pass


Task = Return | Lookup | Change | Rules | Person


@dataclass(frozen=True, slots=True)
class Prior:
    """A return that was opened some days ago."""

    want: Want
    state: CaseState


@dataclass(frozen=True, slots=True)
class Habits:
    """How this shopper is, whatever they want."""

    careful: bool = True  # reads a summary before saying yes
    button_share: float = 0.3
    typo_share: float = 0.12
    digression_share: float = 0.07
    double_share: float = 0.03  # the same message sent twice
    hasty_share: float = 0.03  # the next message before the answer came
    proof_by_postcode: bool = False
    wrong_proof: bool = False
    slip: str = ""  # what is said wrong at first: lines, order, reason, remedy, condition
    slip_until: str = "next"  # or "summary"
    switches_to: str = ""  # language from some turn on
    switches_at: int = 0


@dataclass(frozen=True, slots=True)
class Goal:
    seed: int
    kind: str
    language: str
    tasks: tuple[Task, ...]
    orders: tuple[Order, ...]  # of this shopper, the decoy among them
    habits: Habits
    prior: Prior | None = None
    decoy: Order | None = None


@dataclass(frozen=True, slots=True)
class WantedCase:
    order_number: str
    units: dict[str, int]
    remedy: Remedy
    fault: bool
    sku: str | None
    pays: Money
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Hear:
    """An answer the shopper must get: a reply of one of these names, about this order or case."""

    what: str
    names: tuple[str, ...]
    order: str = ""
    about_case: bool = False


@dataclass
class Expected:
    """The cases at the end; those that stood for a while; what must have been said."""

    final: list[WantedCase] = field(default_factory=list)
    passing: list[WantedCase] = field(default_factory=list)
    hears: list[Hear] = field(default_factory=list)
    handed_over: bool = False


def expected(goal: Goal) -> Expected:
    end = Expected()
    if goal.prior is not None:
        end.final.append(wanted_case(goal.prior.want))
    for task in goal.tasks:
        _expect(task, goal, end)
    return end


def wanted_case(want: Want) -> WantedCase:
    return WantedCase(
        want.order.number,
        want.allowed,
        want.remedy,
        want.reason.is_fault,
        want.variant.sku if want.variant else None,
        want.pays,
    )


def _expect(task: Task, goal: Goal, end: Expected) -> None:
    match task:
        case Return():
            _expect_return(task, end)
        case Change():
            end.passing.append(end.final.pop())
            end.final.append(wanted_case(task.after))
            end.hears.append(Hear("changed", ("changed", "changed_label_later"), about_case=True))
        case Lookup():
            _expect_lookup(task, goal, end)
        case Rules():
            end.hears += [answer_to(intent) for intent in task.intents]
        case Person():
            end.hears.append(Hear("person", ("handed_over",)))
            end.handed_over = True


def _expect_return(task: Return, end: Expected) -> None:
    if task.question:
        end.hears.append(answer_to(task.question))
    if task.stop_at:
        return
    if task.want.found.refused:
        end.hears.append(Hear("refusal", refusal_names(task.want)))
    if task.refused:
        if task.on_refusal == "dispute":
            end.hears.append(Hear("dispute", ("disputed", "handed_over")))
            end.handed_over = True
        if task.fault is None:
            return
    if task.opening == "eligibility":
        end.hears.append(Hear("eligibility", ("eligibility", "decision", "refusal")))
    end.final.append(wanted_case(task.fault or task.want))
    end.hears.append(Hear("opened", ("opened", "opened_label_later"), about_case=True))


def refusal_names(want: Want) -> tuple[str, ...]:
    names: list[str] = []
    for line in want.found.refused:
        decision = want.found.decisions[line]
        name = f"refusal.{decision.refusal}"
        if decision.refusal is Refusal.WINDOW_CLOSED and decision.deadline is None:
            name = "refusal.no_right"
        names.append(name)
        if decision.refusal is Refusal.ALREADY_RETURNED:
            names += ["settled", "refused.nothing_to_return"]
    if all(line.refunded >= line.quantity for line in want.order.lines):
        names.append("settled")
    return tuple(dict.fromkeys(names))


def answer_to(intent: str) -> Hear:
    return Hear(intent, (f"answer.{intent}",))


_STATUS = {
    CaseState.OPEN: ("label_later",),
    CaseState.LABELLED: ("status.label_made", "label_later"),
    CaseState.IN_TRANSIT: ("status.scanned",),
    CaseState.RECEIVED: ("status.received",),
    CaseState.INSPECTED: ("status.inspected",),
    CaseState.REFUNDED: ("status.refunded",),
}
_REFUNDED = ("status.refunded", "status.refunded_exchange", "status.refunded_credit",
             "status.refunded_repair")  # fmt: skip


def _expect_lookup(task: Lookup, goal: Goal, end: Expected) -> None:
    if task.question:
        end.hears.append(answer_to(task.question))
    state = goal.prior.state if goal.prior else CaseState.LABELLED
    number = task.order.number
    if task.intent == "track_order":
        end.hears.append(Hear("track_order", order_status_names(task.order), order=number))
    elif task.intent == "track_return":
        names = _REFUNDED if state is CaseState.REFUNDED else (*_STATUS[state], "refund")
        end.hears.append(Hear("track_return", names, about_case=True))
    elif task.intent == "track_refund":
        names = _REFUNDED if state is CaseState.REFUNDED else ("refund",)
        end.hears.append(Hear("track_refund", names, about_case=True))
    elif task.intent == "request_label":
        used = state not in (CaseState.OPEN, CaseState.LABELLED)
        names = ("label_used",) if used else ("label_again", "label_later")
        end.hears.append(Hear("label", names, about_case=True))
    elif task.intent == "cancel_return":
        standing = end.final.pop()
        end.passing.append(standing)
        end.final.append(replace(standing, cancelled=True))
        end.hears.append(Hear("cancelled", ("cancelled",), about_case=True))
    elif task.intent == "cancel_order":
        _expect_order_cancelled(task.order, end)


def _expect_order_cancelled(order: Order, end: Expected) -> None:
    if any(line.shipped for line in order.lines):
        name = "cancel_order.too_late"
    else:
        name = "cancel_order.by_person"
        end.handed_over = True
    end.hears.append(Hear("cancel_order", (name,), order=order.number))


def order_status_names(order: Order) -> tuple[str, ...]:
    waiting = any(ln.shipped < ln.quantity and ln.requires_shipping for ln in order.lines)
    if order.cancelled_at is not None:
        return ("order.cancelled",)
    if not order.parcels:
        return ("order.not_shipped",)
    if any(parcel.delivered_at is None for parcel in order.parcels):
        return ("order.on_its_way", "order.partly_on_its_way", "order.overdue")
    return ("order.partly_delivered",) if waiting else ("order.delivered",)


def returns_of(tasks: Sequence[Task]) -> list[Return]:
    return [task for task in tasks if isinstance(task, Return)]
