"""Line drawings of the four steps. Each fills a field of 26 by 20 millimetres at x, y."""

from __future__ import annotations

from bot.documents.sheet import ACCENT, INK, TINT, WHITE, Sheet

WIDTH, HEIGHT = 26.0, 20.0

_THICK = 0.45


def open_box(sheet: Sheet, x: float, y: float) -> None:
    """A folded shirt goes into a carton with its flaps up."""
    front = [(x + 4, y + 10), (x + 22, y + 10), (x + 22, y + 19), (x + 4, y + 19)]
    shirt = [
        (x + 9.5, y + 2.5), (x + 11.7, y + 1.4), (x + 13, y + 2.5), (x + 14.3, y + 1.4),
        (x + 16.5, y + 2.5), (x + 16.5, y + 8.5), (x + 9.5, y + 8.5),
    ]  # fmt: skip
    sheet.stroke(shirt, ACCENT, _THICK, closed=True, fill=TINT)
    sheet.stroke([(x + 11.7, y + 1.4), (x + 13, y + 3.9), (x + 14.3, y + 1.4)], ACCENT, _THICK)
    sheet.stroke(front, INK, _THICK, closed=True, fill=WHITE)
    sheet.stroke(
        [(x + 4, y + 10), (x + 1, y + 5.6), (x + 6.3, y + 5.6), (x + 8.2, y + 10)], INK, _THICK
    )
    sheet.stroke(
        [(x + 22, y + 10), (x + 25, y + 5.6), (x + 19.7, y + 5.6), (x + 17.8, y + 10)], INK, _THICK
    )
    sheet.stroke([(x + 11, y + 13), (x + 15, y + 13)], INK, _THICK)


def labelled_box(sheet: Sheet, x: float, y: float) -> None:
    """The closed carton, taped, with the label on its face."""
    sheet.stroke(
        [(x + 3, y + 5), (x + 7, y + 1), (x + 25, y + 1), (x + 21, y + 5)], INK, _THICK,
        closed=True, fill=WHITE,
    )  # fmt: skip
    sheet.stroke(
        [(x + 21, y + 5), (x + 25, y + 1), (x + 25, y + 14), (x + 21, y + 19)], INK, _THICK,
        closed=True, fill=WHITE,
    )  # fmt: skip
    sheet.stroke(
        [(x + 3, y + 5), (x + 21, y + 5), (x + 21, y + 19), (x + 3, y + 19)], INK, _THICK,
        closed=True, fill=WHITE,
    )  # fmt: skip
    sheet.stroke([(x + 11, y + 5), (x + 15, y + 1)], ACCENT, _THICK)
    sheet.stroke([(x + 13, y + 5), (x + 17, y + 1)], ACCENT, _THICK)
    sheet.stroke(
        [(x + 6, y + 8), (x + 18, y + 8), (x + 18, y + 17), (x + 6, y + 17)], ACCENT, _THICK,
        closed=True, fill=TINT,
    )  # fmt: skip
    for offset, thick in (
        (0.0, 0.6),
        (1.6, 0.3),
        (2.8, 0.8),
        (4.4, 0.3),
        (5.8, 0.6),
        (7.6, 0.4),
        (9.0, 0.8),
    ):
        sheet.stroke([(x + 7.5 + offset, y + 12), (x + 7.5 + offset, y + 15.6)], INK, thick)
    sheet.stroke([(x + 7.5, y + 10), (x + 13, y + 10)], INK, 0.35)


def counter(sheet: Sheet, x: float, y: float) -> None:
    """A parcel on the counter of a shop with an awning."""
    sheet.stroke([(x + 3, y + 6), (x + 3, y + 19), (x + 23, y + 19), (x + 23, y + 6)], INK, _THICK)
    top = [(x + 4, y + 1), (x + 22, y + 1), (x + 24.5, y + 6), (x + 1.5, y + 6)]
    sheet.stroke(top, ACCENT, _THICK, closed=True, fill=TINT)
    for from_, to in ((8.5, 7.2), (13.0, 13.0), (17.5, 18.8)):
        sheet.stroke([(x + from_, y + 1), (x + to, y + 6)], ACCENT, _THICK)
    sheet.stroke([(x + 5.5, y + 15), (x + 20.5, y + 15)], INK, 0.8)
    sheet.stroke([(x + 7, y + 15), (x + 7, y + 19)], INK, _THICK)
    sheet.stroke([(x + 19, y + 15), (x + 19, y + 19)], INK, _THICK)
    parcel = [(x + 10, y + 9.5), (x + 16, y + 9.5), (x + 16, y + 14.5), (x + 10, y + 14.5)]
    sheet.stroke(parcel, INK, _THICK, closed=True, fill=WHITE)
    sheet.stroke([(x + 13, y + 9.5), (x + 13, y + 11.5)], INK, _THICK)


def checked_list(sheet: Sheet, x: float, y: float) -> None:
    """A list, looked through and found in order."""
    page = [(x + 6, y + 1), (x + 20, y + 1), (x + 20, y + 19), (x + 6, y + 19)]
    sheet.stroke(page, INK, _THICK, closed=True, fill=WHITE)
    for row in (5.0, 9.5):
        sheet.tick(x + 9.6, y + row, 2.6, ACCENT, _THICK)
        sheet.stroke([(x + 12.5, y + row), (x + 17.8, y + row)], INK, 0.35)
    sheet.disc(x + 19, y + 15.5, 4.3, WHITE)
    sheet.disc(x + 19, y + 15.5, 3.8, ACCENT)
    sheet.tick(x + 19, y + 15.5, 3.7, WHITE, 0.7)


def warning(sheet: Sheet, x: float, y: float) -> None:
    """A small triangle with a stroke and a dot, 7 millimetres wide."""
    sheet.stroke([(x + 3.5, y), (x + 7, y + 6.2), (x, y + 6.2)], INK, 0.6, closed=True, fill=WHITE)
    sheet.stroke([(x + 3.5, y + 2.1), (x + 3.5, y + 4)], INK, 0.7)
    sheet.disc(x + 3.5, y + 5.1, 0.4, INK)
