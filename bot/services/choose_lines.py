"""Which lines of an order does a shopper mean? A wrong line is much worse than a question.

The message is read in three steps, in any language: single words become clues (`line_clues`),
clues that belong together become mentions (`read_mentions`), and mentions choose lines, here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from bot.services.goods_names import PAIRS, is_cjk, kinds_in
from bot.services.line_clues import Candidate, Clue, Role, Word, find_clues
from bot.services.read_mentions import Mention, Reading, Stance, read_mentions

__all__ = ["Candidate", "Chosen", "Word", "choose_lines"]

#: Loose words beside a colour, a place, "all" or a count up to which these alone may choose.
_CHATTER_OF_LOOKS = 10
_CHATTER_OF_PLACES = 6
_CHATTER_OF_CJK_PLACES = 2.5  # 第一次: written together, so what follows may be part of it
_CHATTER_OF_ANSWERS, _CHATTER_OF_PLEASE = 3, 1
_CHATTER_OF_ALL = 12
#: "That's all", "not at all": a word so short chooses all only if nothing else is said.
_SHORT_ALL, _SHORT_CJK_ALL = 4, 1
_CHATTER_OF_COUNTS = 2
#: The same where the shopper has chosen already and may speak of something else.
_CHATTER_AFTER = 4
#: Letters of a word beside a place or a look that may well be a name of goods unknown to us.
_WORD, _LONG_WORD = 3, 6


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the words decide, and what they leave open."""

    lines: tuple[tuple[str, int], ...] = ()  # (line id, units), in the order of the list
    ambiguous: tuple[str, ...] = ()  # line ids among which the words don't decide
    #: A line of several units of which nobody said how many; `lines` has it with all of them.
    unit_question: str | None = None
    named_something: bool = False  # goods were named that are not among the lines


def choose_lines(
    text: str,
    words: Sequence[Word],
    candidates: Sequence[Candidate],
    language: str,
    before: Sequence[tuple[str, int]] = (),
) -> Chosen:
    """`candidates` in the order in which the shopper sees them.

    `before` is the former choice where this message may correct it; what is returned replaces it.
    With one candidate any words mean it that do not name something else or keep it, unless it was
    chosen before: then only words that say something choose anew.
    """
    if not candidates or not text.strip():
        return Chosen()
    clues = find_clues(text, words, candidates, language)
    instead = any(w.kind == "resolution" and w.value == "exchange" for w in words)
    order = [candidate.id for candidate in candidates]
    reading = Reading.of(text, clues, order, instead=instead)
    return _Choice(reading, candidates, dict(before)).made()


