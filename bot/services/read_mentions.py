"""Which words of a message belong together, and does what they mention go back or stay?

"Both shirts, keep the belt" has two mentions: shirts, two of them, which go back, and the belt,
which stays. Only places, gaps and fits count here, never the grammar of a language.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from bot.services.goods_names import Token, is_cjk, tokens
from bot.services.line_clues import LOOKS, THINGS, Clue, Role

_CLAUSE = re.compile(r"[!?;…。！？；，\n()（）–—]|[.,:](?=\s|$)|\s-\s")
_SENTENCE = re.compile(r"[!?…。！？\n]|\.(?=\s|$)")


class Stance(Enum):
    BACK = "back"
    STAYS = "stays"
    OPEN = "open"  # the words allow both


@dataclass(slots=True)
class Mention:
    """One thing that is spoken of, and the lines that it may be."""

    lines: frozenset[str]
    exact: frozenset[str]
    start: int
    end: int
    named: frozenset[str] | None = None  # lines that the name alone fits; None without a name
    looks: set[Role] = field(default_factory=set)
    place: int = 0
    goods: bool = False
    sure: bool = True
    borrowed: bool = False  # a look of something named before: "… and the black one"
    counts: list[Clue] = field(default_factory=list)
    alls: list[Clue] = field(default_factory=list)
    stance: Stance = Stance.BACK
    keep: Clue | None = None

    @property
    def bare(self) -> bool:
        """Whether nothing but colour, size or place is said."""
        return self.named is None

    def narrow(self, clue: Clue) -> None:
        exact = self.exact & clue.exact
        self.lines &= clue.lines
        self.exact = exact or self.lines
        self._extend(clue)

    def become(self, clue: Clue, lines: frozenset[str], *, sure: bool) -> None:
        """What was said before holds no more of its own."""
        self.lines = self.exact = lines
        self.sure = sure
        self._extend(clue)

    def _extend(self, clue: Clue) -> None:
        self.start, self.end = min(self.start, clue.start), max(self.end, clue.end)
        self.goods = self.goods or clue.goods
        self.sure = self.sure and clue.sure
        if clue.role in LOOKS:
            self.looks.add(clue.role)
        elif clue.role is Role.NAME:
            self.named = clue.lines if self.named is None else (self.named & clue.lines)


@dataclass(frozen=True, slots=True)
class Reading:
    """A message with its clues, and the words in between that say nothing about lines."""

    text: str
    clues: tuple[Clue, ...]
    loose: tuple[Token, ...]
    order: tuple[str, ...]  # line ids as the list shows them
    instead: bool  # something else is wished for in exchange, and may be described too
    clause_ends: tuple[int, ...]
    sentence_ends: tuple[int, ...]

    @classmethod
    def of(
        cls, text: str, clues: Sequence[Clue], order: Sequence[str], *, instead: bool
    ) -> Reading:
        spans = [(clue.start, clue.end) for clue in clues]
        loose = [t for t in tokens(text) if all(t.end <= a or b <= t.start for a, b in spans)]
        return cls(
            text,
            tuple(clues),
            tuple(loose),
            tuple(order),
            instead,
            tuple(match.end() for match in _CLAUSE.finditer(text)),
            tuple(match.end() for match in _SENTENCE.finditer(text)),
        )

    def clause(self, at: int) -> int:
        return bisect_right(self.clause_ends, at)

    def sentence(self, at: int) -> int:
        return bisect_right(self.sentence_ends, at)

    def gap(self, start: int, end: int) -> int:
        """Loose words between two places; a Chinese or Japanese character counts as one."""
        return sum(start <= token.start and token.end <= end for token in self.loose)

    def near(self, a: Clue | Mention, b: Clue | Mention, most: int) -> bool:
        """Of two in this order: in one clause, with few loose words and no "keep" between."""
        if self.clause(a.start) != self.clause(b.start) or self.keeps(a.end, b.start):
            return False
        return self.gap(a.end, b.start) <= most

    def keeps(self, start: int, end: int) -> bool:
        return any(c.role is Role.KEEP and start <= c.start and c.end <= end for c in self.clues)

    def chatter(self, clause: int | None = None) -> float:
        """How much is said beside the clues, in words, in one clause or in all."""
        counted = [t for t in self.loose if clause in (None, self.clause(t.start))]
        return sum(0.5 if is_cjk(token.text) else 1.0 for token in counted)

    def bounds(self, clause: int) -> tuple[int, int]:
        ends = (0, *self.clause_ends, len(self.text))
        return ends[clause], ends[clause + 1]

    def next_to(self, mention: Mention) -> tuple[Token | None, Token | None]:
        """The loose words directly before and behind it, if no clue stands between."""
        start, end = self.bounds(self.clause(mention.start))
        start = max([start, *(c.end for c in self.clues if c.end <= mention.start)])
        end = min([end, *(c.start for c in self.clues if c.start >= mention.end)])
        before = [t for t in self.loose if start <= t.start and t.end <= mention.start]
        after = [t for t in self.loose if mention.end <= t.start and t.end <= end]
        return (before[-1] if before else None), (after[0] if after else None)


def read_mentions(reading: Reading) -> list[Mention]:
    things = [clue for clue in reading.clues if clue.role in THINGS]
    builder = _Builder(reading)
    homes = {}
    for at, clue in enumerate(things):
        homes[clue] = builder.add(clue, things[at + 1] if at + 1 < len(things) else None)
    for clue in reading.clues:
        if clue.role in (Role.COUNT, Role.ALL):
            target = _counted(clue, things, reading)
            home = homes[target] if target is not None else None
            if home is not None:
                (home.counts if clue.role is Role.COUNT else home.alls).append(clue)
    _take_stances(builder.mentions, reading)
    return builder.mentions


class _Builder:
    """Takes one clue after the other and joins it to what it belongs to."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.mentions: list[Mention] = []

    def add(self, clue: Clue, following: Clue | None) -> Mention | None:
        """The mention that the clue became part of; None if it says nothing on these lines."""
        claimed = following is not None and self._claims(following, clue)
        last = self.mentions[-1] if self.mentions else None
        if last is not None:
            if self._by_place(last, clue):
                return last
            if self._narrows(last, clue, claimed):
                last.narrow(clue)
                self._distribute(clue)
                return last
            if not claimed and self._contradicts(last, clue):
                return last
            if self._adds_to_name(last, clue):
                last.narrow(clue)
                return last
        if clue.role in LOOKS and not claimed:
            owner = self._owner()
            if owner is not None:
                return self._look_of(owner, clue)
        return self._begin(clue, None)

    def _claims(self, following: Clue, clue: Clue) -> bool:
        """Whether the next name takes this look, or this part of a name, to itself."""
        reach = self._apart(following) if clue.role in LOOKS else 1
        if following.role is not Role.NAME or not self.reading.near(clue, following, reach):
            return False
        return clue.role in LOOKS or bool(clue.lines & following.lines)

    def _begin(self, clue: Clue, named: frozenset[str] | None) -> Mention:
        mention = Mention(clue.lines, clue.exact, clue.start, clue.end, named, place=clue.number)
        mention.narrow(clue)
        self.mentions.append(mention)
        return mention

    def _narrows(self, last: Mention, clue: Clue, claimed: bool) -> bool:
        if not last.lines & clue.lines or clue.role is Role.PLACE or last.place:
            return False
        if clue.role in LOOKS:
            if last.bare and clue.role not in last.looks:
                return True  # "38, the black ones"
            decided = len(last.lines) == 1
            apart = 0 if self.reading.instead and not last.bare else 2
            return self.reading.near(last, clue, apart) and not (claimed and decided)
        listed = last.goods and clue.goods and self.reading.gap(last.end, clue.start) > 0
        reach = self._apart(clue) if last.bare else 1
        return self.reading.near(last, clue, reach) and not listed

    def _apart(self, name: Clue) -> int:
        """Words between a look and its name: 黑色的那双鞋."""
        return 3 if is_cjk(self.reading.text[name.start]) else 1

    def _distribute(self, clue: Clue) -> None:
        """ "The blue and the black shirt": the name goes to both."""
        if clue.role is not Role.NAME or len(self.mentions) < 2:
            return
        earlier, last = self.mentions[-2:]
        looks = earlier.bare and not earlier.place and earlier.lines & clue.lines
        if looks and self.reading.near(earlier, last, 2):
            span = earlier.start, earlier.end
            earlier.narrow(clue)
            earlier.start, earlier.end = span

    def _contradicts(self, last: Mention, clue: Clue) -> bool:
        """Side by side, and no line is both: something else is meant, or something is mistaken."""
        cjk = 1 if is_cjk(self.reading.text[clue.start]) else 0
        if not self.reading.near(last, clue, cjk) or last.place or clue.role is Role.PLACE:
            return False
        if clue.role is Role.NAME and last.bare:
            last.become(clue, clue.lines, sure=False)
        elif clue.role is Role.COLOUR and not last.bare:
            last.become(clue, last.lines, sure=False)
        elif clue.role is Role.NAME and clue.goods != last.goods and last.lines and clue.lines:
            last.become(clue, last.lines | clue.lines, sure=False)
        else:
            return False
        return True

    def _adds_to_name(self, last: Mention, clue: Clue) -> bool:
        """ "The shoes (running)": in a clause of its own, but said of nothing else."""
        open_lines = len(last.lines & clue.lines) and len(last.lines) > 1 and last.goods
        if not open_lines or clue.role is not Role.NAME or clue.goods or self._counted(last):
            return False
        apart = self.reading.gap(last.end, clue.start)
        return apart == 0 and not self.reading.keeps(last.end, clue.start)

    def _by_place(self, last: Mention, clue: Clue) -> bool:
        """ "The second shirt", "shirts, the second one": counted among the shirts."""
        if self.reading.gap(last.end, clue.start) > 1 or self.reading.keeps(last.end, clue.start):
            return False
        if last.place and last.bare and clue.role is not Role.PLACE:
            if not self.reading.near(last, clue, 1):
                return False
            self._pick(last, clue, last.place, clue.lines, last.lines)
            return True
        if clue.role is Role.PLACE and not last.bare and len(last.lines) > 1 and not last.counts:
            self._pick(last, clue, clue.number, last.lines, clue.lines)
            return True
        return False

    def _pick(
        self,
        mention: Mention,
        clue: Clue,
        number: int,
        among: frozenset[str],
        listed: frozenset[str],
    ) -> None:
        """The number-th of `among`, unless that of the whole list would be one of them as well."""
        ordered = [line for line in self.reading.order if line in among]
        at = len(ordered) if number == -1 else number
        picked = frozenset(ordered[at - 1 : at]) or (listed & among)
        certain = len(picked) == 1 and (listed & among) <= picked
        mention.become(clue, picked if certain else among, sure=certain)

    def _owner(self) -> Mention | None:
        """The last mention with a name: "… and the black one" is one of these."""
        return next((m for m in reversed(self.mentions) if m.named), None)

    def _look_of(self, owner: Mention, clue: Clue) -> Mention | None:
        own = clue.lines & (owner.named or frozenset())
        if not own:
            return None  # the size or colour wished for instead, or a stain
        if owner.lines <= own:
            return owner  # tells no more of it
        undecided = len(owner.lines) > 1 and not self._counted(owner)
        narrows = own & owner.lines and not self.reading.instead
        if undecided and narrows and not self._keep_between(owner, clue):
            owner.lines, owner.exact = own & owner.lines, own & owner.lines
            return owner
        mention = self._begin(Clue(clue.role, clue.start, clue.end, own, own), owner.named)
        mention.borrowed = True
        return mention

    def _counted(self, owner: Mention) -> bool:
        things = [clue for clue in self.reading.clues if clue.role in THINGS]
        counts = [c for c in self.reading.clues if c.role in (Role.COUNT, Role.ALL)]
        targets = [_counted(count, things, self.reading) for count in counts]
        return any(t is not None and owner.start <= t.start < owner.end for t in targets)

    def _keep_between(self, owner: Mention, clue: Clue) -> bool:
        clause = self.reading.clause(clue.start)
        return any(
            keep.role is Role.KEEP
            and (owner.end <= keep.start <= clue.start or self.reading.clause(keep.start) == clause)
            for keep in self.reading.clues
        )


