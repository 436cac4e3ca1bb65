"""`boomerang orders import FILE`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from bot.commands.terminal import err, fail, out, with_shop
from bot.ports.shops import NotReadable
from bot.services.context import Context
from bot.services.import_orders import ImportReport, import_file
from integrations.shops.formats import file_formats

app = typer.Typer(no_args_is_help=True)


@app.callback()
def orders() -> None:
    """Orders and products from an export."""


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)],
) -> None:
    """Read an order or product export: Shopify's CSV, or JSON Lines. Doing it twice changes nothing."""

    async def work(ctx: Context) -> ImportReport:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
        )
        with Progress(*columns, console=err) as progress:
            task = progress.add_task(file.name, total=None)
            return await import_file(
                ctx.storage,
                file,
                file_formats(),
                progress=lambda count: progress.update(task, completed=count),
            )

    try:
        report = with_shop(work)
    except NotReadable as error:
        fail(str(error))
    out.print(
        f"{report.new} new, {report.changed} changed, {report.unchanged} unchanged, {report.refused_count} refused"
    )
    for row in report.refused[:50]:
        err.print(f"{row}", highlight=False, soft_wrap=True)
    if report.refused_count > 50:
        err.print(f"… and {report.refused_count - 50} more")
    if report.refused:
        raise typer.Exit(2)
