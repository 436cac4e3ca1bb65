"""The thin thread through everything: import, ask, decide, open, label, by the HTTP interface."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.returns.cases import CaseState, Remedy
from bot.returns.reasons import Condition, Reason
from tests.conftest import Live
from tests.orders import TRAIL_SHOES, order


async def stock(live: Live) -> None:
    async with live.ctx.storage.work() as work:
        await work.orders.put_many([order(now=datetime.now(UTC))])
        await work.products.put_many([TRAIL_SHOES])
        await work.commit()


@pytest.mark.parametrize(
    ("language", "utterances"),
    [
        ("en", ("the trail shoes are too small, I'd like to return them", "LL-10432, anna@example.com", "never worn, tags on", "refund", "yes")),
        ("de", ("Die Trailschuhe sind mir zu klein, ich möchte sie zurückschicken", "LL-10432 und 10115", "ungetragen", "Geld zurück bitte", "ja")),
        ("zh", ("越野跑鞋太小了，我想退货", "订单号LL-10432，邮箱anna@example.com", "没穿过，吊牌还在", "退款", "对，没问题")),
    ],
)  # fmt: skip
async def test_a_return_from_first_words_to_label(
    live: Live, language: str, utterances: tuple[str, ...]
) -> None:
    await stock(live)
    chat = await live.chat(language)
    for words in utterances:
        await chat.say(words)
    assert chat.replies[-1] == "opened", [(m["reply"], m["text"]) for m in chat.said]
    assert {message["language"] for message in chat.said} == {language}
    async with live.ctx.storage.work(read_only=True) as work:
        (case,) = await work.cases.of_thread(chat.id)
    assert case.order_number == "LL-10432"
    assert [(line.line_id, line.quantity) for line in case.lines] == [("1", 1)]
    assert (case.reason, case.condition, case.remedy) == (
        Reason.WRONG_SIZE,
        Condition.UNUSED,
        Remedy.REFUND,
    )
    assert case.state is CaseState.LABELLED
    assert case.refund.amount == 8990 - 495
    label = next(a for a in chat.said[-1]["attachments"] if a["kind"] == "label")
    assert label["name"].endswith(f"{case.number}⁩") or case.number in label["name"]
