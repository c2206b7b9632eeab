"""The form of a calling list: what was typed, read into what the use case takes, and words."""

from __future__ import annotations

from datetime import date, time

from flask import request

from bot.calling_lists.lists import Settings
from bot.clarion import Clarion
from bot.clock import read_day
from bot.errors import InputError
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy

STATES = {"open": lazy("Open"), "paused": lazy("Paused"), "ended": lazy("Ended")}
OUTCOMES = {
    "talked": lazy("talked with"),
    "voicemail": lazy("voicemail"),
    "no_answer": lazy("no answer"),
    "later": lazy("call later"),
    "wrong": lazy("wrong number"),
    "never": lazy("wants no calls"),
    "stopped": lazy("has stopped"),
}


def typed_of(given: Settings) -> dict[str, str]:
    """A list as the fields of its form."""
    return {
        "title": given.title,
        "ends_on": given.ends_on.isoformat(),
        "event_code": given.event_code,
        "gap_hours": str(given.gap_hours),
        "tries": str(given.tries),
        "an_hour": str(given.an_hour),
        "from_at": given.from_at.isoformat("minutes"),
        "until_at": given.until_at.isoformat("minutes"),
        "is_paper": "yes" if given.is_paper else "",
        **{f"script_{lang}": words for lang, words in given.scripts.items()},
    }


def read(clarion: Clarion) -> Settings:
    """What the form says. Raises: InputError with its field."""
    form = request.form
    languages = clarion.campaign.current().languages
    return Settings(
        title=form.get("title", "")[:200],
        ends_on=_day(form.get("ends_on", "")),
        event_code=form.get("event_code", "")[:20],
        gap_hours=_number("gap_hours"),
        tries=_number("tries"),
        an_hour=_number("an_hour"),
        from_at=_time("from_at"),
        until_at=_time("until_at"),
        is_paper=bool(form.get("is_paper")),
        scripts={lang: form.get(f"script_{lang}", "")[:1000] for lang in languages},
    )


def _number(field: str) -> int:
    text = request.form.get(field, "").strip()
    if not (text.isascii() and text.isdecimal()):
        raise InputError(str(_("Write a number.")), field)
    return int(text[:6])


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise InputError(str(_("Choose a day.")), "ends_on") from None


def _time(field: str) -> time:
    try:
        return time.fromisoformat(request.form.get(field, "")[:5])
    except ValueError:
        raise InputError(str(_("Write the hour like 18:30.")), field) from None
