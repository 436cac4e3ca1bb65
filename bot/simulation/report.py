"""What many conversations came to, as a page: counts, causes, and an example of each failure."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from bot.simulation.judge import Verdict
from bot.simulation.shopper import Line

_EXAMPLES_AT_MOST = 25


def page(verdicts: Sequence[Verdict], command: str) -> str:
    parts = [
        _head(command),
        _summary(verdicts),
        _table("By goal", "goal", verdicts, lambda v: v.goal.kind),
        _table("By language", "language", verdicts, lambda v: v.goal.language),
        _causes(verdicts),
        _examples(verdicts),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _head(command: str) -> str:
    return f"""# Conversations with scripted shoppers

Scripted shoppers (`bot/simulation`) talk to the assistant over its public interface. Each has a goal
drawn from the order book; what should come of it is worked out by the domain alone. A conversation is a
success if the cases in the database are exactly what the shopper wanted (order, lines, units, remedy, kind of
reason, exchanged variant, amount, cancelled or not), and if every question they had was answered. A **wrong write** is a
case, or the state of one, that the shopper did not want. Their phrases are not in the training data.

This page is written by the second of these commands, while the first one runs:

```
BOOMERANG_CONVERSATIONS_PER_HOUR=100000 BOOMERANG_MESSAGES_PER_MINUTE=1000 BOOMERANG_DEMONSTRATION_STEP=3600 boomerang run
{command}
```

A conversation is played again, with its transcript, by `boomerang simulate --replay SEED`."""


def _summary(verdicts: Sequence[Verdict]) -> str:
    careful = [v for v in verdicts if v.goal.habits.careful]
    blind = [v for v in verdicts if not v.goal.habits.careful]
    times = sorted(time for v in verdicts for time in v.times)
    turns = [v.turns for v in verdicts]
    rows = [
        ("conversations", f"{len(verdicts)}"),
        ("success", _share(verdicts)),
        ("wrong writes", f"{_wrong(careful)}"),
        (
            f"wrong writes of the {len(blind)} shoppers who say yes without reading the summary",
            f"{_wrong(blind)}",
        ),
        ("turns per conversation", f"{statistics.mean(turns):.1f} (at most {max(turns)})"),
        ("turn time", f"p50 {_at(times, 0.5):.0f} ms, p95 {_at(times, 0.95):.0f} ms"),
        (
            "cases with another reason of the same kind",
            f"{sum(v.reason_differs for v in verdicts)}",
        ),
        (
            "turns answered in another language than they were written in",
            f"{sum(v.other_language for v in verdicts)}",
        ),
        (
            "messages sent twice that were answered in two ways",
            f"{sum(v.double_differs for v in verdicts)}",
        ),
    ]
    return "| | |\n| --- | --- |\n" + "\n".join(f"| {name} | {value} |" for name, value in rows)


def _at(times: Sequence[float], share: float) -> float:
    return 1000 * times[min(int(len(times) * share), len(times) - 1)] if times else 0.0


def _wrong(verdicts: Iterable[Verdict]) -> int:
    return sum(len(v.wrong_writes) for v in verdicts)


def _share(verdicts: Sequence[Verdict]) -> str:
    good = sum(v.success for v in verdicts)
    return f"{good} ({100 * good / len(verdicts):.1f} %)" if verdicts else "-"


def _table(
    title: str, column: str, verdicts: Sequence[Verdict], key: Callable[[Verdict], str]
) -> str:
    groups: dict[str, list[Verdict]] = {}
    for verdict in verdicts:
        groups.setdefault(key(verdict), []).append(verdict)
    lines = [
        f"## {title}",
        "",
        f"| {column} | conversations | success | wrong writes | turns |",
        "| --- | --- | --- | --- | --- |",
    ]
    for name, found in sorted(groups.items()):
        turns = statistics.mean(v.turns for v in found)
        lines.append(f"| {name} | {len(found)} | {_share(found)} | {_wrong(found)} | {turns:.1f} |")
    return "\n".join(lines)


def _failures(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """Those with wrong writes first."""
    failed = [v for v in verdicts if not v.success]
    return sorted(failed, key=lambda v: (not v.wrong_writes, v.cause, v.goal.seed))


def _causes(verdicts: Sequence[Verdict]) -> str:
    failed = _failures(verdicts)
    if not failed:
        return ""
    counts = Counter(v.cause for v in failed)
    lines = [
        "## Failures by cause",
        "",
        "The assistant's last reply, and what the shopper had done before it.",
        "",
        "| cause | conversations | seeds |",
        "| --- | --- | --- |",
    ]
    for cause, count in counts.most_common():
        seeds = ", ".join(str(v.goal.seed) for v in failed if v.cause == cause)
        lines.append(f"| {cause} | {count} | {seeds} |")
    return "\n".join(lines)


def _examples(verdicts: Sequence[Verdict]) -> str:
    seen: set[str] = set()
    parts: list[str] = []
    for verdict in _failures(verdicts):
        if verdict.cause not in seen and len(parts) < _EXAMPLES_AT_MOST:
            seen.add(verdict.cause)
            parts.append(f"### {verdict.cause}\n\n{transcript(verdict)}")
    return "\n\n".join(["## An example of each", *parts]) if parts else ""


def transcript(verdict: Verdict) -> str:
    goal = verdict.goal
    told = [f"Seed {goal.seed}, {goal.kind}, {goal.language}."]
    told += [f"Nobody wanted: {case}." for case in verdict.wrong_writes]
    told += [f"Missing: {what}." for what in verdict.missing]
    return " ".join(told) + "\n\n```\n" + "\n".join(map(_line, verdict.lines)) + "\n```"


def _line(line: Line) -> str:
    sign = ">" if line.who == "shopper" else "   "
    return f"{sign} {line.text}  [{line.names}]"
