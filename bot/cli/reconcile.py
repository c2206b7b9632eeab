"""`clarion reconcile`: take in texts that the carrier has and we never stored."""

from __future__ import annotations

import time
from datetime import datetime, timedelta

import click

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.config import load_settings
from bot.sending import doubts, reconcile
from bot.texting.counting import counted

_PATIENCE_S = 10.0  # for the clock's own look to end


def _look(clarion: Clarion, since: datetime) -> reconcile.Reconciled:
    until = time.monotonic() + _PATIENCE_S
    while True:
        found = reconcile.run(clarion, since, fresh=timedelta(0))
        if found.has_looked or time.monotonic() > until:
            return found
        time.sleep(0.5)


@click.command()
@click.option("--hours", default=24, show_default=True, help="How far back to look.")
def command(hours: int) -> None:
    """List inbound texts at the carrier, take in the missing ones, and look up doubts."""
    clarion = build(load_settings(), pool_size=4, application="clarion command")
    since = clarion.clock.now() - timedelta(hours=hours)
    found = _look(clarion, since)
    listed = counted(found.listed, "text", "texts")
    click.echo(f"{listed} listed, {found.taken_in:,} taken in now.")
    looked = doubts.resolve(clarion)
    doubtful = counted(looked.found + looked.absent, "doubtful text", "doubtful texts")
    click.echo(f"{doubtful} looked up. Had been sent: {looked.found:,}. Are sent once more: "
               f"{looked.planned:,}. Wait for an organizer: {looked.held:,}.")  # fmt: skip
    clarion.record.dispose()
    if not found.has_looked:
        click.echo(
            "The carrier did not list its texts, or the clock is looking at this moment; the log "
            "says which. Try again in a minute.",
            err=True,
        )
        raise click.exceptions.Exit(1)
    if found.failed:
        click.echo(f"{found.failed:,} could not be taken in; the log says which.", err=True)
        raise click.exceptions.Exit(1)
