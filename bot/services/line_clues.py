"""What do the single words of a message say about the lines of an order?

Each word or number that says something becomes a clue: a name of goods, a look (colour, size), a
place in the list, a count, "all", "keep". How clues belong together is `choose_lines`' matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from bot.returns.orders import OrderLine
from bot.services.goods_names import (
    Likeness,
    Token,
    colours_in,
    fold,
    is_cjk,
    is_generic,
    kinds_in,
    kinds_meant,
    kinds_perhaps_meant,
    likeness,
    shades,
    size_keys,
    title_words,
    tokens,
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that the understanding part found, with its meaning.

    kind: color, size, quantity, ordinal, keep, product, or resolution, of which `exchange`
    matters: then looks may be those wished for. Any other only says that the text there is no name
    of goods. value: canonical, such as `navy`, `2` or `all`, `last`, `shoes`.
    """

    kind: str
    value: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A line that may still go back, in the order in which the list is shown."""

    line: OrderLine
    units: int  # still returnable

    @property
    def id(self) -> str:
        return self.line.id


class Role(Enum):
    NAME = "name"  # shoes, Aurora, a sku
    COLOUR = "colour"
    SIZE = "size"
    PLACE = "place"  # the second one, #2
    COUNT = "count"
    ALL = "all"
    KEEP = "keep"  # what it stands with does not go back


LOOKS = frozenset({Role.COLOUR, Role.SIZE})
THINGS = frozenset({Role.NAME, Role.PLACE}) | LOOKS


@dataclass(frozen=True, slots=True)
class Clue:
    role: Role
    start: int
    end: int
    lines: frozenset[str] = frozenset()  # those that it fits
    exact: frozenset[str] = frozenset()  # of them, those that it fits in the narrow sense
    number: int = 0  # of a count; of a place, counted from 1, and -1 for the last
    goods: bool = False  # a word for goods, whether we found them or not
    sure: bool = True  # else it says which to ask about


#: Where digits and letters are no goods: addresses, order numbers, prices, dates, times.
_FOREIGN = re.compile(
    r"""\S+@\S+ | https?://\S+
    | \b[A-Za-z]{0,4}[-_]?\d[\d-]{3,}\b | \#\s?[A-Za-z]*-?\d{3,}
    | \bRMA-?\w+
    | [€$£¥￥]\s?\d+(?:[.,]\d+)* | \d+(?:[.,]\d+)*\s?(?:[€$£¥￥%元円원]|(?:EUR|USD|GBP|CHF|PLN)\b)
    | \d+[.,]\d\d\b
    | \b\d{1,4}[./-]\d{1,2}[./-](?:\d{1,4})? | \b\d{1,2}\.\d{1,2}\.? | \b\d{1,2}/\d{1,2}\b
    | \d{1,2}:\d{2} | \d+\s?[年月日] | (?<=月)\s?\d+\s?[号號] | \b\d{1,2}\.\s(?=[^\W\d_]{3})
    """,
    re.VERBOSE,
)
_PLACE = re.compile(r"(?:#|№)\s?(\d{1,2})(?![\w-])|^\s*(\d{1,2})\)")
_PLACES_ALONE = re.compile(r"\s*\d{1,2}(?:(?:\W|\W*[^\W\d]{1,4}\W*)\W*\d{1,2})+\W*")
_NUMBER = re.compile(
    r"(?<![0-9A-Za-z.,/#-])(\d{1,2})(?=\s?[x×]?(?![\w.,/%-])|[x×]\s|\s?[^\W\da-zA-Z])"
)
_TIMES = re.compile(r"(?<!\w)[x×]\s?(\d{1,2})(?!\w)", re.IGNORECASE)
_LETTER_SIZE = re.compile(r"(?<![\w'’-])(?:X{0,4}[SL]|M|\dX[SL]|x{1,4}[sl])(?![\w'’-])")
_NUMBER_SIZE = re.compile(
    r"(?<![0-9A-Za-z.,/#-])(?:1[3-9]|[2-9]\d|\d{3})(?:[.,]5)?(?![0-9A-Za-z/%-])"
)
_WHOLE_SIZE = re.compile(r"(?:[a-z]{2}\s)?(?:\d{1,3}(?:[.,]5)?|x{0,4}[sl]|m|\dx[sl])")

Span = tuple[int, int]


def find_clues(
    text: str, words: Sequence[Word], candidates: Sequence[Candidate], language: str
) -> list[Clue]:
    """In the order of the text; of two that share a span both may be there."""
    plain = _half_width(text)
    skus = list(_skus(plain, candidates))
    foreign = [match.span() for match in _FOREIGN.finditer(plain)]
    foreign = [span for span in foreign if not _within(span, ((s.start, s.end) for s in skus))]
    known = [
        replace(w, text=_typed(w, text)) for w in words if not _touches((w.start, w.end), foreign)
    ]
    clues = skus + [clue for word in known for clue in _of_word(word, candidates, language)]
    taken = foreign + [(w.start, w.end) for w in known] + [(s.start, s.end) for s in skus]
    clues += _places(plain, candidates, taken)
    taken += [(c.start, c.end) for c in clues]
    clues += _sizes(plain, candidates, taken)
    taken += [(c.start, c.end) for c in clues]
    clues += _names(plain, known, candidates, language, taken)
    clues += _numbers(plain, clues, taken, candidates)
    return sorted(clues, key=lambda clue: (clue.start, clue.end))


def _typed(word: Word, text: str) -> str:
    """A name of goods with what a hyphen ties to it: "Lauf-Schuhe"."""
    for token in tokens(text) if word.kind == "product" else ():
        if token.start <= word.start and word.end <= token.end:
            return text[token.start : token.end]
    return text[word.start : word.end]


def _half_width(text: str) -> str:
    return "".join(chr(ord(c) - 0xFEE0) if "！" <= c <= "～" else c for c in text)


def _touches(span: Span, others: Iterable[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _within(span: Span, others: Iterable[Span]) -> bool:
    return any(start <= span[0] and span[1] <= end for start, end in others)


def _ids(candidates: Iterable[Candidate]) -> frozenset[str]:
    return frozenset(candidate.id for candidate in candidates)


# Numbers and signs.


def _skus(text: str, candidates: Sequence[Candidate]) -> Iterator[Clue]:
    for candidate in candidates:
        sku = candidate.line.sku
        if len(sku) < 4 or sku.isalpha():
            continue
        for match in re.finditer(rf"(?<![\w-]){re.escape(sku)}(?![\w-])", text, re.IGNORECASE):
            lines = frozenset(c.id for c in candidates if c.line.sku.lower() == sku.lower())
            yield Clue(Role.NAME, *match.span(), lines, lines, goods=True)


def _places(text: str, candidates: Sequence[Candidate], taken: Sequence[Span]) -> Iterator[Clue]:
    found = [(m.span(), int(m.group(1) or m.group(2))) for m in _PLACE.finditer(text)]
    if not found and len(candidates) > 1 and _PLACES_ALONE.fullmatch(text):
        found = [(m.span(), int(m.group())) for m in re.finditer(r"\d+", text)]
        if len({number for _, number in found}) < 2:
            return
    for span, number in found:
        if not _touches(span, taken):
            yield _place(number, span, candidates)


def _place(number: int, span: Span, candidates: Sequence[Candidate]) -> Clue:
    at = len(candidates) if number == -1 else number
    lines = _ids(candidates[at - 1 : at]) if at > 0 else frozenset()
    return Clue(Role.PLACE, *span, lines, lines, number)


def _sizes(text: str, candidates: Sequence[Candidate], taken: Sequence[Span]) -> Iterator[Clue]:
    """Sizes that the order has, written bare: 38, XL. Small numbers are counts rather."""
    numbers = _NUMBER_SIZE.finditer(text)
    for match in (*numbers, *_LETTER_SIZE.finditer(text)):
        if not _touches(match.span(), taken):
            lines = _of_size(match.group(), candidates)
            if lines:
                yield Clue(Role.SIZE, *match.span(), lines, lines)


def _of_size(said: str, candidates: Sequence[Candidate]) -> frozenset[str]:
    wanted = size_keys(said)
    return _ids(c for c in candidates if wanted & _sizes_of(c.line))


def _sizes_of(line: OrderLine) -> frozenset[str]:
    parts = [part for value in line.options.values() for part in re.split(r"[/|,;]\s|/", value)]
    sizes = [part for part in parts if _WHOLE_SIZE.fullmatch(fold(part).strip())]
    return frozenset().union(*(size_keys(part) for part in sizes))


def _numbers(
    text: str, clues: Sequence[Clue], taken: Sequence[Span], candidates: Sequence[Candidate]
) -> Iterator[Clue]:
    """Bare digits that count something; not those that belong to a title ("iPhone 15")."""
    names = [(clue.start, clue.end) for clue in clues if clue.role is Role.NAME]
    titled = {t.text for c in candidates for title in c.line.title.values() for t in tokens(title)}
    most = max(12, sum(c.units for c in candidates))  # more are days or euros
    for match in (*_NUMBER.finditer(text), *_TIMES.finditer(text)):
        span, number = match.span(1), int(match.group(1))
        after_name = any(text[end : span[0]].isspace() for _, end in names if end < span[0])
        if _touches(span, taken) or (match.group(1) in titled and after_name):
            continue
        if 0 < number <= most:
            yield Clue(Role.COUNT, *span, number=number)


# Words that the understanding part found.


def _of_word(word: Word, candidates: Sequence[Candidate], language: str) -> Iterator[Clue]:
    span = (word.start, word.end)
    if word.kind == "keep":
        yield Clue(Role.KEEP, *span)
    elif word.kind == "quantity" and word.value == "all":
        yield Clue(Role.ALL, *span)
    elif word.kind == "quantity" and word.value.isdigit():
        yield Clue(Role.COUNT, *span, number=int(word.value))
    elif word.kind == "ordinal":
        number = int(word.value) if word.value.isdigit() else -1
        yield _place(number, span, candidates)
    elif word.kind == "color":
        lines = _of_colour(word, candidates)
        yield Clue(Role.COLOUR, *span, lines, lines)
    elif word.kind == "size":
        lines = _of_size(word.text, candidates) or _of_size(word.value, candidates)
        yield Clue(Role.SIZE, *span, lines, lines)
    elif word.kind == "product":
        yield _product(word, candidates, language)


def _of_colour(word: Word, candidates: Sequence[Candidate]) -> frozenset[str]:
    exact = _ids(
        c
        for c in candidates
        if word.value in _colours_of(c.line) or _has_colour(c.line, word.text, whole=True)
    )
    return exact or _ids(
        c
        for c in candidates
        if shades(word.value) & _colours_of(c.line) or _has_colour(c.line, word.text, whole=False)
    )


def _colours_of(line: OrderLine) -> frozenset[str]:
    from_options = frozenset().union(*(colours_in(value) for value in line.options.values()))
    return from_options or colours_in(line.title.get("en", ""))


def _has_colour(line: OrderLine, said: str, *, whole: bool) -> bool:
    """By the option's own words, in whatever language: "blaue" fits "Blau" and, less, "Marineblau"."""
    colour = fold(said).strip()
    for value in line.options.values():
        named = [t.text for t in tokens(value)]
        if is_cjk(colour):
            option = "".join(named)
            same = colour == option or (len(option) > 1 and colour[:-1] == option)
            if same or (not whole and option.endswith(colour)):
                return True
        elif any(_coloured(colour, name, whole) for name in named):
            return True
    return False