@dataclass
class _Choice:
    reading: Reading
    candidates: Sequence[Candidate]
    before: dict[str, int]
    chosen: dict[str, int] = field(default_factory=dict)
    unsaid: set[str] = field(default_factory=set)  # chosen, but nobody said how many
    doubtful: set[str] = field(default_factory=set)
    kept: set[str] = field(default_factory=set)
    kept_units: dict[str, int] = field(default_factory=dict)  # of a line that stays in part
    unclear_keep: bool = False  # something stays, and we do not know what
    missing: bool = False

    def __post_init__(self) -> None:
        self.units = {candidate.id: candidate.units for candidate in self.candidates}
        self.mentions = read_mentions(self.reading)

    def made(self) -> Chosen:
        self._weigh()
        self._attach_free_count()
        self._turn_to_the_new()
        for mention in self.mentions:
            self._keep(mention)
        self._find_unclear_keeps()
        going = [m for m in self.mentions if m.stance is Stance.BACK]
        for mention in going:
            self._send_back(mention)
        self._doubt_contrast(going)
        self._take_everything()
        if not self.mentions and not self._has(Role.KEEP) and not self.chosen:
            self._take_counted()
        self._take_rest_of_before()
        self._take_the_only_one()
        return self._result()

    def _has(self, *roles: Role) -> bool:
        return any(clue.role in roles for clue in self.reading.clues)

    def _all(self) -> frozenset[str]:
        return frozenset(self.units)

    # Before anything is chosen.

    def _weigh(self) -> None:
        """A colour or a place in a long story may be about anything."""
        named = any(m.named for m in self.mentions)
        for mention in self.mentions:
            if mention.goods and not mention.lines:
                self.missing = True
            if mention.borrowed and self.reading.instead:
                mention.sure = False  # "the navy shirt for a white one"
            if not mention.bare:
                continue
            wished = self.reading.instead and not mention.place
            told = self._tells_a_story(mention)
            if wished or told or (not named and self._beside_a_noun(mention)):
                mention.sure = False
            elif Role.COLOUR in mention.looks and not mention.lines:
                self.missing = self.missing or self.reading.chatter() <= _CHATTER_OF_COUNTS
            if self.before and not mention.place:
                self._prefer_siblings(mention)

    def _tells_a_story(self, mention: Mention) -> bool:
        most: float = _CHATTER_OF_LOOKS
        if mention.place:
            cjk = is_cjk(self.reading.text[mention.start])
            most = _CHATTER_OF_CJK_PLACES if cjk else _CHATTER_OF_PLACES
        return self.reading.chatter() > most

    def _beside_a_noun(self, mention: Mention) -> bool:
        """ "The red umbrella", "the first time": a word next to it that may be what it is of."""
        before, after = self.reading.next_to(mention)
        chatter = self.reading.chatter()
        followed = after is not None and len(after.text) >= _WORD
        if mention.place:
            spelt = any(c.isalpha() for c in self.reading.text[mention.start : mention.end])
            return spelt and followed and chatter > _CHATTER_OF_PLEASE
        if followed and chatter > _CHATTER_OF_ANSWERS:
            return True
        return any(len(word.text) >= _LONG_WORD for word in (before, after) if word)

    def _prefer_siblings(self, mention: Mention) -> None:
        """ "No, the black ones" means the black ones of what was chosen before."""
        own = [c for c in self.candidates if c.id in self.before]
        siblings = frozenset(
            c.id for c in self.candidates if any(_siblings(c, chosen) for chosen in own)
        )
        if mention.lines & siblings:
            mention.lines &= siblings
            mention.exact = mention.exact & siblings or mention.lines

    def _attach_free_count(self) -> None:
        """ "The mugs. Just two": a count in a clause of its own goes to the only thing named."""
        going = [m for m in self.mentions if m.stance is Stance.BACK and m.lines]
        free = self._free(Role.COUNT)
        if len(going) != 1 or len(free) != 1 or going[0].counts or going[0].alls:
            return
        clause = self.reading.clause(free[0].start)
        alone = clause != self.reading.clause(going[0].start)
        if alone and self.reading.chatter(clause) <= _CHATTER_AFTER:
            going[0].counts.append(free[0])

    def _free(self, role: Role) -> list[Clue]:
        """Counts or "all"s that belong to no mention, nor to what is kept."""
        held = [clue for m in self.mentions for clue in (*m.counts, *m.alls)]
        return [c for c in self.reading.clues if c.role is role and c not in held]

    def _turn_to_the_new(self) -> None:
        """ "Not the lamp, the pan": the pan was not chosen before, so it need not be kept."""
        former = set(self.before)
        for mention in self.mentions:
            stays = [m for m in self.mentions if m.keep == mention.keep and m is not mention]
            if mention.stance is not Stance.OPEN or mention.keep is None or not stays:
                continue
            apart = self.reading.clause(mention.keep.start) != self.reading.clause(mention.start)
            if apart and stays[0].lines <= former and not mention.lines & former:
                mention.stance, mention.keep = Stance.BACK, None

    # What stays.

    def _keep(self, mention: Mention) -> None:
        if mention.stance is Stance.BACK:
            return
        if mention.keep is not None and mention.keep.end <= mention.start:
            # "除了台灯都退": the "all" behind what is kept is about the rest.
            mention.alls = [a for a in mention.alls if a.start < mention.start]
        lines, units = self._decide(mention)
        if mention.stance is Stance.OPEN or not mention.sure or (mention.lines and not lines):
            self.doubtful |= mention.lines
        elif not lines:
            self.unclear_keep = True
        for line in lines if mention.stance is Stance.STAYS and mention.sure else ():
            if units is not None and units < self.units[line] and len(lines) == 1:
                self.kept_units[line] = units
            else:
                self.kept.add(line)

    def _find_unclear_keeps(self) -> None:
        resolved = [m.keep for m in self.mentions if m.keep is not None]
        for clue in self.reading.clues:
            if clue.role is Role.KEEP and clue not in resolved and not self._keeps_all(clue):
                self.unclear_keep = True

    def _keeps_all(self, keep: Clue) -> bool:
        clause = self.reading.clause(keep.start)
        return any(self.reading.clause(a.start) == clause for a in self._free(Role.ALL))

    # What goes back.

    def _send_back(self, mention: Mention) -> None:
        if mention.lines and not mention.lines - self.kept:
            self.doubtful |= mention.lines  # kept and sent back in one breath
            return
        mention.lines -= self.kept
        mention.exact = mention.exact & mention.lines or mention.lines
        lines, units = self._decide(mention)
        in_part = self.unclear_keep and self._free(Role.COUNT)  # "all the mugs but one"
        if not mention.sure or not lines or in_part:
            self.doubtful |= mention.lines
            return
        for line in lines:
            self._choose(line, units if len(lines) == 1 else self.units[line])

    def _choose(self, line: str, units: int | None) -> None:
        if units is None and self.units[line] > 1:
            if line not in self.chosen:
                self.unsaid.add(line)
                self.chosen[line] = self.units[line]
            return
        if line not in self.chosen or line in self.unsaid:
            self.chosen[line] = units or 1
            self.unsaid.discard(line)

    def _decide(self, mention: Mention) -> tuple[frozenset[str], int | None]:
        """The lines that are certainly meant, and how many units of a single one; or none."""
        lines, nothing = mention.lines, (frozenset[str](), None)
        count = self._count(mention)
        if mention.place and mention.bare and count not in (None, 1):
            return nothing  # "the last two"
        if mention.alls:
            return lines, self.units[next(iter(lines))] if len(lines) == 1 else None
        if len(lines) == 1:
            (line,) = lines
            if count is None:
                return lines, None
            if count <= self.units[line]:
                return lines, count
            return (lines, 1) if count == 2 and self._is_pair(line) else nothing
        if count in (None, 1) or not lines:
            return nothing  # "the shirts", "one of the shirts"
        for tier in (mention.exact, lines):
            if count == self._units_of(tier):
                return tier, count
        return nothing

    def _count(self, mention: Mention) -> int | None:
        """ "Two of the three": where several are said, not the one that is simply all there are."""
        said = {clue.number for clue in mention.counts}
        if len(said) > 1:
            said -= {self._units_of(mention.lines)}
        return said.pop() if len(said) == 1 else None

    def _units_of(self, lines: Iterable[str]) -> int:
        return sum(self.units[line] for line in lines)

    def _is_pair(self, line: str) -> bool:
        title = next(c.line.title.get("en", "") for c in self.candidates if c.id == line)
        return bool(kinds_in(title) & PAIRS) and self.units[line] == 1

    def _doubt_contrast(self, going: Sequence[Mention]) -> None:
        """ "Not the shirt, the lamp": what was chosen before may be named to be taken back."""
        named = [m for m in going if m.lines]
        if not self.before or len(named) < 2:
            return
        former, *rest = named
        new = [m for m in rest if not m.lines & set(self.before)]
        apart = self.reading.clause(former.start) != self.reading.clause(rest[-1].start)
        if new and apart and former.lines <= set(self.before):
            self.doubtful |= {line for m in named for line in m.lines}
            self.chosen.clear()

    # Words that name no line by itself.

    def _take_everything(self) -> None:
        rest = self._all() - self.kept - set(self.chosen) - self.doubtful
        free = [a for a in self._free(Role.ALL) if not self._in_keep(a) and self._means_all(a)]
        if not free:
            self.doubtful |= rest if self._excepts_the_unknown() else set()
            return
        going = any(m.stance is Stance.BACK and m.lines for m in self.mentions)
        most = _CHATTER_AFTER if self.before else _CHATTER_OF_ALL
        missing_kept = any(m.stance is not Stance.BACK and not m.lines for m in self.mentions)
        if self.unclear_keep or missing_kept or going or self._count_differs():
            self.doubtful |= rest
        elif self.reading.chatter() > most:
            self.doubtful |= set() if self.before else rest
        elif line := self._unfinished_line():
            self.chosen[line] = self.units[line]
        else:
            for line in rest:
                self._choose(line, self.units[line] - self.kept_units.get(line, 0))

    def _in_keep(self, every: Clue) -> bool:
        """ "Keep all of it": nothing else in the clause is kept, so "all" is."""
        clause = self.reading.clause(every.start)
        keeps = [c for c in self.reading.clues if c.role is Role.KEEP]
        inside = [k for k in keeps if self.reading.clause(k.start) == clause]
        return bool(inside) and not any(m.keep in inside for m in self.mentions)

    def _means_all(self, every: Clue) -> bool:
        if self._has(Role.KEEP) or self._has(Role.COUNT):
            return True
        typed = self.reading.text[every.start : every.end]
        short = _SHORT_CJK_ALL if is_cjk(typed) else _SHORT_ALL
        return len(typed) > short or not self.reading.chatter()

    def _excepts_the_unknown(self) -> bool:
        """ "Everything except the umbrella", of which we know no umbrella."""
        return any(
            self.reading.keeps(every.end, end) and self.reading.gap(every.end, end)
            for every in self._free(Role.ALL)
            for _, end in [self.reading.bounds(self.reading.clause(every.start))]
        )

    def _count_differs(self) -> bool:
        """ "All three" of an order of four."""
        said = [c.number for c in self._free(Role.COUNT) if self._counts(c)]
        return any(n > 1 and n != self._units_of(self.units) for n in said)

    def _unfinished_line(self) -> str | None:
        """ "All of them", where so far some units of one line were chosen."""
        if len(self.before) != 1 or self.kept:
            return None
        ((line, units),) = self.before.items()
        return line if 0 < units < self.units.get(line, 0) else None

    def _take_counted(self) -> None:
        counts = [c for c in self._free(Role.COUNT) if self._counts(c)]
        said = {c.number for c in counts}
        if len(said) > 1:
            said -= {self._units_of(self.units)}  # "two out of three"
        if len(said) != 1:
            return
        number = said.pop()
        several = [line for line in self.before if self.units.get(line, 0) > 1]
        if len(several) == 1 and number <= self.units[several[0]]:
            self.chosen = {line: n for line, n in self.before.items() if line in self.units}
            self.chosen[several[0]] = number
        elif len(self.candidates) == 1:
            self._count_the_only_one(number)
        elif number == self._units_of(self.units) and number > 1:
            self.chosen = dict(self.units)

    def _count_the_only_one(self, number: int) -> None:
        line = self.candidates[0].id
        if number <= self.units[line]:
            self.chosen[line] = number
        elif number == 2 and self._is_pair(line):
            self.chosen[line] = 1
        else:
            self.doubtful.add(line)

    def _counts(self, count: Clue) -> bool:
        """Whether it counts goods: "two weeks ago" must not choose two lines."""
        clause = self.reading.clause(count.start)
        most = _CHATTER_AFTER if len(self.candidates) == 1 else _CHATTER_OF_COUNTS
        at_end = not self.reading.gap(count.end, self.reading.bounds(clause)[1])
        return at_end or self.reading.chatter(clause) <= most

    def _take_rest_of_before(self) -> None:
        """ "Without the belt": what was chosen before but for that; else it says too little."""
        if not self.kept or self.chosen or self.doubtful or self.unclear_keep:
            return
        if any(m.stance is Stance.BACK for m in self.mentions):
            return
        if self.before:
            rest = {i: n for i, n in self.before.items() if i in self.units and i not in self.kept}
            self.chosen.update(rest)
        else:
            self.doubtful |= self._all() - self.kept

    def _take_the_only_one(self) -> None:
        silent = not self.chosen and not self.doubtful and not self.missing
        if len(self.candidates) != 1 or self.before or not silent or self._has(Role.KEEP):
            return
        self._choose(self.candidates[0].id, None)

    def _result(self) -> Chosen:
        order = [candidate.id for candidate in self.candidates]
        going = [line for line in order if line in self.chosen and line not in self.doubtful]
        open_lines = [line for line in order if line in self.doubtful - self.kept]
        return Chosen(
            tuple((line, self.chosen[line]) for line in going),
            tuple(open_lines),
            next((line for line in going if line in self.unsaid), None),
            self.missing,
        )


def _siblings(a: Candidate, b: Candidate) -> bool:
    if a.line.product_id and a.line.product_id == b.line.product_id:
        return True
    kinds = kinds_in(a.line.title.get("en", "")), kinds_in(b.line.title.get("en", ""))
    return bool(kinds[0] & kinds[1]) or a.line.title == b.line.title
