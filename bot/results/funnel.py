"""From a text to a deed: how many people texted, joined, led, called, read on air, came."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.cells import inert
from bot.clarion import Clarion
from bot.errors import InputError
from bot.results import day as days
from bot.sentences import say
from bot.store.results import funnel as rows
from bot.store.results.funnel import Stages

PARTS = tuple(rows.PARTS)
_EVER = date(2000, 1, 1)


@dataclass(frozen=True, slots=True)
class Funnel:
    """People who first texted between two days (both counted in, in the campaign's zone), and what
    each came to do; `parts` sum to `whole`, and None is who belongs to none."""

    part: str
    since: date
    until: date
    whole: Stages
    parts: Mapping[str | None, Stages]


def of(clarion: Clarion, part: str = "source", since: str = "", until: str = "") -> Funnel:
    """The funnel by a part of `PARTS`. Days as `day.read_day` takes them; none: from the first to
    today. Raises: InputError, RecordAway."""
    if part not in rows.PARTS:
        raise InputError(
            say(
                "There is no part '%(part)s'. It is one of: %(parts)s.",
                part=part,
                parts=", ".join(PARTS),
            ),
            "by",
        )
    first, last = span(clarion, since, until)
    began, ended = instants(clarion, first, last)
    zone = clarion.campaign.current().zone
    with clarion.record.transaction() as connection:
        found = rows.by_part(connection, part, began, ended, zone)
    return Funnel(part, first, last, _sum(found), found)


def span(clarion: Clarion, since: str, until: str) -> tuple[date, date]:
    """Two days as written; empty is the first there can be, and today. Raises: InputError."""
    first = days.read_day(clarion, since) if since else _EVER
    last = days.read_day(clarion, until)
    if first > last:
        raise InputError(
            say("%(since)s is after %(until)s. Turn them round.", since=first, until=last), "since"
        )
    return first, last


def instants(clarion: Clarion, first: date, last: date) -> tuple[datetime, datetime]:
    """From the first day's midnight to the midnight after the last, in the campaign's zone."""
    zone = ZoneInfo(clarion.campaign.current().zone)
    return (
        datetime.combine(first, time(0), zone),
        datetime.combine(last + timedelta(days=1), time(0), zone),
    )


def as_csv(found: Funnel) -> str:
    """A row a part, the whole last (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([found.part, *Stages._fields])
    for part, stages in found.parts.items():
        writer.writerow([inert(part or ""), *stages])
    writer.writerow(["TOTAL", *found.whole])
    return buffer.getvalue()


def as_data(found: Funnel) -> dict[str, object]:
    """The same for JSON: {"by": "source", "since": "2026-09-20", "total": {…}, "parts": […]}."""
    return {
        "by": found.part,
        "since": found.since.isoformat(),
        "until": found.until.isoformat(),
        "total": found.whole._asdict(),
        "parts": [{"part": part, **stages._asdict()} for part, stages in found.parts.items()],
    }


def _sum(parts: Mapping[str | None, Stages]) -> Stages:
    return (
        Stages(*(sum(column) for column in zip(*parts.values(), strict=True)))
        if parts
        else (Stages(*([0] * len(Stages._fields))))
    )
