from __future__ import annotations

import io
from dataclasses import replace

import pytest
from PIL import Image

from bot.documents import codes
from tests.documents import papers
from tests.documents.papers import CASE


def test_is_read_from_a_phone() -> None:
    image = Image.open(io.BytesIO(codes.qr_png(CASE)))
    assert papers.read_codes(image) == {"QRCode": codes.payload(CASE)}
    assert codes.qr_png(CASE) == codes.qr_png(CASE)


def test_gives_back_what_was_put_in() -> None:
    assert codes.read_payload(codes.payload(CASE)) == (CASE.tracking, CASE.number)
    unlabelled = replace(CASE, tracking=None)
    assert codes.read_payload(codes.payload(unlabelled)) == (None, CASE.number)


@pytest.mark.parametrize("text", ["", "https://example.com", "RMDEMO0012345DE RMA-7K3QXX"])
def test_takes_no_other_code_for_ours(text: str) -> None:
    assert codes.read_payload(text) is None


def every_printable() -> str:
    return "".join(chr(code) for code in range(32, 127))


@pytest.mark.parametrize(
    "text",
    ["1234", "12345", "A1234567B", "A123456", every_printable()[:48], every_printable()[48:]],
)
def test_code_128_is_read_back(text: str) -> None:
    widths = [20, *codes.code128(text), 20]
    row = b"".join(
        (b"\xff" if i % 2 == 0 else b"\x00") * width * 3 for i, width in enumerate(widths)
    )
    image = Image.frombytes("L", (len(row), 60), row * 60)
    assert papers.read_codes(image) == {"Code128": text}
