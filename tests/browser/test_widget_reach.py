"""Everybody can use the chat: by keyboard, screen reader, input method, on any screen."""

from __future__ import annotations

import gzip
from collections.abc import Awaitable, Callable

import pytest
from playwright.async_api import expect

from bot.gateway.web import STATIC
from tests.browser.fake_service import FakeService
from tests.browser.test_widget_talking import picture
from tests.browser.widget import Widget, until

Opened = Callable[..., Awaitable[Widget]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing(open_page: Opened, fake: FakeService, scheme: str) -> None:
    chat = await open_page()
    await chat.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    await chat.launcher.wait_for()
    assert await chat.axe() == [], "closed"
    await chat.open()
    for text in ("buttons", "items", "one", "photo", "papers", "timeline"):
        await chat.ask(text)
        assert await chat.axe() == [], text
    await chat.ask("items")
    await chat.panel.get_by_text("Linen shirt").last.click()
    assert await chat.axe() == [], "picked"
    await chat.button("More options").click()
    assert await chat.axe() == [], "menu"
    await chat.panel.get_by_role("menuitem", name="Start over").click()
    assert await chat.axe() == [], "question"
    await chat.page.keyboard.press("Escape")
    fake.upload_problem = (415, "no_picture")
    await chat.panel.locator("input[type=file]").first.set_input_files([picture()])
    await chat.panel.get_by_role("alert").filter(has_text="no_picture").wait_for()
    assert await chat.axe() == [], "photo"
    fake.upload_problem = None
    await chat.button("Remove the photo: damage.png").click()
    fake.refusal = {"status": 422, "code": "not_valid", "title": "No."}
    await chat.say("refused")
    await chat.panel.get_by_text("Not sent").wait_for()
    assert await chat.axe() == [], "refused"
    fake.ready, fake.refusal = False, None
    await fake.become(ready=False)
    await chat.panel.get_by_text("The assistant is just starting").wait_for()
    assert await chat.axe() == [], "starting"
    await fake.stop()
    await chat.panel.get_by_text("No connection at the moment").wait_for()
    assert await chat.axe() == [], "offline"


async def test_axe_finds_nothing_inline_and_on_a_phone(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await open_page("inline", width=360, height=740)
    await chat.ask("items")
    assert await chat.axe() == []
    phone = await (await open_page(width=320, height=568)).open()
    assert await phone.axe() == []


async def test_by_keyboard_alone(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    await chat.launcher.wait_for()
    keys = chat.page.keyboard
    await keys.press("Tab")  # the page's own link
    await keys.press("Tab")
    await expect(chat.launcher).to_be_focused()
    await keys.press("Enter")
    await expect(chat.field).to_be_focused()
    await keys.type("buttons")
    await keys.press("Enter")
    await expect(chat.button("Too small")).to_be_visible()
    await keys.press("Shift+Tab")  # photo
    await keys.press("Shift+Tab")  # the last of the buttons
    await expect(chat.button("I have changed my mind")).to_be_focused()
    await keys.press("Enter")
    await until(lambda: fake.texts()[-1] == "signed.mind")
    await expect(chat.field).to_be_focused()
    await keys.press("Escape")
    await expect(chat.panel).to_be_hidden()
    await expect(chat.launcher).to_be_focused()


async def test_items_are_picked_by_keyboard(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.ask("items")
    await chat.panel.get_by_role("checkbox").nth(1).focus()
    keys = chat.page.keyboard
    await keys.press("Space")
    await keys.press("Tab")  # one fewer
    await keys.press("Enter")
    await keys.press("Tab")
    await keys.press("Tab")
    await expect(chat.panel.locator(".choices .primary")).to_be_focused()
    await keys.press("Enter")
    await until(lambda: "picked: 2 x 2" in fake.texts())


async def test_the_menu_by_keyboard(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    menu, keys = chat.button("More options"), chat.page.keyboard
    await menu.focus()
    await keys.press("ArrowDown")
    await expect(menu).to_have_attribute("aria-expanded", "true")
    await expect(chat.panel.get_by_role("menuitem").first).to_be_focused()
    await keys.press("End")
    await expect(chat.panel.get_by_role("menuitemradio", name="中文")).to_be_focused()
    await keys.press("Escape")  # the menu first, not the panel
    await expect(menu).to_be_focused()
    await expect(chat.panel).to_be_visible()
    await chat.menu("Start over")
    await expect(chat.panel.get_by_role("button", name="Stay here")).to_be_focused()
    await keys.press("Escape")
    await expect(chat.panel.get_by_role("alertdialog")).to_have_count(0)
    await expect(chat.panel).to_be_visible()


async def test_shift_enter_breaks_the_line(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await chat.field.type("first")
    await chat.field.press("Shift+Enter")
    await chat.field.type("second")
    await expect(chat.field).to_have_value("first\nsecond")
    await chat.field.press("Enter")
    await until(lambda: fake.texts() == ["first\nsecond"])


async def test_an_input_method_never_sends(open_page: Opened, fake: FakeService) -> None:
    """Enter that picks the characters of a word belongs to the input method."""
    chat = await (await open_page("language=zh")).open()
    await chat.field.focus()
    session = await chat.page.context.new_cdp_session(chat.page)
    await session.send(
        "Input.imeSetComposition", {"text": "tuihuo", "selectionStart": 6, "selectionEnd": 6}
    )
    composing = {
        "type": "rawKeyDown",
        "key": "Enter",
        "code": "Enter",
        "windowsVirtualKeyCode": 229,
    }
    await session.send("Input.dispatchKeyEvent", composing)
    await chat.field.evaluate(
        "f => f.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true}))"
    )
    await session.send("Input.insertText", {"text": "退货"})
    await expect(chat.field).to_have_value("退货")
    assert fake.texts() == []
    await chat.field.press("Enter")
    await until(lambda: fake.texts() == ["退货"])


async def test_the_log_is_a_polite_live_region(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page()).open()
    await expect(chat.log).to_have_accessible_name("Messages")
    await expect(chat.log).to_have_attribute("aria-busy", "false")
    await chat.ask("hello")
    await expect(chat.mine).to_have_text("You: hello")
    await expect(chat.theirs.last).to_have_text("Assistant: You said: hello")


@pytest.mark.parametrize("direction", ["ltr", "rtl"])
async def test_nothing_overflows_a_small_phone(
    open_page: Opened, fake: FakeService, direction: str
) -> None:
    chat = await (await open_page(f"dir={direction}", width=320, height=568)).open()
    await chat.page.emulate_media(reduced_motion="reduce")
    box = await chat.panel.bounding_box()
    assert box is not None and (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 568)
    for text in ("buttons", "items", "papers", "timeline", "W" * 200):
        await chat.ask(text)
    wide = await chat.log.evaluate("log => log.scrollWidth > log.clientWidth")
    assert not wide
    assert await chat.page.evaluate("document.documentElement.scrollWidth") <= 320


async def test_on_a_phone_the_focus_stays_in_the_full_screen(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page(width=360, height=740)).open()
    await expect(chat.panel).to_have_attribute("aria-modal", "true")
    for _ in range(8):
        await chat.page.keyboard.press("Tab")
        assert await chat.page.evaluate("document.activeElement.localName") == "returns-chat"


async def test_targets_are_large_enough_for_thumbs(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page(width=360, height=740)).open()
    for text in ("buttons", "papers", "photo", "items"):
        await chat.ask(text)
    await chat.panel.get_by_text("Linen shirt").last.click()
    small = await chat.panel.evaluate(
        """panel => [...panel.querySelectorAll('button, .follow, .what, textarea')]
             .filter((e) => e.checkVisibility())
             .map((e) => [e.className || e.textContent, e.getBoundingClientRect()])
             .filter(([, box]) => box.width < 44 || box.height < 44)
             .map(([name, box]) => `${name} ${box.width} x ${box.height}`)"""
    )
    assert small == []


async def test_right_to_left_mirrors_the_chat(open_page: Opened, fake: FakeService) -> None:
    chat = await (await open_page("dir=rtl")).open()
    await chat.ask("buttons")
    panel, mine = await chat.panel.bounding_box(), await chat.mine.first.bounding_box()
    assert panel is not None and mine is not None
    assert panel["x"] < 100  # the corner is the other one
    assert mine["x"] - panel["x"] < 40  # and so is the shopper's side
    await expect(chat.theirs.last).to_contain_text("\u2068B-1042\u2069")
    await expect(chat.theirs.last).to_have_attribute("dir", "auto")


async def test_motion_is_left_out_where_it_is_not_wanted(
    open_page: Opened, fake: FakeService
) -> None:
    chat = await (await open_page()).open()
    await chat.page.emulate_media(reduced_motion="reduce")
    await fake.typing(fake.talk, True)
    await expect(chat.panel.locator(".dots i").first).to_have_css("animation-name", "none")


async def test_forced_colours_keep_the_outlines(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    await chat.page.emulate_media(forced_colors="active")
    await chat.open()
    await chat.ask("items")
    await chat.panel.get_by_text("Canvas sneakers").click()
    await expect(chat.theirs.first).to_have_css("border-style", "solid")
    assert await chat.axe() == []


def test_all_of_it_is_small() -> None:
    files = [STATIC / "returns-chat.js", *(STATIC / "chat").glob("*.js")]
    assert sum(len(gzip.compress(file.read_bytes())) for file in files) <= 40_000


async def test_a_page_can_theme_it(open_page: Opened, fake: FakeService) -> None:
    chat = await open_page()
    await chat.launcher.wait_for()
    await chat.page.evaluate(
        "document.querySelector('returns-chat').style.setProperty('--returns-chat-accent', '#7a1f5c')"
    )
    await expect(chat.launcher).to_have_css("background-color", "rgb(122, 31, 92)")
