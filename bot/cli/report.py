"""`clarion report`: how a day went, in plain sentences."""

from __future__ import annotations

import click

from bot.bootstrap import build
from bot.config import load_settings
from bot.results import day as days


@click.command()
@click.option("--day", "text", default="today", show_default=True, help="2026-09-22, or yesterday.")
def command(text: str) -> None:
    """Print a day of the week: calls against the goal, who joined, who waits, what goes out next.

    "Joined" counts people who asked for texts themselves, never imported ones.
    """
    clarion = build(load_settings(), pool_size=1, application="clarion command")
    try:
        found = days.of(clarion, days.read_day(clarion, text))
        click.echo(f"{clarion.campaign.current().name}, {found.day:%A, %B %d %Y}")
        for line in days.lines(clarion, found):
            click.echo(f"  {line}")
        for hour, calls in found.by_hour.items():
            click.echo(f"  {hour:02}:00  {calls:5}  {'#' * min(60, calls)}")
    finally:
        clarion.record.dispose()