def _coloured(said: str, named: str, whole: bool) -> bool:
    if len(named) < 3:
        return False
    inflected = said.startswith(named) and len(said) - len(named) <= 2
    stems = (said[: len(said) - ending] for ending in range(3) if len(said) - ending >= 3)
    return inflected or (not whole and any(named.endswith(stem) for stem in stems))


def _product(word: Word, candidates: Sequence[Candidate], language: str) -> Clue:
    said = [t.text for t in tokens(word.text)]
    fits = {c.id: _fit(said, c.line, language) for c in candidates}
    same = frozenset(line for line, fit in fits.items() if fit is Likeness.SAME)
    part = frozenset(line for line, fit in fits.items() if fit is Likeness.WIDER)
    kinds = {c.id: _kinds_of(c.line) for c in candidates}
    exact = frozenset(line for line, has in kinds.items() if word.value in has)
    meant = frozenset(line for line, has in kinds.items() if kinds_meant(word.value) & has)
    start, end = word.start, word.end
    if same and not part and not all(is_generic(token) for token in said):
        return Clue(Role.NAME, start, end, same, same, goods=True)
    if lines := same | part | meant:
        return Clue(Role.NAME, start, end, lines, (same | exact) or lines, goods=True)
    if lines := frozenset(line for line, fit in fits.items() if fit is Likeness.NARROWER):
        return Clue(Role.NAME, start, end, lines, lines, goods=True)
    near = kinds_perhaps_meant(word.value)
    lines = frozenset(c.id for c in candidates if near & kinds[c.id] or _is_unreadable(c.line))
    return Clue(Role.NAME, start, end, lines, lines, goods=True, sure=False)


