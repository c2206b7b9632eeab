"""How `clarion broadcast` shows previews and progress in a terminal."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
from rich.progress import Progress as Bar

from bot.broadcasts import Preview, Progress, Summary
from bot.hours import ZONE_NAMES
from bot.previews import Start
from bot.reasons import words

_ENDED = ("done", "canceled", "missed")


def show_preview(found: Preview) -> None:
    """Who gets it, who not and why, each text with its parts, cost and time."""
    click.echo(f"{found.recipients:,} of {found.total:,} people get it.")
    for reason, number in sorted(found.skipped.items(), key=lambda item: -item[1]):
        click.echo(f"  not {number:,}: {words(reason)}")
    for start in found.starts:
        click.echo(f"  {_start(start, found.as_of)}: {start.people:,}")
    for name, sums in (("language", found.by_lang), ("zone", found.by_zone),
                       ("state", found.by_state)):  # fmt: skip
        if sums:
            shown = " · ".join(f"{key} {number:,}" for key, number in sums.items())
            click.echo(f"  by {name}: {shown}")
    for text in found.texts:
        parts = "1 part" if text.parts == 1 else f"{text.parts} parts"
        click.echo(f"\n[{text.lang}] {text.people:,} people, {parts}, {text.encoding}, "
                   f"${text.cost:,.2f}")  # fmt: skip
        click.echo(f"  {text.text}")
        if text.offenders:
            click.echo(f"  Not in the cheap alphabet: {' '.join(text.offenders)}")
    click.echo(f"\nCosts about ${found.cost:,.2f}, takes {_span(found.seconds)}.")
    for warning in found.warnings:
        click.echo(f"! {warning}")


def _start(start: Start, now: datetime) -> str:
    """ "at once", or "held until 9:00 am Pacific", with its day where that is not today."""
    if start.at is None:
        return "at once"
    local = start.at.astimezone(ZoneInfo(start.zone or "UTC"))
    clock = f"{local:%I:%M %p}".lstrip("0").lower()
    zone = ZONE_NAMES.get(start.zone, start.zone or "UTC")
    day = (
        ""
        if local.date() == now.astimezone(local.tzinfo).date()
        else f"{local:%a, %b} {local.day}, "
    )
    return f"{'held until' if start.is_held else 'at'} {day}{clock} {zone}"


def show_summary(summary: Summary) -> None:
    """One line of the list."""
    people = f"{summary.recipients:,} people" if summary.recipients is not None else "not yet"
    click.echo(f"{summary.id:5}  {summary.state:10} {_when(summary):28} {people:>14}  "
               f"{summary.title}")  # fmt: skip


def show_progress(found: Progress) -> None:
    """How it stands: the states that add up, and the reasons."""
    click.echo(f"{found.id}  {found.title}: {found.state}"
               + (f" ({found.state_reason})" if found.state_reason else ""))  # fmt: skip
    if found.is_stopped:
        click.echo("! The kill switch is on: nothing is sent. clarion broadcast start-all")
    if found.recipients is None:
        click.echo(f"  planned when its time comes: {found.due_at:%Y-%m-%d %H:%M} UTC")
        return
    for state, number in found.states.items():
        if number:
            click.echo(f"  {state:12} {number:>9,}")
    click.echo(f"  {'together':12} {sum(found.states.values()):>9,} of {found.recipients:,}"
               + ("" if found.is_sound else "  DOES NOT ADD UP"))  # fmt: skip
    if found.waiting and found.next_at:
        click.echo(f"  {found.waiting:,} wait for their hour, from {found.next_at:%H:%M} UTC on")
    for reason, number in found.skipped.items():
        click.echo(f"  skipped {number:,}: {words(reason)}")
    for failure in found.failures:
        click.echo(f"  failed {failure.count:,}: {failure.en} ({failure.code})")
    click.echo(f"  {found.parts:,} parts, ${found.cost:,.2f} · {found.replies:,} replies · "
               f"{found.opt_outs:,} stops · {found.calls:,} calls reported")  # fmt: skip


def watch(looks: Iterator[Progress]) -> Progress:
    """A progress bar over looks, until the broadcast ends. The last look."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
               TextColumn("{task.fields[more]}"))  # fmt: skip
    with Bar(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, more="")
        for found in looks:
            more = f"{found.sent:,} sent · {found.states['delivered']:,} delivered"
            if found.rate_per_s and found.state == "sending":
                more += f" · {found.rate_per_s:.0f}/s"
            if found.left_s:
                more += f" · {_span(found.left_s)} left"
            if found.waiting and found.next_at:
                more += f" · {found.waiting:,} wait until {found.next_at:%H:%M} UTC"
            bar.update(
                task,
                description=found.state,
                total=found.recipients,
                completed=found.settled,
                more=more,
            )
            if found.state in _ENDED:
                return found
    raise AssertionError("a watch ends with the broadcast")


def _when(summary: Summary) -> str:
    if summary.local_at is not None:
        return f"{summary.local_at:%Y-%m-%d %H:%M} local time"
    return f"{summary.due_at:%Y-%m-%d %H:%M} UTC" if summary.due_at else "now"


def _span(seconds: float) -> str:
    if seconds < 90:
        return f"{max(1, round(seconds))} s"
    if seconds < 5400:
        return f"{round(seconds / 60)} min"
    return f"{seconds / 3600:.1f} hours"
