"""A real browser for all tests here, and the chat in it."""

from __future__ import annotations

import inspect
import os
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from tests.browser.fake_service import FakeService, fake_service
from tests.browser.widget import Widget
from tests.conftest import missing

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests of this folder share one loop, so that they can share the browser."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and inspect.iscoroutinefunction(getattr(item, "obj", None)):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


def chromium() -> str:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
    if not Path(path).exists():
        missing(f"no Chromium at {path} (set CHROMIUM to one)")
    return path


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    path = chromium()
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def fake() -> AsyncIterator[FakeService]:
    async with fake_service() as service:
        yield service


@pytest_asyncio.fixture(loop_scope="session")
async def context(browser: Browser) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(locale="en-GB", viewport={"width": 1280, "height": 800})
    context.set_default_timeout(8_000)
    yield context
    await context.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(
    context: BrowserContext, fake: FakeService
) -> AsyncIterator[Callable[..., Awaitable[Widget]]]:
    """Opens the shop's page in a new tab; afterwards no page may have broken its policy."""
    pages: list[Page] = []
    errors: list[str] = []

    async def opened(query: str = "", **view: Any) -> Widget:
        page = await context.new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        if view:
            await page.set_viewport_size(view)  # type: ignore[arg-type]
        await page.goto(f"{fake.url}/page?{query}")
        pages.append(page)
        return Widget(page)

    yield opened
    for page in pages:
        if not page.is_closed():
            assert await page.evaluate("window.violations ?? []") == []
    assert errors == []