def _is_unreadable(line: OrderLine) -> bool:
    """Without an English title nobody can say that it is none of these goods."""
    return "en" not in line.title and not _kinds_of(line)


def _kinds_of(line: OrderLine) -> frozenset[str]:
    return kinds_in(line.title.get("en", "")) or kinds_in(line.category)


def _fit(said: Sequence[str], line: OrderLine, language: str) -> Likeness:
    """Of a word for goods: it is known to be one, so short parts count, and slips do not."""
    if not said:
        return Likeness.NONE
    if is_cjk(said[0]):
        return max((_fit_cjk("".join(said), title) for title in _titles(line, language)),
                   default=Likeness.NONE)  # fmt: skip
    title = [word for own in _titles(line, language) for word in title_words(own)]
    best = [max((likeness(s, t, 4) for t in title), default=Likeness.NONE) for s in said]
    return Likeness.NONE if min(best) is Likeness.TYPO else min(best)


def _fit_cjk(said: str, title: str) -> Likeness:
    folded = "".join(fold(title).split())
    if said == folded:
        return Likeness.SAME
    # Compounds end in what the thing is: 鞋子 is what a 跑步鞋 is.
    named_by_head = len(said) == 2 and folded.endswith(said[0])
    return Likeness.WIDER if said in folded or named_by_head else Likeness.NONE


