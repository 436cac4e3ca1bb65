"""Hundreds of scripted shoppers: nothing that nobody wanted is written, and nearly all get what they want."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT
from bot.simulation.draw import WEIGHTS
from bot.simulation.judge import Verdict
from bot.simulation.phrasebook import languages, phrasebook
from bot.simulation.run import seeds, simulate
from tests.conftest import Assistant, Live, live_settings, running
from tests.journeys.order_book import orders, products

_VARIANTS_AT_LEAST = 12
_SUCCESS_AT_LEAST = 0.90


def _folded(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())


def _taught() -> Iterator[str]:
    for path in sorted((ROOT / "data" / "nlu").glob("*/*.yml")):
        if path.name == "entities.yml":
            continue
        for block in yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)["nlu"]:
            for line in block.get("examples", "").splitlines():
                yield _folded(re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line.strip().lstrip("- ")))


def test_no_phrase_of_a_shopper_is_in_the_training_data() -> None:
    taught = set(_taught())
    for language in languages():
        for act, phrases in phrasebook(language).acts.items():
            plain = [_folded(re.sub(r"\{\w+\}", "", phrase)) for phrase in phrases]
            assert not {p for p in plain if p} & taught, (language, act)


def test_every_act_is_said_in_many_ways_in_every_language() -> None:
    acts = set(phrasebook("en").acts)
    for language in languages():
        book = phrasebook(language)
        assert set(book.acts) == acts, language
        few = {act for act, phrases in book.acts.items() if len(set(phrases)) < _VARIANTS_AT_LEAST}
        assert not few, (language, few)


async def _stock(live: Live) -> None:
    async with live.ctx.storage.work() as work:
        await work.orders.put_many(orders(datetime.now(UTC)))
        await work.products.put_many(products())
        await work.commit()


def _failures(verdicts: list[Verdict]) -> str:
    causes = Counter(v.cause for v in verdicts if not v.success)
    wrong = [(v.goal.seed, v.wrong_writes) for v in verdicts if v.wrong_writes]
    return f"wrong writes: {wrong}; failures: {causes.most_common()}"


def _judge(verdicts: list[Verdict]) -> None:
    told = _failures(verdicts)
    careful = [v for v in verdicts if v.goal.habits.careful]
    assert not any(v.wrong_writes for v in careful), told
    assert not any(v.double_differs for v in verdicts), told
    assert sum(v.success for v in verdicts) >= _SUCCESS_AT_LEAST * len(verdicts), told


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_three_hundred_shoppers_get_what_they_want(live: Live) -> None:
    await _stock(live)
    verdicts = await simulate(live.ctx, live.url, seeds(1, 300), languages())
    assert {v.goal.kind for v in verdicts} == set(WEIGHTS)
    _judge(verdicts)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
async def test_fifty_shoppers_at_once_on_postgresql(live: Live) -> None:
    await _stock(live)
    _judge(await simulate(live.ctx, live.url, seeds(2, 50), languages(), at_once=8))


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_same_seed_is_the_same_conversation(
    running_assistant: Assistant, database_url: str, tmp_path: Path
) -> None:
    """On a fresh database word for word; case numbers are drawn anew."""
    told: list[list[str]] = []
    for round in ("first", "second"):
        folder = tmp_path / round
        settings = live_settings(running_assistant, f"sqlite:///{folder}.db", folder)
        async with running(settings) as live:
            await _stock(live)
            verdicts = await simulate(live.ctx, live.url, seeds(3, 6), languages(), at_once=3)
        told.append([line.names for v in verdicts for line in v.lines])
        told[-1] += [line.text for v in verdicts for line in v.lines if line.who == "shopper"]
    assert told[0] == told[1]
