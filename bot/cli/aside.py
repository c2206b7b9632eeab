"""`clarion aside`: what was set aside so that the rest could go on, and trying it again."""

from __future__ import annotations

import click

from bot import set_aside
from bot.bootstrap import build
from bot.config import load_settings
from bot.conversations import spool
from bot.organizers import audit
from bot.texting.counting import counted


@click.command()
@click.option("--again", is_flag=True, help="Try all of it again now, not at its time.")
def command(again: bool) -> None:
    """List rows that something could not be done with. Ends with 1 where there are any."""
    clarion = build(load_settings(), pool_size=2, application="clarion command")
    try:
        if again:
            count = set_aside.try_again(clarion) + spool.bring_back(clarion)
            audit.note(clarion, "tried again what was set aside", "set_aside", 0, None)
            click.echo(f"{counted(count, 'row is', 'rows are')} tried again within a minute.")
            return
        found = set_aside.listed(clarion)
    finally:
        clarion.record.dispose()
    for row in found:
        since = f"{row.first_at:%Y-%m-%d %H:%M} UTC"
        times = counted(row.times, "time", "times")
        click.echo(f"{row.kind} {row.key}: {row.error}, {times} since {since}")
    click.echo("Nothing is set aside." if not found else "The log says where each failed.")
    if found:
        raise click.exceptions.Exit(1)
