"""Policy and law as data: read, checked, and named when wrong."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.returns.money import Money
from bot.services.policies import BadPolicy, PolicyBook
from bot.settings import ROOT

FOLDER = ROOT / "data" / "policy"
EU = ("AT", "DE", "FR", "IT", "NL", "PL", "SE")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    copy = tmp_path / "policy"
    shutil.copytree(FOLDER, copy)
    return copy


def test_every_market_of_the_shop_has_its_law() -> None:
    book = PolicyBook.load(FOLDER)
    assert set(book.markets) >= {*EU, "GB", "US", "CH", "CN", "JP", "CA", "AU"}
    assert book.policy.return_cost["JPY"] == Money(800, "JPY")


@pytest.mark.parametrize("market", EU)
def test_the_union_gives_fourteen_days_and_two_years_at_least(market: str) -> None:
    law = PolicyBook.load(FOLDER).law(market)
    assert (law.withdrawal_days, law.rolls_past_weekend, law.wear_is_deducted) == (14, True, True)
    assert law.guarantee_days >= 730


def test_markets_differ_where_their_laws_do() -> None:
    book = PolicyBook.load(FOLDER)
    assert not book.law("GB").rolls_past_weekend
    assert book.law("JP").receipt_is_day_one
    assert [book.law(market).wear_is_deducted for market in ("GB", "CN", "JP")] == [
        True,
        False,
        False,
    ]
    assert [book.law(market).withdrawal_days for market in ("CH", "US", "CA", "AU")] == [0] * 4


def test_a_market_that_is_not_known_has_no_right_and_says_so() -> None:
    law = PolicyBook.load(FOLDER).law("BR")
    assert (law.market, law.withdrawal_days, law.verified) == ("BR", 0, False)
    assert "not in data/policy/law" in law.source


def test_a_change_of_policy_or_law_changes_its_hash_and_no_other(folder: Path) -> None:
    before = PolicyBook.load(folder)
    path = folder / "law" / "de.yml"
    path.write_text(path.read_text("utf-8") + "# read again\n", "utf-8")
    after = PolicyBook.load(folder)
    assert after.law_hash("DE") != before.law_hash("DE")
    assert after.law_hash("AT") == before.law_hash("AT")
    assert after.policy_hash == before.policy_hash


@pytest.mark.parametrize(
    ("file", "old", "new", "words"),
    [
        ("law/de.yml", "withdrawal_days: 14", "withdrawal_days: two weeks", "withdrawal_days"),
        ("law/de.yml", "refund_days: 14", "refund_day: 14", "refund_days: Field required"),
        ("law/de.yml", "refund_days: 14", "refund_day: 14", "refund_day: Extra inputs"),
        ("law/de.yml", "market: DE", "market: FR", "market: FR belongs into fr.yml"),
        ("law/de.yml", "market: DE", "market: [", "de.yml"),
        ("shop/default.yml", "window_days: 30", "window_days: -1", "window_days"),
        ("shop/default.yml", "[refund, exchange, repair]", "[hug]", "fault_remedies.0"),
    ],
)
def test_what_is_wrong_is_named_with_file_and_field(
    folder: Path, file: str, old: str, new: str, words: str
) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    with pytest.raises(BadPolicy) as error:
        PolicyBook.load(folder)
    assert str(path) in str(error.value)
    assert words in str(error.value)


def test_a_missing_policy_is_named(folder: Path) -> None:
    (folder / "shop" / "default.yml").unlink()
    with pytest.raises(BadPolicy, match=r"default\.yml"):
        PolicyBook.load(folder)
