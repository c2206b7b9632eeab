"""`clarion broadcast`: compose, look, schedule, watch, pause, stop."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime

import click

from bot import broadcasts, results, trials
from bot.bootstrap import Clarion, build
from bot.broadcasts import Draft, Repeat
from bot.cli.broadcast_shown import show_preview, show_progress, show_summary, watch
from bot.config import load_settings
from bot.drafts import EVERY
from bot.errors import InputError
from bot.hours import hours_for
from bot.why import find_contact


@click.group()
def command() -> None:
    """Texts to many people: schedule them, watch them, stop them."""


def _drafted(function: click.decorators.FC) -> click.decorators.FC:
    """The options that describe a broadcast, for `preview` and `schedule` alike."""
    for option in reversed(
        [
            click.option("--segment", default="all", show_default=True,
                         help='Who: all, or "lang = es and tag = caller".'),
            click.option("--text", "texts", multiple=True, required=True, metavar="LANG=TEXT",
                         help='Once per language: --text en="Call {line} now".'),
            click.option("--at", "at", default="now", show_default=True,
                         help='"2026-09-21 10:00", or now.'),
            click.option("--local-time", is_flag=True,
                         help="--at is each person's own local time."),
            click.option("--zone", default=None, help="The zone of --at: America/Chicago."),
            click.option("--title", default="", help="What organizers call it."),
            click.option("--line", default=None, help="The call-in line that {line} shows."),
            click.option("--media", multiple=True, help="Address of a picture (https)."),
            click.option("--every", "every", type=click.Choice(EVERY), default=None,
                         help="Again every day or weekday."),
            click.option("--until", type=click.DateTime(["%Y-%m-%d"]), default=None,
                         help="The last day of --every."),
            click.option("--lateness", default=60, show_default=True,
                         help="Minutes after which it is missed rather than sent late."),
        ]
    ):  # fmt: skip
        function = option(function)
    return function


@command.command("preview")
@_drafted
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def _preview(as_json: bool, **options: object) -> None:
    """Show who would get it, who not and why, and what it costs. Nothing is stored."""
    with _clarion() as clarion:
        found = broadcasts.preview(clarion, _draft(clarion, **options))
    if as_json:
        click.echo(json.dumps(asdict(found), default=str, ensure_ascii=False))
    else:
        show_preview(found)


@command.command("schedule")
@_drafted
@click.option("--yes", is_flag=True, help="Do not ask for the count.")
def _schedule(yes: bool, **options: object) -> None:
    """Put a broadcast on the calendar, after showing who gets it."""
    with _clarion() as clarion:
        draft = _draft(clarion, **options)
        found = broadcasts.preview(clarion, draft)
        show_preview(found)
        if not yes:
            typed = click.prompt("Type the number of people who get it, to schedule it", type=int)
            if typed != found.recipients:
                raise InputError(f"{typed} is not {found.recipients}. Nothing was scheduled.")
        expected = None if yes else found.recipients
        broadcast_id = broadcasts.schedule(clarion, draft, None, expected)
        state = broadcasts.progress(clarion, broadcast_id)
    if state.state == "draft":
        click.echo(f"Broadcast {broadcast_id} {state.state_reason}. Somebody else runs: "
                   f"clarion broadcast approve {broadcast_id}")  # fmt: skip
        return
    click.echo(f"Broadcast {broadcast_id} is scheduled. Watch it: clarion broadcast watch "
               f"{broadcast_id}")  # fmt: skip


@command.command("test")
@_drafted
@click.option("--to", "phone", required=True, help="Your own number; it must be on the list.")
def _test(phone: str, **options: object) -> None:
    """Send each text to yourself first, marked as a test."""
    with _clarion() as clarion:
        sent = trials.send_test(clarion, _draft(clarion, **options), find_contact(clarion, phone))
    click.echo(f"{len(sent)} test texts are on their way.")


@command.command("approve")
@click.argument("broadcast_id", type=int)
@click.option("--yes", is_flag=True, help="Do not ask for the count.")
def _approve(broadcast_id: int, yes: bool) -> None:
    """Say yes to somebody else's broadcast, after seeing who gets it."""
    with _clarion() as clarion:
        draft = broadcasts.draft_of(clarion, broadcast_id)
        found = broadcasts.preview(clarion, draft)
        show_preview(found)
        if not yes:
            typed = click.prompt("Type the number of people who get it, to approve it", type=int)
            if typed != found.recipients:
                raise InputError(f"{typed} is not {found.recipients}. Nothing was approved.")
        broadcasts.approve(clarion, broadcast_id, None, None if yes else found.recipients)
    click.echo(f"Broadcast {broadcast_id} is approved.")


