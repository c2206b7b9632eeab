"""`clarion bench`: measure Clarion, each figure beside its floor from the same run."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table

from bot.errors import ConfigError

# Name -> what it measures. Each is bench/NAME.py with `run(rounds, seconds) -> list[Row]`.
SUBJECTS = {
    "engine": "turns of a conversation, against a bare engine and the field's",
    "inbound": "signed texts coming in, against a bare app",
    "broadcast": "texts going out, against a bare loop and one job a text in RQ and celery",
    "planning": "scheduling, planning and the first text of a broadcast to 100,000",
    "scale": "what grows with a broadcast: time, a claim's cost, memory, Redis",
    "series": "a look for who is due for a text of a series, and many due at once",
    "pace": "the sender's rate, kept by two workers together",
    "callbacks": "a broadcast at 100 parts a second with all of its callbacks",
    "replies": "a reply's time while a broadcast goes out, against its time without",
}


@click.command()
@click.argument("subjects", nargs=-1, type=click.Choice(list(SUBJECTS)))
@click.option("--rounds", default=3, show_default=True, help="Interleaved rounds; medians count.")
@click.option("--seconds", default=4.0, show_default=True, help="Seconds a round.")
def command(subjects: tuple[str, ...], rounds: int, seconds: float) -> None:
    """Measure SUBJECTS (all of them, if none is named) and print one table.

    Trust the ratios: both sides of each ran in the same minutes on this machine. Ends with 1 when
    a figure misses its target.
    """
    sys.path.insert(0, str(Path(__file__).parents[2]))  # bench/ stands beside bot/, uninstalled
    try:
        importlib.import_module("bench.table")
    except ModuleNotFoundError:
        raise ConfigError("bench/ is not here; run this from a checkout of the project.") from None
    console = Console()
    is_good = True
    for subject in subjects or tuple(SUBJECTS):
        with console.status(f"measuring {SUBJECTS[subject]} …"):
            rows = importlib.import_module(f"bench.{subject}").run(rounds, seconds)
        console.print(_table(subject, rows))
        is_good = is_good and all(row.ok is not False for row in rows)
    if not is_good:
        raise SystemExit(1)


def _table(subject: str, rows: list[Any]) -> Table:
    table = Table(title=f"{subject}: {SUBJECTS[subject]}", title_justify="left")
    table.add_column("measured")
    for name in ("ours", "floor", "ratio"):
        table.add_column(name, justify="right")
    table.add_column("asked")
    table.add_column("")
    for row in rows:
        table.add_row(
            row.name,
            f"{row.value:,.6g} {row.unit}",
            f"{row.floor:,.6g}" if row.floor is not None else "",
            f"{row.ratio:.2f}" if row.ratio is not None else "",
            row.target,
            {True: "✓", False: "✗", None: ""}[row.ok],
        )
    return table
