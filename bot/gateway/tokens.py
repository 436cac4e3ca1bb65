"""Everything that is signed: conversation tokens, button payloads, links to files, logins."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from typing import Any

import jwt
from itsdangerous import BadSignature, URLSafeSerializer, URLSafeTimedSerializer

from bot.conversation.threads import Thread


class BadToken(Exception):
    """Not ours, not for this, changed, or expired."""


def new_conversation_token() -> tuple[str, str]:
    """(token for the page, hash that we keep)."""
    token = secrets.token_urlsafe(32)
    return token, _digest(token)


def opens(token: str, thread: Thread) -> bool:
    return hmac.compare_digest(_digest(token), thread.token_hash)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Pressed:
    """What a button's payload holds."""

    intent: str
    entities: dict[str, Any]
    title: Any  # a reply argument
    items: dict[str, Any]  # of choices: id -> [title, units at most]


class Tokens:
    def __init__(self, key: str, customer_key: str | None, link_seconds: int) -> None:
        self._key = key
        self._customer_key = customer_key
        self._links = URLSafeTimedSerializer(key, salt="file")
        self._link_seconds = link_seconds

    def payload(self, thread_id: str, button: dict[str, Any], items: dict[str, Any]) -> str:
        body = [button["intent"], button["entities"], button["title"], items]
        return self._buttons(thread_id).dumps(body)

    def pressed(self, thread_id: str, payload: str) -> Pressed:
        """Raises BadToken: a payload of another conversation, or one made by hand."""
        try:
            intent, entities, title, items = self._buttons(thread_id).loads(payload)
        except (BadSignature, ValueError, TypeError) as error:
            raise BadToken("button") from error
        return Pressed(intent, entities, title, items)

    def _buttons(self, thread_id: str) -> URLSafeSerializer:
        return URLSafeSerializer(self._key, salt=f"button:{thread_id}")

    def link(self, kind: str, of: str, language: str) -> str:
        return f"/files/{self._links.dumps([kind, of, language])}"

    def linked(self, token: str) -> tuple[str, str, str]:
        """(kind, case number or file id, language). Raises BadToken, also once expired."""
        try:
            kind, of, language = self._links.loads(token, max_age=self._link_seconds)
        except (BadSignature, ValueError) as error:
            raise BadToken("file") from error
        return kind, of, language

    def customer_email(self, token: str) -> str:
        """The e-mail of the shop's signed-in customer: HS256, `email` and `exp` required."""
        if self._customer_key is None:
            raise BadToken("no key is set for customer tokens")
        try:
            claims = jwt.decode(
                token,
                self._customer_key,
                algorithms=["HS256"],
                audience="boomerang",
                options={"require": ["exp", "email", "aud"]},
            )
        except jwt.PyJWTError as error:
            raise BadToken("customer") from error
        return str(claims["email"]).strip().lower()
