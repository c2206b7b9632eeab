"""An event as data that others read: JSON, what search engines read, and the words of its card."""

from __future__ import annotations

from typing import Any

from babel.dates import format_date, format_time
from flask_babel import get_locale

from bot.events.public_list import PublicEvent
from bot.web.words import language

_DAYS = {"en": "EEE, MMM d", "es": "EEE d 'de' MMM"}


def as_json(event: PublicEvent, base: str) -> dict[str, Any]:
    """Days and times as ISO writes them, times with the offset of their zone; null is not known."""
    return {
        "code": event.code,
        "url": f"{base}/events/{event.code}",
        "title": event.title,
        "kind": event.kind,
        "day": event.day.isoformat(),
        "starts_at": event.starts.isoformat() if event.starts else None,
        "ends_at": event.ends.isoformat() if event.ends else None,
        "zone": event.zone,
        "place": event.place or None,
        "city": event.city or None,
        "state": event.state or None,
        "miles": event.miles,
        "languages": list(event.langs),
        "is_accessible": event.is_accessible,
        "is_full": event.is_full,
    }


def as_markup(event: PublicEvent, org: str, base: str) -> dict[str, Any]:
    """An event as search engines read it (https://schema.org/Event,
    https://developers.google.com/search/docs/appearance/structured-data/event)."""
    page = f"{base}/events/{event.code}"
    state = "EventCancelled" if event.is_called_off else "EventScheduled"
    mode = "OnlineEventAttendanceMode" if event.venue == "video" else "OfflineEventAttendanceMode"
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "Event",
        "name": event.title,
        "startDate": event.starts.isoformat() if event.starts else event.day.isoformat(),
        "eventStatus": f"https://schema.org/{state}",
        "eventAttendanceMode": f"https://schema.org/{mode}",
        "location": _location(event, page),
        "organizer": {"@type": "Organization", "name": org, "url": base},
        "isAccessibleForFree": True,
        "image": [f"{page}/card.png"],
        "url": page,
    }
    if event.ends:
        told["endDate"] = event.ends.isoformat()
    if event.langs:
        told["inLanguage"] = list(event.langs)
    return told


def _location(event: PublicEvent, page: str) -> dict[str, Any]:
    if event.venue == "video":
        return {"@type": "VirtualLocation", "url": page}
    address = {"@type": "PostalAddress", "addressCountry": "US"}
    if event.city:
        address["addressLocality"] = event.city
    if event.state:
        address["addressRegion"] = event.state
    return {"@type": "Place", "name": event.place or event.city or event.title, "address": address}


def when_words(event: PublicEvent) -> str:
    """ "Wed, Sep 23, 5:30 PM": short enough for a card."""
    day = str(format_date(event.day, _DAYS.get(language(), _DAYS["en"]), locale=get_locale()))
    if event.starts_at is None:
        return day
    return f"{day}, {format_time(event.starts_at, 'h:mm a', locale=get_locale())}"


def where_words(event: PublicEvent) -> str:
    """ "Plaza Tenochtitlan, Chicago, IL", as far as strangers may know it."""
    return ", ".join(filter(None, (event.place, event.city, event.state)))
