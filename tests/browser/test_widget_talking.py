"""What a shopper can say in the chat, and what comes back."""

from __future__ import annotations

import io
from collections.abc import Awaitable, Callable
from datetime import timedelta

from PIL import Image
from playwright.async_api import FilePayload, Route, expect

from tests.browser.fake_service import FakeService, fake_service
from tests.browser.widget import Widget, until

Opened = Callable[..., Awaitable[Widget]]


def picture(side: int = 64, colour: str = "teal") -> FilePayload:
    content = io.BytesIO()
    Image.new("RGB", (side, side), colour).save(content, "PNG")
    return {"name": "damage.png", "mimeType": "image/png", "buffer": content.getvalue()}


async def test_one_tag_puts_the_chat_into_a_page(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    await expect(chat.launcher).to_have_accessible_name("Returns & refunds")
    assert fake.begun == []  # looking at a shop begins no conversation
    await chat.open()
    assert fake.begun == [{"locale": "en"}]
    await chat.ask("My shoes are too small")
    await expect(chat.theirs.last).to_contain_text("You said: My shoes are too small")
    await expect(chat.field).to_have_value("")
    await expect(chat.panel.locator(".state.sent")).to_be_visible()


async def test_an_inline_element_is_part_of_the_page(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page("inline")
    await expect(chat.theirs.first).to_contain_text("Welcome (en)")
    await expect(chat.launcher).to_be_hidden()
    await expect(chat.page.locator("returns-chat")).to_have_count(1)
    await chat.ask("hello")


async def test_a_button_is_pressed_once_and_is_gone(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("buttons")
    await chat.button("Damaged").click()
    await expect(chat.mine.last).to_contain_text("signed.damaged")  # as the service stored it
    await expect(chat.button("Too small")).to_have_count(0)
    await expect(chat.field).to_be_focused()
    assert fake.texts()[-1] == "signed.damaged"


async def test_news_do_not_take_away_an_open_question(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("buttons")
    await fake.say(fake.talk, text="By the way: your other parcel has arrived.")
    await expect(chat.theirs.last).to_contain_text("By the way")
    await expect(chat.button("Damaged")).to_be_visible()


async def test_several_items_are_picked_in_quantities(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("items")
    confirm = chat.panel.locator(".choices .primary")
    await expect(confirm).to_be_disabled()
    await chat.panel.get_by_text("Canvas sneakers").click()
    await chat.panel.get_by_text("Linen shirt").click()
    await chat.button("One fewer: Linen shirt").click()
    await expect(chat.panel.locator(".on output")).to_have_text("2 of 3")
    await expect(chat.panel.get_by_role("checkbox", name="Silk scarf")).to_be_disabled()
    await confirm.click()
    await until(lambda: "picked: 1 x 1, 2 x 2" in fake.texts())
    await expect(chat.panel.get_by_role("checkbox")).to_have_count(0)
    await expect(chat.panel.locator(".card.past")).to_have_count(3)


async def test_one_item_is_picked(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("one")
    await chat.panel.get_by_text("Linen shirt").click()
    await chat.panel.get_by_text("Canvas sneakers").click()
    await expect(chat.panel.locator(".card.on")).to_have_count(1)
    await chat.button("This one").click()
    await until(lambda: "picked: 1 x 1" in fake.texts())


async def test_papers_can_be_opened_and_downloaded(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("papers")
    link = chat.panel.get_by_role("link", name="Open: Return label RMA-2041")
    await expect(link).to_have_attribute("href", f"{fake.url}/files/label-1")
    async with chat.page.expect_download() as download:
        await chat.panel.get_by_role("link", name="Download: Return label RMA-2041").click()
    assert (await download.value).url.endswith("/files/label-1")
    assert await chat.panel.locator("a[href^=javascript]").count() == 0


async def test_markup_is_shown_and_never_run(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("markup")
    await expect(chat.theirs.last).to_contain_text("<img src=x onerror=alert(1)> <b>bold</b>")
    assert await chat.log.locator("img, b").count() == 0
    link = chat.log.get_by_role("link", name="https://example.org/help")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")
    await chat.ask("<i>mine</i> https://example.org")
    await expect(chat.mine.last.locator("i, a")).to_have_count(0)


async def test_the_steps_of_a_case(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("timeline")
    current = chat.log.locator("[aria-current=step]")
    await expect(current).to_contain_text("On its way to us (this is where it is now)")
    await expect(chat.log.locator(".timeline li")).to_have_count(5)


async def test_a_photo_goes_with_a_message(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("photo")
    async with chat.page.expect_file_chooser() as chooser:
        await chat.button("Choose a photo").click()
    await (await chooser.value).set_files([picture(3000)])
    await expect(chat.panel.locator(".tray .done img")).to_be_visible()
    await chat.say("the sole comes off")
    await expect(chat.log.locator(".mine .photo img")).to_be_visible()
    await until(lambda: "the sole comes off" in fake.texts())
    assert len(fake.uploads) == 1 and fake.uploads[0] < 200_000  # made smaller on the way
    await expect(chat.panel.locator(".tray")).to_be_hidden()


async def test_sending_waits_for_the_upload(open_page: Opened, fake: FakeService) -> None:
    fake.upload_delay = 0.6
    chat = await (await open_page()).open()
    await chat.panel.locator("input[type=file]").first.set_input_files([picture()])
    await expect(chat.panel.get_by_role("progressbar")).to_be_visible()
    await chat.say("see for yourself")
    assert fake.texts() == []
    await until(lambda: fake.texts() == ["see for yourself"])
    assert len(fake.talk.messages[1]["attachments"]) == 1


async def test_a_photo_that_fails_says_so_and_can_be_tried_again(
    open_page: Opened, fake: FakeService
) -> None:
    fake.upload_problem = (415, "no_picture")
    chat = await (await open_page()).open()
    await chat.panel.locator("input[type=file]").first.set_input_files([picture()])
    await expect(chat.panel.get_by_role("alert").filter(has_text="no_picture")).to_be_visible()
    fake.upload_problem = None
    await chat.button("Try again").click()
    await expect(chat.panel.locator(".tray .done")).to_be_visible()
    await chat.button("Remove the photo: damage.png").click()
    await expect(chat.panel.locator(".tray")).to_be_hidden()


async def test_an_uploaded_photo_and_a_draft_outlive_a_reload(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    await chat.panel.locator("input[type=file]").first.set_input_files([picture()])
    await expect(chat.panel.locator(".tray .done")).to_be_visible()
    await chat.field.fill("half a sente")
    await chat.page.reload()
    await expect(chat.panel).to_be_visible()  # as it was left
    await expect(chat.field).to_have_value("half a sente")
    await expect(chat.panel.locator(".tray .done")).to_be_visible()
    await chat.button("Send").click()
    await until(lambda: fake.texts() == ["half a sente"])
    assert len(fake.talk.messages[1]["attachments"]) == 1


async def test_typing_is_shown(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await fake.typing(fake.talk, True)
    await expect(chat.panel.locator(".dots")).to_be_visible()
    status = chat.panel.get_by_role("status").filter(has_text="The assistant is writing")
    await expect(status).to_have_count(1)
    await fake.typing(fake.talk, False)
    await expect(chat.panel.locator(".dots")).to_be_hidden()


async def test_while_the_assistant_starts_a_message_is_visibly_kept(
    open_page: Opened, fake: FakeService
) -> None:
    fake.ready = False
    chat = await (await open_page()).open()
    await expect(chat.panel.get_by_text("The assistant is just starting")).to_be_visible()
    await chat.say("hello?")
    await expect(chat.panel.get_by_text("Kept until the assistant has started")).to_be_visible()
    await fake.become(ready=True)
    await expect(chat.theirs.last).to_contain_text("You said: hello?")
    await expect(chat.panel.get_by_text("The assistant is just starting")).to_be_hidden()


async def test_a_person_takes_over(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.menu("I want to talk to a person")
    await until(lambda: fake.texts() == ["I want to talk to a person"])
    await fake.become(holder="person")
    await expect(chat.panel.get_by_text("You are writing with a colleague")).to_be_visible()
    await fake.say(fake.talk, text="Anna here. How can I help?", sender="agent")
    await expect(chat.panel.locator(".agent .bubble")).to_contain_text("Customer service: Anna")


async def test_the_language_menu_changes_the_page_and_the_conversation(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    await chat.button("More options").click()
    await chat.panel.get_by_role("menuitemradio", name="Deutsch").click()
    await expect(chat.field).to_have_attribute("placeholder", "Nachricht schreiben …")
    await expect(chat.theirs.first).to_contain_text("[de] Welcome")  # the past as well
    await until(lambda: fake.talk.language == "de")
    await chat.page.reload()
    await expect(chat.theirs.first).to_contain_text("[de] Welcome")
    await expect(chat.field).to_have_attribute("placeholder", "Nachricht schreiben …")


async def test_the_page_follows_a_conversation_that_switches(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page("language=de")).open()
    await expect(chat.panel.get_by_role("heading")).to_have_text("Rückgabe & Erstattung")
    await fake._set_language(fake.talk, "zh")
    await expect(chat.panel.get_by_role("heading")).to_have_text("退货与退款")
    await expect(chat.theirs.first).to_contain_text("Welcome (de)")  # as it was said


async def test_the_conversation_follows_a_page_in_another_language(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page("language=en")).open()
    await expect(chat.theirs.first).to_contain_text("Welcome")
    await chat.page.goto(f"{fake.url}/page?language=de")
    await until(lambda: fake.talk.language == "de")
    await expect(chat.theirs.first).to_contain_text("[de] Welcome")
    await chat.button("Weitere Möglichkeiten").click()
    await chat.panel.get_by_role("menuitemradio", name="中文").click()
    await until(lambda: fake.talk.language == "zh")
    await chat.page.reload()  # the same page again changes nothing of that choice
    await expect(chat.panel.get_by_role("heading")).to_have_text("退货与退款")
    assert fake.talk.language == "zh"


async def test_the_transcript_is_downloaded(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("keep this")
    async with chat.page.expect_download() as download:
        await chat.menu("Download this conversation")
    found = await download.value
    assert found.suggested_filename == "conversation.txt"
    assert "shopper: keep this" in (await found.path()).read_text()


async def test_starting_over_asks_first(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("forget me")
    await chat.menu("Start over")
    await chat.panel.get_by_role("alertdialog").get_by_role("button", name="Stay here").click()
    await expect(chat.mine).to_have_count(1)
    assert len(fake.talks) == 1
    await chat.menu("Start over")
    await chat.panel.get_by_role("alertdialog").get_by_role("button", name="Start over").click()
    await expect(chat.mine).to_have_count(0)
    await expect(chat.theirs).to_have_count(1)
    assert len(fake.talks) == 2


async def test_unread_messages_are_counted_and_marked(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await until(lambda: fake.read[-1:] == [1])
    await chat.button("Close the chat").click()
    await fake.say(fake.talk, text="Your parcel was scanned.")
    await fake.say(fake.talk, text="Your money is on its way.")
    await expect(chat.launcher.locator(".badge")).to_have_text("2")
    await expect(chat.launcher).to_have_accessible_name("Returns & refunds, Unread messages: 2")
    await chat.page.reload()  # the badge is there without opening
    await expect(chat.launcher.locator(".badge")).to_have_text("2")
    await chat.launcher.click()
    await expect(chat.log.get_by_text("New messages")).to_be_visible()
    await until(lambda: fake.read[-1:] == [3])
    await chat.button("Close the chat").click()
    await expect(chat.launcher.locator(".badge")).to_be_hidden()


async def test_days_stand_between_messages(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    fake.talk.messages[0]["at"] = "2026-01-05T10:00:00Z"
    await fake.say(fake.talk, text="yesterday's", ago=timedelta(days=1))
    await fake.say(fake.talk, text="today's")
    await chat.page.reload()
    await expect(chat.log.locator(".day")).to_have_count(3)
    await expect(chat.log.locator(".day").nth(0)).to_contain_text("5 January")
    await expect(chat.log.locator(".day").nth(1)).to_have_text("Yesterday")


async def test_a_signed_in_customer_is_told_to_the_service(
    open_page: Opened, fake: FakeService
) -> None:
    await (await open_page("customer-token=abc.def")).open()
    assert fake.begun == [{"locale": "en", "customer_token": "abc.def"}]


async def test_with_a_login_that_has_run_out_one_goes_on_as_a_guest(
    open_page: Opened, fake: FakeService
) -> None:
    fake.customer_token_valid = False
    await (await open_page("customer-token=old")).open()
    assert fake.begun[-1] == {"locale": "en"}


async def test_a_shop_on_another_site_embeds_it(open_page: Opened, fake: FakeService) -> None:
    async with fake_service() as shop:
        chat = await open_page()
        await chat.page.goto(f"{shop.url}/page?from={fake.url}")
        await chat.open()
        await chat.ask("items")
        await expect(chat.panel.locator(".picture img").first).to_have_attribute(
            "src", f"{fake.url}/pictures/shoes.svg"
        )
        assert (len(fake.talks), len(shop.talks)) == (1, 0)
        assert await chat.page.evaluate("window.violations") == []
        await chat.page.close()


async def test_nothing_is_asked_of_third_parties(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    foreign: list[str] = []

    async def watched(route: Route) -> None:
        if not route.request.url.startswith((fake.url, "blob:", "data:")):
            foreign.append(route.request.url)
        await route.continue_()

    await chat.page.route("**/*", watched)
    await chat.open()
    for text in ("items", "papers", "timeline", "markup"):
        await chat.ask(text)
    assert foreign == []
