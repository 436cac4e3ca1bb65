"""The codes that counters and warehouses scan: QR for phones and paper, Code 128 for carriers."""

from __future__ import annotations

import io
import re

import segno

from bot.returns.cases import Case, parse_case_number

#: Widths of bar, gap, bar, gap, bar, gap of each symbol, by value (ISO/IEC 15417, table 1).
_PATTERNS = re.findall(
    r"\d{6}",
    "212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 "
    "122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 "
    "321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 "
    "211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 "
    "213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 "
    "121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 "
    "241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 "
    "412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 "
    "211214 211232",
)
_STOP = "2331112"
_TO_C, _TO_B, _START_B, _START_C = 99, 100, 104, 105


def code128(text: str) -> list[int]:
    """Bars and gaps in turn, as multiples of the narrowest. Raises ValueError beyond ASCII 32-126.

    Runs of digits are packed in pairs (code set C), which makes a long number a third narrower.
    """
    if not text or any(not 32 <= ord(character) < 127 for character in text):
        raise ValueError(f"Code 128 B has no symbols for {text!r}")
    values = _values(text)
    check = (values[0] + sum(i * value for i, value in enumerate(values))) % 103
    bars = "".join(_PATTERNS[value] for value in [*values, check]) + _STOP
    return [int(width) for width in bars]


def _values(text: str) -> list[int]:
    values: list[int] = []
    packed = False
    # A switch pays from four digits at either end, from six in the middle.
    for run in re.findall(r"^(?:\d\d){2,}|(?:\d\d){3,}|(?:\d\d){2,}$|.", text):
        pairs = len(run) > 1
        if not values:
            values.append(_START_C if pairs else _START_B)
        elif pairs != packed:
            values.append(_TO_C if pairs else _TO_B)
        packed = pairs
        values += [int(run[i : i + 2]) for i in range(0, len(run), 2)] if pairs else [ord(run) - 32]
    return values


def payload(case: Case) -> str:
    """What our QR codes say: the tracking number, if there is one yet, and the case number."""
    return f"{case.tracking} {case.number}" if case.tracking else case.number


def read_payload(text: str) -> tuple[str | None, str] | None:
    """Tracking number and case number of a code that we made, else None."""
    tracking, _, number = text.strip().rpartition(" ")
    case = parse_case_number(number)
    return (tracking or None, case) if case else None


def matrix(case: Case) -> list[list[bool]]:
    """The QR code's modules, row by row, without the quiet zone of four modules around it."""
    return [[bool(module) for module in row] for row in _qr(case).matrix]


def qr_png(case: Case, scale: int = 12) -> bytes:
    """The code alone, to be shown on a phone at a counter; `scale` is pixels per module."""
    out = io.BytesIO()
    _qr(case).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()


def _qr(case: Case) -> segno.QRCode:
    # Level M: a label may lose 15 % to rain and tape and still be read.
    return segno.make(payload(case), error="m", micro=False, boost_error=False)
