"""Create both environments from the lock files, with nothing but a Python 3.11 or newer.

Quick when they exist already: each environment keeps a stamp of the lock file it was made from.
"""

from __future__ import annotations

import glob
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
SERVICE, ASSISTANT = ROOT / ".venv", ROOT / ".venv-assistant"
UV = SERVICE / "bin" / "uv"


def fail(sentence: str) -> None:
    print(f"✗ {sentence}", file=sys.stderr)
    sys.exit(1)


def run(*command: object, what: str) -> None:
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False)
    if done.returncode != 0:
        fail(
            f"{what} failed. If the lines above speak of a connection or of name resolution: the "
            "package index cannot be reached; check the network (or your proxy) and try again. "
            "What was done so far is kept."
        )


def stamp(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_ready(environment: Path, lock: Path) -> bool:
    mark = environment / "made-from"
    python = environment / "bin" / "python"
    return python.exists() and mark.exists() and mark.read_text() == stamp(lock)


def make_service() -> None:
    lock = ROOT / "requirements-service.lock"
    if is_ready(SERVICE, lock):
        return
    print("Setting up the service …", flush=True)
    if not (SERVICE / "bin" / "python").exists():
        run(sys.executable, "-m", "venv", SERVICE, what="Creating .venv")
    python = SERVICE / "bin" / "python"
    if not UV.exists():
        run(python, "-m", "pip", "install", "--quiet", "uv", what="Installing uv")
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--require-hashes",
        "-r",
        lock,
        what="Installing the service",
    )
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--no-deps",
        "-e",
        ROOT,
        what="Installing Boomerang",
    )
    (SERVICE / "made-from").write_text(stamp(lock))


def python310() -> str:
    """A Python 3.10 for Rasa: on the path, of pyenv, or brought by uv."""
    candidates = [shutil.which("python3.10") or ""]
    pyenv = os.environ.get("PYENV_ROOT", str(Path.home() / ".pyenv"))
    candidates += sorted(glob.glob(f"{pyenv}/versions/3.10*/bin/python3.10"), reverse=True)
    for candidate in filter(None, candidates):
        probe = [candidate, "-c", "import sys, venv; sys.exit(sys.version_info[:2] != (3, 10))"]
        # A shim of pyenv is on the path although no such version is active: it has to run.
        if subprocess.run(probe, capture_output=True, check=False).returncode == 0:
            return candidate
    print("No Python 3.10 here; asking uv for one …", flush=True)
    if subprocess.run([UV, "python", "install", "3.10"], check=False).returncode != 0:
        fail(
            "The assistant (Rasa 3.6) needs Python 3.10, which is not on this machine and could not "
            "be downloaded. Install it (python3.10 on the path, or `pyenv install 3.10`) and try again."
        )
    return "3.10"


def make_assistant() -> None:
    lock = ROOT / "requirements-assistant.lock"
    if is_ready(ASSISTANT, lock):
        return
    print("Setting up the assistant (Rasa; some 600 MB, once) …", flush=True)
    if not (ASSISTANT / "bin" / "python").exists():
        run(
            UV,
            "venv",
            "--quiet",
            "--python",
            python310(),
            ASSISTANT,
            what="Creating .venv-assistant",
        )
    python = ASSISTANT / "bin" / "python"
    run(
        UV,
        "pip",
        "install",
        "--quiet",
        "--python",
        python,
        "--require-hashes",
        "-r",
        lock,
        what="Installing the assistant",
    )
    (ASSISTANT / "made-from").write_text(stamp(lock))


def main() -> None:
    if sys.version_info < (3, 11):
        fail(
            f"This is Python {sys.version.split()[0]}; Boomerang needs 3.11 or newer. "
            "Name one: make run PYTHON=python3.12"
        )
    make_service()
    make_assistant()


if __name__ == "__main__":
    main()
