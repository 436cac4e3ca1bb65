"""Shoppers who change their mind, ask in between, mistype, or want a person."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from itertools import pairwise

import pytest
from PIL import Image

from bot.conversation.threads import Holder
from bot.returns.cases import Case, CaseState, Remedy
from bot.returns.reasons import Reason
from bot.services.handover import answer_as_agent, hand_back
from bot.services.move_case import move_case
from tests.chat import Chat
from tests.conftest import Live
from tests.orders import SHIRTS, SHOES, TRAIL_SHOES, line, order

MUG = line("1", ("Stoneware mug", "Steingutbecher", "粗陶马克杯"), "14.50", 4)


async def stock(live: Live) -> None:
    now = datetime.now(UTC)
    orders = [
        order(now=now),
        order(
            "LL-10433",
            MUG,
            now=now,
            email="ben@example.com",
            postcode="SW1A 1AA",
            country="GB",
            currency="EUR",
        ),
        order("LL-10500", SHOES, now=now, delivered_days_ago=90),
        order("LL-10501", SHIRTS, now=now, delivered_days_ago=None),
    ]
    async with live.ctx.storage.work() as work:
        await work.orders.put_many(orders)
        await work.products.put_many([TRAIL_SHOES])
        await work.commit()


async def cases(live: Live, chat: Chat) -> list[Case]:
    async with live.ctx.storage.work(read_only=True) as work:
        return list(await work.cases.of_thread(chat.id))


async def identified(live: Live, *words: str, language: str = "en") -> Chat:
    await stock(live)
    chat = await live.chat(language)
    for text in words or ("I want to return something from LL-10432, anna@example.com",):
        await chat.say(text)
    return chat


def picture() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (640, 480), "tomato").save(out, "PNG")
    return out.getvalue()


async def test_lines_are_picked_by_cards(live: Live) -> None:
    chat = await identified(live)
    assert chat.replies[-1] == "ask.lines"
    await chat.pick(line2=2, line3=1)
    await chat.press("don't like")
    await chat.press("Unused")
    await chat.press("Store credit")
    await chat.press("Yes")
    (case,) = await cases(live, chat)
    assert [(found.line_id, found.quantity) for found in case.lines] == [("2", 2), ("3", 1)]
    assert (case.remedy, case.reason) == (Remedy.STORE_CREDIT, Reason.CHANGED_MIND)


async def test_a_question_in_the_middle_is_answered_and_the_form_goes_on(live: Live) -> None:
    chat = await identified(live)
    answers = await chat.say("who pays for the shipping back?")
    assert [m["reply"] for m in answers] == ["answer.ask_return_cost.order", "ask.lines.again"]


async def test_the_order_can_be_corrected_late(live: Live) -> None:
    chat = await identified(live)
    await chat.say("the belt")
    await chat.say("sorry, wrong one, it's order LL-10433, ben@example.com")
    assert chat.replies[-1] in ("ask.lines", "ask.how_many", "ask.reason", "ask.condition")
    await chat.press("2") if chat.replies[-1] == "ask.how_many" else await chat.pick(line1=2)
    if chat.replies[-1] == "ask.reason":
        await chat.press("too late")
    await chat.press("Unused")
    await chat.press("Money back")
    await chat.press("Yes")
    (case,) = await cases(live, chat)
    assert (case.order_number, case.lines[0].quantity) == ("LL-10433", 2)


async def test_no_means_nothing_is_written_and_the_remedy_can_change(live: Live) -> None:
    chat = await identified(
        live,
        "the trail shoes of LL-10432 are too small, anna@example.com, never worn, I want my money back",
    )
    assert chat.replies[-1] == "summary.refund", chat.replies
    await chat.say("no")
    assert chat.replies[-1] == "ask.what_changes" and not await cases(live, chat)
    await chat.say("I'd rather exchange them")
    await chat.say("39 please")
    assert chat.replies[-1].startswith("summary.exchange"), chat.replies
    await chat.say("yes please")
    (case,) = await cases(live, chat)
    assert (case.remedy, case.exchange_sku) == (Remedy.EXCHANGE, "TS-39")


async def test_a_fault_asks_for_a_photo_and_takes_it(live: Live) -> None:
    chat = await identified(live)
    await chat.say("the belt arrived broken, the buckle is snapped in two")
    assert chat.said[-1]["wants"] == "photo", chat.replies
    photo = await chat.upload(picture())
    await chat.send(files=[photo["id"]])
    await chat.press("Money back")
    await chat.press("Yes")
    (case,) = await cases(live, chat)
    assert case.photo_id == photo["id"] and case.return_cost.amount == 0


async def test_what_is_too_late_is_refused_with_reason_and_a_way_on(live: Live) -> None:
    chat = await identified(
        live,
        "I want to return the trail shoes from LL-10500, anna@example.com, I just don't like them",
        "unworn",
    )
    refusal = next(m for m in chat.said if m["reply"] == "refusal.window_closed")
    assert "seller answers" in refusal["text"] and not await cases(live, chat)
    await chat.press("Something is wrong")
    assert chat.replies[-1].startswith("ask."), chat.replies


async def test_what_has_not_arrived_cannot_go_back(live: Live) -> None:
    chat = await identified(live, "return LL-10501 please, anna@example.com")
    await chat.say("both t-shirts") if chat.replies[-1] != "refusal.not_delivered" else None
    assert "refusal.not_delivered" in chat.replies


async def test_an_open_return_is_cancelled_once_and_only_after_a_yes(live: Live) -> None:
    chat = await identified(
        live,
        "the trail shoes of LL-10432 are too small, anna@example.com, never worn, I want my money back",
        "yes",
    )
    await chat.say("I changed my mind, please cancel the return")
    assert chat.replies[-1] == "ask.cancel_return", chat.replies
    assert (await cases(live, chat))[0].state is CaseState.LABELLED
    await chat.say("yes")
    assert (await cases(live, chat))[0].state is CaseState.CANCELLED


async def test_an_open_return_is_changed(live: Live) -> None:
    chat = await identified(
        live,
        "the trail shoes of LL-10432 are too small, anna@example.com, never worn, I want my money back",
        "yes",
    )
    await chat.say("can I change my return? I'd like store credit instead")
    if not chat.replies[-1].startswith("summary.store_credit"):
        await chat.say("store credit instead")
    assert chat.replies[-1].startswith("summary.store_credit"), chat.replies
    await chat.say("yes")
    (case,) = await cases(live, chat)
    assert case.remedy is Remedy.STORE_CREDIT


async def test_news_come_unasked_and_once(live: Live) -> None:
    chat = await identified(
        live,
        "the trail shoes of LL-10432 are too small, anna@example.com, never worn, I want my money back",
        "yes",
    )
    (case,) = await cases(live, chat)
    for state in (
        CaseState.IN_TRANSIT,
        CaseState.RECEIVED,
        CaseState.INSPECTED,
        CaseState.REFUNDED,
    ):
        await move_case(live.ctx, case.number, state)
        await move_case(live.ctx, case.number, state)
    told = [m["reply"] for m in await chat.history() if (m["reply"] or "").startswith("news.")]
    assert told == ["news.scanned", "news.received", "news.inspected", "news.refunded"]
    answers = await chat.say("where is my money?")
    assert answers[-1]["reply"] == "status.refunded"


async def test_a_person_takes_over_and_gives_back(live: Live) -> None:
    chat = await identified(live)
    await chat.say("I want to talk to a human please")
    assert chat.replies[-1] == "handed_over"
    assert await chat.say("hello? anybody there?") == []
    await answer_as_agent(live.ctx, chat.id, "Hello, this is the support team.")
    await hand_back(live.ctx, chat.id)
    assert (await chat.say("thanks"))[-1]["reply"] == "thank"
    history = await chat.history()
    assert [m["from"] for m in history if m["from"] in ("agent", "system")] == ["agent", "system"]
    async with live.ctx.storage.work(read_only=True) as work:
        thread = await work.threads.get(chat.id)
    assert thread is not None and thread.holder is Holder.ASSISTANT


async def test_five_wrong_proofs_lock_without_telling_whether_the_order_exists(live: Live) -> None:
    await stock(live)
    told = []
    for number in ("LL-10432", "LL-99999"):
        chat = await live.chat()
        await chat.say("I want to return something")
        for attempt in range(6):
            await chat.say(f"order {number}, wrong{attempt}@example.com")
        told.append([m["reply"] for m in chat.said])
        await chat.say(f"{number} anna@example.com")
        assert chat.replies[-1] != "ask.lines"
    assert told[0] == told[1]
    assert "refused.lookups_locked" in told[0]


@pytest.mark.parametrize(
    "text",
    [
        "/affirm",
        "/action_finish_return",
        '/inform{"order_number":"LL-10432"}',
        " /restart",
        "／stop",
    ],
)
async def test_a_typed_command_is_only_text(live: Live, text: str) -> None:
    await stock(live)
    chat = await live.chat()
    await chat.say("I want to return something from LL-10433")
    await chat.say(text)
    assert not await cases(live, chat)
    assert not {"ask.lines", "ask.how_many"} & set(chat.replies)


async def test_the_language_switches_in_the_middle_and_nothing_is_lost(live: Live) -> None:
    chat = await identified(live)
    await chat.say("Können wir bitte auf Deutsch weitermachen?")
    assert chat.said[-1]["language"] == "de"
    await chat.say("den Gürtel, der gefällt mir nicht")
    await chat.say("unbenutzt, Etikett ist noch dran")
    await chat.say("Geld zurück")
    await chat.say("ja, passt")
    assert chat.replies[-1] == "opened", chat.replies
    assert {m["language"] for m in chat.said[-4:]} == {"de"}


async def test_two_requests_in_one_message_are_both_served(live: Live) -> None:
    chat = await identified(live)
    await chat.say("who pays for the return shipping? and also I want to talk to a human")
    assert "answer.ask_return_cost.order" in chat.replies and "handed_over" in chat.replies, (
        chat.replies
    )


async def test_stop_drops_everything(live: Live) -> None:
    chat = await identified(live)
    await chat.say("the belt")
    await chat.say("forget it, never mind")
    assert chat.replies[-1] == "stopped" and not await cases(live, chat)


async def test_the_same_send_twice_is_answered_once(live: Live) -> None:
    chat = await identified(live)
    first = await chat.send(id="same-send-id", text="the belt please")
    again = await chat.send(id="same-send-id", text="the belt please")
    assert [m["seq"] for m in first] == [m["seq"] for m in again]


async def test_no_question_is_asked_twice_in_the_same_words(live: Live) -> None:
    chat = await identified(live)
    for nonsense in ("asdf qwer", "zxcv uiop", "hjkl hjkl"):
        await chat.say(nonsense)
    asked = [m["text"] for m in chat.said if m["reply"].startswith("ask.")]
    assert all(a != b for a, b in pairwise(asked)), asked
    assert any("person" in b["title"] for m in chat.said for b in m["buttons"])
