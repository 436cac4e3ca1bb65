"""A shopper's side of the HTTP interface, for tests and for the scripted shopper."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]


@dataclass
class Chat:
    url: str
    id: str
    token: str
    language: str
    said: list[Json] = field(default_factory=list)  # all answers, in order

    @classmethod
    async def begin(cls, url: str, language: str, **body: Any) -> Chat:
        async with (
            aiohttp.ClientSession() as session,
            session.post(
                f"{url}/api/v1/conversations", json={"locale": language, **body}
            ) as response,
        ):
            assert response.status == 201, await response.text()
            found = await response.json()
        return cls(url, found["id"], found["token"], found["language"])

    @property
    def base(self) -> str:
        return f"{self.url}/api/v1/conversations/{self.id}"

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    async def send(self, *, id: str | None = None, wait: float = 30, **body: Any) -> list[Json]:
        """The answers to one send."""
        body = {"id": id or uuid.uuid4().hex, **body}
        async with aiohttp.ClientSession(headers=self.headers) as session:
            async with session.post(f"{self.base}/messages?wait={wait:g}", json=body) as response:
                found = await response.json()
                assert response.status in (200, 202), found
        self.said += found["messages"]
        return list(found["messages"])

    async def say(self, text: str) -> list[Json]:
        return await self.send(text=text)

    async def press(self, title: str) -> list[Json]:
        """Press the newest button whose title holds these words."""
        for message in reversed(self.said):
            for button in message["buttons"]:
                if title in button["title"]:
                    return await self.send(button=button["payload"])
        raise AssertionError(f"no button {title!r} in {[m['buttons'] for m in self.said[-3:]]}")

    async def pick(self, **units: int) -> list[Json]:
        """Pick item cards: line1=2 picks two of line "1"."""
        choices = next(m["choices"] for m in reversed(self.said) if m["choices"])
        selected = [{"id": key.removeprefix("line"), "quantity": n} for key, n in units.items()]
        return await self.send(button=choices["submit"]["payload"], selected=selected)

    async def upload(self, content: bytes, name: str = "photo.png") -> Json:
        form = aiohttp.FormData()
        form.add_field("file", content, filename=name, content_type="application/octet-stream")
        async with aiohttp.ClientSession(headers=self.headers) as session:
            async with session.post(f"{self.base}/files", data=form) as response:
                return {"status": response.status, **await response.json()}

    async def history(self, after: int = 0) -> list[Json]:
        async with aiohttp.ClientSession(headers=self.headers) as session:
            async with session.get(f"{self.base}/messages?after={after}") as response:
                found = await response.json()
        return list(found["messages"])

    @property
    def replies(self) -> list[str]:
        return [message["reply"] for message in self.said]
