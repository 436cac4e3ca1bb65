"""Photos in, documents out."""

from __future__ import annotations

import io
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

import puremagic
from aiohttp import BodyPartReader, web
from PIL import Image, ImageOps, UnidentifiedImageError

from bot.gateway.conversations import Conversations
from bot.gateway.problems import LANGUAGE, Problem
from bot.gateway.tokens import BadToken
from bot.ports.storage import StoredFile

#: What phones and browsers make; decided by content, never by name or header.
_PICTURES = {"image/jpeg", "image/png", "image/webp", "image/gif"}
_PIXELS_AT_MOST = 60_000_000
_SIDE = 2400

#: (kind, case number, language) -> (content, content type); None if there is no such document.
Documents = Callable[[str, str, str], Awaitable[tuple[bytes, str] | None]]


@dataclass
class Files:
    conversations: Conversations
    documents: Documents

    def routes(self) -> list[web.RouteDef]:
        return [
            web.post("/api/v1/conversations/{id}/files", self.upload),
            web.get("/files/{token}", self.download),
        ]

    async def upload(self, request: web.Request) -> web.Response:
        c = self.conversations
        thread = await c.thread(request)
        if not await c.limits.sent(thread.id):
            raise Problem(429, "too_many", retry_after=5)
        content = await self._part(request)
        file = StoredFile(
            id=uuid.uuid4().hex,
            thread_id=thread.id,
            kind="photo",
            name="photo.jpg",
            content_type="image/jpeg",
            content=clean_picture(content),
        )
        async with c.ctx.storage.work() as work:
            await work.files.add(file, c.ctx.now())
            await work.commit()
        url = c.tokens.link("photo", file.id, thread.language)
        return web.json_response(
            {"id": file.id, "name": file.name, "url": url, "kind": "photo"}, status=201
        )

    async def _part(self, request: web.Request) -> bytes:
        if not request.content_type.startswith("multipart/"):
            raise Problem(415, "no_picture")
        limit = self.conversations.settings.max_upload
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "file":
                content = bytearray()
                while chunk := await part.read_chunk(65_536):
                    content += chunk
                    if len(content) > limit:
                        raise Problem(413, "too_large")
                return bytes(content)
        raise Problem(415, "no_picture")

    async def download(self, request: web.Request) -> web.Response:
        c = self.conversations
        try:
            kind, of, language = c.tokens.linked(request.match_info["token"])
        except BadToken as error:
            raise Problem(404, "link_expired") from error
        request[LANGUAGE] = language
        if kind == "photo":
            async with c.ctx.storage.work(read_only=True) as work:
                file = await work.files.get(of)
            found = (file.content, file.content_type) if file else None
        else:
            found = await self.documents(kind, of, language)
        if found is None:
            raise Problem(404, "not_found")
        content, content_type = found
        name = f"{kind}-{of}.{content_type.rpartition('/')[2]}"
        return web.Response(
            body=content,
            content_type=content_type,
            headers={
                "Content-Disposition": f'inline; filename="{name}"',
                "Cache-Control": "private, max-age=300",
                "X-Robots-Tag": "noindex",
            },
        )


def clean_picture(content: bytes) -> bytes:
    """The picture drawn anew as JPEG: without where it was taken, and without anything hidden.

    Raises Problem if the content is no picture of a known kind, or would unpack to too much.
    """
    try:
        kind = puremagic.from_string(content[:4096], mime=True)
    except (puremagic.PureError, ValueError) as error:
        raise Problem(415, "no_picture") from error
    if kind not in _PICTURES:
        raise Problem(415, "no_picture")
    try:
        with Image.open(io.BytesIO(content)) as picture:
            if picture.width * picture.height > _PIXELS_AT_MOST:
                raise Problem(413, "too_large")
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError) as error:
        raise Problem(415, "no_picture") from error
    upright.thumbnail((_SIDE, _SIDE))
    out = io.BytesIO()
    upright.save(out, "JPEG", quality=85)
    return out.getvalue()
