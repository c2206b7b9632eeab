"""`clarion audit`: who did what, and that nobody rewrote it."""

from __future__ import annotations

import click

from bot.cli.acting import acting, as_option, services
from bot.errors import Conflict
from bot.organizers import audit
from bot.texting.counting import counted


@click.group()
def command() -> None:
    """Who did what, and that it is still what was written."""


@command.command("verify")
@click.option("--seen", default="", metavar="N:HASH", help="A newest link that was shown earlier.")
@as_option
def _verify(seen: str, who: str) -> None:
    """Look at every line of the audit and its chain. Note the newest link elsewhere, for --seen."""
    with services() as clarion:
        acting(clarion, who)
        found = audit.verify(clarion, seen)
    if found.wrong:
        ids = ", ".join(map(str, found.wrong[:20]))
        raise Conflict(
            f"{counted(len(found.wrong), 'line', 'lines')} changed, taken out or put in: {ids}."
        )
    click.echo(f"{counted(found.lines, 'line', 'lines')}, all as they were written.")
    if found.newest:
        click.echo(f"Newest link: {found.newest}")


@command.command("list")
@click.option("--act", default="", help="One kind of act, like signed_in.")
@as_option
def _list(act: str, who: str) -> None:
    """The newest acts, one a line."""
    with services() as clarion:
        acting(clarion, who)
        for one in audit.newest(clarion, act=act):
            by = one.organizer or (f"#{one.organizer_id}" if one.organizer_id else "Clarion")
            about = f" {one.object} {one.object_id or ''}".rstrip()
            click.echo(f"{one.at:%Y-%m-%d %H:%M:%S}  {by:32} {one.act}{about}")
