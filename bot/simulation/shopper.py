"""One shopper in one conversation: says, listens, answers, corrects, digresses, loses patience."""

from __future__ import annotations

import io
import random
import uuid
from dataclasses import dataclass, field

from PIL import Image

from bot.replies.catalog import Catalogs
from bot.simulation.answers import Answers
from bot.simulation.book import Book
from bot.simulation.chat import Chat, Json, Unanswered
from bot.simulation.draw import QUESTIONS
from bot.simulation.goals import Change, Goal, Hear, Lookup, Person, Return, Rules, Task, answer_to
from bot.simulation.heard import Heard, fits, identifier, is_question, same_order
from bot.simulation.mind import Mind
from bot.simulation.opening import Opening
from bot.simulation.slips import mistyped
from bot.simulation.speech import Saying, Speech

_PATIENCE = 4  # times that one question may come back
_TURNS_AT_MOST = 32
_DIGRESSIONS = 2
_ENDS_OF_RETURN = ("opened", "opened_label_later", "changed", "changed_label_later")
_REFUSALS = ("refusal", "settled")


@dataclass(frozen=True, slots=True)
class Line:
    """Of the transcript."""

    who: str
    text: str
    names: str = ""  # the act of the shopper, or the reply's name


@dataclass
class Shopper:
    goal: Goal
    book: Book
    chat: Chat
    catalogs: Catalogs
    heard: Heard = field(default_factory=Heard)
    all_heard: list[Json] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    act: str = ""  # the last one
    asked_beside: list[Hear] = field(default_factory=list)  # questions of digressions
    turns: int = 0
    cause: str = ""  # why they gave up; empty: they did not
    over: bool = False  # a person has taken over, or they left
    double_differs: bool = False
    other_language: int = 0  # answers in another language than they wrote

    def __post_init__(self) -> None:
        self.rng = random.Random(f"shopper {self.goal.seed}")
        self.speech = Speech(self.goal.language, self.rng, self.catalogs)
        self.answers = Answers(self.goal, self.book, self.speech, self.rng)
        self.opening = Opening(self.answers)
        self._ids = random.Random(f"ids {self.goal.seed} {self.chat.id}")
        self._digressions = 0
        self._unhelped = 0  # turns that led nowhere, in the whole conversation
        self._summary = Heard()

    async def play(self) -> None:
        try:
            for number, task in enumerate(self.goal.tasks):
                if number:
                    self._next_matter()
                await self._perform(task)
                if self.over or self.cause:
                    return
            if self.rng.random() < 0.25:
                await self._tell(self.speech.say("thank"))
        except Unanswered as error:
            self.cause = f"unanswered: {error}"

    def _next_matter(self) -> None:
        self.answers.stuck = 0
        self.opening.proven = any(fits(m["reply"] or "", _ENDS_OF_RETURN) for m in self.all_heard)

    async def _perform(self, task: Task) -> None:
        match task:
            case Return():
                await self._return(task)
            case Change():
                await self._change(task)
            case Lookup():
                await self._look_up(task)
            case Rules():
                for intent in task.intents:
                    await self._ask(answer_to(intent), intent)
            case Person():
                await self._ask(Hear("person", ("handed_over",)), "person")

    # Returns.

    async def _return(self, task: Return) -> None:
        mind = Mind.of(task.want, self.goal.habits, self.goal.decoy, self.book, self.rng)
        if task is not self.goal.tasks[0]:
            mind = Mind(task.want)
        await self._tell(self._another(self.opening.of_return(task, mind)))
        while not self._ended():
            if self.heard.has(*_ENDS_OF_RETURN):
                return
            if self.heard.has(*_REFUSALS) and not is_question(self.heard.asked):
                if not await self._after_refusal(task, mind):
                    return
                continue
            if task.stop_at and fits(self.heard.asked, (task.stop_at, "summary")):
                await self._leave()
                return
            await self._react(task, mind)

    async def _after_refusal(self, task: Return, mind: Mind) -> bool:
        """Whether they go on."""
        refused = self.heard.asked
        if not task.refused:
            self.cause = f"{refused} after {self.act}"
        if task.fault is not None and mind.want is not task.fault:
            mind.turned(task.fault)
            await self._turn_to_fault(task, mind)
            return True
        if task.on_refusal == "dispute":
            pressed = self.rng.random() < 0.3 and self.speech.press_named(
                "dispute", self.heard, "button.dispute"
            )
            await self._tell(pressed or self.speech.say("dispute"))
            if not self.heard.has("disputed", "handed_over"):
                await self._tell(self.speech.say("dispute"))
            self.over = True
        elif self.rng.random() < 0.7:
            await self._tell(self.speech.say("accept"))
        return False

    async def _turn_to_fault(self, task: Return, mind: Mind) -> None:
        pressed = self.rng.random() < 0.3 and self.speech.press_named(
            "it_is_faulty", self.heard, "button.it_is_faulty"
        )
        if pressed:
            await self._tell(pressed)
            return
        values = self.speech.goods(mind.want.order, mind.want.units)
        words = self.speech.words
        parts = (words("problem_item", **values), words(f"reason.{mind.want.reason}"))
        await self._tell(Saying("turn_to_fault", parts))

    async def _leave(self) -> None:
        """Half-way, with a word or without."""
        if self.rng.random() < 0.6:
            await self._tell(self.speech.say("stop"))
        self.over = True

    async def _react(self, task: Return | Change, mind: Mind) -> None:
        asked = self.heard.asked
        if asked.startswith("summary."):
            self._summary = self.heard
            if self._would_change_another(task):
                self.cause = f"{asked} of another return after {self.act}"
                return
        if await self._digress():
            return
        if self._other_order(mind):
            await self._tell(self.answers.correct("order", mind))
        elif mind.to_correct and (mind.until == "next" or asked == "ask.what_changes"):
            await self._tell(self.answers.correct(mind.to_correct, mind))
        elif asked == "ask.what_changes":
            await self._tell(self.answers.what_changes(self.heard, mind, self._summary))
        elif asked in ("ask.cancel_return", "ask.cancel_order"):
            await self._tell(self.answers.deny(self.heard))
        elif asked == "ask.which_case":
            await self._tell(self._which_case())
        elif answer := self.answers.to(asked):
            await self._tell(answer(self.heard, mind))
        else:
            await self._tell(self._restated(task, mind))

    def _would_change_another(self, task: Return | Change) -> bool:
        """Whether a careful reader sees that a yes replaces a return that they have already."""
        changes = self.heard.last["args"].get("change") is not None
        return self.goal.habits.careful and changes and isinstance(task, Return)

    def _other_order(self, mind: Mind) -> bool:
        """Whether it is asked about an order that they did not speak of."""
        order = self.heard.last["args"].get("order")
        if not self.heard.asked.startswith("ask.") or not identifier(order):
            return False
        return not any(same_order(order, number) for number in mind.numbers)

    def _restated(self, task: Return | Change, mind: Mind) -> Saying:
        if isinstance(task, Change):
            return self.opening.of_change(task, mind)
        return self.opening.of_return(task, mind, restated=True)

    async def _change(self, task: Change) -> None:
        mind = Mind(task.after)
        await self._tell(self._another(self.opening.of_change(task, mind)))
        while not self._ended():
            if self.heard.has("changed", "changed_label_later"):
                return
            if self.heard.has("opened", "opened_label_later"):
                self.cause = "a second return was opened"
                return
            await self._react(task, mind)

    # Look-ups.

    async def _look_up(self, task: Lookup) -> None:
        ends = _ENDS_OF_LOOKUP[task.intent]
        await self._tell(self._another(self.opening.of_lookup(task)))
        while not self._ended():
            if self.heard.has(*ends):
                if task.question and not self._was_told(answer_to(task.question)):
                    await self._ask(answer_to(task.question), task.question)
                return
            if not await self._digress():
                await self._tell(self._lookup_answer(task))

    def _lookup_answer(self, task: Lookup) -> Saying:
        number = task.order.number
        match self.heard.asked:
            case "ask.order":
                return self.answers.order(number)
            case "ask.order_for_email":
                return self.answers.order_alone(number)
            case "ask.proof":
                return self.answers.proof()
            case "ask.which_order":
                return self.answers.which_order(self.heard, number)
            case "ask.which_case":
                return self._which_case()
            case "ask.cancel_return" | "ask.cancel_order" as asked:
                wanted = asked == f"ask.{task.intent}"
                return self.answers.affirm(self.heard) if wanted else self.answers.deny(self.heard)
        return self.opening.of_lookup(task)

    def _which_case(self) -> Saying:
        buttons = self.heard.last["buttons"]
        if not buttons:
            return self.answers.order_alone(self.goal.orders[0].number)
        return Saying("press.case", button=buttons[0]["payload"])

    # Questions.

    async def _ask(self, wanted: Hear, act: str) -> None:
        """Once more in other words if it was not understood."""
        for _ in range(2):
            await self._tell(self.speech.say(act))
            if self._was_told(wanted, self.heard.messages):
                return
        self.cause = f"{self.heard.asked} after {act}"

    def _was_told(self, wanted: Hear, messages: object = None) -> bool:
        found = self.all_heard if messages is None else messages
        assert isinstance(found, list | tuple)
        return any(fits(m["reply"] or "", wanted.names) for m in found)

    async def _digress(self) -> bool:
        """A question on the rules, small talk, or something else altogether, in the middle."""
        share = self.goal.habits.digression_share
        if self._digressions >= _DIGRESSIONS or self.rng.random() >= share:
            return False
        self._digressions += 1
        act = self.rng.choice(("question", "question", "smalltalk", "out_of_scope"))
        if act == "question":
            act = self.rng.choice([q for q in QUESTIONS if q != "ask_size_advice"])
            self.asked_beside.append(answer_to(act))
            await self._ask_beside(answer_to(act), act)
        else:
            await self._tell(self.speech.say(act))
        return True

    async def _ask_beside(self, wanted: Hear, act: str) -> None:
        await self._tell(self.speech.say(act))
        if not self._was_told(wanted, self.heard.messages) and not self._ended():
            await self._tell(self.speech.say(act))

    # One message.

    def _another(self, saying: Saying) -> Saying:
        """A second matter is begun with a word between, or without."""
        if self.turns == 0 and self.rng.random() < 0.12:
            return Saying(saying.act, (self.speech.words("greet"), *saying.parts))
        second = self.goal.tasks[-1]
        if self.turns and isinstance(second, Return) and self.rng.random() < 0.5:
            return Saying(saying.act, (self.speech.words("another"), *saying.parts))
        return saying

    async def _tell(self, saying: Saying) -> None:
        self.turns += 1
        self._switch_language()
        before = self.heard.signature
        text = self._typed(saying.parts)
        if self._hasty(saying):
            messages = await self._in_haste(saying)
        else:
            self._note("shopper", text or f"[{saying.act}]", saying.act)
            messages = await self._send(await self._body(saying, text))
        self._take_in(messages, text)
        digressing = saying.act in QUESTIONS or saying.act in ("smalltalk", "out_of_scope")
        if not digressing:
            self.act = saying.act
            same = self.heard.signature == before
            self.answers.stuck = self.answers.stuck + 1 if same else 0
            self._unhelped += 1 if same or self.heard.has("not_understood") else 0

    def _hasty(self, saying: Saying) -> bool:
        return len(saying.parts) > 1 and self.rng.random() < self.goal.habits.hasty_share

    async def _in_haste(self, saying: Saying) -> list[Json]:
        """The second half is sent before the first was answered."""
        first, rest = self._typed(saying.parts[:1]), self._typed(saying.parts[1:])
        self._note("shopper", f"{first} ⏎ {rest}", saying.act)
        id = self._id()
        await self.chat.send(id, wait=0, text=first)
        last = await self._send({"text": rest})
        self._take_in(await self.chat.send(id, text=first), "")
        return last

    async def _send(self, body: Json) -> list[Json]:
        id = self._id()
        messages = await self.chat.send(id, **body)
        if self.rng.random() < self.goal.habits.double_share:
            again = await self.chat.send(id, **body)
            if [m["id"] for m in again] != [m["id"] for m in messages]:
                self.double_differs = True
        return messages

    async def _body(self, saying: Saying, text: str) -> Json:
        if saying.selected:
            picked = [{"id": line, "quantity": count} for line, count in saying.selected]
            return {"button": saying.button, "selected": picked}
        if saying.button:
            return {"button": saying.button}
        if saying.photo:
            file = await self.chat.upload(_picture(self.goal.seed))
            return {"files": [file], **({"text": text} if text else {})}
        return {"text": text}

    def _typed(self, parts: tuple[str, ...]) -> str:
        if not parts:
            return ""
        text = self.speech.join(parts)
        if self.rng.random() < self.goal.habits.typo_share:
            return mistyped(text, self.rng, self.speech.book.words)
        return text

    def _switch_language(self) -> None:
        habits = self.goal.habits
        if habits.switches_to and self.turns == habits.switches_at:
            self.speech.language = habits.switches_to

    def _take_in(self, messages: list[Json], text: str) -> None:
        self.heard = Heard(messages)
        self.all_heard += messages
        if len(text) > 20 and any(m["language"] != self.speech.language for m in messages):
            self.other_language += 1
        for message in messages:
            self._note("assistant", message["text"], message["reply"] or "")

    def _note(self, who: str, text: str, names: str) -> None:
        self.lines.append(Line(who, " ".join(text.split()), names))

    def _id(self) -> str:
        return uuid.UUID(int=self._ids.getrandbits(128), version=4).hex

    def _ended(self) -> bool:
        if self.over or self.cause:
            return True
        if self.heard.has("handed_over", "disputed", "cancel_order.by_person"):
            self.over = True
        elif self.heard.has("refused.lookups_locked"):
            self.cause = f"refused.lookups_locked after {self.act}"
        elif (
            self.answers.stuck >= _PATIENCE
            or self._unhelped >= 2 * _PATIENCE
            or self.turns >= _TURNS_AT_MOST
        ):
            self.cause = f"{self.heard.asked} after {self.act}"
        return self.over or bool(self.cause)


_ENDS_OF_LOOKUP = {
    "track_order": ("order",),
    "track_return": ("status", "refund", "label_later"),
    "track_refund": ("status", "refund", "label_later"),
    "request_label": ("label_again", "label_used", "label_later"),
    "cancel_return": ("cancelled", "kept", "refused.case_not_open"),
    "cancel_order": ("cancel_order",),
}


def _picture(seed: int) -> bytes:
    rng = random.Random(seed)
    color = (rng.randrange(256), rng.randrange(256), rng.randrange(256))
    out = io.BytesIO()
    Image.new("RGB", (160, 120), color).save(out, "PNG")
    return out.getvalue()
