"""The two assistants that are compared: trained from the same data, run in the same way."""

from __future__ import annotations

import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import yaml

from bot import assistant
from bot.settings import ROOT, Settings
from tests.processes import Process

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Candidate:
    name: str
    config: Path


def candidates(folder: Path) -> list[Candidate]:
    """Both with the words of the languages at hand only, and ours with nothing encoded yet:
    otherwise its training would look short."""
    return [
        Candidate("default", _config(HERE / "default.yml", folder)),
        Candidate("boomerang", _config(ROOT / "config.yml", folder)),
    ]


def _config(source: Path, folder: Path) -> Path:
    config = yaml.safe_load(source.read_text())
    for component in config["pipeline"]:
        if component["name"].endswith(("LexiconExtractor", "IntentAndReasonClassifier")):
            component["folder"] = str(folder / "data" / "nlu")
        if component["name"].endswith("IntentAndReasonClassifier"):
            component["memory"] = str(folder / "encoded.npz")
    target = folder / f"config-{source.stem}.yml"
    target.write_text(yaml.safe_dump(config, sort_keys=False))
    return target


def data(folder: Path, languages: Sequence[str], examples: int | None) -> tuple[Path, int]:
    """All examples, or the first so many of each block; and how many there are with an intent."""
    shutil.rmtree(folder, ignore_errors=True)
    count = 0
    nlu = ROOT / "data" / "nlu"
    sources = sorted(path for language in languages for path in (nlu / language).rglob("*.yml"))
    for source in sources:
        content = yaml.safe_load(source.read_text(encoding="utf-8"))
        for block in content.get("nlu", ()):
            lines = [line for line in block.get("examples", "").splitlines() if line.strip()]
            if "intent" in block:
                lines = lines[:examples]
                count += len(lines)
            block["examples"] = "\n".join(lines) + "\n"
        target = folder / source.relative_to(ROOT / "data")
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False))
    shutil.copytree(ROOT / "data" / "stories", folder / "stories")
    shutil.copy(HERE / "journey.yml", folder / "stories")
    return folder, count


def environment(settings: Settings, candidate: Candidate) -> dict[str, str]:
    env = assistant.environment(settings)
    if candidate.name == "default":
        del env["OMP_NUM_THREADS"]  # it is our encoder that is better off with one thread
    return env


def train(candidate: Candidate, source: Path, folder: Path, settings: Settings) -> float:
    """Seconds. The model is then at `model(…)`."""
    command = [
        str(assistant.PYTHON), "-m", "rasa", "train", "--force", "--quiet",
        "--config", str(candidate.config), "--domain", "domain.yml", "--data", str(source),
        "--out", str(folder), "--fixed-model-name", candidate.name,
    ]  # fmt: skip
    started = time.monotonic()
    with (folder / f"train-{candidate.name}.log").open("w") as log:
        subprocess.run(
            command,
            cwd=ROOT,
            env=environment(settings, candidate),
            stdout=log,
            stderr=log,
            check=True,
        )
    return time.monotonic() - started


def model(candidate: Candidate, folder: Path) -> Path:
    return folder / f"{candidate.name}.tar.gz"


def process(
    candidate: Candidate, folder: Path, settings: Settings, workers: int, redis: str | None
) -> Process:
    """Several workers need a lock store that they share: Rasa runs one without it."""
    endpoints: dict[str, Any] = yaml.safe_load((ROOT / "endpoints.yml").read_text())
    if candidate.name == "default":
        del endpoints["nlg"]  # Rasa as it comes
        endpoints["tracker_store"]["type"] = "SQL"
    if workers > 1:
        assert redis is not None
        host, _, port = redis.partition(":")
        endpoints["lock_store"] = {"type": "redis", "url": host, "port": int(port), "db": 9}
    path = folder / f"endpoints-{candidate.name}-{workers}.yml"
    path.write_text(yaml.safe_dump(endpoints, sort_keys=False))
    command = assistant.run_command(settings, model(candidate, folder))
    command[command.index("--endpoints") + 1] = str(path)
    env = environment(settings, candidate) | {
        "SANIC_WORKERS": str(workers),
        "BOOMERANG_TRACKER_URL": f"sqlite:///{folder}/rasa-{candidate.name}-{workers}.db",
    }
    return Process(
        f"{candidate.name}, {workers} worker(s)",
        command,
        env,
        f"http://127.0.0.1:{settings.rasa_port}/status",
        folder / f"rasa-{candidate.name}-{workers}.log",
    )


def memory(pid: int) -> int:
    """Bytes of a process and all below it; what they share is counted once (PSS)."""
    root = psutil.Process(pid)
    return sum(int(p.memory_full_info().pss) for p in (root, *root.children(recursive=True)))
