"""`make chaos`: runs trials and prints what held in one table."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
import traceback
from dataclasses import dataclass

import click

from tests.chaos import carrier, clocks, crowds, kills, record
from tests.chaos.house import House, house
from tests.chaos.judging import judge
from tests.chaos.probe import Prober
from tests.chaos.trials import TRIALS, CannotRunError, Trial

_USUAL = ("kills",)
# What lasts minutes proves as much in a quarter of them: every limit of ours is shorter.
_OF_ALL = 0.25
__all__ = ["carrier", "clocks", "crowds", "kills", "main", "record"]


@click.command()
@click.argument("names", nargs=-1, type=click.Choice([*TRIALS, "all"]), metavar="[TRIAL]...")
@click.option(
    "--scale", type=float, help=f"Shorter or longer, as 0.1. [default: 1; {_OF_ALL} of all]"
)
@click.option("--people", type=int, help="How many the broadcast goes to.")
@click.option("--seed", default=0, show_default=True)
@click.option("--list", "is_list", is_flag=True, help="Name the trials, and what must hold.")
def main(
    names: tuple[str, ...], scale: float | None, people: int | None, seed: int, is_list: bool
) -> None:
    """Run TRIALs (kills, if none is named). Ends with 1 when something did not hold."""
    if is_list:
        for one in TRIALS.values():
            click.echo(f"{one.name:18} {one.about}")
        return
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    wanted = tuple(TRIALS) if "all" in names else names or _USUAL
    lasts = scale or (_OF_ALL if "all" in names else 1.0)
    rows: list[Outcome] = []
    try:
        for name in wanted:
            rows.append(_run(TRIALS[name], lasts, people, seed))
    finally:  # ended by somebody in the middle, it still tells what held until then
        _tell(rows, len(wanted))
    if any(row.verdict for row in rows):
        raise SystemExit(1)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a trial: what did not hold, in sentences; nothing where all did."""

    name: str
    took_s: float
    verdict: list[str]
    size: str = ""
    load: float = 0.0  # of the machine, in the last minute, as `uptime` says it


def _tell(rows: list[Outcome], wanted: int) -> None:
    """The table of all that ran. How late answers were says little where other work waited for the
    cores as well, so each has the load beside it."""
    held = sum(not row.verdict for row in rows)
    minutes = sum(row.took_s for row in rows) / 60
    ran = f"{len(rows)} of {wanted} trials in {minutes:.0f} min on {os.cpu_count()} cores"
    click.echo(f"\n{ran}, {held} held")
    for row in rows:
        mark, told = ("✗", row.verdict[0]) if row.verdict else ("✓", "held")
        load = f"load {row.load:4.1f}"
        click.echo(f"{mark} {row.name:18} {row.took_s:5.0f} s  {load}  {row.size:66} {told}")
        for line in row.verdict[1:]:
            click.echo(f"{'':105}{line}")


def _run(one: Trial, scale: float, people: int | None, seed: int) -> Outcome:
    click.echo(f"{one.name}: {one.about}")
    began = time.monotonic()
    dice = random.Random(f"{one.name}/{seed}")  # noqa: S311 - chosen at random, not secret
    count = people or one.people
    try:
        with one.surroundings(), house(count, one.rate, scale, one.settings) as home:
            verdict, size = _harmed(one, home, dice)
    except CannotRunError as error:
        return Outcome(one.name, time.monotonic() - began, [f"could not run: {error}"])
    except Exception as error:  # the trials after this one are to be run all the same
        traceback.print_exc()
        verdict, size = [f"broke off: {error}"], ""
    for line in verdict:
        click.echo(f"  ✗ {line}")
    took_s = time.monotonic() - began
    click.echo(f"  {'did not hold' if verdict else 'held'}, {took_s:.0f} s")
    return Outcome(one.name, took_s, verdict, size, os.getloadavg()[0])


def _harmed(one: Trial, home: House, dice: random.Random) -> tuple[list[str], str]:
    prober = Prober(home.simulator, one.probe_every_s)
    prober.begin()
    try:
        wrong = one.harm(home, dice)
        home.simulator.clear_faults()
        home.simulator.settings(latency_ms=0, list_lag_ms=0)
        home.wait_until_done()
    finally:
        prober.end()
    wrong += one.judge(home) if one.judge else judge(home)
    wrong += prober.verdict(one.answered_within_s, one.most_late_s)
    size = f"{home.people:,} people, {len(prober.sent)} texting, {len(home.stopped)} stops"
    size += f", {prober.pace}"
    return wrong, size


if __name__ == "__main__":
    main()
