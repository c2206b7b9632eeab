"""Who acts on the command line: `--as EMAIL`, or the setting CLARION_AS.

It guards against mistakes, not against people: whoever has a shell here has the database too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.config import load_settings
from bot.organizers import organizers
from bot.organizers.organizers import Role

as_option = click.option(
    "--as", "who", default="", metavar="EMAIL", help="The organizer you are; else CLARION_AS."
)


@contextmanager
def services() -> Iterator[Clarion]:
    """The services of one command."""
    clarion = build(load_settings(), pool_size=2, application="clarion command")
    try:
        yield clarion
    finally:
        clarion.record.dispose()


def acting(clarion: Clarion, who: str, needed: Role = Role.ORGANIZER) -> int | None:
    """The organizer's id; None where neither the option nor the setting names one.

    Raises: InputError, NotFound, Conflict (may not do this).
    """
    email = who.strip() or clarion.settings.acts_as.strip()
    return organizers.acting(clarion.record, email, needed) if email else None
