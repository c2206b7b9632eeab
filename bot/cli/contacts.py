"""`clarion contacts`: people in, people out, and how many there are."""

from __future__ import annotations

from pathlib import Path

import click

from bot.bootstrap import build
from bot.broadcasts import segment_looks
from bot.cli import contacts_import
from bot.cli.acting import acting, as_option, services
from bot.errors import Conflict
from bot.organizers import audit
from bot.people.contacts import NewContact, add_contact
from bot.people.numbers import read_phone
from bot.privacy import erasing, requests
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """People: add, import a list, count a segment, erase."""


for one in (
    contacts_import.import_list,
    contacts_import.list_all,
    contacts_import.undo,
    contacts_import.start_series,
):
    command.add_command(one)


@command.command()
@click.option("--segment", default="all", show_default=True, help="Who, as in a broadcast.")
def count(segment: str) -> None:
    """How many people a segment has, and how many of them may be texted."""
    found = segment_looks.look(build(), segment)
    people = counted(found.total, "person", "people")
    click.echo(f"{people}; {found.reachable:,} of them may be texted.")


@command.command()
@click.argument("phone")
@click.option("--name", default=None)
@click.option("--lang", default=None, help="en, es …")
@click.option("--zip", "zip_code", default=None)
@click.option("--tag", "tags", multiple=True)
@click.option("--consent", default=None, help="How they agreed to be texted; else no broadcasts.")
@as_option
def add(
    phone: str,
    name: str | None,
    lang: str | None,
    zip_code: str | None,
    tags: tuple[str, ...],
    consent: str | None,
    who: str,
) -> None:
    """Add one person by their PHONE number."""
    clarion = build()
    by = acting(clarion, who)
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
    audit.note(clarion, "added person", "contact", contact_id, by)
    click.echo(f"Contact {contact_id} is added.")


@command.command()
def erased() -> None:
    """Who was erased of late, by the id they had, and what came of the carrier's copies."""
    for erased_id, at, outcomes in requests.list_copies(build()):
        told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
        click.echo(f"{erased_id}  {at:%Y-%m-%d %H:%M}  texts at the carrier: {told}")


@command.command("erase-again")
@click.argument(
    "file", type=click.Path(exists=True, dir_okay=False, path_type=Path), required=False
)
def erase_again(file: Path | None) -> None:
    """After a restore: erase whoever an older backup brought back.

    Clarion does it by itself with its own list, `erased` in CLARION_DATA_DIR. FILE is such a list
    that was kept beside the backups, for a machine whose folder is gone.
    """
    clarion = build()
    done = erasing.take_in(clarion, file) if file else erasing.apply_again(clarion)
    click.echo(f"{counted(done, 'person', 'people')} erased again.")


@command.command()
@click.argument("contact_id", type=int)
@click.confirmation_option(prompt="Everything about this person is deleted for good. Go on?")
@as_option
def erase(contact_id: int, who: str) -> None:
    """Take a person out of the record for good (CONTACT_ID: `clarion why NUMBER` tells it).

    Actions they lead are called off, and guests are told.
    """
    with services() as clarion:
        erasing.erase(clarion, contact_id, acting(clarion, who))
    click.echo(f"Contact {contact_id} is erased.")
