"""`clarion calling`: lists whose people volunteers call, name by name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import click

from bot.calling_lists import callers, lists, sheets
from bot.calling_lists.lists import Settings
from bot.cli.acting import acting, as_option, services
from bot.clock import read_day
from bot.errors import InputError
from bot.people.deadlines import delete_by
from bot.sentences import say

_AHEAD = timedelta(days=7)


@click.group()
def command() -> None:
    """Lists whose people volunteers call: one first name at a time, never a number.

    People come with `clarion contacts import FILE --calling-list CODE` and proof that they agreed.
    """


def _options(one: Any) -> Any:
    """What is said of a list, made or changed."""
    for option in reversed((
        click.option("--until", "ends_on", default=None, metavar="DAY", help="Last day of calls."),
        click.option("--phone-bank", "event_code", default=None, metavar="CODE",
                     help="The phone bank whose room calls it."),
        click.option("--gap", "gap_hours", type=int, default=None, metavar="HOURS",
                     help=f"Between two tries of a person ({lists.GAP_HOURS})."),
        click.option("--tries", type=int, default=None, help=f"Of one person ({lists.TRIES})."),
        click.option("--an-hour", type=int, default=None,
                     help=f"Names for one caller in an hour ({lists.AN_HOUR})."),
        click.option("--from", "from_at", default=None, metavar="9:00",
                     help="From when people are called, on their own clock."),
        click.option("--to", "until_at", default=None, metavar="20:00", help="Until when."),
        click.option("--paper/--no-paper", "is_paper", default=None,
                     help="Callers read numbers off a printed sheet."),
        click.option("--say", "scripts", multiple=True, metavar="LANG=WORDS",
                     help="What callers say first."),
    )):  # fmt: skip
        one = option(one)
    return one


@command.command("list")
def list_all() -> None:
    """The lists, the newest first, and how far each is."""
    with services() as clarion:
        found = lists.list_all(clarion)
    if not found:
        click.echo("No calling lists yet. `clarion calling make NAME` makes one.")
    for one in found:
        row, far = one.row, one.progress
        how = "paper" if row.is_paper else "our number"
        click.echo(
            f"{row.code}  {row.state}  {row.title}  until {row.ends_on}  {how}"
            f"  {far.people:,} people, {far.waits:,} to call, {far.reached:,} talked with,"
            f" {far.aside:,} set aside"
        )


@command.command()
@click.argument("title")
@_options
@as_option
def make(title: str, who: str, **given: Any) -> None:
    """Make a list named TITLE. It ends in a week, unless --until says otherwise."""
    with services() as clarion:
        by = acting(clarion, who)
        fresh = Settings(title, (clarion.clock.now() + _AHEAD).date())
        list_id = lists.make(clarion, _said(fresh, given), by)
        code = lists.show(clarion, list_id).row.code
    click.echo(
        f"{code} is made. Bring its people: clarion contacts import FILE --calling-list {code}"
    )


@command.command()
@click.argument("code")
@click.option("--title", default=None, help="Another name.")
@_options
@as_option
def change(code: str, title: str | None, who: str, **given: Any) -> None:
    """Say otherwise of the list CODE; what is not named stays."""
    with services() as clarion:
        by = acting(clarion, who)
        shown = lists.show(clarion, lists.find_by_code(clarion, code).id)
        known = lists.settings_of(shown)
        lists.change(
            clarion, shown.row.id, _said(replace(known, title=title or known.title), given), by
        )
    click.echo("Changed. It counts from the next name on.")


@command.command()
@click.argument("code")
@as_option
def pause(code: str, who: str) -> None:
    """Give out no names of the list CODE for now."""
    _set_state(code, "paused", who)
    click.echo("Paused. `clarion calling resume` goes on.")


@command.command()
@click.argument("code")
@as_option
def resume(code: str, who: str) -> None:
    """Go on with the list CODE."""
    _set_state(code, "open", who)
    click.echo("It goes on.")


@command.command()
@click.argument("code")
@click.confirmation_option(prompt="Nobody of this list is called any more. Go on?")
@as_option
def end(code: str, who: str) -> None:
    """End the list CODE for good."""
    _set_state(code, "ended", who)
    click.echo("Ended.")


@command.command("let-in")
@click.argument("code")
@click.argument("phone")
@as_option
def let_in(code: str, phone: str, who: str) -> None:
    """Let the volunteer with this PHONE number call the list CODE; they get a text."""
    with services() as clarion:
        by = acting(clarion, who)
        callers.let_in(clarion, lists.find_by_code(clarion, code).id, phone, by)
    click.echo("Let in. They get a text that says so.")


@command.command()
@click.argument("code")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--numbers", is_flag=True, help="With the numbers, too; it stands in the audit.")
@as_option
def csv(code: str, file: Path, numbers: bool, who: str) -> None:
    """Write the list CODE to FILE, without its numbers unless they are asked for."""
    with services() as clarion:
        by = acting(clarion, who)
        list_id = lists.find_by_code(clarion, code).id
        text = sheets.csv_of(clarion, list_id, by, numbers=numbers)
        until = delete_by(clarion)
    file.write_text(text, encoding="utf-8", newline="")
    click.echo(f"Delete {file} by {until.isoformat()}.", err=True)


def _set_state(code: str, state: str, who: str) -> None:
    with services() as clarion:
        by = acting(clarion, who)
        lists.set_state(clarion, lists.find_by_code(clarion, code).id, state, by)


def _said(known: Settings, given: dict[str, Any]) -> Settings:
    """A list's settings with what the options say. Raises: InputError."""
    named = {name: value for name, value in given.items() if value is not None and value != ()}
    for name in ("from_at", "until_at"):
        if name in named:
            named[name] = _hour(named[name])
    if "ends_on" in named:
        named["ends_on"] = _day(named["ends_on"])
    if "scripts" in named:
        pairs = [one.partition("=") for one in named["scripts"]]
        if not all(is_there for _, is_there, _ in pairs):
            raise InputError(say("Write --say as LANG=WORDS, like en=Hello."), "say")
        named["scripts"] = {**known.scripts, **{lang: words for lang, _, words in pairs}}
    return replace(known, **named)


def _hour(text: str) -> time:
    try:
        return datetime.strptime(text, "%H:%M").time()  # noqa: DTZ007 - a wall clock's hour
    except ValueError:
        raise InputError(say("Write the hour like 18:30."), "from") from None


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        words = say("“%(text)s” is no day; write it like 2026-09-27.", text=text)
        raise InputError(words, "until") from None
