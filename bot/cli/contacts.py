"""`clarion contacts`: people in, people out, and how many there are."""

from __future__ import annotations

from pathlib import Path

import click
from rich.progress import Progress

from bot.bootstrap import build
from bot.broadcasts import saved_segments
from bot.errors import Conflict
from bot.people import imports
from bot.people.contacts import NewContact, add_contact
from bot.people.numbers import read_phone
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """People: add, import a list, count a segment, erase."""


@command.command()
@click.option("--segment", default="all", show_default=True, help="Who, as in a broadcast.")
def count(segment: str) -> None:
    """How many people a segment has, and how many of them may be texted."""
    found = saved_segments.look(build(), segment)
    people = counted(found.total, "person", "people")
    click.echo(f"{people}; {found.reachable:,} of them may be texted.")


@command.command()
@click.argument("phone")
@click.option("--name", default=None)
@click.option("--lang", default=None, help="en, es …")
@click.option("--zip", "zip_code", default=None)
@click.option("--tag", "tags", multiple=True)
@click.option("--consent", default=None, help="How they agreed to be texted; else no broadcasts.")
def add(
    phone: str,
    name: str | None,
    lang: str | None,
    zip_code: str | None,
    tags: tuple[str, ...],
    consent: str | None,
) -> None:
    """Add one person by their PHONE number."""
    clarion = build()
    now = clarion.clock.now() if consent else None
    contact_id = add_contact(
        clarion,
        NewContact(
            read_phone(phone),
            lang=lang,
            name=name,
            zip=zip_code,
            tags=tags,
            source="organizer",
            consent=consent,
            opted_in_at=now,
        ),
    )
    if contact_id is None:
        raise Conflict("That number is in the record already; nothing was changed.")
    click.echo(f"Contact {contact_id} is added.")


@command.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--consent", default=None, help="How these people agreed; else no broadcasts.")
@click.option("--source", default="import", show_default=True, help="Where the list is from.")
def import_list(file: Path, consent: str | None, source: str) -> None:
    """Add the people of a CSV FILE: phone, name, lang, zip, tags (a header names the columns)."""
    clarion = build()
    result = imports.Result()
    with file.open("rb") as raw:
        total = max(1, sum(1 for _ in raw) - 1)
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines, Progress() as bar:
        task = bar.add_task("taking people in", total=total)
        found = imports.import_people(clarion, lines, source=source, consent=consent)
        for result in found:
            done = result.added + result.known + result.stopped + result.refused
            bar.update(task, completed=done)
    click.echo(
        f"{result.added} added, {result.known} known before, {result.stopped} have stopped and stay"
        f" out, {result.refused} lines refused."
    )
    for number, what in result.wrong:
        click.echo(f"  line {number}: {what}", err=True)
    if result.refused > len(result.wrong):
        click.echo(f"  … and {result.refused - len(result.wrong)} more", err=True)
    if result.refused:
        raise SystemExit(1)


@command.command()
@click.argument("contact_id", type=int)
@click.confirmation_option(prompt="Everything about this person is deleted for good. Go on?")
def erase(contact_id: int) -> None:
    """Take a person out of the record for good (CONTACT_ID: `clarion why NUMBER` tells it)."""
    imports.erase(build(), contact_id)
    click.echo(f"Contact {contact_id} is erased.")
