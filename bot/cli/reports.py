"""`clarion reports`: reports that wait for an organizer, and taking many back at once."""

from __future__ import annotations

import click
from rich.console import Console
from rich.table import Table

from bot.bootstrap import build
from bot.cli.acting import acting, as_option, services
from bot.people import held_reports, taking_back


@click.group()
def command() -> None:
    """Reports that do not count yet: over 30 calls at once, over 100 a day, or sent twice; and
    taking back all of a person or a source at once."""


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


@command.command()
def sources() -> None:
    """Where reports came from, what counts the most first: codes of people, words, lists."""
    table = Table()
    for column in ("source", "reports", "counted"):
        table.add_column(column)
    for source, reports, counted in taking_back.sources(build()):
        table.add_row(source, f"{reports:,}", f"{counted:,}")
    Console().print(table)


@command.command("take-back")
@click.option("--person", type=int, help="All that this person reported, by their number.")
@click.option("--source", help="All of everybody who came by this, as `clarion reports sources`.")
@click.option("--yes", "is_sure", is_flag=True, help="Do it; else it is only shown.")
@as_option
def take_back(person: int | None, source: str | None, is_sure: bool, who: str) -> None:
    """Take back all that a person, or everybody of a source, has reported: held or not, it counts
    no more on any page."""
    with services() as clarion:
        organizer_id = acting(clarion, who)
        if (person is None) == (source is None):
            raise click.UsageError("Name either --person or --source.")
        by = taking_back.PERSON if person is not None else taking_back.SOURCE
        what: int | str = person if person is not None else source or ""
        found = taking_back.standing(clarion, by, what)
        if is_sure and found:
            found = taking_back.take_back(clarion, by, what, organizer_id)
    for one in found:
        click.echo(f"{one.kind}: {one.reports} reports, {one.counted} counted")
    if not found:
        click.echo(
            "There is no report to take back. `clarion reports sources` says where they came from."
        )
    elif is_sure:
        click.echo("All of it is taken back. The public counter follows within seconds.")
    else:
        click.echo("Nothing is changed yet: add --yes to take all of it back.")
