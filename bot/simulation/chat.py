"""A shopper's side of the HTTP interface."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

Json = dict[str, Any]

_WAIT = 30  # seconds that one call may wait for its answer
_TRIES = 4
_PAUSE = 6


class Unanswered(Exception):
    """A message was refused, or not answered however often it was sent."""


@dataclass
class Chat:
    """One conversation. Sends are repeated under the same id until they are answered."""

    session: aiohttp.ClientSession
    url: str
    id: str
    token: str
    times: list[float] = field(default_factory=list)  # seconds of each turn

    @classmethod
    async def begin(cls, session: aiohttp.ClientSession, url: str, language: str) -> Chat:
        base = f"{url.rstrip('/')}/api/v1/conversations"
        async with session.post(base, json={"locale": language}) as response:
            found = await response.json()
            if response.status == 429:
                raise Unanswered("too many conversations: raise BOOMERANG_CONVERSATIONS_PER_HOUR")
            if response.status != 201:
                raise Unanswered(f"begin: {response.status} {found}")
        return cls(session, f"{base}/{found['id']}", found["id"], found["token"])

    async def send(self, id: str, wait: int = _WAIT, **body: Any) -> list[Json]:
        """The answers to one send; with `wait=0` it is only handed in."""
        start = time.perf_counter()
        for _ in range(_TRIES):
            status, found = await self._post(id, wait, body)
            if status == 200:
                self.times.append(time.perf_counter() - start)
                return list(found["messages"])
            if status == 429:  # too fast: kept, and tried again later
                await asyncio.sleep(_PAUSE)
                continue
            if status != 202:
                raise Unanswered(f"{status} {found}")
            if wait == 0:
                return []
        raise Unanswered(f"no answer within {_TRIES * _WAIT} seconds")

    async def _post(self, id: str, wait: int, body: Json) -> tuple[int, Json]:
        async with self.session.post(
            f"{self.url}/messages?wait={wait}", json={"id": id, **body}, headers=self._headers
        ) as response:
            return response.status, await response.json()

    async def upload(self, content: bytes) -> str:
        form = aiohttp.FormData()
        form.add_field("file", content, filename="photo.png", content_type="image/png")
        async with self.session.post(
            f"{self.url}/files", data=form, headers=self._headers
        ) as response:
            found = await response.json()
            if response.status != 201:
                raise Unanswered(f"upload: {response.status} {found}")
        return str(found["id"])

    @property
    def _headers(self) -> Json:
        return {"Authorization": f"Bearer {self.token}"}
