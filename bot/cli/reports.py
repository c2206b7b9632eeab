"""`clarion reports`: reports of calls that wait for an organizer."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import build
from bot.people import held_reports


@click.group()
def command() -> None:
    """Reports that do not count yet: over 30 calls at once, over 100 a day, or sent twice."""


@command.command()
def held() -> None:
    """Every report that waits, with the words it came from."""
    found = held_reports.list_held(build())
    if not found:
        click.echo("No report waits.")
        return
    table = Table()
    for column in ("id", "when", "kind", "count", "why", "what was written"):
        table.add_column(column)
    for one in found:
        table.add_row(
            str(one.id), f"{one.at:%Y-%m-%d %H:%M}", one.kind, str(one.count), one.why, one.verdict
        )
    Console().print(table)


@command.command()
@click.argument("report_id", type=int)
def release(report_id: int) -> None:
    """Let the report REPORT_ID count."""
    done = held_reports.release(build(), report_id, None)
    click.echo(f"Report {done.id} counts now: {done.kind} {done.count}.")


@command.command()
@click.argument("report_id", type=int)
def undo(report_id: int) -> None:
    """Take the report REPORT_ID back; it counts no more."""
    done = held_reports.undo(build(), report_id, None)
    click.echo(f"Report {done.id} is taken back: {done.kind} {done.count}.")
