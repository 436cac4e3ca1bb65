"""The chat as a shopper finds it: by what the controls are called."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Locator, Page, expect


@dataclass
class Widget:
    page: Page

    @property
    def launcher(self) -> Locator:
        return self.page.locator("returns-chat .launcher")

    @property
    def panel(self) -> Locator:
        return self.page.locator("returns-chat .panel")

    @property
    def log(self) -> Locator:
        return self.page.get_by_role("log")

    @property
    def field(self) -> Locator:
        return self.panel.locator("textarea")

    @property
    def mine(self) -> Locator:
        return self.panel.locator(".mine .bubble")

    @property
    def theirs(self) -> Locator:
        return self.panel.locator(".theirs .bubble")

    def button(self, name: str) -> Locator:
        return self.panel.get_by_role("button", name=name, exact=True)

    async def open(self) -> Widget:
        await self.launcher.click()
        await expect(self.theirs.first).to_be_visible()
        return self

    async def say(self, text: str) -> None:
        await self.field.fill(text)
        await self.field.press("Enter")

    async def ask(self, text: str) -> None:
        """Say it, and wait until it is answered."""
        before = await self.theirs.count()
        await self.say(text)
        await expect(self.theirs).to_have_count(before + 1)

    async def menu(self, item: str) -> None:
        await self.button("More options").click()
        await self.panel.get_by_role("menuitem", name=item, exact=True).click()

    async def axe(self) -> list[str]:
        """What axe-core finds; nothing is as it should be."""
        # Colours are judged as they stay, not half-way through an animation.
        await self.page.emulate_media(reduced_motion="reduce")
        results = await Axe().run(self.page)
        return [
            f"{v['id']}: {n['target']} {n.get('failureSummary', '')}"
            for v in results.response["violations"]
            for n in v["nodes"]
        ]


async def until(true: Callable[[], object], seconds: float = 8.0) -> None:
    """Wait for something on the service's side."""
    async with asyncio.timeout(seconds):
        while not true():  # noqa: ASYNC110  -- the service has no event for each wish
            await asyncio.sleep(0.03)
