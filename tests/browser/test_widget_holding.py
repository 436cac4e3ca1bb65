"""Nothing is lost and nothing is doubled, whatever happens to the line, the tab, or the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import BrowserContext, expect

from tests.browser.fake_service import FakeService
from tests.browser.widget import Widget, until

Opened = Callable[..., Awaitable[Widget]]


async def test_the_conversation_outlives_a_reload(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("one")
    await chat.page.reload()
    await expect(chat.theirs).to_have_count(2)
    await expect(chat.mine).to_have_count(1)
    assert len(fake.talks) == 1


async def test_a_cut_line_is_resumed_where_it_broke(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    fake.cut()
    await fake.say(fake.talk, text="said in the tunnel")
    await expect(chat.theirs).to_have_text(
        ["Assistant: Welcome (en). What should go back?", "Assistant: said in the tunnel"]
    )


async def test_what_is_written_without_a_line_is_sent_once_it_is_back(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    await fake.stop()
    await expect(chat.panel.get_by_text("No connection at the moment")).to_be_visible()
    await chat.say("first")
    await chat.say("second")
    await expect(chat.panel.get_by_text("Kept, sent as soon as possible")).to_have_count(2)
    await fake.start()
    await until(lambda: fake.texts() == ["first", "second"])
    await expect(chat.mine).to_have_count(2)
    await expect(chat.panel.get_by_text("No connection at the moment")).to_be_hidden()


async def test_what_is_not_accepted_outlives_a_reload(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    fake.deaf = True
    await chat.say("do not lose me")
    await expect(chat.panel.get_by_text("Sending…")).to_be_visible()
    await chat.page.reload()
    await expect(chat.mine).to_contain_text("do not lose me")
    fake.deaf = False
    await chat.page.reload()
    await expect(chat.theirs.last).to_contain_text("You said: do not lose me")
    await expect(chat.mine).to_have_count(1)
    assert fake.texts() == ["do not lose me"]
    assert (
        await chat.page.evaluate("Object.keys(localStorage).filter((k) => k.includes(' send '))")
        == []
    )


async def test_a_lost_acknowledgement_doubles_nothing(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    fake.cut_after_taking = True
    await chat.say("only once")
    await until(lambda: fake.texts() == ["only once"])
    fake.cut_after_taking = False
    await expect(chat.theirs.last).to_contain_text("You said: only once")
    await expect(chat.mine).to_have_count(1)
    assert fake.texts() == ["only once"]


async def test_a_send_that_nobody_answers_is_sent_again(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    fake.deaf = True
    await chat.say("hello?")
    await until(lambda: sum(fake.arrived.values()) == 1)
    fake.deaf = False
    await until(lambda: fake.texts() == ["hello?"], seconds=15)
    assert len(fake.arrived) == 1  # the same id


async def test_messages_that_come_twice_are_shown_once(
    open_page: Opened, fake: FakeService
) -> None:
    fake.doubling = True
    chat = await (await open_page()).open()
    await chat.ask("hello")
    await expect(chat.theirs).to_have_count(2)
    await expect(chat.mine).to_have_count(1)


async def test_a_restarted_service_goes_on(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("before")
    await fake.stop()
    await fake.start()
    await chat.ask("after")
    assert fake.texts() == ["before", "after"]
    assert len(fake.talks) == 1


async def test_an_unknown_conversation_is_replaced_by_a_new_one_and_says_so(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    await chat.ask("in the old one")
    await fake.stop()
    await chat.say("not sent yet")
    fake.forget()
    await fake.start()
    await expect(chat.log.get_by_text("The earlier conversation is no longer")).to_be_visible()
    await until(lambda: bool(fake.talks) and fake.texts() == ["not sent yet"], seconds=15)
    await expect(chat.mine).to_have_count(1)
    assert len(fake.talks) == 1


async def test_an_unknown_conversation_while_polling(open_page: Opened, fake: FakeService) -> None:
    fake.sockets_allowed = False
    chat = await (await open_page()).open()
    fake.forget()
    await chat.say("still here?")
    await until(lambda: bool(fake.talks) and fake.texts() == ["still here?"], seconds=15)
    await expect(chat.log.get_by_text("The earlier conversation is no longer")).to_be_visible()


async def test_where_no_websocket_can_be_had_it_polls(open_page: Opened, fake: FakeService) -> None:
    fake.sockets_allowed = False
    chat = await (await open_page()).open()
    await chat.ask("hello")
    await fake.say(fake.talk, text="news, unasked")
    await expect(chat.theirs.last).to_contain_text("news, unasked")
    await chat.ask("buttons")
    await chat.button("Damaged").click()
    await until(lambda: fake.texts()[-1] == "signed.damaged")
    assert max(fake.arrived.values()) == 1


async def test_a_refused_send_stays_and_can_be_tried_again(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    fake.refusal = {"status": 422, "code": "not_valid", "title": "That was too long."}
    await chat.say("a long story")
    await expect(chat.panel.get_by_text("Not sent")).to_be_visible()
    await expect(chat.panel.get_by_text("That was too long.")).to_be_visible()
    await chat.page.reload()
    await expect(chat.panel.get_by_text("Not sent")).to_be_visible()
    fake.refusal = None
    await chat.button("Try again").click()
    await until(lambda: fake.texts() == ["a long story"])
    await expect(chat.panel.get_by_text("Not sent")).to_be_hidden()


async def test_a_refused_send_can_be_changed_or_removed(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    fake.refusal = {"status": 422, "code": "not_valid", "title": "No."}
    await chat.say("wrong")
    await chat.button("Edit").click()
    await expect(chat.field).to_have_value("wrong")
    await expect(chat.mine).to_have_count(0)
    await chat.say("wrong again")
    await chat.button("Remove").click()
    await expect(chat.mine).to_have_count(0)
    assert fake.texts() == []


async def test_too_many_sends_are_kept_in_order(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    fake.refusal = {"status": 429, "code": "too_many", "title": "Too fast.", "retry_after": 1}
    await chat.say("one thing")
    await chat.say("and another")
    await expect(chat.panel.get_by_text("Kept, sent as soon as possible")).to_have_count(2)
    fake.refusal = None
    await until(lambda: fake.texts() == ["one thing", "and another"])


async def test_tabs_share_the_conversation(open_page: Opened, fake: FakeService) -> None:
    one = await (await open_page()).open()
    two = await (await open_page()).open()
    await one.ask("from the first")
    await expect(two.mine).to_have_count(1)
    await two.ask("from the second")
    await expect(one.mine).to_have_count(2)
    await expect(one.theirs).to_have_count(3)
    assert fake.texts() == ["from the first", "from the second"]
    assert len(fake.talks) == 1


async def test_two_tabs_at_once_begin_one_conversation(
    open_page: Opened, fake: FakeService
) -> None:
    fake.slow = 0.4
    one, two = await open_page(), await open_page()
    await one.launcher.click()
    await two.launcher.click()
    await expect(one.theirs).to_have_count(1)
    await expect(two.theirs).to_have_count(1)
    assert len(fake.begun) == 1


async def test_another_tab_sends_what_a_closed_one_left(
    open_page: Opened, fake: FakeService
) -> None:
    one = await (await open_page()).open()
    two = await (await open_page()).open()
    fake.deaf = True
    await one.say("my last words")
    await expect(two.mine).to_have_count(1)  # on its way, seen from the other tab
    await one.page.close()
    fake.deaf = False
    await until(lambda: fake.texts() == ["my last words"], seconds=15)
    await expect(two.mine).to_have_count(1)
    assert len(fake.arrived) == 1


async def test_starting_over_in_one_tab_does_so_in_the_other(
    open_page: Opened, fake: FakeService
) -> None:
    one = await (await open_page()).open()
    two = await (await open_page()).open()
    await one.ask("old")
    await expect(two.mine).to_have_count(1)
    await one.page.bring_to_front()  # a tab in the background draws nothing to click on
    await one.menu("Start over")
    await one.panel.get_by_role("alertdialog").get_by_role("button", name="Start over").click()
    await expect(two.mine).to_have_count(0)
    await one.ask("new")
    await expect(two.mine).to_have_text(["You: new"])
    assert len(fake.talks) == 2


async def test_a_service_that_is_down_at_first(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    await chat.launcher.wait_for()
    await fake.stop()
    await chat.launcher.click()
    await expect(chat.panel.get_by_text("No connection at the moment")).to_be_visible()
    await chat.say("anybody?")
    await fake.start()
    await until(lambda: bool(fake.talks) and fake.texts() == ["anybody?"], seconds=15)
    await expect(chat.mine).to_have_count(1)


@pytest.mark.parametrize("forbidden", ["localStorage", "sessionStorage"])
async def test_without_storage_it_works_for_as_long_as_the_page(
    open_page: Opened, fake: FakeService, context: BrowserContext, forbidden: str
) -> None:
    await context.add_init_script(
        f"Object.defineProperty(window, '{forbidden}', {{get() {{ throw new DOMException('no'); }}}})"
    )
    chat = await (await open_page()).open()
    await chat.ask("hello")
    await expect(chat.mine).to_have_count(1)
