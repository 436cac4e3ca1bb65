"""`boomerang run`, `service`, `train`, `doctor`."""

from __future__ import annotations

import asyncio
import sys

import typer
from pydantic import ValidationError

from bot import assistant
from bot.commands.terminal import err, fail, out
from bot.logs import configure
from bot.settings import Settings
from bot.supervise import PortTaken, check_ports, supervise


def _settings() -> Settings:
    try:
        return Settings()
    except ValidationError as error:
        first = error.errors()[0]
        fail(f"The setting BOOMERANG_{str(first['loc'][0]).upper()} is not valid: {first['msg']}")


def run() -> None:
    """Both processes, supervised; trains first if there is no model for these files."""
    settings = _settings()
    configure()
    try:
        check_ports(settings)
        if not assistant.model_path().exists():
            with err.status("Training the assistant (about two minutes, once) …"):
                assistant.train(settings)
    except (PortTaken, assistant.AssistantMissing) as error:
        fail(str(error))
    out.print(
        f"\n  [bold]Boomerang[/]  http://{settings.host}:{settings.port}/\n  Ctrl-C ends it.\n"
    )
    asyncio.run(supervise(settings))


def service() -> None:
    """The service alone: pages, channels, actions."""
    # Imported here: `boomerang run` needs none of it, and it takes a second or two.
    from bot.serve import serve

    configure()
    asyncio.run(serve(_settings()))


def train(
    force: bool = typer.Option(False, help="Even if there is a model for these files."),
) -> None:
    """Train the assistant's model for the present files."""
    settings = _settings()
    try:
        with err.status("Training …"):
            model = assistant.train(settings, force=force)
    except assistant.AssistantMissing as error:
        fail(str(error))
    out.print(str(model.name))


def doctor() -> None:
    """Look at what has to be there, and say what is not."""
    settings = _settings()
    checks = {
        f"Python {sys.version.split()[0]} (3.11 or newer)": sys.version_info >= (3, 11),
        "the assistant's environment (.venv-assistant)": assistant.PYTHON.exists(),
        "a model for the present files": assistant.model_path().exists(),
    }
    try:
        check_ports(settings)
        checks["ports are free"] = True
    except PortTaken as error:
        checks[str(error)] = False
    for name, good in checks.items():
        out.print(f"{'[green]✓[/]' if good else '[red]✗[/]'} {name}", highlight=False)
    if not all(checks.values()):
        raise typer.Exit(1)


def add_to(app: typer.Typer) -> None:
    for command in (run, service, train, doctor):
        app.command()(command)
