"""What `clarion keys` does with the record: seal it anew, and say which key is needed."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import Progress

from bot.cli.acting import services
from bot.errors import Conflict
from bot.organizers import audit
from bot.people import key_needs, rotation
from bot.people.rekeying import Rotated
from bot.texting.counting import counted

_LOSS = """\
Before you go on:
- CLARION_DATA_KEY has {count} keys here: the new one first, the old ones after it. Every process
  must run with the same line; one that lacks the new key sends nothing.
- Keep a copy of the new key apart from this machine and the database, before anything is sealed
  with it. Whoever loses it loses every number, name and text, for good: there is no way back.
- Backups made until now open with the old key only: keep it safe for as long as you keep them.
- Nobody is held up. Everything goes on meanwhile; a run that is broken off goes on where it stood.\
"""


def rotate(*, is_sure: bool) -> None:
    """Seal everything anew under the first key, after asking unless one `is_sure`, and say what
    came of it. Raises: click.Abort.
    """
    with services() as clarion:
        click.echo(_LOSS.format(count=len(clarion.settings.data_keys)), err=True)
        if not is_sure:
            click.confirm("Is a copy of the new key kept elsewhere? Go on?", abort=True)
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal) as bar:
            tasks = {}

            def tell(place: str, done: int, total: int) -> None:
                if place not in tasks:
                    tasks[place] = bar.add_task(place, total=max(total, 1))
                bar.update(tasks[place], completed=done, total=max(total, 1))

            done = rotation.rotate(clarion, tell)
        audit.note(clarion, "rotated keys", "data_key", None, None)
    _print(done)


def _print(done: Rotated) -> None:
    click.echo(
        f"{counted(done.sealed, 'value', 'values')} sealed anew,"
        f" {counted(done.wrapped, 'digest', 'digests')} put under the new key."
    )
    for old, other in sorted(done.doubles):
        click.echo(f"Person {old} has a number that person {other} has, too: make them one.")
    for place, count in sorted(done.unreadable.items()):
        rows = counted(count, "row", "rows")
        click.echo(f"{rows} of {place} cannot be opened with the keys at hand; they stay as is.")
    click.echo("Now see which key may go: clarion keys check")


def check() -> None:
    """Say which key is needed for what. Raises: Conflict, while an old one is needed."""
    with services() as clarion:
        first, *old = clarion.sealer.key_ids
        found = key_needs.needs(clarion)
    click.echo(f"Key {first.hex()} is the newest: it seals, and must never be lost.")
    is_needed = False
    for key, places in found.items():
        if key == first:
            continue
        where = ", ".join(f"{place} ({count:,})" for place, count in sorted(places.items()))
        if key not in old:
            is_needed = True
            name = f"Key {key.hex()}" if key else "A key that is not known"
            click.echo(f"{name} is not here and is needed by: {where}.")
        elif places:
            is_needed = True
            click.echo(f"Key {key.hex()} is needed by: {where}. Run: clarion keys rotate")
        else:
            click.echo(
                f"Key {key.hex()} is needed by nothing in the record or on disk: take it out of"
                " CLARION_DATA_KEY and restart. Keep it elsewhere while a backup needs it."
            )
    if is_needed:
        raise Conflict("Keep every key that is needed.")