def _counted(count: Clue, things: Sequence[Clue], reading: Reading) -> Clue | None:
    """What a count or "all" belongs to: what follows it closely, else what it follows."""
    for thing in things:
        if thing.start >= count.end and reading.near(count, thing, 2):
            return thing
    for thing in reversed(things):
        if thing.end <= count.start and reading.near(thing, count, 2):
            pronoun = (
                count.number == 1 and thing.role is not Role.NAME and thing.end + 1 >= count.start
            )
            return None if pronoun else thing
    return None


# What goes back and what stays.


def _take_stances(mentions: Sequence[Mention], reading: Reading) -> None:
    keeps = [clue for clue in reading.clues if clue.role is Role.KEEP]
    for at, keep in enumerate(keeps):
        clause = reading.clause(keep.start)
        start, end = reading.bounds(clause)
        start = max([start, *(k.end for k in keeps[:at])])
        end = min([end, *(k.start for k in keeps[at + 1 :])])
        before = [m for m in mentions if start <= m.start and m.end <= keep.start]
        after = [m for m in mentions if keep.end <= m.start and m.end <= end]
        objects = [
            c
            for c in reading.clues
            if c.role in (Role.ALL, Role.COUNT) and keep.end <= c.start < end
        ]
        if objects and not after and reading.gap(keep.end, objects[0].start) <= 2:
            _keep_rest(keep, objects[0], before, reading)
        else:
            _take_stance(keep, before, after, reading)
    _continue_lists(mentions, reading)


