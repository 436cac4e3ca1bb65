from __future__ import annotations

from dataclasses import replace
from time import process_time

import pytest

from bot.documents.label import destination_language, return_label
from bot.documents.parties import Address
from bot.replies.catalog import Catalogs
from tests.documents import papers
from tests.documents.papers import BRITAIN, CASE, CHINA, GERMANY, ORDER, SHIPMENT

NUMBERS = [
    "RMDEMO0012345DE",
    "00340434161094042557",
    "1Z999AA10123456784",
    "AB-123456789012345678-XY",
]


@pytest.mark.parametrize(
    "warehouse", [GERMANY, CHINA, BRITAIN], ids=lambda address: address.country
)
@pytest.mark.parametrize("number", NUMBERS)
def test_codes_are_read_from_a_thermal_print(
    catalogs: Catalogs, warehouse: Address, number: str
) -> None:
    case, shipment = replace(CASE, tracking=number), replace(SHIPMENT, tracking=number)
    image = papers.picture(return_label(case, ORDER, shipment, warehouse, catalogs))
    assert papers.read_codes(image) == {"Code128": number, "QRCode": f"{number} RMA-7K3QXW"}


def test_says_return_in_the_destinations_language_and_in_english(catalogs: Catalogs) -> None:
    for warehouse, expected in ((GERMANY, "RETOURERETURN"), (CHINA, "退货RETURN")):
        assert expected in papers.words(return_label(CASE, ORDER, SHIPMENT, warehouse, catalogs))
    english = papers.words(return_label(CASE, ORDER, SHIPMENT, BRITAIN, catalogs))
    assert english.count("RETURN") == 1


def test_names_sender_recipient_carrier_and_numbers(catalogs: Catalogs) -> None:
    sent_by = replace(ORDER, customer_name="王小明", country="CN", postcode="100020")
    words = papers.words(return_label(CASE, sent_by, SHIPMENT, GERMANY, catalogs))
    for part in (
        "王小明", "100020", "CHINA", "BoomerangDemoGmbH–Retouren", "GroßeElbstraße145",
        "22767Hamburg", "GERMANY/DEUTSCHLAND", "DHL", "RetoureInternational", "bis5kg",
        "RMDEMO0012345DE", "RMA-7K3QXW", "GL-204817",
    ):  # fmt: skip
        assert part in words


def test_keeps_the_whole_of_a_long_address(catalogs: Catalogs) -> None:
    street = "Gewerbe- und Logistikpark an der Donaudampfschifffahrtsgesellschaft, Halle 17, Tor 12"
    long = Address("Rücksendezentrum " * 3, (street, street, "4020 Linz an der Donau"), "AT")
    label = return_label(CASE, ORDER, SHIPMENT, long, catalogs)
    assert papers.words(label).count(street.replace(" ", "")) == 2
    assert not papers.overlapping(label)


def test_is_black_on_white_with_safe_edges(catalogs: Catalogs) -> None:
    image = papers.picture(return_label(CASE, ORDER, SHIPMENT, CHINA, catalogs))
    assert image.size == pytest.approx((839, 1183), abs=2)  # 105 x 148 mm
    red, green, blue = image.convert("RGB").split()
    assert red.tobytes() == green.tobytes() == blue.tobytes()
    edge = int(5 / 25.4 * papers.PRINTER)
    ink = image.convert("L").point(lambda level: 255 - level).getbbox()
    assert ink is not None
    assert ink[0] >= edge and ink[1] >= edge
    assert ink[2] <= image.width - edge and ink[3] <= image.height - edge


def test_is_made_again_byte_for_byte_small_and_quick(catalogs: Catalogs) -> None:
    first = return_label(CASE, ORDER, SHIPMENT, CHINA, catalogs)
    start = process_time()
    again = return_label(CASE, ORDER, SHIPMENT, CHINA, catalogs)
    assert process_time() - start < 1
    assert again == first
    assert len(first) < 150_000


def test_refuses_a_number_that_no_scanner_could_read(catalogs: Catalogs) -> None:
    with pytest.raises(ValueError, match="Code 128"):
        return_label(CASE, ORDER, replace(SHIPMENT, tracking="运单123"), CHINA, catalogs)


def test_falls_back_to_english_for_a_language_without_words(catalogs: Catalogs) -> None:
    assert destination_language("AT", catalogs) == "de"
    assert destination_language("IS", catalogs) == "en"
