from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from bot.documents.receipt import return_receipt
from bot.replies.catalog import Catalogs
from bot.returns.cases import Remedy
from tests.documents import papers
from tests.documents.papers import CARDIGAN, CASE, GERMANY, ORDER, euro


def test_states_numbers_items_costs_total_and_dates(catalogs: Catalogs, language: str) -> None:
    catalog = catalogs[language]
    words = papers.words(return_receipt(CASE, ORDER, GERMANY, catalog, refund_days=14))
    for part in (
        CASE.number,
        ORDER.number,
        catalog.day(CASE.opened_at.date()),
        CARDIGAN[language],
        catalog.money(euro(9998)),
        catalog.money(euro(-495)),
        catalog.money(CASE.refund),
        catalog.say("document.receipt.remedy.refund"),
        catalog.day(CASE.send_by.date()),
        catalog.say("document.receipt.rights.text"),
        "GroßeElbstraße145",
    ):
        assert part.replace(" ", "").replace("\u00a0", "") in words


def test_says_that_the_way_back_is_free(catalogs: Catalogs) -> None:
    free = replace(CASE, return_cost=euro(0), refund=euro(14997))
    words = papers.words(return_receipt(free, ORDER, GERMANY, catalogs["de"]))
    assert "KostenderRücksendungkostenlos" in words


def test_shows_what_was_added_to_the_goods(catalogs: Catalogs) -> None:
    with_delivery = replace(CASE, refund=euro(14502 + 499))
    words = papers.words(return_receipt(with_delivery, ORDER, GERMANY, catalogs["en"]))
    assert "Deliverychargepaidback€4.99" in words


@pytest.mark.parametrize("remedy", Remedy)
def test_has_words_for_every_remedy(catalogs: Catalogs, language: str, remedy: Remedy) -> None:
    with_more = replace(CASE, remedy=remedy, refund=euro(20000))
    assert return_receipt(with_more, ORDER, GERMANY, catalogs[language], refund_days=1)


def test_goes_on_over_pages_for_a_large_return(catalogs: Catalogs, language: str) -> None:
    case, order = papers.large(40)
    receipt = return_receipt(case, order, GERMANY, catalogs[language])
    assert papers.pages(receipt) > 1
    assert not papers.overlapping(receipt)
    assert all(bottom > 8 and right < 195 for _, bottom, right, _ in papers.boxes(receipt))


def test_is_made_again_byte_for_byte_small_and_quick(catalogs: Catalogs, language: str) -> None:
    first = return_receipt(CASE, ORDER, GERMANY, catalogs[language])
    start = process_time()
    again = return_receipt(CASE, ORDER, GERMANY, catalogs[language])
    assert process_time() - start < 1
    assert again == first
    assert len(first) < 150_000