def _take_stance(
    keep: Clue, before: Sequence[Mention], after: Sequence[Mention], reading: Reading
) -> None:
    forward = _looks_forward(keep, before, after, reading)
    if forward is None:
        for mention in (*before[-1:], *after[:1]):
            mention.stance, mention.keep = Stance.OPEN, keep
    elif forward:
        _keep_row(keep, after, reading)
    else:
        _keep_last(keep, before, reading)


def _keep_rest(keep: Clue, what: Clue, before: Sequence[Mention], reading: Reading) -> None:
    """ "Keep everything else", "but keep one": of what was said before perhaps, or perhaps not."""
    beside = before and not reading.gap(before[-1].end, keep.start)
    if before and (what.role is Role.COUNT or beside):
        before[-1].stance, before[-1].keep = Stance.OPEN, keep


def _looks_forward(
    keep: Clue, before: Sequence[Mention], after: Sequence[Mention], reading: Reading
) -> bool | None:
    """ "Except the lamp" or "the lamp stays"? None if it cannot be told."""
    if not before or not after:
        return bool(after)
    earlier, later = before[-1], after[0]
    behind = reading.gap(earlier.end, keep.start)
    ahead = reading.gap(keep.end, later.start)
    if later.lines < earlier.lines:
        return True  # "both shirts except the blue one"
    if ahead > 2 and behind > 2:
        return None
    if ahead > 2 or behind > 2:
        return behind > 2
    start, end = reading.bounds(reading.clause(keep.start))
    head, tail = reading.gap(start, earlier.start), reading.gap(after[-1].end, end)
    counted = bool(later.counts or later.alls)
    claimed = head >= 2 or behind == 2 or bool(earlier.counts or earlier.alls)
    if behind >= 1 and claimed and tail <= 1 and not counted:
        return True  # "return the shirts and keep the belt"
    if behind == 0 and head <= 1 and tail >= 1 and counted:
        return False  # "the belt I keep and both shirts go back"
    return None


