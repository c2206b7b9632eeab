"""Who acts on the command line: `--as EMAIL`, or the setting CLARION_AS.

It guards against mistakes, not against people: whoever has a shell here has the database too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.cli.rights import needed
from bot.config import Settings, load_settings
from bot.organizers import organizers
from bot.store.record import Record

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


def acting(clarion: Clarion, who: str) -> int | None:
    """The organizer's id; None where neither the option nor the setting names one. What they must
    be allowed is said of the command that runs, in bot/cli/rights.py.

    Raises: InputError, NotFound, Conflict (may not do this).
    """
    return acting_in(clarion.settings, clarion.record, who)


def acting_in(settings: Settings, record: Record, who: str) -> int | None:
    """`acting`, where only the record is at hand."""
    email = who.strip() or settings.acts_as.strip()
    right = needed(_running())
    if not email or right is None:
        return None
    return organizers.acting(record, email, right)


def _running() -> str:
    """The command that runs, as bot/cli/rights.py names it: the module's group, and its name."""
    context = click.get_current_context()
    module = str(getattr(context.command.callback, "__module__", ""))
    return f"{module.rpartition('.')[2].partition('_')[0]} {context.info_name}"
