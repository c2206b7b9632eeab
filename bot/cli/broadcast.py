"""`clarion broadcast`: compose, look, schedule, watch, pause, stop."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import asdict

import click

from bot.broadcasts import broadcasts, results, trials
from bot.broadcasts.why import find_contact
from bot.cli.acting import acting, as_option, services
from bot.cli.broadcast_acts import ACTS
from bot.cli.broadcast_shown import show_preview, show_progress, show_summary, watch
from bot.cli.broadcast_written import change_draft, drafted, make_draft, redrafted
from bot.errors import InputError
from bot.organizers import audit
from bot.people.deadlines import delete_by
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """Texts to many people: schedule them, watch them, stop them."""


@command.command("preview")
@drafted
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def _preview(as_json: bool, **options: object) -> None:
    """Show who would get it, who not and why, and what it costs. Nothing is stored."""
    with services() as clarion:
        found = broadcasts.preview(clarion, make_draft(clarion, **options))
    if as_json:
        click.echo(json.dumps(asdict(found), default=str, ensure_ascii=False))
    else:
        show_preview(found)


@command.command("schedule")
@drafted
@click.option("--yes", is_flag=True, help="Do not ask for the count.")
@as_option
def _schedule(yes: bool, who: str, **options: object) -> None:
    """Put a broadcast on the calendar, after showing who gets it."""
    with services() as clarion:
        organizer_id = acting(clarion, who)
        draft = make_draft(clarion, **options)
        found = broadcasts.preview(clarion, draft)
        broadcasts.check_writer(clarion, found.recipients, organizer_id)
        show_preview(found)
        if not yes:
            typed = click.prompt("Type the number of people who get it, to schedule it", type=int)
            if typed != found.recipients:
                raise InputError(f"{typed} is not {found.recipients}. Nothing was scheduled.")
        expected = None if yes else found.recipients
        broadcast_id = broadcasts.schedule(clarion, draft, organizer_id, expected)
        state = broadcasts.progress(clarion, broadcast_id)
    _say_state(broadcast_id, state, "is scheduled")


def _say_state(broadcast_id: int, found: broadcasts.Progress, done: str) -> None:
    if found.state == "draft":
        click.echo(f"Broadcast {broadcast_id} {found.state_reason}. Somebody else runs: clarion "
                   f"broadcast approve {broadcast_id} --as EMAIL")  # fmt: skip
        return
    click.echo(f"Broadcast {broadcast_id} {done}. Watch it: clarion broadcast watch "
               f"{broadcast_id}")  # fmt: skip


@command.command("test")
@drafted
@click.option("--to", "phone", required=True, help="Your own number; it must be on the list.")
def _test(phone: str, **options: object) -> None:
    """Send each text to yourself first, marked as a test."""
    with services() as clarion:
        sent = trials.send_test(
            clarion, make_draft(clarion, **options), find_contact(clarion, phone)
        )
    click.echo(f"{counted(len(sent), 'test text is', 'test texts are')} on their way.")


@command.command("edit")
@click.argument("broadcast_id", type=int)
@redrafted
@as_option
def _edit(broadcast_id: int, who: str, **options: object) -> None:
    """Change a broadcast that has not begun. Any change voids its approval."""
    with services() as clarion:
        organizer_id = acting(clarion, who)
        draft = change_draft(clarion, broadcasts.draft_of(clarion, broadcast_id), **options)
        broadcasts.edit(clarion, broadcast_id, draft, organizer_id)
        show_preview(broadcasts.preview(clarion, draft))
        state = broadcasts.progress(clarion, broadcast_id)
    _say_state(broadcast_id, state, "is changed")


@command.command("csv")
@click.argument("broadcast_id", type=int)
@as_option
def _csv(broadcast_id: int, who: str) -> None:
    """Print what became of each person's text, as CSV with ids only. The audit has a line."""
    with services() as clarion:
        by = acting(clarion, who)
        audit.note(clarion, "took out results", "broadcast", broadcast_id, by)
        for line in results.lines(clarion, broadcast_id):
            click.echo(line, nl=False)
        click.echo(f"Delete the file by {delete_by(clarion).isoformat()}.", err=True)


@command.command("list")
@click.option("--limit", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")
def _list(limit: int, as_json: bool) -> None:
    """Show the newest broadcasts."""
    with services() as clarion:
        found = broadcasts.list_recent(clarion, limit)
    if not found and not as_json:
        click.echo('None yet. Try: clarion broadcast schedule --text en="Call {line} now"')
    for summary in found:
        if as_json:
            click.echo(json.dumps(asdict(summary), default=str, ensure_ascii=False))
        else:
            show_summary(summary)


@command.command("show")
@click.argument("broadcast_id", type=int)
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def _show(broadcast_id: int, as_json: bool) -> None:
    """Show how one broadcast stands."""
    with services() as clarion:
        found = broadcasts.progress(clarion, broadcast_id)
    if as_json:
        click.echo(json.dumps(asdict(found), default=str, ensure_ascii=False))
    else:
        show_progress(found)


@command.command("watch")
@click.argument("broadcast_id", type=int)
@click.option("--every", default=1.0, show_default=True, help="Seconds between looks.")
def _watch(broadcast_id: int, every: float) -> None:
    """Watch a broadcast until it ends, or until only a decision about doubts is left.

    Exit code 1 if it was canceled, missed or waits for a decision.
    """
    with services() as clarion:

        def looks() -> Iterator[broadcasts.Progress]:
            while True:
                yield broadcasts.progress(clarion, broadcast_id)
                time.sleep(max(0.1, every))

        last = watch(looks())
    show_progress(last)
    if last.state != "done":
        raise click.exceptions.Exit(1)


for one in ACTS:
    command.add_command(one)