def _keep_row(keep: Clue, after: Sequence[Mention], reading: Reading) -> None:
    """ "Except the lamp and the mug": those that follow closely stay too; later ones, who knows."""
    stance = Stance.STAYS
    for at, mention in enumerate(after):
        if at and (reading.gap(after[at - 1].end, mention.start) > 2 or mention.counts):
            stance = Stance.OPEN
        mention.stance, mention.keep = stance, keep


def _keep_last(keep: Clue, before: Sequence[Mention], reading: Reading) -> None:
    """ "The lamp stays": the last one; whether also what stands right before it, who knows."""
    for at in range(len(before) - 1, -1, -1):
        last = at == len(before) - 1
        if not last and reading.gap(before[at].end, before[at + 1].start) > 2:
            break
        before[at].stance = Stance.STAYS if last else Stance.OPEN
        before[at].keep = keep


def _continue_lists(mentions: Sequence[Mention], reading: Reading) -> None:
    """ "Everything except the lamp, the mug": a clause of nothing but a name may go on a list."""
    everything = any(c.role is Role.ALL for c in reading.clues)
    for earlier, later in pairwise(mentions):
        keep = earlier.keep
        if keep is None or keep.end > earlier.start or later.stance is not Stance.BACK:
            continue
        if reading.sentence(earlier.start) != reading.sentence(later.start):
            continue
        if _only_names(reading.clause(later.start), mentions, reading):
            stays = everything and earlier.stance is Stance.STAYS
            later.stance = Stance.STAYS if stays else Stance.OPEN
            later.keep = keep


def _only_names(clause: int, mentions: Sequence[Mention], reading: Reading) -> bool:
    start, end = reading.bounds(clause)
    inside = [m for m in mentions if start <= m.start and m.end <= end]
    if any(m.counts or m.alls for m in inside) or reading.keeps(start, end):
        return False
    return reading.gap(start, inside[0].start) <= 2 and reading.gap(inside[-1].end, end) <= 1
