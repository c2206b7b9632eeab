"""What moved the line: calls in the hour after each broadcast and each reading on air, against
before.

Of a broadcast, the people who got it are compared with themselves, each by their own text's time.
Of a reading, the calls that carry the DJ's own code, digits or number are theirs, exactly; calls
of the DJ's state are compared where nobody else read there within the hour. No call is in two
readings. Where the line was closed for most of the hour before, the same hour of up to three
earlier days on which it was open stands for it; days go by the clock on the wall.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import isinf

from bot.cells import inert
from bot.clarion import Clarion
from bot.results import airing_effects, funnel, text_effects
from bot.results import day as days
from bot.results.seen import Effect
from bot.results.verdicts import Side

SPAN = timedelta(days=13)  # before the last day, where no first one is named
_COLUMNS = (
    "kind", "id", "title", "state", "at", "people", "own_said", "own_measured", "after_said",
    "after_measured", "before_said", "before_measured", "earlier_days", "verdict", "low", "high",
    "says", "compared",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Effects:
    """Broadcasts and readings of a span of days (both counted in), the newest first."""

    since: date
    until: date
    broadcasts: Sequence[Effect]
    airings: Sequence[Effect]


def of(clarion: Clarion, since: str = "", until: str = "") -> Effects:
    """What broadcasts and readings between two days moved; two weeks up to today, where none are
    named. Raises: InputError, RecordAway."""
    last = days.read_day(clarion, until)
    first, last = funnel.span(clarion, since or (last - SPAN).isoformat(), until)
    began, ended = funnel.instants(clarion, first, last)
    with clarion.record.transaction() as connection:
        return Effects(
            first,
            last,
            text_effects.between(clarion, connection, began, ended),
            airing_effects.between(clarion, connection, began, ended),
        )


def newest_airings(clarion: Clarion, most: int) -> Sequence[Effect]:
    """The newest readings of two weeks. Raises: RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        return airing_effects.between(clarion, connection, now - SPAN, now)[:most]


def as_csv(found: Effects) -> str:
    """A row a broadcast or reading (RFC 4180); what is not known is empty."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(_COLUMNS)
    for one in (*found.broadcasts, *found.airings):
        values = {**_flat(one), "title": inert(one.title)}
        writer.writerow(["" if values[name] is None else values[name] for name in _COLUMNS])
    return buffer.getvalue()


def as_data(found: Effects) -> dict[str, object]:
    """The same for JSON."""
    return {
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "broadcasts": [_flat(one) for one in found.broadcasts],
        "airings": [_flat(one) for one in found.airings],
    }


def _flat(one: Effect) -> dict[str, object]:
    verdict = one.verdict
    high = None if verdict.high is None or isinf(verdict.high) else round(verdict.high, 3)
    return {
        "kind": one.kind,
        "id": one.id,
        "title": one.title,
        "state": one.state,
        "at": one.at.isoformat(),
        "people": one.people,
        **_sides("own", one.own),
        **_sides("after", one.after),
        **_sides("before", one.before),
        "earlier_days": one.days,
        "verdict": verdict.word,
        "low": None if verdict.low is None else round(verdict.low, 3),
        "high": high,
        "says": str(verdict.says),
        "compared": str(one.compared) if one.compared else None,
    }


def _sides(name: str, side: Side | None) -> dict[str, object]:
    return {
        f"{name}_said": side.said if side else None,
        f"{name}_measured": side.measured if side else None,
    }
