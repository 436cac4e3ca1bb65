"""`make bench`: measure, and write docs/performance.md and docs/performance.svg.

On a quiet machine: both assistants share its cores with whatever else is running.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import socket
import statistics
import sys
import tempfile
from pathlib import Path
from typing import Any

import psutil

from bot import assistant
from bot.settings import ROOT, Settings
from tests.conftest import free_port
from tests.processes import service_process
from tools.bench import candidates, drive, report

#: Conversations one at a time and eight at a time, of eight turns each.
_SIZES = {1: 12, 8: 48}
_QUICK = {1: 5, 8: 16}
#: Conversations before anything is measured.
_WARM_UP = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="few examples, few conversations")
    parser.add_argument("--languages", default="en,de,zh", help="whose examples; default: en,de,zh")
    parser.add_argument("--examples", type=int, help="of each block, for both; default: all")
    parser.add_argument("--redis", default="127.0.0.1:6379", help="lock store of several workers")
    parser.add_argument("--models", type=Path, help="keep models here, and use those that are")
    parser.add_argument("--only", choices=("default", "boomerang"), help="and write no report")
    options = parser.parse_args()
    if not assistant.PYTHON.exists():
        print("The assistant's environment is missing. Run `make setup` first.", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as folder:
        models: Path = (options.models or Path(folder, "models")).absolute()
        models.mkdir(parents=True, exist_ok=True)
        measured = asyncio.run(measure(options, Path(folder), models))
    target = ROOT / "var" / "bench.json"
    target.parent.mkdir(exist_ok=True)
    target.write_text(json.dumps(measured, indent=1))
    if options.only:
        print(json.dumps(measured, indent=1))
        return 0
    report.write(measured, ROOT / "docs")
    return report.verdict(measured)


async def measure(options: argparse.Namespace, folder: Path, models: Path) -> dict[str, Any]:
    settings = Settings(
        var=folder,
        port=free_port(),
        actions_port=free_port(),
        rasa_port=free_port(),
        _env_file=None,
    )
    sizes = _QUICK if options.quick else _SIZES
    examples = options.examples or (6 if options.quick else None)
    languages = options.languages.split(",")
    source, count = candidates.data(models / "data", languages, examples)
    measured: dict[str, Any] = {
        "quick": options.quick,
        "examples": count,
        "languages": languages,
        "machine": {
            "cores": psutil.cpu_count(),
            "memory": psutil.virtual_memory().total,
            "load": psutil.getloadavg()[0],
        },
        "runs": [],
    }
    workers = (1, 2) if has_redis(options.redis) else (1,)
    runs = 2 * len(workers)
    # A fresh order for each conversation; those through the gateway are a run more.
    orders = drive.Orders(runs * _WARM_UP + (runs + 1) * sum(sizes.values()))
    await orders.stock(settings.database)
    service = service_process(settings)
    service.start()
    try:
        service.wait_ready()
        for candidate in candidates.candidates(models):
            if options.only not in (None, candidate.name):
                continue
            trained = models / f"{candidate.name}.json"
            if not (trained.exists() and candidates.model(candidate, models).exists()):
                say(f"{candidate.name}: training on {count} examples …")
                seconds = candidates.train(candidate, source, models, settings)
                trained.write_text(json.dumps(seconds))
            for number in workers:
                measured["runs"].append(
                    {
                        "name": candidate.name,
                        "workers": number,
                        "training": json.loads(trained.read_text()),
                        **await one(candidate, models, settings, number, options, sizes, orders),
                    }
                )
    finally:
        service.end()
    return measured


async def one(
    candidate: candidates.Candidate,
    models: Path,
    settings: Settings,
    workers: int,
    options: argparse.Namespace,
    sizes: dict[int, int],
    orders: drive.Orders,
) -> dict[str, Any]:
    """A candidate with so many workers: until it is ready, and what it then does."""
    process = candidates.process(candidate, models, settings, workers, options.redis)
    say(f"{process.name}: starting …")
    urls = (f"http://127.0.0.1:{settings.rasa_port}", f"http://127.0.0.1:{settings.port}")
    process.start()
    try:
        found: dict[str, Any] = {"ready": await asyncio.to_thread(process.wait_ready, 600)}
        await drive.rasa_alone(*urls, orders, _WARM_UP, workers)
        for at_once, conversations in sizes.items():
            run = await drive.rasa_alone(*urls, orders, conversations, at_once)
            found[f"at_once_{at_once}"] = run.summary()
            say(f"{process.name}, {at_once} at a time: {line(run.summary())}")
        found["memory"] = candidates.memory(process.pid)
        if candidate.name == "boomerang" and workers == 1:
            found |= await through_the_gateway(urls[1], sizes, orders)
    finally:
        process.end()
    return found


async def through_the_gateway(
    service: str, sizes: dict[int, int], orders: drive.Orders
) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for at_once, conversations in sizes.items():
        run = await drive.whole_turns(service, orders, conversations, at_once)
        found[f"whole_{at_once}"] = run.summary()
        say(f"whole turns, {at_once} at a time: {line(run.summary())}")
    lengths = [await drive.long_conversation(service) for _ in range(3)]
    # The first ten and the last ten, since not all of the five sentences cost the same.
    early = statistics.median(s for long in lengths for s in long[:10])
    late = statistics.median(s for long in lengths for s in long[-10:])
    found["long"] = {"turn_5": early, "turn_200": late}
    say(f"turn 5: {early * 1000:.0f} ms, turn 200: {late * 1000:.0f} ms")
    return found


def line(summary: dict[str, Any]) -> str:
    p50, p95 = (1000 * summary[name] for name in ("p50", "p95"))
    return f"{summary['per_second']:.1f} turns/s, p50 {p50:.0f} ms, p95 {p95:.0f} ms"


def has_redis(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        with socket.create_connection((host, int(port)), timeout=1):
            return True
    except OSError:
        say(f"No Redis at {address}: several workers are not measured.")
        return False


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
