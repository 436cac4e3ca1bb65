"""Policy and law read from data/policy, checked field by field."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.returns.cases import Remedy
from bot.returns.law import MarketLaw
from bot.returns.money import Money
from bot.returns.policy import ShopPolicy
from bot.returns.reasons import Reason


class BadPolicy(Exception):
    """Names file, field and reason."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


Days = Annotated[int, Field(ge=0, le=3660)]


class _ShopFile(_Strict):
    window_days: Days
    windows: dict[str, Days] = {}
    guarantee_days: Days
    return_cost: dict[str, Decimal]
    free_return_markets: frozenset[str] = frozenset()
    excluded_tags: frozenset[str] = frozenset()
    photo_for: frozenset[Reason] = frozenset()
    remedies: tuple[Remedy, ...]
    fault_remedies: tuple[Remedy, ...]
    wear_deduction_percent: Annotated[int, Field(ge=0, le=100)]
    store_credit_bonus_percent: Annotated[int, Field(ge=0, le=100)]
    refund_days: Days
    send_within_days: Days

    def to_policy(self) -> ShopPolicy:
        values = {name: getattr(self, name) for name in type(self).model_fields}
        costs = {currency: Money.of(v, currency) for currency, v in self.return_cost.items()}
        return ShopPolicy(**{**values, "return_cost": costs})


class _LawFile(_Strict):
    """Every field is written out in every file: what a market lacks is said, not left to a default."""

    market: Annotated[str, Field(pattern="^[A-Z]{2}$")]
    name: str
    withdrawal_days: Days
    receipt_is_day_one: bool
    rolls_past_weekend: bool
    shopper_pays_return: bool
    refunds_outbound: bool
    wear_is_deducted: bool
    exclusions: frozenset[str]
    guarantee_days: Days
    refund_days: Days
    source: str
    as_of: date
    verified: bool

    def to_law(self) -> MarketLaw:
        return MarketLaw(**{name: getattr(self, name) for name in type(self).model_fields})


class PolicyBook:
    """The shop's policy, and the law of each market that we know."""

    def __init__(
        self, policy: ShopPolicy, laws: Mapping[str, MarketLaw], hashes: Mapping[str, str]
    ) -> None:
        self.policy = policy
        self._laws = laws
        self._hashes = hashes

    @classmethod
    def load(cls, folder: Path) -> PolicyBook:
        """Raises BadPolicy."""
        shop = folder / "shop" / "default.yml"
        policy = _read(shop, _ShopFile).to_policy()
        laws, hashes = {}, {"": _hash(shop)}
        for path in sorted((folder / "law").glob("*.yml")):
            law = _read(path, _LawFile).to_law()
            if path.stem.upper() != law.market:
                raise BadPolicy(
                    f"{path}: market: {law.market} belongs into {law.market.lower()}.yml"
                )
            laws[law.market], hashes[law.market] = law, _hash(path)
        return cls(policy, laws, hashes)

    @property
    def markets(self) -> tuple[str, ...]:
        """Those whose law we know."""
        return tuple(sorted(self._laws))

    def law(self, market: str) -> MarketLaw:
        """Of a market whose law we do not know: nothing by law, and it says so."""
        return self._laws.get(market) or MarketLaw(
            market=market,
            name="–",
            withdrawal_days=0,
            receipt_is_day_one=False,
            rolls_past_weekend=False,
            shopper_pays_return=True,
            refunds_outbound=False,
            wear_is_deducted=False,
            exclusions=frozenset(),
            guarantee_days=0,
            refund_days=0,
            source="none: the law of this market is not in data/policy/law",
            as_of=date.min,
            verified=False,
        )

    @property
    def policy_hash(self) -> str:
        return self._hashes[""]

    def law_hash(self, market: str) -> str:
        return self._hashes.get(market, "")


def _read(path: Path, kind: type[Any]) -> Any:
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except OSError as error:
        raise BadPolicy(f"{path}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BadPolicy(f"{path}: is not UTF-8 at byte {error.start}") from error
    except yaml.YAMLError as error:
        raise BadPolicy(f"{path}: {error}") from error
    except ValidationError as error:
        reasons = [
            f"{'.'.join(str(part) for part in flaw['loc']) or 'the file'}: {flaw['msg']}"
            for flaw in error.errors()
        ]
        raise BadPolicy(f"{path}: {'; '.join(reasons)}") from error


def _hash(path: Path) -> str:
    return hashlib.blake2b(path.read_bytes(), digest_size=8).hexdigest()
