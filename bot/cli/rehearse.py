"""`clarion rehearse`: the campaign played with invented people, on a record that goes away."""

from __future__ import annotations

import sys
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import click

from bot.cli.campaign_folder import campaign_option
from bot.rehearsals.week import sums
from bot.rehearsals.week.playing import rehearse
from bot.rehearsals.week.sums import Row


@click.group()
def command() -> None:
    """The campaign played whole, by invented people on servers of their own: nothing leaves it."""


@command.command()
@campaign_option
@click.option("--people", default=100, show_default=True, help="How many people.")
@click.option("--seed", default=7, show_default=True, help="The same number, the same week.")
@click.option(
    "--script",
    "sheet",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write who did what when to this CSV, and beside it what it comes to, to NAME-sums.csv.",
)
@click.option("--phone", type=int, multiple=True, help="Show all texts of a person, by number.")
def week(folder: Path, people: int, seed: int, sheet: Path | None, phone: tuple[int, ...]) -> None:
    """Hosts, guests and callers through the week, in time travel; then every text is read.

    What the script counted stands beside what the record says. Ends with 1 where a promise was
    broken, with a line for each.
    """
    began = time.monotonic()
    played = rehearse(folder, people, seed, _show_day)
    if sys.stderr.isatty():
        click.echo("\r\033[K", nl=False, err=True)
    for number in phone:
        click.echo("\n".join(played.phone_of(number)) + "\n")
    click.echo(f"{people} people, seed {seed}; story {played.story}.\n")
    _show(played.rows)
    if sheet is not None:
        played.diary.write(sheet)
        beside = sheet.with_name(f"{sheet.stem}-sums.csv")
        sums.write(played.rows, beside)
        click.echo(f"\nWritten: {sheet}, and what it comes to: {beside}.")
    click.echo(f"\n{time.monotonic() - began:.0f} seconds.")
    if not played.faults:
        click.echo("Every promise was kept.")
        return
    click.echo(f"\n{len(played.faults)} promises were broken:")
    for fault in played.faults:
        click.echo(f"  {fault}")
    raise SystemExit(1)


def _show(rows: Sequence[Row]) -> None:
    width = max(len(row.name) for row in rows)
    click.echo(f"{'':{width}}  {'script':>8}  {'record':>8}")
    for row in rows:
        record = "" if row.record is None else f"{row.record:,}"
        click.echo(f"{row.name:{width}}  {row.script:>8,}  {record:>8}{'  ≠' if row.fault else ''}")


def _show_day(day: date) -> None:
    if sys.stderr.isatty():
        click.echo(f"\r\033[K{day:%A, %B %-d} …", nl=False, err=True)
