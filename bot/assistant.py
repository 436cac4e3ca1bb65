"""The assistant's side from outside: its model, its environment, how it is started."""

from __future__ import annotations

import hashlib
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

from bot.settings import ROOT, Settings

MODELS = ROOT / "models"
PYTHON = ROOT / ".venv-assistant" / "bin" / "python"


class AssistantMissing(Exception):
    """Its environment or model is not there, or broken; the text says what to do."""


def _sources() -> Iterator[Path]:
    """Every file that decides what a model is."""
    yield from (ROOT / name for name in ("config.yml", "domain.yml", "requirements-assistant.lock"))
    yield from sorted((ROOT / "data" / "nlu").rglob("*.yml"))
    yield from sorted((ROOT / "data" / "stories").rglob("*.yml"))
    yield from sorted((ROOT / "bot" / "nlu").glob("*.py"))


def model_path() -> Path:
    """Where the model for the present files is, or will be."""
    digest = hashlib.blake2b(digest_size=8)
    for path in _sources():
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return MODELS / f"{digest.hexdigest()}.tar.gz"


def environment(settings: Settings) -> dict[str, str]:
    """For Rasa's process: where the actions and its tracker store are, and to be quiet."""
    settings.var.mkdir(parents=True, exist_ok=True)
    return {
        **os.environ,
        "BOOMERANG_ACTIONS_URL": f"http://{settings.actions_host}:{settings.actions_port}/webhook",
        "BOOMERANG_TRACKER_URL": os.environ.get(
            "BOOMERANG_TRACKER_URL", f"sqlite:///{settings.var.absolute() / 'rasa.db'}"
        ),
        "PYTHONPATH": str(ROOT),
        "PYTHONWARNINGS": "ignore",
        "OMP_NUM_THREADS": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
        "CUDA_VISIBLE_DEVICES": "-1",
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    }


def run_command(settings: Settings, model: Path) -> list[str]:
    return [
        str(PYTHON), "-m", "rasa", "run", "--enable-api", "--interface", "127.0.0.1",
        "--port", str(settings.rasa_port), "--model", str(model),
        "--endpoints", "endpoints.yml", "--credentials", "credentials.yml", "--quiet",
    ]  # fmt: skip


def train(settings: Settings, *, force: bool = False) -> Path:
    """The model for the present files; trained if it is not there. Raises AssistantMissing."""
    model = model_path()
    if model.exists() and not force:
        return model
    if not PYTHON.exists():
        raise AssistantMissing("The assistant's environment is missing. Run `make setup` first.")
    MODELS.mkdir(exist_ok=True)
    log = settings.var / "train.log"
    settings.var.mkdir(parents=True, exist_ok=True)
    name = f"new-{model.name.removesuffix('.tar.gz')}"  # Rasa would cut a suffix off
    command = [
        str(PYTHON), "-m", "rasa", "train", "--out", str(MODELS), "--fixed-model-name", name, "--quiet",
    ]  # fmt: skip
    with log.open("w") as output:
        done = subprocess.run(
            command, cwd=ROOT, env=environment(settings), stdout=output, stderr=output, check=False
        )
    fresh = MODELS / f"{name}.tar.gz"
    if done.returncode != 0 or not fresh.exists():
        raise AssistantMissing(f"Training failed. What Rasa said is in {log}.")
    fresh.replace(model)  # whole or not at all: a cut-off training leaves no model behind
    return model