@command.command("csv")
@click.argument("broadcast_id", type=int)
def _csv(broadcast_id: int) -> None:
    """Print what became of each person's text, as CSV with ids only."""
    with _clarion() as clarion:
        for line in results.lines(clarion, broadcast_id):
            click.echo(line, nl=False)


@command.command("list")
@click.option("--limit", default=20, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="As JSON, one object a line.")
def _list(limit: int, as_json: bool) -> None:
    """Show the newest broadcasts."""
    with _clarion() as clarion:
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
    with _clarion() as clarion:
        found = broadcasts.progress(clarion, broadcast_id)
    if as_json:
        click.echo(json.dumps(asdict(found), default=str, ensure_ascii=False))
    else:
        show_progress(found)


@command.command("watch")
@click.argument("broadcast_id", type=int)
@click.option("--every", default=1.0, show_default=True, help="Seconds between looks.")
def _watch(broadcast_id: int, every: float) -> None:
    """Watch a broadcast until it ends. Exit code 1 if it was canceled or missed."""
    with _clarion() as clarion:

        def looks() -> Iterator[broadcasts.Progress]:
            while True:
                yield broadcasts.progress(clarion, broadcast_id)
                time.sleep(max(0.1, every))

        last = watch(looks())
    show_progress(last)
    if last.state != "done":
        raise click.exceptions.Exit(1)


def _act(name: str, says: str, done: str) -> None:
    """Make the command that pauses, resumes or cancels."""

    @command.command(name, help=says)
    @click.argument("broadcast_id", type=int)
    @click.option("--reason", default="", help="Why, for whoever looks at it later.")
    def _command(broadcast_id: int, reason: str) -> None:
        with _clarion() as clarion:
            getattr(broadcasts, name)(clarion, broadcast_id, None, reason)
        click.echo(f"Broadcast {broadcast_id} {done}.")


_act("pause", "Hold a broadcast: nothing new is sent until it is resumed.", "is paused")
_act("resume", "Go on with a paused broadcast.", "goes on")
_act("cancel", "End a broadcast for good.", "is canceled; whoever was not yet texted is not")


@command.command("stop-all")
@click.option("--reason", default="", help="Why, for whoever looks at it later.")
def _stop_all(reason: str) -> None:
    """The kill switch: send nothing at all until start-all."""
    with _clarion() as clarion:
        broadcasts.stop_all(clarion, None, reason)
    click.echo("Nothing is sent any more. Go on with: clarion broadcast start-all")


@command.command("start-all")
@click.option("--reason", default="", help="Why, for whoever looks at it later.")
def _start_all(reason: str) -> None:
    """Allow sending again."""
    with _clarion() as clarion:
        broadcasts.start_all(clarion, None, reason)
    click.echo("Sending is on.")


@contextmanager
def _clarion() -> Iterator[Clarion]:
    clarion = build(load_settings(), pool_size=2, application="clarion command")
    try:
        yield clarion
    finally:
        clarion.record.dispose()


def _draft(clarion: Clarion, **options: object) -> Draft:
    at, zone = str(options["at"]), options["zone"]
    is_local = bool(options["local_time"])
    if is_local and zone:
        raise InputError("--local-time and --zone exclude each other.", "zone")
    when = broadcasts.parse_when(
        at,
        str(zone) if zone else None,
        clarion.clock.now(),
        is_local,
        hours_for(clarion).all_zones,
    )
    texts = _texts(options["texts"])
    return Draft(
        title=str(options["title"]) or next(iter(texts.values()))[:60],
        segment=str(options["segment"]),
        texts=texts,
        schedule=when,
        lateness_s=int(str(options["lateness"])) * 60,
        media=_media(options["media"]),
        line=str(options["line"]) if options["line"] else None,
        repeat=_repeat(options["every"], options["until"]),
    )


def _texts(given: object) -> dict[str, str]:
    texts: dict[str, str] = {}
    assert isinstance(given, tuple)  # noqa: S101 - click's, for a repeated option
    for one in given:
        lang, equals, text = str(one).partition("=")
        if not equals or not lang.strip().isalpha():
            raise InputError(f"“{str(one)[:40]}”: write the language first: --text en=…", "text")
        if lang.strip() in texts:
            raise InputError(f"The text in {lang.strip()} is given twice.", "text")
        texts[lang.strip()] = text
    return texts


def _media(given: object) -> tuple[str, ...]:
    return tuple(str(one) for one in given) if isinstance(given, tuple) else ()


def _repeat(every: object, until: object) -> Repeat | None:
    if every is None and until is None:
        return None
    if every is None or not isinstance(until, datetime):
        raise InputError("--every and --until belong together.", "repeat")
    return Repeat(str(every), until.date())
