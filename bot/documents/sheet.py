"""A page to write on: millimetres from the start edge, points for type.

"Start" is left, or right where the language is written from right to left: whoever places
something says start and end, and the whole page turns around by itself.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from babel import Locale
from fpdf import FPDF
from fpdf.enums import RenderStyle

from bot.documents import fonts, lines

Align = Literal["start", "end", "center"]
Color = tuple[int, int, int]

BLACK: Color = (0, 0, 0)
WHITE: Color = (255, 255, 255)
INK: Color = (28, 36, 44)
QUIET: Color = (92, 102, 112)
ACCENT: Color = (11, 94, 99)
TINT: Color = (232, 243, 242)
AMBER: Color = (255, 244, 219)
LINE: Color = (205, 212, 217)

_MM = 25.4 / 72  # of a point
_REGULAR, _BOLD = 400, 700

# It writes a line for every glyph and table of each font it embeds.
logging.getLogger("fontTools").setLevel(logging.ERROR)


@dataclass(frozen=True, slots=True)
class Type:
    """How a text looks: size in points, weight, color, and line height in sizes."""

    size: float
    bold: bool = False
    color: Color = INK
    leading: float = 1.34

    @property
    def line(self) -> float:
        """Height of a line in millimetres."""
        return self.size * self.leading * _MM


class Sheet:
    """One page in one language. Ask `open_sheet` for one."""

    def __init__(self, pdf: FPDF, language: str, family: str) -> None:
        self._pdf = pdf
        self._family = family
        self._language = language
        self._rehearsing = False
        self.rtl = Locale.parse(language).text_direction == "rtl"
        self.width: float = pdf.w
        self.height: float = pdf.h

    def next_page(self) -> None:
        self._pdf.add_page()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """Within it nothing is drawn, and everything answers where it would have ended."""
        self._rehearsing = True
        try:
            yield
        finally:
            self._rehearsing = False

    # Words

    def _tidy(self, text: str) -> str:
        return lines.tidy(text, self.rtl)

    def measure(self, text: str, type_: Type) -> float:
        """Width in millimetres."""
        sizes = fonts.advance(text, self._language, _BOLD if type_.bold else _REGULAR)
        return sizes * type_.size * _MM

    def wrap(self, text: str, width: float, type_: Type, at_most: int | None = None) -> list[str]:
        return lines.wrap(self._tidy(text), width, lambda part: self.measure(part, type_), at_most)

    def fit(self, text: str, width: float, type_: Type, least: float) -> Type:
        """That type, or as much smaller as the text needs to stay on one line."""
        wide = self.measure(self._tidy(text), type_)
        # A hair less than fits exactly, or rounding would cut the last letter off.
        size = type_.size * min(1.0, 0.995 * width / max(wide, 0.1))
        return Type(max(size, least), type_.bold, type_.color, type_.leading)

    def line(
        self, x: float, y: float, width: float, text: str, type_: Type, align: Align = "start"
    ) -> float:
        """One line, shortened to the width; the y below it."""
        shown = lines.shorten(self._tidy(text), width, lambda part: self.measure(part, type_))
        self._write(x, y, width, shown, type_, align)
        return y + type_.line

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        text: str,
        type_: Type,
        align: Align = "start",
        at_most: int | None = None,
    ) -> float:
        """As many lines as it takes, or at most that many; the y below them."""
        for row in self.wrap(text, width, type_, at_most):
            self._write(x, y, width, row, type_, align)
            y += type_.line
        return y

    def _write(
        self, x: float, y: float, width: float, text: str, type_: Type, align: Align
    ) -> None:
        if self._rehearsing:
            return
        sides = ("R", "L") if self.rtl else ("L", "R")
        self._set(type_)
        self._pdf.set_text_color(*type_.color)
        self._pdf.set_xy(self._left(x, width), y)
        place = {"start": sides[0], "end": sides[1], "center": "C"}[align]
        self._pdf.cell(width, type_.line, text, align=place)

    def _set(self, type_: Type) -> None:
        self._pdf.set_font(self._family, "B" if type_.bold else "", type_.size)

    # Shapes

    def rule(
        self, x: float, y: float, width: float, color: Color = LINE, thick: float = 0.2
    ) -> None:
        self.fill(x, y - thick / 2, width, thick, color)

    def fill(
        self, x: float, y: float, width: float, height: float, color: Color, radius: float = 0
    ) -> None:
        self._pdf.set_fill_color(*color)
        self._rect(x, y, width, height, RenderStyle.F, radius)

    def frame(
        self, x: float, y: float, width: float, height: float, color: Color = LINE,
        thick: float = 0.25, radius: float = 0,
    ) -> None:  # fmt: skip
        self._pdf.set_draw_color(*color)
        self._pdf.set_line_width(thick)
        self._rect(x, y, width, height, RenderStyle.D, radius)

    def disc(self, x: float, y: float, radius: float, color: Color) -> None:
        """Filled, with its middle at x, y."""
        if self._rehearsing:
            return
        self._pdf.set_fill_color(*color)
        self._pdf.circle(self._left(x, 0), y, radius, style=RenderStyle.F)

    def stroke(
        self,
        points: list[tuple[float, float]],
        color: Color = INK,
        thick: float = 0.35,
        closed: bool = False,
        fill: Color | None = None,
    ) -> None:
        """A line through points."""
        if self._rehearsing:
            return
        turned = [(self._left(x, 0), y) for x, y in points]
        self._pdf.set_draw_color(*color)
        self._pdf.set_line_width(thick)
        if fill is not None:
            self._pdf.set_fill_color(*fill)
        style = RenderStyle.DF if fill is not None else RenderStyle.D
        self._pdf.polyline(turned, polygon=closed, style=style)

    def tick(self, x: float, y: float, side: float, color: Color, thick: float) -> None:
        """A check mark with its middle at x, y. It is written the same way in both directions."""
        if self._rehearsing:
            return
        left = self._left(x, 0) - side / 2
        corners = [(0.0, 0.55), (0.36, 0.9), (1.0, 0.1)]
        self._pdf.set_draw_color(*color)
        self._pdf.set_line_width(thick)
        self._pdf.polyline([(left + side * a, y + side * (b - 0.5)) for a, b in corners])

    def bars(self, x: float, y: float, height: float, widths: list[float]) -> None:
        """Black bars and gaps in turn; always left to right, as scanners and people expect."""
        left = self._left(x, sum(widths))
        self._pdf.set_fill_color(*BLACK)
        for i, width in enumerate(widths):
            if i % 2 == 0:
                self._pdf.rect(left, y, width, height, style=RenderStyle.F)
            left += width

    def squares(self, x: float, y: float, module: float, rows: list[list[bool]]) -> None:
        """A matrix code; neighbours in a row are one rectangle, so that no hairline parts them."""
        left = self._left(x, module * len(rows[0]))
        self._pdf.set_fill_color(*BLACK)
        for r, row in enumerate(rows):
            for start, length in _runs(row):
                self._pdf.rect(
                    left + start * module, y + r * module, length * module, module,
                    style=RenderStyle.F,
                )  # fmt: skip

    def _rect(
        self, x: float, y: float, width: float, height: float, style: RenderStyle, radius: float
    ) -> None:
        if self._rehearsing:
            return
        self._pdf.rect(
            self._left(x, width), y, width, height,
            style=style, round_corners=radius > 0, corner_radius=radius,
        )  # fmt: skip

    def _left(self, x: float, width: float) -> float:
        return self.width - x - width if self.rtl else x


@dataclass
class Draft:
    """A sheet, and the bytes of it once it is closed."""

    sheet: Sheet
    content: bytes = b""


@contextmanager
def open_sheet(
    size: tuple[float, float], language: str, words: Any, title: str, made_at: datetime
) -> Iterator[Draft]:
    """A blank page with the fonts for all `words`: strings, or dataclasses and tuples of them.

    `made_at` is what the file says of its own date: a fixed one keeps the bytes the same.
    """
    pdf = FPDF(unit="mm", format=size)
    pdf.set_auto_page_break(False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    pdf.set_creation_date(made_at)
    pdf.set_title(lines.tidy(title))
    pdf.set_lang(language)
    pdf.set_producer("Boomerang")
    with TemporaryDirectory(prefix="boomerang-fonts-", ignore_cleanup_errors=True) as folder:
        try:
            rtl = Locale.parse(language).text_direction == "rtl"
            characters = {*lines.tidy(title, rtl), *_characters(words, rtl)}
            family = _add_fonts(pdf, Path(folder), language, characters)
            pdf.set_text_shaping(True, direction="rtl" if rtl else None)
            pdf.add_page()
            draft = Draft(Sheet(pdf, language, family))
            yield draft
            draft.content = bytes(pdf.output())
        finally:
            for font in pdf.fonts.values():
                font.close()  # type: ignore[union-attr]


def _add_fonts(pdf: FPDF, folder: Path, language: str, characters: set[str]) -> str:
    shares = fonts.share_out(characters, language)
    for i, (face, codes) in enumerate(shares.items()):
        for style, weight in (("", _REGULAR), ("B", _BOLD)):
            path = folder / f"{i}{style}.ttf"
            path.write_bytes(fonts.cut_out(face, codes, weight))
            pdf.add_font(f"f{i}", style, path)
            # HarfBuzz kept the bounds of all glyphs; to find them again takes longer than all else.
            pdf.fonts[f"f{i}{style}"].ttfont.recalcBBoxes = False  # type: ignore[union-attr]
    pdf.set_fallback_fonts([f"f{i}" for i in range(1, len(shares))], exact_match=True)
    return "f0"


def _characters(words: Any, rtl: bool) -> Iterator[str]:
    if isinstance(words, str):
        yield from lines.tidy(words, rtl)
    elif is_dataclass(words):
        for field in fields(words):
            yield from _characters(getattr(words, field.name), rtl)
    elif isinstance(words, tuple):
        for part in words:
            yield from _characters(part, rtl)


def _runs(row: list[bool]) -> Iterator[tuple[int, int]]:
    start = None
    for i, dark in enumerate([*row, False]):
        if dark and start is None:
            start = i
        elif not dark and start is not None:
            yield start, i - start
            start = None
