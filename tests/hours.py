"""`make test-hours`: the tests that read a clock, at the hours at which clocks go wrong.

Each run is a pytest of its own whose clock is moved by `CLOCK_OFFSET_FILE` and goes on from there,
in the processes that its tests start too: one that begins at 23:58 is soon in the next month.
PostgreSQL's clock is left where it is, so that whatever is dated by it shows.

The parts run are those that read a wall clock or reckon with days: what sends, plans, waits,
calls, remembers or answers. `LEFT_OUT` has the other folders, each with its reason, and
`tests/test_clock.py` says when a folder is in neither. Browsers and prism are left out for their
time, wherever they are.

"in full" leaves the clock where it is: the tests that `make test` plays with fewer people or
sentences (tests/sizes.py), with all of them.
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

from tests.sizes import VARIABLE as SIZED

ROOT = Path(__file__).resolve().parents[1]
PARTS = (
    "sending", "broadcasts", "conversations", "djs", "organizers", "people", "segments",
    "orders", "texting", "workers", "machine", "cli", "simulator", "carrier", "web",
    "events", "phone_banks", "calls", "calling_lists", "inbox", "imports", "privacy",
    "results", "rehearsals", "campaign", "bench",
)  # fmt: skip
# Folder of tests -> why it is the same at any hour.
LEFT_OUT = {
    "config": "settings of production refuse a moved clock",
    "services": "servers are started and ended, whatever the time",
    "engine": "pure: given its time as an argument, with tables of its own for these nights",
    "places": "given its time as an argument, with tables of its own for these nights",
    "flows": "conversations are played on the days that they name",
    "store": "given its time by the rooms, whose tests ask it",
    "understanding": "sentences have no time",
    "paper": "pages have no time but the one they are given",
    "house": "reads the files of the repository",
}
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


_IN_FULL = "in full"
_RUNS = (_IN_FULL, *MOMENTS)


@click.command()
@click.argument("names", nargs=-1, type=click.Choice(_RUNS), metavar="[MOMENT]...")
@click.option("--list", "is_list", is_flag=True, help="Name the moments.")
@click.option("--part", "parts", multiple=True, help="Only this: a path below tests/.")
@click.option(
    "--workers", default="auto", help="Processes of tests; one more than cores unless told."
)
def main(names: tuple[str, ...], is_list: bool, parts: tuple[str, ...], workers: str) -> None:
    """Run the tests that read a clock at each MOMENT, and the sized ones in full. Ends with 1 when
    one fails."""
    if is_list:
        for name in _RUNS:
            click.echo(f"{name:26} {_when(name)}")
        return
    rows = [(name, *_run(name, parts, workers)) for name in names or _RUNS]
    click.echo()
    for name, code, took_s, told in rows:
        mark = "✗" if code else "✓"
        click.echo(f"{mark} {name:26} {_when(name):37} {took_s:4.0f} s  {told}")
    if any(code for _, code, _, _ in rows):
        raise SystemExit(1)


def _when(name: str) -> str:
    return "now" if name == _IN_FULL else " ".join(MOMENTS[name])


def _run(name: str, parts: tuple[str, ...], workers: str) -> tuple[int, float, str]:
    """Exit code, seconds and pytest's last line."""
    began = time.monotonic()
    if name == _IN_FULL:
        click.echo(name)
        return _told(_pytest("sized", parts, {SIZED: "1"}, workers), began)
    wall, zone = MOMENTS[name]
    begins_at = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone))
    click.echo(f"{name}: {begins_at:%a %Y-%m-%d %H:%M %Z}")
    with tempfile.TemporaryDirectory(prefix="clarion-hours-") as folder:
        file = Path(folder) / "offset"
        file.write_text(str((begins_at - datetime.now(UTC)).total_seconds()), encoding="ascii")
        moved = {"CLOCK_OFFSET_FILE": str(file)}
        return _told(_pytest("not browser and not contract", parts or PARTS, moved, workers), began)


def _pytest(
    marked: str, parts: tuple[str, ...], variables: dict[str, str], workers: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-n", workers, "--dist", "loadfile",
         "-m", marked, "-p", "no:cacheprovider",
         *([f"tests/{part}" for part in parts] or ["tests"])],
        env={**os.environ, **variables},
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT,
    )  # fmt: skip


def _told(done: subprocess.CompletedProcess[str], began: float) -> tuple[int, float, str]:
    lines = done.stdout.strip().splitlines() or [""]
    for line in lines if done.returncode else ():
        click.echo(f"  {line}")
    return done.returncode, time.monotonic() - began, lines[-1].strip("= ")


if __name__ == "__main__":
    main()
