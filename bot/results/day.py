"""How a day goes: the numbers, the curve, who waits, what goes out next; as a page, a command and
a text to linked organizers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.clock import read_day as typed_day
from bot.engine import parts
from bot.errors import InputError
from bot.organizers import agenda
from bot.sentences import Sentence, say
from bot.store.inbox import listing
from bot.store.organizers import notes
from bot.store.results import days
from bot.store.results.days import Counted
from bot.store.sealing import Purpose

_NEXT = 3
_MOST_PHONES = 50


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


def lines(clarion: Clarion, found: Day) -> Sequence[Sentence]:
    """The day in plain sentences, for the command and the text."""
    n = found.counted
    said = [
        say("Calls: %(calls)s of %(goal)s.", calls=n.calls, goal=found.goal)
        if found.goal
        else say("Calls: %(calls)s.", calls=n.calls),
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
    if found.waiting:
        minutes = round((found.oldest_s or 0) / 60)
        said.append(
            say(
                "Inbox: %(count)s wait, the first for %(minutes)s min.",
                count=found.waiting,
                minutes=minutes,
            )
        )
    coming = agenda.to_come(clarion, days=2)[:_NEXT] if found.is_today else []
    zone = ZoneInfo(clarion.campaign.current().zone)
    for one in coming:
        at = (one.local_at or one.due_at.astimezone(zone)).strftime("%a %H:%M")
        said.append(say("Next: %(title)s, %(at)s.", title=one.title, at=at))
    return said


def tell_phones(clarion: Clarion) -> int:
    """Text the day to linked organizers at the hour that is set, once a day. To how many.

    Raises: RecordAway.
    """
    hour, now = clarion.settings.report_hour, clarion.clock.now()
    campaign = clarion.campaign.current()
    zone = ZoneInfo(campaign.zone)
    local = now.astimezone(zone)
    if hour is None or local.hour != hour:
        return 0
    midnight = datetime.combine(local.date(), time(0), zone)
    found = of(clarion)
    text = " ".join(str(line) for line in lines(clarion, found))
    words = f"{campaign.name}, {found.day:%a %b %d}. {text} {clarion.settings.public_url}/console/"
    with clarion.record.transaction() as connection:
        if days.was_reported(connection, midnight):
            return 0
        notes.note(
            connection,
            act="reported_day",
            object_name="replies",
            object_id=None,
            detail={},
            now=now,
        )
        phones = notes.linked_phones(connection, limit=_MOST_PHONES)
        for contact_id, address_id, lang in phones:
            notes.add_text(
                connection,
                contact_id=contact_id,
                address_id=address_id,
                kind="notice",
                body=clarion.sealer.seal(words, Purpose.MESSAGE_BODY),
                lang=lang or campaign.default_lang,
                parts=parts(campaign.as_sent(words)).count,
                now=now,
            )
    return len(phones)
