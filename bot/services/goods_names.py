"""When do two names mean the same goods? Kinds, colours, sizes, and words that are nearly alike.

Shoppers' words arrive as canonical kinds and colours (`shoes`, `navy`), which are English; titles
and options are whatever the shop wrote. The tables below name the canonical values in English.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum

from rapidfuzz.distance import OSA

#: Canonical kind -> how titles and categories call it, in the singular, hyphens and spaces left out.
_KINDS = {
    "shoes": "shoe loafer moccasin footwear",
    "boots": "boot bootie wellington",
    "sandals": "sandal flipflop espadrille",
    "sneakers": "sneaker trainer runningshoe",
    "shirt": "shirt",
    "t-shirt": "tshirt tee teeshirt poloshirt",
    "blouse": "blouse",
    "dress": "dress gown",
    "skirt": "skirt",
    "trousers": "trouser pant chino legging slacks jogger sweatpant",
    "jeans": "jean",
    "shorts": "shorts bermuda",
    "jacket": "jacket blazer windbreaker anorak",
    "coat": "coat parka overcoat trenchcoat raincoat",
    "sweater": "sweater pullover jumper cardigan",
    "hoodie": "hoodie hoody sweatshirt",
    "socks": "sock",
    "underwear": "underwear brief boxer knickers panties",
    "bra": "bra bralette",
    "swimwear": "swimwear swimsuit bikini swimtrunk",
    "scarf": "scarf scarves",
    "hat": "hat cap beanie",
    "gloves": "glove mitten",
    "belt": "belt",
    "bag": "bag handbag tote totebag",
    "backpack": "backpack rucksack",
    "wallet": "wallet purse cardholder",
    "watch": "watch smartwatch",
    "ring": "ring",
    "necklace": "necklace pendant",
    "earrings": "earring",
    "sunglasses": "sunglass sunglasses",
    "headphones": "headphone earphone earbud headset airpod",
    "charger": "charger",
    "powerbank": "powerbank",
    "phone_case": "phonecase phonecover",
    "lamp": "lamp",
    "mug": "mug cup",
    "pan": "pan skillet wok",
    "knife": "knife knives",
    "blanket": "blanket throw",
    "pillow": "pillow cushion",
    "toy": "toy plush",
    "puzzle": "puzzle jigsaw",
    "perfume": "perfume fragrance",
    "cream": "cream lotion moisturizer moisturiser",
    "book": "book paperback hardcover",
}
#: Who says the first may well mean one of the others; the other way round only perhaps.
_WIDER = {
    "shoes": {"boots", "sandals", "sneakers"},
    "shirt": {"t-shirt", "blouse"},
    "sweater": {"hoodie"},
    "trousers": {"jeans", "shorts"},
    "bag": {"backpack"},
    "underwear": {"bra"},
    "toy": {"puzzle"},
}
#: Taken for one another often enough to ask, never enough to choose.
_CONFUSED = ({"jacket", "coat"}, {"bag", "wallet"}, {"hat", "scarf"}, {"blanket", "pillow"})

#: One of them is two: "both shoes" is one unit.
PAIRS = frozenset(
    {"shoes", "boots", "sandals", "sneakers", "socks", "gloves", "earrings", "headphones"}
)

_COLOURS = {
    "black": "black jetblack",
    "white": "white offwhite ivory ecru",
    "grey": "grey gray anthracite charcoal darkgrey darkgray lightgrey lightgray",
    "red": "red scarlet",
    "burgundy": "burgundy bordeaux wine winered maroon darkred",
    "pink": "pink rose fuchsia",
    "orange": "orange apricot",
    "yellow": "yellow mustard",
    "green": "green darkgreen lightgreen emerald",
    "olive": "olive khaki",
    "mint": "mint",
    "turquoise": "turquoise teal aqua",
    "blue": "blue royalblue cobalt denim",
    "navy": "navy navyblue darkblue midnightblue",
    "lightblue": "lightblue skyblue babyblue",
    "purple": "purple violet lilac lavender",
    "brown": "brown cognac tan chestnut",
    "beige": "beige sand camel cream nude",
    "gold": "gold golden rosegold",
    "silver": "silver",
    "multicolor": "multicolor multicolour multicolored multicoloured colorful colourful",
}
#: Shades that people call by the name of the first, when nothing fits better.
_SHADES = (
    {"blue", "navy", "lightblue"},
    {"red", "burgundy"},
    {"green", "olive", "mint"},
)


def _by_name(table: Mapping[str, str]) -> dict[str, str]:
    return {name: value for value, names in table.items() for name in names.split()}


_KIND_OF = _by_name(_KINDS)
_COLOUR_OF = _by_name(_COLOURS)

_CJK = r"\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uac00-\ud7af"
_TOKEN = re.compile(rf"[{_CJK}]|(?:(?![{_CJK}])[^\W_])+(?:['’\-](?:(?![{_CJK}])[^\W_])+)*")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str  # folded, hyphens and apostrophes left out


def fold(text: str) -> str:
    """Lower case, half width, without accents; as long as before, so that places stay true."""
    return "".join(_fold_character(character) for character in text)


def _fold_character(character: str) -> str:
    if character == "ß":
        return "s"
    parts = unicodedata.normalize("NFKD", character)
    base = "".join(part for part in parts if not unicodedata.combining(part)).lower()
    return base if len(base) == 1 else character


def is_cjk(text: str) -> bool:
    """Whether it is written without spaces, so that each character counts for itself."""
    return re.match(f"[{_CJK}]", text) is not None


def title_words(title: str) -> list[str]:
    """Folded; of "Bluetooth-Kopfhörer" the whole and the long parts, of "T-Shirt" the whole."""
    words = [token.text for token in tokens(title)]
    parts = [
        part for token in re.findall(r"\w+(?:-\w+)+", fold(title)) for part in token.split("-")
    ]
    return [part for part in parts if len(part) >= 6 and not is_cjk(part)] + words


def tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(fold(text)):
        yield Token(match.start(), match.end(), re.sub(r"['’\-]", "", match.group()))


class Likeness(IntEnum):
    """How near what was said comes to a word of a title."""

    NONE = 0
    TYPO = 1
    NARROWER = 2  # said "Laufschuhe", the title has "Schuhe"
    WIDER = 3  # said "Schuhe", the title has "Laufschuhe"
    SAME = 4  # but for the ending of a plural or a case


_ENDINGS = ("", "s", "es", "e", "n", "en", "a", "i", "y", "x")
_VOWELS = frozenset("aeiouy")


def likeness(said: str, named: str, shortest_part: int = 5) -> Likeness:
    """Of two folded words. `shortest_part` is the least length of a part of a compound."""
    fit = _likeness(said, named, shortest_part)
    if fit is not Likeness.NONE:
        return fit
    # Without an umlaut on the keyboard: "Guertel".
    plain = _without_umlauts(said), _without_umlauts(named)
    return fit if plain == (said, named) else _likeness(*plain, shortest_part)


def _without_umlauts(word: str) -> str:
    return re.sub(r"([aou])e", r"\1", word)


def _likeness(said: str, named: str, shortest_part: int) -> Likeness:
    if _inflected(said, named):
        return Likeness.SAME
    if len(said) >= shortest_part and _ends_with(named, said, shortest_part):
        return Likeness.WIDER
    if len(named) >= shortest_part and _ends_with(said, named, shortest_part):
        return Likeness.NARROWER
    return Likeness.TYPO if _mistyped(said, named) else Likeness.NONE


def _inflected(a: str, b: str) -> bool:
    short, long = sorted((a, b), key=len)
    if short == long:
        return True
    if long.startswith(short):
        rest = long[len(short) :]
        return rest == "s" if len(short) == 3 else len(short) > 3 and rest in _ENDINGS
    same_stem = len(short) == len(long) >= 5 and short[:-1] == long[:-1]
    return same_stem and {short[-1], long[-1]} <= _VOWELS


def _ends_with(long: str, part: str, shortest: int) -> bool:
    return len(long) >= len(part) + 2 and any(
        long.endswith(part[: len(part) - cut] + ending)
        for cut, ending in ((0, ""), (0, "n"), (0, "en"), (0, "e"), (1, ""))
        if len(part) - cut >= shortest
    )


def _mistyped(said: str, named: str) -> bool:
    """One slip in a word of five letters, two from nine on, never in the first letter.

    In short words a letter for another makes another word ("skirt", "shirt", "short"), so only
    letters that are missing, doubled or swapped count there.
    """
    shorter = min(len(said), len(named))
    if shorter < 5 or said[0] != named[0] or said.isdigit():
        return False
    slips = 2 if shorter >= 9 else 1
    if OSA.distance(said, named, score_cutoff=slips) > slips:
        return False
    return shorter >= 7 or len(said) != len(named) or sorted(said) == sorted(named)


def kinds_in(english: str) -> frozenset[str]:
    return frozenset(_named_in(english, _KIND_OF))


def colours_in(english: str) -> frozenset[str]:
    return frozenset(_named_in(english, _COLOUR_OF))


def _named_in(english: str, table: Mapping[str, str]) -> Iterator[str]:
    words = [token.text for token in tokens(english)]
    at = 0
    while at < len(words):
        for size in (2, 1):  # "phone case" before "case", "dark blue" before "blue"
            value = _look_up("".join(words[at : at + size]), table)
            if value is not None and at + size <= len(words):
                yield value
                break
        at += size


def _look_up(name: str, table: Mapping[str, str]) -> str | None:
    for ending in ("", "s", "es"):
        if name.endswith(ending) and (value := table.get(name.removesuffix(ending))):
            return value
    return None


def is_generic(said: str) -> bool:
    """Whether the word is itself the English name of a kind, and so says no more than the kind."""
    return _look_up(said, _KIND_OF) is not None


def kinds_meant(kind: str) -> frozenset[str]:
    return frozenset({kind} | _WIDER.get(kind, set()))


def kinds_perhaps_meant(kind: str) -> frozenset[str]:
    wider = {general for general, narrow in _WIDER.items() if kind in narrow}
    confused = {other for pair in _CONFUSED if kind in pair for other in pair}
    return frozenset(wider | confused)


def shades(colour: str) -> frozenset[str]:
    return frozenset().union(*(family for family in _SHADES if colour in family))


def size_keys(text: str) -> frozenset[str]:
    """What sizes are compared by: `EU 42` and `42` alike, `M / 38` either of both, `43,5` one."""
    folded = fold(text).replace(",", ".")
    letters = re.findall(r"(?<![a-z])(?:x{0,4}[sl]|m|\dx[sl])(?![a-z0-9])", folded)
    spelt = (re.sub(r"(\d)x", lambda many: "x" * int(many.group(1)), size) for size in letters)
    numbers = re.findall(r"(?<![\d.])\d+(?:\.5)?(?![\dx.])", folded)
    return frozenset((*spelt, *numbers))
