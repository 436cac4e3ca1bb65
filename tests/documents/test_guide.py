from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from time import process_time

import pytest

from bot.documents.guide import packing_guide
from bot.replies.catalog import Catalogs
from bot.returns.cases import Remedy
from tests.documents import papers
from tests.documents.conftest import SAFELY
from tests.documents.papers import CARDIGAN, CASE, ORDER, SHIPMENT


def test_tells_what_where_and_until_when(catalogs: Catalogs, language: str) -> None:
    catalog = catalogs[language]
    words = papers.words(packing_guide(CASE, ORDER, SHIPMENT, catalog, refund_days=14))
    send_by = catalog.day(CASE.send_by.date())
    for part in (send_by, CARDIGAN[language], catalog.money(CASE.refund), "14", "Sonnenstraße26"):
        assert part.replace(" ", "").replace("\u00a0", "") in words


def test_shows_the_code_for_the_counter(catalogs: Catalogs, language: str) -> None:
    image = papers.picture(packing_guide(CASE, ORDER, SHIPMENT, catalogs[language]), 150)
    assert papers.read_codes(image) == {"QRCode": "RMDEMO0012345DE RMA-7K3QXW"}


def test_warns_of_batteries_only_where_there_is_one(catalogs: Catalogs) -> None:
    without = replace(CASE, lines=CASE.lines[:1])
    assert "Batteryinside" in papers.words(packing_guide(CASE, ORDER, SHIPMENT, catalogs["en"]))
    assert "Battery" not in papers.words(packing_guide(without, ORDER, SHIPMENT, catalogs["en"]))


def test_names_the_day_of_the_money_once_it_is_known(catalogs: Catalogs) -> None:
    due = replace(CASE, refund_due=datetime(2026, 6, 17, tzinfo=UTC))
    assert "17.Juni2026" in papers.words(packing_guide(due, ORDER, SHIPMENT, catalogs["de"], 14))


@pytest.mark.parametrize("remedy", Remedy)
def test_has_words_for_every_remedy(catalogs: Catalogs, language: str, remedy: Remedy) -> None:
    assert packing_guide(replace(CASE, remedy=remedy), ORDER, SHIPMENT, catalogs[language])


@pytest.mark.parametrize("lines", [1, 3, 7, 20])
def test_stays_on_one_page_with_nothing_on_top_of_anything(
    catalogs: Catalogs, language: str, lines: int
) -> None:
    case, order = papers.large(lines)
    guide = packing_guide(case, order, SHIPMENT, catalogs[language], refund_days=14)
    assert papers.pages(guide) == 1
    assert not papers.overlapping(guide)
    assert all(
        left > 10 and bottom > 8 and right < 200 and top < 290
        for left, bottom, right, top in papers.boxes(guide)
    )


@pytest.mark.parametrize("language", ["ar", "ja", "ko", "pl"])
def test_needs_no_new_code_for_a_new_script(coming: Catalogs, language: str) -> None:
    guide = packing_guide(CASE, ORDER, SHIPMENT, coming[language], refund_days=14)
    assert papers.pages(guide) == 1
    if language != "ar":  # joined letters come back from a PDF in forms of their own
        assert not papers.overlapping(guide)
        assert SAFELY[language].replace(" ", "") in papers.words(guide)


def test_turns_the_page_around_from_right_to_left(coming: Catalogs) -> None:
    def code_is_in_the_left_half(language: str) -> bool:
        image = papers.picture(packing_guide(CASE, ORDER, SHIPMENT, coming[language]), 100)
        left = image.crop((0, 0, image.width // 2, image.height))
        return bool(papers.read_codes(left))

    assert code_is_in_the_left_half("ar")
    assert not code_is_in_the_left_half("en")


def test_is_made_again_byte_for_byte_small_and_quick(catalogs: Catalogs, language: str) -> None:
    first = packing_guide(CASE, ORDER, SHIPMENT, catalogs[language])
    start = process_time()
    again = packing_guide(CASE, ORDER, SHIPMENT, catalogs[language])
    assert process_time() - start < 1
    assert again == first
    assert len(first) < 150_000
