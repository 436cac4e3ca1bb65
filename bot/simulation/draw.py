"""Draw a goal from the order book: everything depends on the conversation's seed alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.returns.cases import CaseState, Remedy
from bot.returns.orders import Order, OrderLine, Variant
from bot.returns.policy import Change as Turn
from bot.returns.policy import Refusal
from bot.returns.reasons import Condition, Reason
from bot.services.eligibility import returnable
from bot.simulation.book import Book, copy_of
from bot.simulation.goals import (
    Change,
    Goal,
    Habits,
    Lookup,
    Person,
    Prior,
    Return,
    Rules,
    Task,
    Want,
)
from bot.simulation.naming import colour_of, short_title

QUESTIONS = (
    "ask_return_window", "ask_return_conditions", "ask_return_cost", "ask_return_method",
    "ask_refund_method", "ask_customs", "ask_size_advice",
)  # fmt: skip
#: How often each kind of goal comes.
WEIGHTS = {
    "return_one": 14, "return_several": 10, "exchange": 10, "fault": 9, "refused": 10,
    "eligibility": 5, "track_order": 5, "track_return": 4, "track_refund": 4, "cancel_return": 5,
    "change_return": 5, "request_label": 4, "cancel_order": 4, "rules": 6, "person": 3,
    "wrong_proof": 4, "stop": 5, "two_orders": 4, "two_requests": 5,
}  # fmt: skip
_TRIES = 400
_KINDS_TRIED = 10
_FAULTS = [reason for reason in Reason if reason.is_fault]
_OTHERS = [reason for reason in Reason if not reason.is_fault]
_STOPS = (
    "ask.order",
    "ask.proof",
    "ask.lines",
    "ask.reason",
    "ask.condition",
    "ask.remedy",
    "summary",
)
_GIVEN_NAMES = ("mia", "leo", "ana", "tom", "kim", "lin", "eva", "max", "ida", "jan", "noa", "ben")


class NothingFits(LookupError):
    """The order book has no order for this kind of goal."""


@dataclass
class Drawer:
    book: Book
    seed: int
    languages: Sequence[str]
    numbering: int = 0  # another one where order numbers were taken; all else stays as it is

    def __post_init__(self) -> None:
        self.rng = random.Random(f"goal {self.seed}")
        self._numbers = random.Random(f"numbers {self.seed} {self.numbering}")
        self.language = self.rng.choice(list(self.languages))
        name, number = self.rng.choice(_GIVEN_NAMES), self.rng.randrange(1000, 9999)
        self.email = f"{name}.{self.rng.choice('bcdfgklmrst')}{number}@example.com"

    def goal(self) -> Goal:
        """Raises NothingFits if the order book has nothing for ten kinds of goal."""
        for _ in range(_KINDS_TRIED):
            kind = self.rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
            try:
                return self._goal(kind)
            except NothingFits:
                continue
        raise NothingFits(f"no goal for seed {self.seed}")

    def _goal(self, kind: str) -> Goal:
        tasks, prior = self._tasks(kind)
        orders = [t.want.order for t in tasks if isinstance(t, Return)]
        orders += [t.order for t in tasks if isinstance(t, Lookup)]
        orders += [prior.want.order] if prior else []
        habits = self._habits(kind, tasks)
        decoy = None
        if habits.slip == "order":
            decoy = self._copy(self.rng.choice(self._delivered()))
            orders.append(decoy)
        unique = tuple({order.number: order for order in orders}.values())
        return Goal(self.seed, kind, self.language, tasks, unique, habits, prior, decoy)

    def _tasks(self, kind: str) -> tuple[tuple[Task, ...], Prior | None]:
        make: dict[str, Callable[[], tuple[tuple[Task, ...], Prior | None]]] = {
            "track_order": lambda: (self._track_order(), None),
            "track_return": lambda: self._later("track_return"),
            "track_refund": lambda: self._later("track_refund"),
            "request_label": lambda: self._later("request_label"),
            "cancel_return": self._cancel_return,
            "change_return": self._change_return,
            "cancel_order": lambda: (self._cancel_order(), None),
            "rules": lambda: (
                (Rules(tuple(self.rng.sample(QUESTIONS, self.rng.randint(1, 3)))),),
                None,
            ),
            "person": lambda: ((Person(),), None),
            "two_orders": lambda: ((self._return(), self._return()), None),
            "two_requests": lambda: (self._two_requests(), None),
        }
        return make[kind]() if kind in make else ((self._kind_of_return(kind),), None)

    def _kind_of_return(self, kind: str) -> Return:
        if kind == "refused":
            return self._refused()
        if kind == "stop":
            return replace(self._return(), stop_at=self.rng.choice(_STOPS))
        if kind == "eligibility":
            return replace(self._return(), opening="eligibility")
        return self._return(kind)

    def _return(self, kind: str = "return_one") -> Return:
        want = self._want(kind)
        opening = "return_item"
        if kind == "exchange":
            opening = "exchange_item"
        elif kind == "fault":
            opening = self.rng.choice(("problem_item", "problem_item", "return_item"))
        elif want.remedy is Remedy.REFUND and self.rng.random() < 0.2:
            opening = "refund_item"
        return Return(want, opening)

    def _want(self, kind: str) -> Want:
        for _ in range(_TRIES):
            order = self.rng.choice(self._delivered())
            units = self._units(order, kind)
            if not units:
                continue
            want = self._terms(order, units, kind)
            if want is not None:
                return self._copied(want)
        raise NothingFits(kind)

    def _units(self, order: Order, kind: str) -> dict[str, int]:
        settled = {line.id: line.refunded for line in order.lines}
        left = {i: n for i, n in returnable(order, settled).items() if _nameable(order, i)}
        lines = sorted(left)
        if kind == "return_several":
            if sum(left.values()) < 2:
                return {}
            count = self.rng.randint(1, min(3, len(lines)))
            if count == 1:
                lines = [line for line in lines if left[line] > 1] or lines
            chosen = self.rng.sample(lines, count)
            units = {i: self.rng.randint(1, left[i]) for i in sorted(chosen)}
            return units if sum(units.values()) > 1 else {}
        if not lines:
            return {}
        line = self.rng.choice(lines)
        return {line: left[line] if self.rng.random() < 0.7 else self.rng.randint(1, left[line])}

    def _terms(self, order: Order, units: dict[str, int], kind: str) -> Want | None:
        reason = self._reason(order, units, fault=kind == "fault")
        if kind == "exchange":
            reason = self.rng.choice((Reason.WRONG_SIZE, Reason.WRONG_SIZE, Reason.CHANGED_MIND))
        condition = self._condition(reason)
        found = self.book.assess(order, units, reason, condition)
        if not found.allowed or (found.refused and kind != "return_several"):
            return None
        variant = self._variant(order, units)
        remedies = [
            r
            for r in found.remedies
            if r is not Remedy.EXCHANGE or (variant and len(found.allowed) == 1)
        ]
        if kind == "exchange":
            remedies = [r for r in remedies if r is Remedy.EXCHANGE]
        if not remedies:
            return None
        weights = [6 if r is Remedy.REFUND else 2 for r in remedies]
        remedy = self.rng.choices(remedies, weights)[0]
        if remedy is Remedy.EXCHANGE and len(units) > 1:
            return None
        chosen = variant if remedy is Remedy.EXCHANGE else None
        return Want(order, units, reason, condition, remedy, found, chosen)

    def _reason(self, order: Order, units: dict[str, int], *, fault: bool) -> Reason:
        if fault:
            return self.rng.choice(_FAULTS)
        sized = all(_has_size(order.line(i)) for i in units)
        return self.rng.choice([r for r in _OTHERS if sized or r is not Reason.WRONG_SIZE])

    def _condition(self, reason: Reason) -> Condition:
        if reason.is_fault:
            return Condition.OPENED
        return self.rng.choices(list(Condition), (55, 35, 8, 2))[0]

    def _variant(self, order: Order, units: dict[str, int]) -> Variant | None:
        """Another one in stock that differs in what one says: size or colour."""
        if len(units) != 1:
            return None
        line = order.line(next(iter(units)))
        product = self.book.products.get(line.product_id)
        if product is None:
            return None
        others = [v for v in product.variants if v.sku != line.sku and v.stock > 0 and v.options]
        return self.rng.choice(others) if others else None

    def _refused(self) -> Return:
        for _ in range(_TRIES):
            order = self.rng.choice(self.book.templates)
            lines = [line.id for line in order.lines if _nameable(order, line.id)]
            if not lines:
                continue
            line = self.rng.choice(lines)
            units = {line: max(1, order.line(line).quantity - order.line(line).refunded)}
            reason = self._reason(order, units, fault=self.rng.random() < 0.1)
            condition = self._condition(reason)
            if not reason.is_fault and self.rng.random() < 0.5:
                condition = self.rng.choice((Condition.OPENED, Condition.WORN))
            found = self.book.assess(order, units, reason, condition)
            if found.allowed:
                continue
            refused = self._copied(Want(order, units, reason, condition, Remedy.REFUND, found))
            return self._after_refusal(refused)
        raise NothingFits("refused")

    def _after_refusal(self, want: Want) -> Return:
        decision = next(iter(want.found.decisions.values()))
        fault = None
        if decision.change is Turn.IF_FAULTY and self.rng.random() < 0.4:
            reason = self.rng.choice(_FAULTS)
            found = self.book.assess(want.order, want.units, reason, Condition.OPENED)
            if found.allowed:
                fault = replace(want, reason=reason, condition=Condition.OPENED, found=found)
        ending = "fault" if fault else self.rng.choice(("accept", "accept", "dispute"))
        if decision.refusal in (Refusal.ALREADY_RETURNED, Refusal.CANCELLED):
            ending = "accept"
        return Return(want, on_refusal=ending, fault=fault)

    def _track_order(self) -> tuple[Task, ...]:
        return (Lookup("track_order", self._copy(self.rng.choice(self.book.templates))),)

    def _cancel_order(self) -> tuple[Task, ...]:
        live = [o for o in self.book.templates if o.cancelled_at is None]
        waiting = [o for o in live if not any(line.shipped for line in o.lines)]
        moving = [o for o in live if o not in waiting]
        pool = moving if moving and (not waiting or self.rng.random() < 0.25) else waiting
        if not pool:
            raise NothingFits("cancel_order")
        return (Lookup("cancel_order", self._copy(self.rng.choice(pool))),)

    def _later(self, intent: str) -> tuple[tuple[Task, ...], Prior]:
        """About a return that was opened some days ago."""
        states = [CaseState.LABELLED, CaseState.IN_TRANSIT, CaseState.RECEIVED, CaseState.REFUNDED]
        weights = (70, 30, 0, 0) if intent == "request_label" else (1, 3, 3, 3)
        state = self.rng.choices(states, weights)[0]
        want = self._want(self.rng.choice(("return_one", "return_several", "fault")))
        return (Lookup(intent, want.order),), Prior(want, state)

    def _cancel_return(self) -> tuple[tuple[Task, ...], Prior | None]:
        if self.rng.random() < 0.6:
            task = self._return()
            return (task, Lookup("cancel_return", task.want.order)), None
        want = self._want("return_one")
        return (Lookup("cancel_return", want.order),), Prior(want, CaseState.LABELLED)

    def _change_return(self) -> tuple[tuple[Task, ...], Prior | None]:
        for _ in range(_TRIES):
            task = self._return(self.rng.choice(("return_one", "return_several")))
            after = self._changed(task.want)
            if after is not None:
                change = Change(task.want, after)
                if self.rng.random() < 0.5:
                    return (task, change), None
                return (change,), Prior(task.want, CaseState.LABELLED)
        raise NothingFits("change_return")

    def _changed(self, want: Want) -> Want | None:
        if want.found.refused:
            return None
        if self.rng.random() < 0.5:
            others = [r for r in want.found.remedies if r not in (want.remedy, Remedy.EXCHANGE)]
            others = [r for r in others if r in (Remedy.REFUND, Remedy.STORE_CREDIT)]
            return replace(want, remedy=self.rng.choice(others), variant=None) if others else None
        if want.remedy is Remedy.EXCHANGE:
            return None
        left = returnable(want.order, {ln.id: ln.refunded for ln in want.order.lines})
        lines = [i for i in left if i not in want.units and _nameable(want.order, i)]
        if not lines:
            return None
        line = self.rng.choice(lines)
        units = {line: left[line]}
        if len(want.units) == 1 and want.reason is Reason.WRONG_SIZE:
            return None
        found = self.book.assess(want.order, units, want.reason, want.condition)
        if found.refused or want.remedy not in found.remedies:
            return None
        return replace(want, units=units, found=found)

    def _two_requests(self) -> tuple[Task, ...]:
        question = self.rng.choice([q for q in QUESTIONS if q != "ask_size_advice"])
        if self.rng.random() < 0.3:
            order = self._copy(self.rng.choice(self.book.templates))
            return (Lookup("track_order", order, question),)
        return (replace(self._return(), question=question),)

    def _habits(self, kind: str, tasks: tuple[Task, ...]) -> Habits:
        rng = self.rng
        careful = rng.random() < 0.9
        slip, until = self._slip(tasks, careful) if rng.random() < 0.3 else ("", "next")
        others = [language for language in self.languages if language != self.language]
        switches = bool(others) and rng.random() < 0.05
        return Habits(
            careful=careful,
            proof_by_postcode=rng.random() < 0.3 and slip != "order" and kind != "two_orders",
            wrong_proof=kind == "wrong_proof",
            slip=slip,
            slip_until=until,
            switches_to=rng.choice(others) if switches else "",
            switches_at=rng.randint(1, 4) if switches else 0,
        )

    def _slip(self, tasks: tuple[Task, ...], careful: bool) -> tuple[str, str]:
        """Something that is said wrong at first, and until when."""
        first = tasks[0]
        if not isinstance(first, Return) or first.refused or first.stop_at:
            return "", "next"
        want = first.want
        can = ["condition"] if not want.reason.is_fault else []
        if len(want.found.remedies) > 1 and want.remedy is not Remedy.EXCHANGE:
            can.append("remedy")
        if not want.reason.is_fault:
            can.append("reason")
        if self._other_line(want) is not None:
            can.append("lines")
        if len(self._delivered()) > 1:
            can.append("order")
        if not can:
            return "", "next"
        slip = self.rng.choice(can)
        late = careful and slip != "order" and self.rng.random() < 0.5
        return slip, "summary" if late else "next"

    def _other_line(self, want: Want) -> OrderLine | None:
        return other_line(self.book, want)

    def _delivered(self) -> list[Order]:
        return [o for o in self.book.templates if _has_delivered(o)]

    def _copied(self, want: Want) -> Want:
        order = self._copy(want.order)
        return replace(want, order=order, found=replace(want.found, order=order))

    def _copy(self, order: Order) -> Order:
        return copy_of(order, self.email, self._numbers)


def other_line(book: Book, want: Want) -> OrderLine | None:
    """A line that could be named by mistake: it could go back on the same terms."""
    for line in want.order.lines:
        if line.id in want.units or not _nameable(want.order, line.id):
            continue
        if line.quantity - line.refunded < 1:
            continue
        found = book.assess(want.order, {line.id: 1}, want.reason, want.condition)
        if found.allowed:
            return line
    return None


def _has_delivered(order: Order) -> bool:
    return order.cancelled_at is None and any(
        order.delivered_on(line.id) and line.refunded < line.quantity for line in order.lines
    )


def _has_size(line: OrderLine) -> bool:
    return any(name.casefold() == "size" for name in line.options) or " / " in line.name("en")


def _nameable(order: Order, line_id: str) -> bool:
    """Whether words can tell it from the other lines: by title, or by colour."""
    line = order.line(line_id)
    return not any(_alike(line, other) for other in order.lines if other.id != line_id)


def _alike(line: OrderLine, other: OrderLine) -> bool:
    own, its = short_title(line, "en").casefold(), short_title(other, "en").casefold()
    if colour_of(line) and colour_of(line) != colour_of(other):
        return False
    return own in its if not colour_of(line) else own == its
