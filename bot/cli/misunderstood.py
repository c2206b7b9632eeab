"""`clarion misunderstood`: what people wrote that the line did not understand."""

from __future__ import annotations

import click

from bot.bootstrap import build
from bot.config import load_settings
from bot.conversations import misunderstood


@click.command()
@click.option("--days", type=click.IntRange(1, 366), default=7, show_default=True)
@click.option("--lang", default=None, help="Only texts of one language, such as es.")
@click.option("--most", type=click.IntRange(1), default=50, show_default=True, help="Groups shown.")
def command(days: int, lang: str | None, most: int) -> None:
    """Show texts that nobody understood, alike ones together, the most first.

    Numbers and names are blotted. Make a keyword or a sentence of a flow (`means`) of what many
    write, and it is understood from then on.
    """
    clarion = build(load_settings(), pool_size=1, application="clarion command")
    found = misunderstood.groups(clarion, days, lang)
    clarion.record.dispose()
    if not found:
        click.echo("Everything was understood." if lang is None else "Nothing in that language.")
        return
    for group in found[:most]:
        place = f" at {group.where}" if group.where else ""
        offered = f", offered {group.offered.upper()}" if group.offered else ""
        people = "1 person" if group.people == 1 else f"{group.people} people"
        line = " ".join(group.example.split())
        click.echo(f"{group.count:5}  {people:>11}  {group.lang}{place}{offered}: {line}")
    texts = sum(group.count for group in found)
    click.echo(f"{texts} texts in {len(found)} groups, the last {days} days.")
