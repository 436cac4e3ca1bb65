"""Which font draws which character, and how little of it has to travel along.

The Noto fonts come from two packages; machines have none that we could count on. A font with all
Chinese characters has 17 MB, and a paper uses some hundred of them: HarfBuzz cuts those out at
the weight we need, in milliseconds, before fpdf2 sees the font.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from itertools import groupby
from pathlib import Path

import uharfbuzz as hb
from babel.core import get_global


@dataclass(frozen=True, slots=True)
class Face:
    """A variable font in a package, with a weight axis."""

    package: str
    file: str

    @property
    def path(self) -> Path:
        return Path(str(files(self.package))) / self.file


def _noto(script: str = "") -> Face:
    return Face("manimgx_fonts", f"NotoSans{script}[wght].ttf")


def _east_asian(region: str) -> Face:
    folder = f"fonts/ofl/notosans{region.lower()}"
    return Face("justmytype_intl_cjk", f"{folder}/NotoSans{region}[wght].ttf")


_LATIN = _noto()

#: ISO 15924 script -> the font made for it. The order is also that of falling back.
BY_SCRIPT = {
    "Latn": _LATIN,
    "Cyrl": _LATIN,
    "Grek": _LATIN,
    "Hans": _east_asian("SC"),
    "Hant": _east_asian("TC"),
    "Jpan": _east_asian("JP"),
    "Kore": _east_asian("KR"),
    "Arab": _noto("Arabic"),
    "Hebr": _noto("Hebrew"),
    "Thai": _noto("Thai"),
    "Deva": _noto("Devanagari"),
    "Beng": _noto("Bengali"),
    "Taml": _noto("Tamil"),
    "Telu": _noto("Telugu"),
    "Geor": _noto("Georgian"),
    "Armn": _noto("Armenian"),
    "Khmr": _noto("Khmer"),
    "Laoo": _noto("Lao"),
    "Mymr": _noto("Myanmar"),
    "Sinh": _noto("Sinhala"),
    "Ethi": _noto("Ethiopic"),
    "Zsym": _noto("Symbols"),
    "Zsye": Face("manimgx_fonts", "NotoEmoji[wght].ttf"),
}


def script_of(language: str) -> str:
    """The script a language is written in unless its tag says otherwise: `zh` -> `Hans`."""
    parts = language.replace("-", "_").split("_")
    tag = "_".join(parts) if len(parts) > 1 else parts[0]
    likely = get_global("likely_subtags").get(tag) or get_global("likely_subtags").get(parts[0], "")
    named = [part for part in [*parts[1:], *likely.split("_")] if len(part) == 4 and part.isalpha()]
    return named[0].title() if named else "Latn"


@cache
def faces(language: str) -> tuple[Face, ...]:
    """All fonts, the one of the language's own script first."""
    own = BY_SCRIPT.get(script_of(language), _LATIN)
    return tuple(dict.fromkeys((own, *BY_SCRIPT.values())))


@cache
def _open(face: Face) -> hb.Face:
    return hb.Face(hb.Blob.from_file_path(str(face.path)))


@cache
def _covers(face: Face) -> frozenset[int]:
    return frozenset(_open(face).unicodes)


@cache
def _at_weight(face: Face, weight: int) -> hb.Font:
    font = hb.Font(_open(face))
    font.set_variations({"wght": weight})
    return font


def _face_for(code: int, chain: tuple[Face, ...]) -> Face:
    """The first font that has the character; what none has is the first one's blank box."""
    return next((face for face in chain if code in _covers(face)), chain[0])


@lru_cache(maxsize=20_000)
def advance(text: str, language: str, weight: int) -> float:
    """Width in sizes of the type: 1.0 is as wide as the type is high."""
    chain = faces(language)
    width = 0.0
    for face, run in groupby(text, lambda character: _face_for(ord(character), chain)):
        font = _at_weight(face, weight)
        buffer = hb.Buffer()
        buffer.add_str("".join(run))
        buffer.guess_segment_properties()
        hb.shape(font, buffer)
        width += sum(place.x_advance for place in buffer.glyph_positions) / font.face.upem
    return width


def share_out(characters: Iterable[str], language: str) -> dict[Face, set[int]]:
    """Which characters are to be drawn with which font."""
    chain = faces(language)
    shares: dict[Face, set[int]] = {chain[0]: {ord(" "), ord("…")}}
    for code in sorted({ord(character) for character in characters}):
        shares.setdefault(_face_for(code, chain), {ord(" ")}).add(code)
    return shares


def cut_out(face: Face, codes: Iterable[int], weight: int) -> bytes:
    """A static font with these characters, their ligatures and joined forms, at that weight."""
    wanted = hb.SubsetInput()
    wanted.unicode_set.update(codes)
    wanted.pin_axis_location(_open(face), "wght", weight)
    wanted.flags = hb.SubsetFlags.NO_HINTING | hb.SubsetFlags.NOTDEF_OUTLINE
    return bytes(hb.subset(_open(face), wanted).blob.data)
