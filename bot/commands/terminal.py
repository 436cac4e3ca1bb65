"""How commands speak: to people in tables, to programs in JSON, of errors in one sentence."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, NoReturn, TypeVar

import typer
from rich.console import Console

from bot.services.context import Context
from bot.settings import Settings

out = Console()
err = Console(stderr=True)
T = TypeVar("T")


def fail(sentence: str) -> NoReturn:
    err.print(f"[bold red]✗[/] {sentence}", highlight=False, soft_wrap=True)
    raise typer.Exit(1)


def with_shop(work: Callable[[Context], Awaitable[T]]) -> T:
    """Run something on the database of this installation."""

    from bot.wiring import shop  # all the parts: only once a command is sure to need them

    async def main() -> T:
        async with shop(Settings()) as (ctx, _):
            return await work(ctx)

    return asyncio.run(main())


def as_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