def _titles(line: OrderLine, language: str) -> list[str]:
    own = line.title.get(language)
    return [own] if own else list(line.title.values())


# Words of titles and options, found in the text.


def _names(
    text: str,
    known: Sequence[Word],
    candidates: Sequence[Candidate],
    language: str,
    taken: Sequence[Span],
) -> Iterator[Clue]:
    said = list(tokens(text))
    free = [t for t in said if not is_cjk(t.text) and not _touches((t.start, t.end), taken)]
    for token in free:
        if clue := _name(token, candidates, language):
            yield clue
    goods = [(w.start, w.end) for w in known if w.kind == "product"]
    others = [span for span in taken if span not in goods]
    yield from _shared_runs(fold(text), others, candidates)


def _name(token: Token, candidates: Sequence[Candidate], language: str) -> Clue | None:
    fits = {c.id: _name_fit(token.text, c.line, language) for c in candidates}
    best = max(fits.values())
    if best is Likeness.NONE:
        return None
    accepted = {best, Likeness.WIDER} if best is Likeness.SAME else {best}
    lines = frozenset(line for line, fit in fits.items() if fit in accepted)
    if len(lines) == len(candidates) > 1:
        return None  # a brand, or "set": it tells none from another
    exact = frozenset(line for line, fit in fits.items() if fit is best)
    return Clue(Role.NAME, token.start, token.end, lines, exact)


def _name_fit(said: str, line: OrderLine, language: str) -> Likeness:
    best = Likeness.NONE
    own = line.title.get(language)
    for code, title in line.title.items():
        if own and code not in (language, "en"):
            continue
        best = max(best, _title_fit(said, title, own=title == own, foreign_only=own is None))
    values = [t.text for value in line.options.values() for t in tokens(value)]
    fitting = [likeness(said, value) for value in values if len(value) >= 4 and len(said) >= 4]
    return max((best, *fitting))


def _title_fit(said: str, title: str, *, own: bool, foreign_only: bool) -> Likeness:
    """Short words are mostly "for" and "with", or mean something else in the shopper's language.

    So those of four letters must stand at the end or the beginning of the title, those of three
    at the end, and in the shopper's language.
    """
    named = title_words(title)
    best = Likeness.NONE
    for at, name in enumerate(named):
        fit = likeness(said, name)
        shorter = min(len(said), len(name))
        at_edge = at == len(named) - 1 or (at == 0 and shorter >= 4)
        enough = shorter >= 5 or (
            shorter >= 3 and at_edge and (own or (foreign_only and shorter > 3))
        )
        if enough:
            best = max(best, fit)
    return best


def _shared_runs(
    text: str, taken: Sequence[Span], candidates: Sequence[Candidate]
) -> Iterator[Clue]:
    """Two and more characters in a row that a title has too; of those that overlap, the longest."""
    runs: dict[Span, set[str]] = {}
    for candidate in candidates:
        for title in candidate.line.title.values():
            for span in _runs(text, "".join(fold(title).split()), taken):
                runs.setdefault(span, set()).add(candidate.id)
    kept: list[Span] = []
    for span in sorted(runs, key=lambda span: (span[0] - span[1], span)):
        if not _touches(span, kept):
            kept.append(span)
    for span in kept:
        if len(runs[span]) < len(candidates) or len(candidates) == 1:
            lines = frozenset(runs[span])
            yield Clue(Role.NAME, *span, lines, lines)


def _runs(text: str, title: str, taken: Sequence[Span]) -> Iterator[Span]:
    at = 0
    while at < len(text) - 1:
        end = at
        while end < len(text) and is_cjk(text[end]) and text[at : end + 1] in title:
            end += 1
        if end - at >= 2 and not _touches((at, end), taken):
            yield at, end
        at = max(end, at + 1)
