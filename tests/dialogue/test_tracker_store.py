"""The store that Rasa keeps conversations in, in Rasa's own environment."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from bot import assistant
from bot.settings import ROOT, Settings
from tests.conftest import missing


def test_a_tracker_is_at_hand_until_somebody_else_has_stored_more(tmp_path: Path) -> None:
    if not assistant.PYTHON.exists():
        missing("the assistant's environment is not there (make setup)")
    settings = Settings(var=tmp_path, _env_file=None)
    script = Path(__file__).with_name("at_hand.py")
    done = subprocess.run(
        [str(assistant.PYTHON), str(script), f"sqlite:///{tmp_path / 'rasa.db'}"],
        cwd=ROOT,
        env=assistant.environment(settings),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "nobody": None,
        "same": True,
        "while_out": ["one"],
        "other_slot": ["l1"],
        "after_other": ["one", "two"],
        "stale": ["one", "two", "three"],
        "new_session": ["four"],
        "full": ["one", "two", "three", "four"],
        "keys": ["a.1"],
    }
