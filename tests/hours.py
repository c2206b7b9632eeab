"""`make test-hours`: the tests that read a clock, at the hours at which clocks go wrong.

Each run is a pytest of its own whose clock is moved by `CLOCK_OFFSET_FILE` and goes on from there,
in the processes that its tests start too: one that begins at 23:58 is soon in the next month.
PostgreSQL's clock is left where it is, so that whatever is dated by it shows.

The parts run are those that read a wall clock or reckon with days: what sends, plans, waits,
remembers or answers. Left out: the engine, the campaign's reader and the places, which are given
their time as an argument and have tables of their own for these nights; the settings, which refuse
a moved clock; browsers and prism, for their time; chaos and the house, which read files.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "sending", "broadcasts", "conversations", "djs", "organizers", "people", "segments",
    "orders", "texting", "workers", "machine", "cli", "simulator", "carrier", "web",
)  # fmt: skip
_EASTERN = "America/New_York"
# Name -> wall clock and zone at which a run begins. 2026 ends daylight saving on November 1 and
# 2027 begins it on March 14, at 2:00 of each zone but Arizona's; 2028 is a leap year.
MOMENTS = {
    "deep in the night": ("2026-09-22 03:10", _EASTERN),
    "before midnight": ("2026-09-22 23:58", _EASTERN),
    "a Sunday morning": ("2026-09-20 09:00", _EASTERN),
    "end of January": ("2027-01-31 23:58", _EASTERN),
    "end of February": ("2027-02-28 23:58", _EASTERN),
    "a leap day": ("2028-02-29 12:00", _EASTERN),
    "end of the leap day": ("2028-02-29 23:58", _EASTERN),
    "end of the year": ("2026-12-31 23:59", _EASTERN),
    "spring forward, east": ("2027-03-14 01:58", _EASTERN),
    "spring forward, west": ("2027-03-14 01:58", "America/Los_Angeles"),
    "the day of spring forward": ("2027-03-13 20:30", "America/Chicago"),
    "fall back, east": ("2026-11-01 00:58", _EASTERN),
    "fall back, second hour": ("2026-11-01 01:30", "America/Denver"),
}


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(list(MOMENTS)), metavar="[MOMENT]...")
@click.option("--list", "is_list", is_flag=True, help="Name the moments.")
@click.option("--part", "parts", multiple=True, help="Only this: a path below tests/.")
def main(names: tuple[str, ...], is_list: bool, parts: tuple[str, ...]) -> None:
    """Run the tests that read a clock at each MOMENT. Ends with 1 when one fails."""
    if is_list:
        for name, (wall, zone) in MOMENTS.items():
            click.echo(f"{name:26} {wall} {zone}")
        return
    rows = [(name, *_run(name, parts or PARTS)) for name in names or MOMENTS]
    click.echo()
    for name, code, took_s, told in rows:
        wall, zone = MOMENTS[name]
        click.echo(f"{'✗' if code else '✓'} {name:26} {wall} {zone:20} {took_s:4.0f} s  {told}")
    if any(code for _, code, _, _ in rows):
        raise SystemExit(1)


def _run(name: str, parts: tuple[str, ...]) -> tuple[int, float, str]:
    """Exit code, seconds and pytest's last line."""
    wall, zone = MOMENTS[name]
    begins_at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    click.echo(f"{name}: {begins_at:%a %Y-%m-%d %H:%M %Z}")
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="clarion-hours-") as folder:
        file = Path(folder) / "offset"
        file.write_text(str((begins_at - datetime.now(UTC)).total_seconds()), encoding="ascii")
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile",
             "-m", "not browser and not contract", "-p", "no:cacheprovider",
             *(f"tests/{part}" for part in parts)],
            env={**os.environ, "CLOCK_OFFSET_FILE": str(file)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
        )  # fmt: skip
    lines = done.stdout.strip().splitlines() or [""]
    for line in lines if done.returncode else ():
        click.echo(f"  {line}")
    return done.returncode, time.monotonic() - began, lines[-1].strip("= ")


if __name__ == "__main__":
    main()
