"""`clarion calls`: the line by voice today, and numbers that are not served."""

from __future__ import annotations

import json

import click

from bot.calls import blocking, overview
from bot.cli.acting import acting, as_option, services


@click.group()
def command() -> None:
    """The line by voice: calls of today, minutes, numbers that are not served."""


@command.command("today")
@click.option("--json", "as_json", is_flag=True, help="As JSON.")
def today(as_json: bool) -> None:
    """How many calls there were today and what came of them, and the minutes used."""
    with services() as clarion:
        found = overview.today(clarion)
    if as_json:
        counts = [{"direction": d, "what": w, "count": n} for d, w, n in found.counts]
        told = {"minutes": found.minutes, "budget": found.budget, "running": found.running}
        click.echo(json.dumps({**told, "counts": counts}))
        return
    for direction, what, count in found.counts:
        words = f"{overview.direction_named(direction)}: {overview.named(what)}"
        click.echo(f"{count:>7,}  {words}")
    click.echo(f"{found.minutes:,} of {found.budget:,} minutes today, {found.running} going on.")


@command.command("list")
@click.option("--most", default=20, show_default=True, type=click.IntRange(1, 500))
def list_all(most: int) -> None:
    """The newest calls, by id: no numbers are kept."""
    with services() as clarion:
        found = overview.latest(clarion, most)
    for row in found:
        seconds = f"{row.connected_s} s" if row.connected_s is not None else ""
        came = f"{row.direction:4} {row.line or '':14} {overview.what_came(row):12} {seconds:>6}"
        click.echo(f"{row.id:>6}  {row.created_at:%Y-%m-%d %H:%M}Z  {came}  {row.source or ''}")


@command.command("block")
@click.argument("number")
@click.option("--days", default=7, show_default=True, help="For how long.")
@click.option("--why", default="", help="For the others of the team.")
@as_option
def block(number: str, days: int, why: str, who: str) -> None:
    """Connect no calls of NUMBER for some days; only a keyed hash of it is kept."""
    with services() as clarion:
        made = blocking.block(clarion, number, days=days, why=why, by=acting(clarion, who))
    click.echo(f"Blocked as {made} for {days} days. To lift it: clarion calls unblock {made}")


@command.command("unblock")
@click.argument("block_id", type=int)
@as_option
def unblock(block_id: int, who: str) -> None:
    """Connect calls of a blocked number again, by its id in `clarion calls blocked`."""
    with services() as clarion:
        blocking.lift(clarion, block_id, acting(clarion, who))
    click.echo("It is connected again.")


@command.command("blocked")
def blocked() -> None:
    """Numbers that are not connected now: their last two digits, and until when."""
    with services() as clarion:
        found = blocking.listed(clarion)
    for row in found:
        click.echo(
            f"{row.id:>6}  ... {row.ends_in}  until {row.until:%Y-%m-%d %H:%M}Z  {row.why or ''}"
        )
    if not found:
        click.echo("None.")
