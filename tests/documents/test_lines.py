from __future__ import annotations

import pytest

from bot.documents.fonts import BY_SCRIPT, faces, script_of
from bot.documents.lines import tidy, wrap


def measure(text: str) -> float:
    return float(len(text))


def test_breaks_between_words_and_after_hyphens() -> None:
    assert wrap("Damen-Strickjacke aus Wolle", 12, measure) == [
        "Damen-",
        "Strickjacke",
        "aus Wolle",
    ]


def test_breaks_chinese_anywhere_but_before_closing_marks() -> None:
    assert wrap("请用结实的纸箱，填满空隙。", 7, measure) == ["请用结实的纸", "箱，填满空隙。"]
    assert wrap("退回（春秋款）开衫", 3, measure) == ["退回", "（春秋", "款）开", "衫"]


def test_tears_only_what_is_longer_than_a_line() -> None:
    assert wrap("Donaudampfschiff fährt", 8, measure) == ["Donaudam", "pfschiff", "fährt"]


def test_ends_with_an_ellipsis_what_has_no_room() -> None:
    rows = wrap("one two-three four five six", 9, measure, at_most=2)
    assert rows == ["one two-", "three fo…"]


def test_tidies_what_people_typed() -> None:
    assert tidy("  Anna\n\tMüller\u0000 ") == "Anna Müller"


@pytest.mark.parametrize(
    ("language", "script"),
    [("de", "Latn"), ("zh", "Hans"), ("zh-TW", "Hant"), ("zh_Hant", "Hant"), ("ja", "Jpan"),
     ("ko", "Kore"), ("ar", "Arab"), ("pl", "Latn"), ("pt", "Latn"), ("sr_Latn", "Latn")],
)  # fmt: skip
def test_knows_the_script_of_a_language(language: str, script: str) -> None:
    assert script_of(language) == script
    assert faces(language)[0] == BY_SCRIPT[script]


@pytest.mark.parametrize("face", set(BY_SCRIPT.values()), ids=lambda face: face.file)
def test_has_every_font_it_names(face: object) -> None:
    assert face.path.exists()  # type: ignore[attr-defined]
