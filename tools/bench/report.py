"""docs/performance.md and its picture, from what was measured; and whether the goals are met."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import matplotlib as mpl

mpl.use("svg")
from matplotlib import pyplot

Measured = dict[str, Any]

_NAMES = {"default": "Rasa's default pipeline", "boomerang": "Boomerang"}
#: Legible on white and on black: the picture has no background of its own.
_INK, _COLORS = "#808080", {"default": "#d08020", "boomerang": "#2f8fd0"}


@dataclass(frozen=True)
class Goal:
    name: str
    value: str
    met: bool


def best(measured: Measured, name: str) -> Measured:
    """With the number of workers that suits it: most turns a second, eight at a time."""
    runs = [run for run in measured["runs"] if run["name"] == name]
    return max(runs, key=lambda run: float(run["at_once_8"]["per_second"]))


def goals(measured: Measured) -> list[Goal]:
    ours, default = best(measured, "boomerang"), best(measured, "default")
    more = ours["at_once_8"]["per_second"] / default["at_once_8"]["per_second"]
    slower = max(ours[n]["p95"] / default[n]["p95"] for n in ("at_once_1", "at_once_8"))
    smaller = ours["memory"] / default["memory"]
    gateway = next(run for run in measured["runs"] if "long" in run)
    whole = gateway["whole_1"]["p95"] * 1000
    longer = gateway["long"]["turn_200"] / gateway["long"]["turn_5"]
    return [
        Goal("turns per second, eight at a time: at least 4 times", f"{more:.1f} times", more >= 4),
        Goal("95th percentile of a turn: at most a quarter", f"{slower:.0%}", slower <= 0.25),
        Goal("memory: at most 60 %", f"{smaller:.0%}", smaller <= 0.6),
        Goal("a whole turn, 95th percentile: at most 120 ms", f"{whole:.0f} ms", whole <= 120),
        Goal("turn 200 costs at most 1.2 times turn 5", f"{longer:.2f} times", longer <= 1.2),
    ]


def verdict(measured: Measured) -> int:
    """Prints each goal; 1 if one is missed."""
    found = goals(measured)
    for goal in found:
        print(f"{'✓' if goal.met else '✗'} {goal.name}: {goal.value}")
    return 0 if all(goal.met for goal in found) else 1


def write(measured: Measured, folder: Path) -> None:
    (folder / "performance.md").write_text(_page(measured), encoding="utf-8")
    _picture(measured, folder / "performance.svg")


def _page(measured: Measured) -> str:
    machine = measured["machine"]
    command = "python -m tools.bench --quick" if measured["quick"] else "make bench"
    rows = "\n".join(_row(run) for run in measured["runs"])
    gateway = next(run for run in measured["runs"] if "long" in run)
    whole = "\n".join(
        f"| {n} | {_ms(gateway[f'whole_{n}'])} | {gateway[f'whole_{n}']['per_second']:.1f} |"
        for n in (1, 8)
    )
    long = gateway["long"]
    met = "\n".join(
        f"| {g.name} | {g.value} | {'yes' if g.met else 'no'} |" for g in goals(measured)
    )
    return f"""# Performance

How fast Boomerang answers and what it needs, beside what `rasa init` suggests: the default
pipeline (DIET) and the default policies (TED and its relatives), 100 epochs each. Both are
trained on the same {measured["examples"]:,} examples in {len(measured["languages"])} languages, with the same domain, rules
and stories, and call the same running service for their actions. Both are then driven through
the same conversations: a return in eight turns, from "I'd like to return the trail shoes" to
"where is my return?", one of them a pressed button and one a question in between.

![Turns per second, time of a turn and memory, side by side](performance.svg)

Measured with `{command}` on a machine with {machine["cores"]} cores and
{machine["memory"] / 2**30:.0f} GB of memory, on which everything runs: the assistant, the service
and the shoppers. Run it on yours; it rewrites this page.

## Rasa and the actions

| | worker processes | conversations at a time | turns/s | p50 / p95 of a turn | memory | ready after | training |
| --- | --: | --: | --: | --: | --: | --: | --: |
{rows}

Memory is that of Rasa's processes after the runs, shared pages counted once. Two worker processes
share a lock store in Redis. "Ready" is from the start of the process to the first answer.

## A whole turn

Through gateway, Rasa, actions and database, as a shopper's page has it:

| conversations at a time | p50 / p95 of a turn | turns/s |
| --: | --: | --: |
{whole}

A long conversation does not become slow, because sessions are bounded: around turn 5 a turn takes
{long["turn_5"] * 1000:.0f} ms, around turn 200 {long["turn_200"] * 1000:.0f} ms.

## What we want to hold

| | measured | met |
| --- | --: | --- |
{met}
"""


def _ms(summary: Measured) -> str:
    return f"{summary['p50'] * 1000:.0f} / {summary['p95'] * 1000:.0f} ms"


def _row(run: Measured) -> str:
    lines = []
    for at_once in (1, 8):
        summary, first = run[f"at_once_{at_once}"], at_once == 1
        cells = [
            _NAMES[run["name"]] if first else "",
            str(run["workers"]) if first else "",
            str(at_once),
            f"{summary['per_second']:.1f}",
            _ms(summary),
            f"{run['memory'] / 2**20:,.0f} MB" if first else "",
            f"{run['ready']:.0f} s" if first else "",
            f"{run['training']:.0f} s" if first else "",
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _picture(measured: Measured, path: Path) -> None:
    runs = [best(measured, name) for name in ("default", "boomerang")]
    panels = (
        ("turns per second,\neight conversations", [r["at_once_8"]["per_second"] for r in runs], "{:.0f}"),
        ("95th percentile of a turn,\none conversation (ms)", [r["at_once_1"]["p95"] * 1000 for r in runs], "{:.0f}"),
        ("memory (MB)", [r["memory"] / 2**20 for r in runs], "{:,.0f}"),
    )  # fmt: skip
    look: Any = {"text.color": _INK, "svg.hashsalt": "boomerang", "font.size": 11}
    with mpl.rc_context(look):
        figure, axes = pyplot.subplots(1, len(panels), figsize=(9, 3))
        for axis, (title, values, form) in zip(axes, panels, strict=True):
            bars = axis.bar(
                [_NAMES[r["name"]] for r in runs],
                values,
                color=[_COLORS[r["name"]] for r in runs],
                width=0.6,
            )
            axis.bar_label(bars, [form.format(v) for v in values], padding=3, color=_INK)
            axis.set_title(title, fontsize=11)
            axis.set_ylim(0, max(values) * 1.18)
            axis.set_yticks([])
            axis.tick_params(colors=_INK, length=0, labelbottom=False)
            for side, spine in axis.spines.items():
                spine.set_visible(side == "bottom")
                spine.set_color(_INK)
        figure.legend(
            bars,
            [f"{_NAMES[r['name']]}" for r in runs],
            loc="lower center",
            ncols=2,
            frameon=False,
        )
        figure.tight_layout(rect=(0, 0.1, 1, 1))
        title = "; ".join(
            f"{_NAMES[r['name']]}: "
            + ", ".join(f"{t} {f.format(v[i])}" for t, v, f in panels).replace("\n", " ")
            for i, r in enumerate(runs)
        )
        figure.savefig(path, transparent=True, metadata={"Date": None, "Title": title})
        pyplot.close(figure)
