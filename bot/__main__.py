"""The command line: `boomerang`."""

from __future__ import annotations

import sys

import typer

#: Start the shop's processes: they import what they run, and nothing of the other commands, since a
#: shopper waits for the page meanwhile.
_PROCESSES = ("run", "service", "train", "doctor")


def main() -> None:
    if sys.argv[1:2] and sys.argv[1] in _PROCESSES:
        from bot.commands import run

        app = typer.Typer(name="boomerang", pretty_exceptions_show_locals=False)
        app.callback()(lambda: None)
        run.add_to(app)
        app()
    else:
        from bot.commands.everything import app as all_commands

        all_commands()


if __name__ == "__main__":
    main()
