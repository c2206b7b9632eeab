"""Series: one look over 100,000 people with nothing due, and many due at once."""

from __future__ import annotations

import shutil
import statistics
import tempfile
import time
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.broadcast import Bench, bench
from bench.table import Row
from bot.broadcasts import series
from bot.clarion import Clarion
from bot.clock import SetClock

_PEOPLE, _FEW = 100_000, 10_000
_JOINED = datetime(2026, 9, 23, 17, tzinfo=UTC)  # noon in Chicago, where everybody is
_SERIES = """
series: one
about: One text.
from: {anchor}
texts:
  hello: {{when: {when}, say: {{en: "Hello, call {{line}}.", es: "Hola, llama: {{line}}."}}}}
"""


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure looks at 100,000. Fewer seconds than four make fewer due at once; each costs the
    same, and the limits are by the number."""
    with bench() as at, tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "flows"
        shutil.copytree("flows", folder)
        clarion = at.clarion(campaign=folder, send_rate_per_s=1_000_000.0)
        at.crowd(clarion, _PEOPLE)
        _join(at, clarion, _JOINED)
        rows = [_shipped(clarion, max(1, rounds))]
        shutil.rmtree(folder / "series")
        (folder / "series").mkdir()
        clarion.record.dispose()
        rows += _worst(at, folder, max(1, rounds))
        rows += _many(at, folder, int(_PEOPLE * min(1.0, seconds / 4)))
        return rows


def _join(at: Bench, clarion: Clarion, moment: datetime, until: int = 1 << 40) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("TRUNCATE series_sent, series_seen")
        connection.execute(
            "UPDATE contact SET opted_in_at = CASE WHEN id <= %s THEN %s::timestamptz"
            " ELSE %s::timestamptz END",
            [until, moment, moment - timedelta(days=30)],
        )
    with clarion.record.alone() as connection:
        connection.execute("VACUUM ANALYZE contact, series_sent, message")


def _look(clarion: Clarion, moment: datetime) -> tuple[float, int]:
    services = replace(clarion, clock=SetClock(moment))
    began = time.perf_counter()
    planned = series.run_due(services)
    return time.perf_counter() - began, planned


def _shipped(clarion: Clarion, rounds: int) -> Row:
    """The campaign's own series, between two texts."""
    moment = _JOINED + timedelta(hours=8)
    _look(clarion, moment)
    took = [_look(clarion, moment)[0] for _ in range(5 * rounds)]
    return _within("a look at 100,000, nothing due", statistics.median(took), 0.1)


def _file(at: Bench, folder: Path, anchor: str, when: str) -> Clarion:
    body = _SERIES.format(anchor=anchor, when=when)
    (folder / "series" / "one.yaml").write_text(body, encoding="utf-8")
    clarion = at.clarion(campaign=folder, send_rate_per_s=1_000_000.0)
    _look(clarion, _JOINED - timedelta(days=10))  # from now on the text is known
    return clarion


def _worst(at: Bench, folder: Path, rounds: int) -> list[Row]:
    """Everybody joined on one day and it is that day plus one; a day that everybody waits for."""
    eve = datetime(2026, 9, 20, 20, tzinfo=UTC)  # two hours before 17:00 in Chicago
    rows = []
    for anchor, when, joined, moment in (
        ("joined", '"1 day after at 14:00"', _JOINED, _JOINED + timedelta(days=1)),
        ("week", '"1 day before at 17:00"', _JOINED - timedelta(days=30), eve),
    ):
        clarion = _file(at, folder, anchor, when)
        _join(at, clarion, joined)
        took = [_look(clarion, moment)[0] for _ in range(5 * rounds)]
        name = f"{_PEOPLE:,} wait for {anchor}, due in 2 h"
        rows.append(_within(name, statistics.median(took), 0.2))
        clarion.record.dispose()
    return rows


def _many(at: Bench, folder: Path, most: int) -> list[Row]:
    rows = []
    for count in (_FEW, most):
        clarion = _file(at, folder, "joined", '"1 day after at 14:00"')
        _join(at, clarion, _JOINED, until=count)
        _look(clarion, _JOINED - timedelta(days=10))
        due = _JOINED + timedelta(days=1, hours=2)
        took, planned = _look(clarion, due)
        if planned != count:
            raise RuntimeError(f"{planned} planned, not {count}")
        rows.append(_within(f"planning {count:,} due at once", took, count / 2_000))
        with clarion.record.transaction() as connection:
            connection.execute("UPDATE message SET state = 'delivered'")
        with clarion.record.alone() as connection:
            connection.execute("VACUUM ANALYZE series_sent, message")
        again = statistics.median(_look(clarion, due)[0] for _ in range(3))
        rows.append(_within(f"a look once {count:,} have had it", again, 0.1 * count / 10_000))
        with clarion.record.transaction() as connection:
            connection.execute("TRUNCATE message")
        clarion.record.dispose()
    return rows


def _within(name: str, seconds: float, limit: float) -> Row:
    return Row(name, seconds, "s", None, None, f"≤ {limit:g} s", seconds <= limit)
