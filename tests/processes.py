"""Both processes as they run in a shop, started, killed and asked from outside."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.request
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot import assistant
from bot.settings import ROOT, Settings


@dataclass
class Process:
    """One of the two. `ready` is the address that answers 200 once it is."""

    name: str
    command: list[str]
    env: dict[str, str]
    ready: str
    log: Path
    _child: subprocess.Popen[bytes] | None = field(default=None, init=False)

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def start(self) -> None:
        with self.log.open("ab") as log:
            self._child = subprocess.Popen(
                self.command, cwd=ROOT, env=self.env, stdout=log, stderr=log, start_new_session=True
            )

    def is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(self.ready, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait_ready(self, seconds: float = 180) -> float:
        """How long it took."""
        started = time.monotonic()
        while time.monotonic() - started < seconds:
            if self._child is None or self._child.poll() is not None:
                raise RuntimeError(f"{self.name} ended: {self.log.read_text()[-3000:]}")
            if self.is_ready():
                return time.monotonic() - started
            time.sleep(0.05)
        raise RuntimeError(f"{self.name} was not ready within {seconds:g} s")

    def kill(self) -> None:
        """As `kill -9`: nothing is finished, nothing is said."""
        self._end(signal.SIGKILL)

    def end(self) -> None:
        self._end(signal.SIGTERM)

    def _end(self, number: signal.Signals) -> None:
        if self._child is not None and self._child.poll() is None:
            # Rasa's worker processes, where there are several, share its session.
            os.killpg(self._child.pid, number)
            try:
                self._child.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self._child.pid, signal.SIGKILL)
                self._child.wait()
        self._child = None


def service_process(settings: Settings, **values: Any) -> Process:
    """`boomerang service` with these settings; further ones by their names in lower case."""
    env = os.environ | {
        "BOOMERANG_VAR": str(settings.var),
        "BOOMERANG_DATABASE_URL": settings.database,
        "BOOMERANG_PORT": str(settings.port),
        "BOOMERANG_ACTIONS_PORT": str(settings.actions_port),
        "BOOMERANG_RASA_PORT": str(settings.rasa_port),
        "BOOMERANG_RASA_URL": f"http://127.0.0.1:{settings.rasa_port}",
        "BOOMERANG_CONVERSATIONS_PER_HOUR": "1000000",
        "BOOMERANG_MESSAGES_PER_MINUTE": "1000000",
        "BOOMERANG_DEMONSTRATION": "false",
        **{f"BOOMERANG_{name.upper()}": str(value) for name, value in values.items()},
    }
    command = [sys.executable, "-m", "bot", "service"]
    ready = f"http://127.0.0.1:{settings.port}/health/live"
    return Process("service", command, env, ready, settings.var / "service.log")


def rasa_process(settings: Settings, model: Path, **env: str) -> Process:
    return Process(
        "assistant",
        assistant.run_command(settings, model),
        assistant.environment(settings) | env,
        f"http://127.0.0.1:{settings.rasa_port}/status",
        settings.var / "rasa.log",
    )


class both:
    """The two, running; ended in any case."""

    def __init__(self, settings: Settings, model: Path) -> None:
        settings.var.mkdir(parents=True, exist_ok=True)
        self.service = service_process(settings)
        self.rasa = rasa_process(settings, model)

    def __enter__(self) -> both:
        with ExitStack() as stack:
            for process in (self.rasa, self.service):
                stack.callback(process.end)
                process.start()
            for process in (self.service, self.rasa):
                process.wait_ready()
            self._stack = stack.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._stack.close()
