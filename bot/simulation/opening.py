"""The first message about a matter: little by little, or everything at once."""

from __future__ import annotations

from dataclasses import dataclass

from bot.returns.cases import Remedy
from bot.simulation.answers import Answers
from bot.simulation.goals import Change, Lookup, Return
from bot.simulation.mind import Mind
from bot.simulation.speech import Saying


@dataclass
class Opening:
    """Of each task how it begins; `proven` once the order was shown to be theirs."""

    answers: Answers
    proven: bool = False

    def of_return(self, task: Return, mind: Mind, *, restated: bool = False) -> Saying:
        speech, rng = self.answers.speech, self.answers.rng
        detail = rng.choices((0, 1, 2, 3, 4), (12, 28, 26, 18, 16))[0]
        act = task.opening
        if detail == 0 and act == "return_item" and not restated:
            return self._asking(task, Saying("return_bare", (speech.words("return_bare"),)))
        values = speech.goods(mind.want.order, mind.units)
        if act == "exchange_item" and mind.want.variant and rng.random() < 0.6:
            values["wanted"] = self.answers.wanted(mind.want)
        parts = [speech.words(act, **values)]
        if detail >= 2 or act == "problem_item":
            parts.append(speech.words(f"reason.{mind.reason}"))
        if detail >= 3:
            parts += self._order(mind)
        if detail >= 4:
            parts += self._terms(mind, act)
        return self._asking(task, Saying(act, tuple(parts)))

    def of_lookup(self, task: Lookup) -> Saying:
        speech, rng = self.answers.speech, self.answers.rng
        parts = [speech.words(task.intent)]
        if not self.proven and rng.random() < 0.45:
            parts.append(speech.words("order", order=task.order.number))
            if rng.random() < 0.6:
                parts.append(self.answers.proof_words())
        return self._asking(task, Saying(task.intent, tuple(parts)))

    def of_change(self, task: Change, mind: Mind) -> Saying:
        speech, rng = self.answers.speech, self.answers.rng
        parts = [speech.words("change_return")]
        if rng.random() < 0.5:
            changed = task.before.remedy is not task.after.remedy
            parts.append(
                speech.words(f"remedy.{task.after.remedy}")
                if changed
                else speech.words(
                    "correct_lines",
                    items=speech.items(mind.want.order, mind.want.units, fully=True),
                )
            )
        return Saying("change_return", tuple(parts))

    def _order(self, mind: Mind) -> list[str]:
        speech, rng = self.answers.speech, self.answers.rng
        if self.proven:
            return [speech.words("order", order=mind.number)]
        parts = [speech.words("order", order=mind.number)]
        if rng.random() < 0.6:
            parts.append(self.answers.proof_words())
        return parts

    def _terms(self, mind: Mind, act: str) -> list[str]:
        speech = self.answers.speech
        parts = []
        if not mind.reason.is_fault:
            parts.append(speech.words(f"condition.{mind.condition}"))
        if act in ("return_item", "problem_item") and mind.remedy is not Remedy.EXCHANGE:
            parts.append(speech.words(f"remedy.{mind.remedy}"))
        return parts

    def _asking(self, task: Return | Lookup, saying: Saying) -> Saying:
        """With a question in the same message, where there is one."""
        if not task.question:
            return saying
        speech = self.answers.speech
        whole = speech.join(saying.parts)
        asked = speech.words(task.question)
        both = speech.book.also(whole, asked, self.answers.rng)
        return Saying(f"{saying.act}+{task.question}", (both,))
