"""What every service needs: storage, policy, the time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.ports.storage import Storage
from bot.services.policies import PolicyBook

#: Where most of a market's shoppers live: which day it is there decides a window's last day.
_ZONES = {
    "AT": "Europe/Vienna", "AU": "Australia/Sydney", "BE": "Europe/Brussels", "BR": "America/Sao_Paulo",
    "CA": "America/Toronto", "CH": "Europe/Zurich", "CN": "Asia/Shanghai", "DE": "Europe/Berlin",
    "ES": "Europe/Madrid", "FR": "Europe/Paris", "GB": "Europe/London", "HK": "Asia/Hong_Kong",
    "IT": "Europe/Rome", "JP": "Asia/Tokyo", "KR": "Asia/Seoul", "NL": "Europe/Amsterdam",
    "PL": "Europe/Warsaw", "PT": "Europe/Lisbon", "SE": "Europe/Stockholm", "TW": "Asia/Taipei",
    "US": "America/Los_Angeles",
}  # fmt: skip


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Context:
    storage: Storage
    policies: PolicyBook
    #: (language, reply name, encoded arguments) -> words
    words: Callable[[str, str, Mapping[str, Any]], str]
    now: Callable[[], datetime] = utc_now
    #: Told after a commit that a thread has news for whoever listens.
    published: Callable[[str], None] = lambda thread_id: None

    def today(self, country: str) -> date:
        """The day it is for a shopper there; in large countries where it stays that day longest."""
        return self.now().astimezone(ZoneInfo(_ZONES.get(country, "UTC"))).date()
