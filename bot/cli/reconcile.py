"""`clarion reconcile`: take in texts that the carrier has and we never stored."""

from __future__ import annotations

from datetime import timedelta

import click

from bot import doubts, reconcile
from bot.bootstrap import build
from bot.config import load_settings
from bot.counting import counted


@click.command()
@click.option("--hours", default=24, show_default=True, help="How far back to look.")
def command(hours: int) -> None:
    """List inbound texts at the carrier, take in the missing ones, and look up doubts."""
    clarion = build(load_settings(), pool_size=4, application="clarion command")
    since = clarion.clock.now() - timedelta(hours=hours)
    found = reconcile.run(clarion, since)
    listed = counted(found.listed, "text", "texts")
    click.echo(f"{listed} listed, {found.taken_in:,} taken in now.")
    looked = doubts.resolve(clarion)
    doubtful = counted(looked.found + looked.absent, "doubtful text", "doubtful texts")
    click.echo(f"{doubtful} looked up. Had been sent: {looked.found:,}. Are sent once more: "
               f"{looked.planned:,}. Wait for an organizer: {looked.held:,}.")  # fmt: skip
    clarion.record.dispose()
    if found.failed:
        click.echo(f"{found.failed:,} could not be taken in; the log says which.", err=True)
        raise click.exceptions.Exit(1)
