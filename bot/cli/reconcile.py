"""`clarion reconcile`: take in texts that the carrier has and we never stored."""

from __future__ import annotations

from datetime import timedelta

import click

from bot import doubts, reconcile
from bot.bootstrap import build
from bot.config import load_settings


@click.command()
@click.option("--hours", default=24, show_default=True, help="How far back to look.")
def command(hours: int) -> None:
    """List inbound texts at the carrier, take in the missing ones, and look up doubts."""
    clarion = build(load_settings(), pool_size=4, application="clarion command")
    since = clarion.clock.now() - timedelta(hours=hours)
    found = reconcile.run(clarion, since)
    click.echo(f"{found.listed:,} texts listed, {found.taken_in:,} taken in now.")
    looked = doubts.resolve(clarion)
    click.echo(f"{looked.found + looked.absent:,} doubtful texts looked up: {looked.found:,} were "
               f"sent, {looked.planned:,} are sent once more.")  # fmt: skip
    clarion.record.dispose()
    if found.failed:
        click.echo(f"{found.failed:,} could not be taken in; the log says which.", err=True)
        raise click.exceptions.Exit(1)
