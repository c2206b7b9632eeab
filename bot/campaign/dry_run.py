"""A dry run of some days: what one person would get, from the calendar and from their own texts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.campaign.conditions import read_condition
from bot.campaign.files import Sources
from bot.campaign.flow_compiling import days_of, text
from bot.campaign.rehearsal import Rehearsal
from bot.campaign.series_rehearsal import IsIn, next_text, say
from bot.engine import Parts, parts
from bot.engine.walk import Walk


@dataclass(frozen=True, slots=True)
class Line:
    """One text of the run. `who` is "them" or "us", `why` what it came from."""

    at: datetime
    who: str
    text: str
    why: str
    cost: Parts


@dataclass(frozen=True, slots=True)
class _Event:
    at: datetime
    kind: str
    text: str


def run_days(
    rehearsal: Rehearsal,
    sources: Sources,
    days: tuple[date, date],
    says: Sequence[tuple[datetime, str]] = (),
    is_in: IsIn = lambda _segment, _rehearsal: True,
) -> Iterator[Line]:
    """Every text of those days (both included), in order, in the person's zone.

    `says` is what the person texts, and when. Broadcasts go by the calendar's conditions and
    never to who has stopped; nudges, follow-ups and texts of series come when they are due.
    `is_in` tells whether a segment holds for the person; without it, every one does.
    """
    zone = ZoneInfo(rehearsal.person.zone or rehearsal.campaign.zone)
    start = datetime.combine(days[0], time(), zone)
    end = datetime.combine(days[1] + timedelta(days=1), time(), zone)
    events = [_Event(at, "them", said) for at, said in says if start <= at < end]
    if sources.calendar is not None:
        for entry in sources.calendar.model.entries:
            at = datetime.fromisoformat(entry.at).replace(tzinfo=zone)
            if start <= at < end:
                events.append(_Event(at, "broadcast", entry.name))
    rehearsal.now = start
    had: set[tuple[str, str, str]] = set()
    for event in sorted(events, key=lambda e: e.at):
        yield from _pass_time(rehearsal, event.at, zone, had, is_in)
        if event.kind == "them":
            yield Line(event.at, "them", event.text, "", parts(event.text))
            said = rehearsal.receive(event.text)
            yield from _line(rehearsal, rehearsal.now, said, "reply", zone)
        else:
            said = _broadcast(rehearsal, sources, event.text)
            yield from _line(rehearsal, event.at, said, event.text, zone)
    yield from _pass_time(rehearsal, end, zone, had, is_in)


def _pass_time(
    rehearsal: Rehearsal,
    to: datetime,
    zone: ZoneInfo,
    had: set[tuple[str, str, str]],
    is_in: IsIn,
) -> Iterator[Line]:
    """What comes by itself up to an instant: follow-ups, and between them texts of series."""
    while (coming := next_text(rehearsal, to, had, is_in)) is not None:
        yield from _wait(rehearsal, coming.at, zone)
        had.add(coming.key)
        why = f"series {coming.series.name}/{coming.text.name}"
        yield from _line(rehearsal, coming.at, say(rehearsal, coming), why, zone)
    yield from _wait(rehearsal, to, zone)


def _wait(rehearsal: Rehearsal, to: datetime, zone: ZoneInfo) -> Iterator[Line]:
    seconds = (to - rehearsal.now).total_seconds()
    for at, said in rehearsal.wait(max(0.0, seconds)):
        yield from _line(rehearsal, at, said, "follow-up", zone)


def _line(
    rehearsal: Rehearsal, at: datetime, said: str, why: str, zone: ZoneInfo
) -> Iterator[Line]:
    if said:
        sent = rehearsal.campaign.as_sent(said)
        yield Line(at.astimezone(zone), "us", sent, why, parts(sent))


def _broadcast(rehearsal: Rehearsal, sources: Sources, name: str) -> str:
    """What this person would get of a planned broadcast; empty if it is not for them."""
    if rehearsal.is_stopped or sources.calendar is None or sources.campaign is None:
        return ""
    entry = next(e for e in sources.calendar.model.entries if e.name == name)
    walk = Walk(rehearsal.campaign, None, rehearsal.person, rehearsal.world)
    if not read_condition(entry.to, days_of(sources.campaign.model)).holds(walk):
        return ""
    walk.say(text(entry.say))
    return "".join(walk.said)
