"""How a day goes: the numbers, the curve, who waits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.clock import read_day as typed_day
from bot.errors import InputError
from bot.sentences import Sentence, say
from bot.store.inbox import listing
from bot.store.results import days
from bot.store.results.days import Counted


@dataclass(frozen=True, slots=True)
class Day:
    """A day in the campaign's zone. `goal` is of calls, None where the campaign names none;
    `waiting` people in the inbox now, `oldest_s` how long the first has waited."""

    day: date
    counted: Counted
    by_hour: Mapping[int, int]
    goal: int | None
    waiting: int
    oldest_s: float | None
    is_today: bool


def of(clarion: Clarion, day: date | None = None) -> Day:
    """One day, today if none is named. Raises: RecordAway."""
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    zone = ZoneInfo(campaign.zone)
    today = now.astimezone(zone).date()
    day = day or today
    began = datetime.combine(day, time(0), zone)
    ended = datetime.combine(day + timedelta(days=1), time(0), zone)
    with clarion.record.transaction() as connection:
        counted = days.between(connection, began, ended)
        by_hour = days.calls_by_hour(connection, began, ended, campaign.zone)
        waiting = sum(listing.count_open(connection).values())
        oldest = listing.oldest_waiting(connection)
    return Day(
        day=day,
        counted=counted,
        by_hour=by_hour,
        goal=campaign.goals.get("calls"),
        waiting=waiting,
        oldest_s=(now - oldest).total_seconds() if oldest else None,
        is_today=day == today,
    )


def read_day(clarion: Clarion, text: str) -> date:
    """A day as written: "2026-09-22", "today", "yesterday". Raises: InputError."""
    zone = ZoneInfo(clarion.campaign.current().zone)
    today = clarion.clock.now().astimezone(zone).date()
    named = {"": today, "today": today, "yesterday": today - timedelta(days=1)}
    if text in named:
        return named[text]
    try:
        return typed_day(text)
    except ValueError:
        raise InputError(
            say("'%(text)s' is not a day. Write it like 2026-09-22, or yesterday.", text=text),
            "day",
        ) from None


def lines_of_people(found: Day) -> Sequence[Sentence]:
    """Who did what on that day, in plain sentences."""
    n = found.counted
    return [
        say(
            "Joined %(joined)s, actions led %(hosting)s, phone banks %(rooms)s.",
            joined=n.joined,
            hosting=n.hosting,
            rooms=n.rooms,
        ),
        say("DJs %(djs)s, readings on air %(airings)s.", djs=n.djs, airings=n.airings),
        say(
            "Texts in %(texts_in)s, out %(texts_out)s, stops %(stopped)s.",
            texts_in=n.texts_in,
            texts_out=n.texts_out,
            stopped=n.stopped,
        ),
    ]
