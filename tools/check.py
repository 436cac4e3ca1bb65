"""Every check of the project, each under its own name: the same at home and in CI."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = ROOT / ".venv" / "bin"
RASA = [str(ROOT / ".venv-assistant" / "bin" / "python"), "-W", "ignore", "-m", "rasa"]
PYTHON = str(BIN / "python")

#: Seconds for one check.
LONGEST = 1500

CHECKS: dict[str, list[str]] = {
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "lint": [str(BIN / "ruff"), "check", "."],
    "types": [str(BIN / "mypy")],
    "import directions": [str(BIN / "lint-imports")],
    "catalogs complete": [PYTHON, "tools/check_catalogs.py"],
    "migrations agree with models": [PYTHON, "-m", "pytest", "tests/store/test_migrations.py"],
    "rasa data validate": [*RASA, "data", "validate", "--fail-on-warnings", "--quiet"],
    "assistant's model": [PYTHON, "-m", "bot", "train"],
    "tests": [PYTHON, "-m", "pytest", "tests", "--ignore=tests/browser"],
    "browser tests": [PYTHON, "-m", "pytest", "tests/browser"],
}


def _run(command: list[str], env: dict[str, str]) -> int:
    """Its exit code; what hangs is ended with all it started, so that the rest is still checked."""
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True)
    try:
        return process.wait(LONGEST)
    except subprocess.TimeoutExpired:
        print(f"   still not done after {LONGEST} s: ended", flush=True)
        return 1
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def main(names: list[str]) -> int:
    sys.path.insert(0, str(ROOT))
    from bot.assistant import environment
    from bot.settings import Settings

    failed = []
    for name, command in CHECKS.items():
        if names and name not in names:
            continue
        print(f"── {name}", flush=True)
        started = time.monotonic()
        good = _run(command, environment(Settings())) == 0
        print(f"   {'ok' if good else 'FAILED'} ({time.monotonic() - started:.0f} s)", flush=True)
        if not good:
            failed.append(name)
    if failed:
        print(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
