"""What a shopper answers to each question of the assistant, by the question's name."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass

from bot.returns.orders import Order
from bot.simulation.book import Book
from bot.simulation.goals import Goal, Want
from bot.simulation.heard import Heard, differences
from bot.simulation.mind import Mind
from bot.simulation.speech import Saying, Speech


@dataclass
class Answers:
    goal: Goal
    book: Book
    speech: Speech
    rng: random.Random
    stuck: int = 0  # how often the present question came back
    proofs: int = 0  # proofs given so far

    # Whose order.

    def order(self, number: str) -> Saying:
        parts = [self.speech.words("order", order=number)]
        if self.rng.random() < 0.6 or self.stuck:
            parts.append(self.proof_words())
        return Saying("order", tuple(parts))

    def order_alone(self, number: str) -> Saying:
        return self.speech.say("order", order=number)

    def proof(self) -> Saying:
        return Saying("proof", (self.proof_words(),))

    def proof_words(self) -> str:
        self.proofs += 1
        order = self.goal.orders[0]
        email, postcode = order.email, order.postcode
        if self.goal.habits.wrong_proof and self.proofs == 1:
            email, postcode = f"x{email}", "00000"
        if self.goal.habits.proof_by_postcode and postcode:
            return self.speech.words("proof_postcode", proof=postcode)
        return self.speech.words("proof_email", proof=email)

    def which_order(self, heard: Heard, number: str) -> Saying:
        pressed = self._pressing() and self.speech.press("order", heard, lambda t: number in t)
        return pressed or self.order_alone(number)

    # What, and why.

    def lines(self, heard: Heard, mind: Mind) -> Saying:
        units, want = mind.units, mind.want
        picked = self._pressing() and self.speech.pick(heard, units)
        if picked:
            return picked
        if _everything(want.order, units) and self.rng.random() < 0.5:
            return self.speech.say("all_lines")
        fully = self.stuck > 0 or heard.has("which_one", "not_in_order")
        items = self.speech.items(want.order, units, fully=fully)
        return self.speech.say("lines", items=items)

    def how_many(self, heard: Heard, mind: Mind) -> Saying:
        title = heard.last["args"]["item"]["local"]
        units = mind.units
        line = next((i for i in units if mind.want.order.line(i).title == title), None)
        if line is None:
            return self.correct("lines", mind)
        count = str(units[line])
        pressed = self._pressing() and self.speech.press("units", heard, lambda t: t == count)
        return pressed or self.speech.say("how_many", count=count)

    def reason(self, heard: Heard, mind: Mind) -> Saying:
        reason = mind.reason
        pressed = self._pressing() and self.speech.press_reason(heard, reason)
        return pressed or self.speech.say(f"reason.{reason}")

    def condition(self, heard: Heard, mind: Mind) -> Saying:
        condition = mind.condition
        pressed = self._pressing() and self.speech.press_condition(heard, condition)
        return pressed or self.speech.say(f"condition.{condition}")

    def photo(self, heard: Heard, mind: Mind) -> Saying:
        if not self.book.needs_photo(mind.want.reason):
            other = self.speech.press_named("change_reason", heard, "button.change_reason")
            return other if other and self._pressing() else self.correct("reason", mind)
        words = (self.speech.words("photo"),) if self.rng.random() < 0.4 else ()
        return Saying("photo", words, photo=True)

    def remedy(self, heard: Heard, mind: Mind) -> Saying:
        remedy = mind.remedy
        pressed = self._pressing() and self.speech.press_remedy(heard, remedy)
        return pressed or self.speech.say(f"remedy.{remedy}")

    def variant(self, heard: Heard, mind: Mind) -> Saying:
        want = mind.want
        if want.variant is None:
            return self.correct("remedy", mind)
        every = self.speech.catalogs
        titles = {every[lang].options(want.variant.options) for lang in every.languages}
        pressed = self._pressing() and self.speech.press("variant", heard, lambda t: t in titles)
        return pressed or self.speech.say("variant", wanted=self.wanted(want))

    def wanted(self, want: Want) -> str:
        """The other variant, by what differs from the present one."""
        assert want.variant is not None
        present = self.book.present(want.order.line(next(iter(want.agreed))))
        return self.speech.variant(want.order, present, want.variant)

    # Yes, no, and what should be different.

    def summary(self, heard: Heard, mind: Mind) -> Saying:
        if not self.goal.habits.careful:
            return self.affirm(heard)
        wrong = differences(heard.last, mind.want)
        if not wrong and mind.to_correct:
            wrong = [mind.to_correct]
        if not wrong:
            return self.affirm(heard)
        if self.rng.random() < 0.4:
            return self.deny(heard)
        return self.correct(wrong[0], mind)

    def what_changes(self, heard: Heard, mind: Mind, summary: Heard) -> Saying:
        wrong = differences(summary.last, mind.want) if summary.messages else []
        aspect = wrong[0] if wrong else mind.to_correct or "lines"
        named = {"lines": "lines", "reason": "reason", "remedy": "remedy", "variant": "remedy"}
        if aspect in named and self._pressing():
            name = named[aspect]
            if found := self.speech.press_named(f"change_{name}", heard, f"button.change_{name}"):
                mind.corrected()
                return found
        return self.correct(aspect, mind)

    def affirm(self, heard: Heard) -> Saying:
        pressed = self._pressing() and self.speech.press_named("yes", heard, "button.yes")
        return pressed or self.speech.say("affirm")

    def deny(self, heard: Heard) -> Saying:
        pressed = self._pressing() and self.speech.press_named("no", heard, "button.no")
        return pressed or self.speech.say("deny")

    def correct(self, aspect: str, mind: Mind) -> Saying:
        """They take something back and say what is right."""
        mind.corrected()
        want, words = mind.want, self.speech.words
        if aspect == "order":
            return Saying("correct.order", (words("correct_order", order=want.order.number),))
        if aspect == "lines":
            items = self.speech.items(want.order, want.agreed, fully=True)
            return Saying("correct.lines", (words("correct_lines", items=items),))
        if aspect == "variant" and want.variant is not None:
            right = words("variant", wanted=self.wanted(want))
        elif aspect == "reason":
            right = words(f"reason.{want.reason}")
        elif aspect == "condition":
            right = words(f"condition.{want.condition}")
        else:
            right = words(f"remedy.{want.remedy}")
        return Saying(f"correct.{aspect}", (words("correct"), right))

    def _pressing(self) -> bool:
        """Buttons more often once words have failed."""
        share = (self.goal.habits.button_share, 0.5, 0.85)[min(self.stuck, 2)]
        return self.rng.random() < share

    def to(self, question: str) -> Callable[[Heard, Mind], Saying] | None:
        """The answer to a question about a return."""
        table: dict[str, Callable[[Heard, Mind], Saying]] = {
            "ask.order": lambda heard, mind: self.order(mind.number),
            "ask.order_for_email": lambda heard, mind: self.order_alone(mind.number),
            "ask.proof": lambda heard, mind: self.proof(),
            "ask.which_order": lambda heard, mind: self.which_order(heard, mind.number),
            "ask.lines": self.lines,
            "ask.how_many": self.how_many,
            "ask.reason": self.reason,
            "ask.condition": self.condition,
            "ask.photo": self.photo,
            "ask.remedy": self.remedy,
            "ask.variant": self.variant,
            "ask.variant_by_person": lambda heard, mind: self.correct("remedy", mind),
            "ask.no_variant": lambda heard, mind: self.correct("remedy", mind),
        }
        return table.get("summary" if question.startswith("summary.") else question) or (
            self.summary if question.startswith("summary.") else None
        )


def _everything(order: Order, units: dict[str, int]) -> bool:
    return all(units.get(ln.id, 0) == ln.quantity - ln.refunded for ln in order.lines)
