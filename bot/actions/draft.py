"""A return in the making: the form's slots as one typed value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from enum import StrEnum
from typing import Any

from bot.actions.base import Events, slot
from bot.returns.cases import Remedy
from bot.returns.reasons import Condition, Reason

NOT_NEEDED = "not_needed"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known so far. `changes` is what a form's slots hold, name by name."""

    goal: str | None = None
    order_number: str | None = None
    claimed_order: str | None = None
    claimed_email: str | None = None
    hints: dict[str, Any] | None = None
    lines: tuple[tuple[str, int], ...] | None = None
    reason: Reason | None = None
    condition: Condition | None = None
    photo: str | None = None
    remedy: Remedy | None = None
    variant: str | None = None
    confirmed: bool | None = None
    case_number: str | None = None
    told: str | None = None

    @classmethod
    def of(cls, slots: Mapping[str, Any]) -> Draft:
        values: dict[str, Any] = {field.name: slots.get(field.name) for field in fields(cls)}
        if values["lines"] is not None:
            values["lines"] = tuple((str(line), int(units)) for line, units in values["lines"])
        kinds: dict[str, type[StrEnum]] = {
            "reason": Reason,
            "condition": Condition,
            "remedy": Remedy,
        }
        for name, kind in kinds.items():
            if values[name] is not None:
                values[name] = kind(values[name])
        return cls(**values)

    def slots(self) -> dict[str, Any]:
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        if self.lines is not None:
            values["lines"] = [list(line) for line in self.lines]
        return {
            k: str(v) if isinstance(v, Reason | Condition | Remedy) else v
            for k, v in values.items()
        }

    def events_since(self, before: Draft) -> Events:
        old = before.slots()
        return [slot(name, value) for name, value in self.slots().items() if value != old[name]]

    def with_order(self, number: str) -> Draft:
        """Another order: what was said of lines and terms, and a case of the former one, is void, what was said of why is not."""
        return replace(
            self,
            order_number=number,
            claimed_order=None,
            claimed_email=None,
            lines=None if number != self.order_number else self.lines,
            case_number=None if number != self.order_number else self.case_number,
            photo=None,
            variant=None,
            confirmed=None,
            told=None,
        )

    def reconsidered(self, **values: Any) -> Draft:
        """With something corrected: what rests on it is asked or worked out again."""
        return replace(self, **values, confirmed=None)

    @property
    def units(self) -> dict[str, int]:
        return dict(self.lines or ())

    @property
    def photo_id(self) -> str | None:
        return None if self.photo == NOT_NEEDED else self.photo

    @property
    def variant_sku(self) -> str | None:
        return None if self.variant == NOT_NEEDED else self.variant
