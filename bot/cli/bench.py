"""`clarion bench`: measure Clarion, each figure beside its floor from the same run."""

from __future__ import annotations

import importlib
import sys
import time
import traceback
from collections import Counter
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
    "voice": "calls coming in and keys in them, against a bare app",
    "broadcast": "texts going out, against a bare loop and one job a text in RQ and celery",
    "planning": "scheduling, planning and the first text of a broadcast to 100,000",
    "scale": "what grows with a broadcast: time, a claim's cost, memory, Redis",
    "series": "a look for who is due for a text of a series, and many due at once",
    "imports": "a list of 100,000 people, shown and brought in, against a bare COPY",
    "people": "every list of a million people: finding, segments, the inbox, one person",
    "events": "finding events among 50,000 around a ZIP, by state and day",
    "pace": "the sender's rate, kept by two workers together",
    "callbacks": "a broadcast at 100 parts a second with all of its callbacks",
    "understanding": "which flow a sentence means, by both parts; time and memory",
    "live": "the public counter while a crowd asks for it",
    "replies": "a reply's time while a broadcast goes out, against its time without",
}
_QUICK, _LONG = (2, 1.4), (3, 4.0)  # rounds, and seconds a round
_FILE_WIDTH = 150
_LEAST_TOLD_S = 0.5  # a figure's time in the table
_MARKS = {True: "✓", False: "✗", None: ""}


@click.command()
@click.argument("subjects", nargs=-1, type=click.Choice(list(SUBJECTS)))
@click.option("--rounds", type=int, help="Interleaved rounds; medians count. [2, or 3 with --long]")
@click.option("--seconds", type=float, help="Seconds a round. [1.4, or 4 with --long]")
@click.option("--long", "is_long", is_flag=True, help="The full sizes; about half an hour.")
@click.option("--json", "path", type=click.Path(path_type=Path), help="Where to write the run.")
@click.option(
    "--compare",
    "pair",
    nargs=2,
    type=click.Path(path_type=Path),
    help="Two runs that were written, side by side; nothing is measured.",
)
def command(
    subjects: tuple[str, ...],
    rounds: int | None,
    seconds: float | None,
    is_long: bool,
    path: Path | None,
    pair: tuple[Path, Path] | None,
) -> None:
    """Measure SUBJECTS (all of them, if none is named) and print one table.

    Trust the ratios: both sides of each ran in the same minutes on this machine. The run is
    written as JSON too. Ends with 1 when a figure misses its target.
    """
    sys.path.insert(0, str(Path(__file__).parents[2]))  # bench/ stands beside bot/, uninstalled
    try:
        report = importlib.import_module("bench.report")
    except ModuleNotFoundError:
        raise ConfigError("bench/ is not here; run this from a checkout of the project.") from None
    console = Console()
    if not console.is_terminal:  # a file has room for a figure a line
        console = Console(width=_FILE_WIDTH)
    if pair is not None:
        raise SystemExit(_compare(console, report, *pair))
    usual = _LONG if is_long else _QUICK
    named = subjects or tuple(SUBJECTS)
    began = time.monotonic()
    figures = _measure(console, named, rounds or usual[0], seconds or usual[1])
    took_s = time.monotonic() - began
    console.print(_table(figures))
    console.print(_times(figures))
    written = report.write(figures, took_s, path)
    console.print(f"{len(figures)} figures in {took_s / 60:.1f} minutes; written to {written}")
    if any(row.ok is False for _, row in figures):
        raise SystemExit(1)


def _measure(
    console: Console, subjects: tuple[str, ...], rounds: int, seconds: float
) -> list[tuple[str, Any]]:
    figures = []
    for subject in subjects:
        began = time.perf_counter()
        with console.status(f"measuring {SUBJECTS[subject]} …"):
            found = _run(subject, rounds, seconds)
        found = importlib.import_module("bench.table").timed(found, began)
        missed = sum(row.ok is False for row in found)
        console.print(
            f"{subject}: {len(found)} figures in {time.perf_counter() - began:.0f} s"
            + (f", {missed} below what is asked" if missed else "")
        )
        figures += [(subject, row) for row in found]
    return figures


def _run(subject: str, rounds: int, seconds: float) -> list[Any]:
    """The figures of a subject; one that says so where it broke off, and the others go on."""
    try:
        found: list[Any] = importlib.import_module(f"bench.{subject}").run(rounds, seconds)
        return found
    except Exception as error:
        traceback.print_exc()
        row = importlib.import_module("bench.table").Row
        return [row(f"broke off: {error}", 0.0, "", target="to be measured", ok=False)]


def _table(figures: list[tuple[str, Any]]) -> Table:
    table = Table(title="Figures beside their floors", title_justify="left")
    table.add_column("subject")
    table.add_column("measured")
    for name in ("ours", "floor", "ratio"):
        table.add_column(name, justify="right")
    table.add_column("goal")
    table.add_column("")
    table.add_column("took", justify="right")
    last = ""
    for subject, row in figures:
        if last and subject != last:
            table.add_section()
        table.add_row(
            subject if subject != last else "",
            row.name,
            _number(row.value, row.unit),
            _number(row.floor),
            f"{row.ratio:.2f}" if row.ratio is not None else "",
            row.target,
            _MARKS[row.ok],
            f"{row.took_s:.0f} s" if row.took_s >= _LEAST_TOLD_S else "",
        )
        last = subject
    return table


def _times(figures: list[tuple[str, Any]]) -> str:
    """Where the time went, the longest first."""
    spent: Counter[str] = Counter()
    for subject, row in figures:
        spent[subject] += row.took_s
    return "Took: " + ", ".join(f"{name} {took:.0f} s" for name, took in spent.most_common())


def _number(value: float | None, unit: str = "") -> str:
    return "" if value is None else f"{value:,.6g} {unit}".strip()


def _compare(console: Console, report: Any, old_path: Path, new_path: Path) -> int:
    """Print two runs side by side. 1 where a target that was reached is missed now."""
    old, new = report.read(old_path), report.read(new_path)
    changes = report.compare(old, new)
    table = Table(title=f"{old.made_at} → {new.made_at}", title_justify="left")
    for name in ("subject", "measured", "old", "new", "new / old", "goal", ""):
        is_words = name in ("subject", "measured", "goal")
        table.add_column(name, justify="left" if is_words else "right")
    for change in changes:
        table.add_row(*_changed(change, report.NOISE))
    console.print(table)
    if old.machine != new.machine:
        console.print(f"Two machines: {old.machine}; {new.machine}. Compare only the ratios.")
    lost = [change for change in changes if change.is_lost]
    for change in lost:
        console.print(f"Lost: {change.subject}, {change.old.name}")
    return 1 if lost else 0


def _changed(change: Any, noise: float) -> tuple[str, ...]:
    row = change.new or change.old
    by = "" if change.by is None else f"{change.by:.2f}"
    if change.by is not None and abs(change.by - 1) > noise:
        by += " *"
    return (
        change.subject,
        row.name,
        _shown(change.old),
        _shown(change.new),
        by,
        row.target,
        _MARKS[change.new.ok] if change.new else "gone",
    )


def _shown(row: Any) -> str:
    if row is None:
        return ""
    ratio = f" ({row.ratio:.2f})" if row.ratio is not None else ""
    return _number(row.value, row.unit) + ratio
