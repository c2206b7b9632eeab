"""`clarion splits`: which way random splits sent people."""

from __future__ import annotations

import json
from dataclasses import asdict

import click

from bot.cli.acting import services
from bot.people.splits import list_splits
from bot.texting.counting import counted


@click.command("splits")
@click.option("--json", "as_json", is_flag=True, help="As JSON, one way a line.")
def command(as_json: bool) -> None:
    """Show how many people each random split sent each way, beside its share."""
    with services() as clarion:
        found = list_splits(clarion)
    if not found and not as_json:
        click.echo("No flow has a split, and none was taken. docs/flows.md has `split`.")
    for (flow, step), ways in found.items():
        if as_json:
            for way in ways:
                click.echo(json.dumps({"flow": flow, "step": step, **asdict(way)}))
            continue
        together = sum(way.people for way in ways)
        click.echo(f"{flow}/{step}: {counted(together, 'person', 'people')}")
        for way in ways:
            percent = 100 * way.people / together if together else 0.0
            click.echo(f"  {way.branch:14} {way.people:>7,}  {percent:5.1f} % of {way.share:.1f} %")
