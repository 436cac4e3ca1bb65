"""What the interface takes in, and what it refuses: clearly, and in the shopper's language."""

from __future__ import annotations

import asyncio
import io
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import jwt
import pytest
from PIL import Image

from bot.settings import Settings
from tests.chat import Chat
from tests.conftest import Live, free_port, running
from tests.orders import order

KEY = "a key that only the shop and we know, of fifty-six bytes"


@pytest.fixture
async def service_alone(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """The service without an assistant: as in the first half minute after a start."""
    settings = Settings(
        var=tmp_path,
        database_url=database_url,
        port=free_port(),
        actions_port=free_port(),
        rasa_port=free_port(),
        customer_token_key=KEY,
        messages_per_minute=20,
        conversations_per_hour=1000,
        max_upload=200_000,
        _env_file=None,
    )
    async with running(settings) as live:
        yield live


async def refused(chat: Chat, **body: Any) -> dict[str, Any]:
    async with aiohttp.ClientSession(headers=chat.headers) as session:
        async with session.post(f"{chat.base}/messages?wait=0", json=body) as response:
            assert response.content_type == "application/problem+json", await response.text()
            return dict(await response.json())


async def test_a_message_before_the_assistant_is_ready_is_kept(service_alone: Live) -> None:
    chat = await service_alone.chat("de")
    assert await chat.send(text="ich möchte etwas zurückgeben", wait=0) == []
    history = await chat.history()
    assert [m["from"] for m in history] == ["assistant", "shopper"]
    async with service_alone.ctx.storage.work(read_only=True) as work:
        assert await work.inbox.pending(chat.id) == 1


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"id": "a-send-id", "text": "   "}, "empty"),
        ({"id": "a-send-id", "text": "x" * 4001}, "text_too_long"),
        ({"id": "short", "text": "x"}, "not_valid"),
        ({"id": "a-send-id", "button": "made.by-hand"}, "bad_button"),
        ({"id": "a-send-id", "files": ["nobody-has-it"]}, "unknown_file"),
    ],
)
async def test_what_cannot_be_taken_is_refused_in_the_shoppers_language(
    service_alone: Live, body: dict[str, Any], code: str
) -> None:
    chat = await service_alone.chat("de")
    problem = await refused(chat, **body)
    assert problem["code"] == code
    assert problem["title"] == service_alone.ctx.words("de", f"problem.{code}", {})
    assert len(await chat.history()) == 1


async def test_a_token_opens_its_own_conversation_only(service_alone: Live) -> None:
    mine, other = await service_alone.chat(), await service_alone.chat()
    thief = Chat(other.url, other.id, mine.token, "en")
    assert (await refused(thief, id="a-send-id", text="hello"))["code"] == "bad_token"


async def test_too_many_messages_are_held_back(service_alone: Live) -> None:
    chat = await service_alone.chat()
    for n in range(20):
        await chat.send(id=f"send-number-{n}", text="hello", wait=0)
    assert (await refused(chat, id="one-too-many", text="hello"))["retry_after"] > 0
    await chat.send(id="send-number-3", text="hello", wait=0)  # known already: no new message


async def test_photos_are_known_by_content_and_drawn_anew(service_alone: Live) -> None:
    chat = await service_alone.chat()
    out = io.BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "a camera that tells on its owner"
    Image.new("RGB", (80, 60), "tomato").save(out, "JPEG", exif=exif)
    kept = await chat.upload(out.getvalue(), "page.html")
    assert kept["status"] == 201
    async with aiohttp.ClientSession() as session:
        async with session.get(chat.url + kept["url"]) as response:
            content = await response.read()
            assert response.content_type == "image/jpeg"
    with Image.open(io.BytesIO(content)) as picture:
        assert picture.size == (80, 60) and not picture.getexif()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b"<html><script>alert(1)</script></html>", 415),
        (b"GIF89a but not really", 415),
        (b"", 415),
        (b"\xff\xd8\xff" + b"x" * 300_000, 413),
    ],
)
async def test_what_is_no_picture_is_refused(
    service_alone: Live, content: bytes, status: int
) -> None:
    chat = await service_alone.chat()
    assert (await chat.upload(content, "photo.jpg"))["status"] == status


async def test_a_link_to_a_file_cannot_be_made_by_hand(service_alone: Live) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{service_alone.url}/files/WyJsYWJlbCJd.abc.def") as response:
            assert response.status == 404


async def test_the_shops_login_vouches_for_its_customer(service_alone: Live) -> None:
    async with service_alone.ctx.storage.work() as work:
        await work.orders.put_many([order()])
        await work.commit()
    claims = {"email": "Anna@example.com", "aud": "boomerang"}
    later = datetime.now(UTC) + timedelta(hours=1)
    chat = await service_alone.chat(
        customer_token=jwt.encode({**claims, "exp": later}, KEY, "HS256")
    )
    async with service_alone.ctx.storage.work(read_only=True) as work:
        thread = await work.threads.get(chat.id)
    assert thread is not None and thread.email == "anna@example.com"


@pytest.mark.parametrize("wrong", ["key", "audience", "expired", "no expiry", "algorithm"])
async def test_a_wrong_customer_token_is_refused(service_alone: Live, wrong: str) -> None:
    exp = datetime.now(UTC) + timedelta(hours=-1 if wrong == "expired" else 1)
    claims: dict[str, Any] = {"email": "anna@example.com", "aud": "boomerang", "exp": exp}
    if wrong == "audience":
        claims["aud"] = "another"
    if wrong == "no expiry":
        del claims["exp"]
    key = "another key that is long enough, 32 b" if wrong == "key" else KEY
    token = jwt.encode(claims, key, "HS384" if wrong == "algorithm" else "HS256")
    async with aiohttp.ClientSession() as session:
        async with session.post(
            f"{service_alone.url}/api/v1/conversations", json={"customer_token": token}
        ) as response:
            assert response.status == 401


async def test_the_stream_resumes_and_tells_each_message_once(service_alone: Live) -> None:
    chat = await service_alone.chat()
    url = f"{chat.base}/stream".replace("http", "ws")
    async with aiohttp.ClientSession() as session:
        async with session.ws_connect(url) as socket:
            await socket.send_json({"type": "hello", "token": chat.token, "after": 0})
            await socket.send_json({"type": "send", "id": "over-the-wire", "text": "hello"})
            frames = [await asyncio.wait_for(socket.receive_json(), 5) for _ in range(4)]
        assert [f["message"]["seq"] for f in frames if f["type"] == "message"] == [1, 2]
        async with session.ws_connect(url) as socket:
            await socket.send_json({"type": "hello", "token": chat.token, "after": 1})
            first = await asyncio.wait_for(socket.receive_json(), 5)
            if first["type"] == "hello":
                first = await asyncio.wait_for(socket.receive_json(), 5)
        assert first["message"]["seq"] == 2
        async with session.ws_connect(url) as socket:
            await socket.send_json({"type": "hello", "token": "wrong", "after": 0})
            await asyncio.wait_for(socket.receive(), 5)
            assert socket.close_code == 4401


async def test_logs_and_figures_hold_nothing_personal(
    service_alone: Live, capfd: pytest.CaptureFixture[str]
) -> None:
    chat = await service_alone.chat()
    await chat.send(text="my mail is secret.person@example.com", wait=0)
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{service_alone.url}/metrics") as response:
            figures = await response.text()
    logged = "".join(capfd.readouterr())
    assert "boomerang_requests_total" in figures
    for private in ("secret.person", chat.token):
        assert private not in figures and private not in logged
