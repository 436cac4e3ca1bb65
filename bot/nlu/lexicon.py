"""Words with a fixed meaning: colours, sizes, quantities, remedies, languages, kinds of goods.

They are listed per language in `data/nlu/<language>/entities.yml`, in blocks named `kind/value`.
"""

import re
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from bot.nlu.text import IS_CJK, fold

#: Entities whose value is what was typed (docs of the contract); the others hand on the meaning.
_AS_TYPED = frozenset({"color", "size", "product"})
_NUMBERS = frozenset({"quantity", "ordinal", "rating"})
_SIZE = re.compile(
    r"(?<![\w-])(?:(?:EU|US|UK|FR|IT|DE|BR|JP)\s?\d{1,3}(?:[.,]5)?|X{0,4}[SL]|XS|M)(?![\w'’-])"
)
_COUNT = re.compile(
    r"(?<![\w#.,-])(\d{1,2})\s*(?:x|×|st(?:ü|ue)ck|stk|pcs|pieces?|stuks?|paar|paires?|pi[eè]ces?|"
    r"unid(?:ades)?|uds?|pzas?|pares|pezzi|pz|paia|szt(?:uki|uk)?|pary|par|件|个|個|双|雙|条|條|只|隻|枚|点|"
    r"點|足|着|本|개|켤레|قطع|قطعة|حبات|حبة)(?!\w)",
    re.I,
)
_STARS = re.compile(
    r"(?<![\d/])([1-5])\s*(?:/\s*5|stars?|sterne?n?|sterren|étoiles?|estrel(?:l)?as?|stell[ea]|gwiazd(?:k[ai]|ek|y)?|星|颗星|つ星|점|نجوم|نجمات)(?!\d)",
    re.I,
)


class Lexicon:
    def __init__(self, words: Dict[str, Dict[str, Dict[str, str]]]) -> None:
        """`words`: language -> kind -> folded word -> value."""
        self.words = words
        self._patterns = {
            language: {kind: _pattern(list(listed)) for kind, listed in kinds.items()}
            for language, kinds in words.items()
        }

    @classmethod
    def read(cls, folder: Path) -> "Lexicon":
        from rasa.shared.utils.io import read_yaml_file

        words: Dict[str, Dict[str, Dict[str, str]]] = {}
        for path in sorted(folder.glob("*/entities.yml")):
            kinds = words.setdefault(path.parent.name, {})
            for block in read_yaml_file(path).get("nlu", []):
                if "/" not in block.get("lookup", ""):
                    continue
                kind, value = block["lookup"].split("/", 1)
                for line in block["examples"].splitlines():
                    if word := line.strip().lstrip("-").strip():
                        kinds.setdefault(kind, {}).setdefault(fold(word), value)
        return cls(words)

    def find(
        self, text: str, language: Optional[str], taken: List[Tuple[int, int]]
    ) -> List[Dict[str, Any]]:
        """Entities outside the `taken` spans; of overlapping ones the longest of a kind.

        Without a language the words of all languages count.
        """
        folded = fold(text)
        languages = [language] if language in self.words else list(self.words)
        found: List[Dict[str, Any]] = []
        for code in languages:
            for kind, pattern in self._patterns[code].items():
                if kind == "joint" or pattern is None:
                    continue
                for match in pattern.finditer(folded):
                    value = self.words[code][kind][match.group()]
                    found.append(_entity(kind, value, text, *match.span()))
        found += [_entity("size", m.group(), text, *m.span()) for m in _SIZE.finditer(text)]
        found += [_entity("quantity", m.group(1), text, *m.span(1)) for m in _COUNT.finditer(text)]
        found += [_entity("rating", m.group(1), text, *m.span()) for m in _STARS.finditer(text)]
        return _without_overlaps(found, taken)

    def joints(self, language: Optional[str]) -> "Optional[re.Pattern[str]]":
        """Words that join two requests, folded; another language's "e" or "en" joins nothing."""
        return self._patterns.get(language or "", {}).get("joint")


def _pattern(words: List[str]) -> "Optional[re.Pattern[str]]":
    if not words:
        return None
    listed = sorted(words, key=len, reverse=True)
    parts = [
        re.escape(word) if IS_CJK.search(word) else rf"(?<![\w-]){re.escape(word)}(?![\w-])"
        for word in listed
    ]
    return re.compile("|".join(parts))


def _entity(kind: str, value: str, text: str, start: int, end: int) -> Dict[str, Any]:
    typed = text[start:end]
    handed: Any = typed if kind in _AS_TYPED else value
    if kind in _NUMBERS and value.isdigit():
        handed = int(value)
    return {"entity": kind, "value": handed, "meaning": value, "start": start, "end": end}


def _without_overlaps(
    found: List[Dict[str, Any]], taken: List[Tuple[int, int]]
) -> List[Dict[str, Any]]:
    kept: List[Dict[str, Any]] = []
    for entity in sorted(found, key=lambda e: (e["start"] - e["end"], e["start"])):
        start, end = entity["start"], entity["end"]
        clash = any(start < b and end > a for a, b in taken) or any(
            start < other["end"]
            and end > other["start"]
            # "redness" may be a colour and a condition: different kinds may share a span,
            # but not one within a longer one.
            and (other["entity"] == entity["entity"] or other["end"] - other["start"] > end - start)
            for other in kept
        )
        if not clash:
            kept.append(entity)
    return sorted(kept, key=lambda e: e["start"])
