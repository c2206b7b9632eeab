"""Events as calendar files (RFC 5545): one, or a feed that a calendar subscribes to.

An event has no address in it, since files are passed on: who signs up is texted where it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event

from bot.events.public_list import PublicEvent

_PRODUCT = "-//Clarion//events//EN"
# How often a calendar looks again, in the way each of the large ones understands it (RFC 7986).
_REFRESH = timedelta(hours=1)


def calendar_of(
    events: Sequence[PublicEvent], *, name: str, note: str, base: str, now: datetime
) -> bytes:
    """A calendar. `name` is its own, `note` stands in each event, `base` is our public address."""
    made = Calendar()
    made.add("prodid", _PRODUCT)
    made.add("version", "2.0")
    made.add("method", "PUBLISH")
    made.add("x-wr-calname", name)
    made.add("refresh-interval", _REFRESH, parameters={"VALUE": "DURATION"})
    made.add("x-published-ttl", "PT1H")
    for event in events:
        made.add_component(_event(event, note, base, now))
    if events:
        days = [event.day for event in events]
        # A year around them: clients need the zone's rules for these days and no others.
        first, last = date(min(days).year, 1, 1), date(max(days).year + 1, 1, 1)
        made.add_missing_timezones(first_date=first, last_date=last)
    return bytes(made.to_ical())


def _event(event: PublicEvent, note: str, base: str, now: datetime) -> Event:
    made, page = Event(), f"{base}/events/{event.code}"
    made.add("uid", f"{event.code}@{urlsplit(base).hostname or 'clarion'}")
    made.add("dtstamp", now.astimezone(UTC))
    made.add("summary", event.title)
    made.add("dtstart", event.starts or event.day)
    if event.ends:
        made.add("dtend", event.ends)
    made.add("location", ", ".join(filter(None, (event.place, event.city, event.state))))
    made.add("description", f"{note} {page}")
    made.add("url", page)
    made.add("status", "CANCELLED" if event.is_called_off else "CONFIRMED")
    made.add("transp", "OPAQUE")
    return made
