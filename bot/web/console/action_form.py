"""The form of an event in the console: what was typed, read into what a use case takes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time

from flask import request

from bot.clarion import Clarion
from bot.clock import read_day
from bot.errors import InputError
from bot.events import editing
from bot.events.editing import Written
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy

VENUES = {
    "place": lazy("At a place"),
    "home": lazy("At somebody’s home"),
    "video": lazy("By video call"),
}
ACCESS = {"": lazy("not known"), "yes": lazy("yes"), "no": lazy("no")}
_SOME = {"yes": True, "no": False}
_MOST_OF_A_NEED = 500


def typed_of(written: Written) -> dict[str, str]:
    """An event as the fields of its form."""
    access = {True: "yes", False: "no", None: ""}[written.is_accessible]
    return {
        "kind": written.kind, "day": written.day.isoformat(), "zip": written.zip,
        "starts_at": _hour(written.starts_at), "ends_at": _hour(written.ends_at),
        "what": written.what, "place": written.place, "bring": written.bring,
        "link": written.link, "venue": written.venue, "access": access,
        "capacity": str(written.capacity or ""), "lets_in": "yes" if written.lets_in else "",
        **{f"lang_{lang}": "yes" for lang in written.langs},
        **{f"need_{kind}": str(count) for kind, count in written.needs.items()},
    }  # fmt: skip


def read(clarion: Clarion) -> Written:
    """What the form says. Raises: InputError with its field."""
    form = request.form
    return Written(
        kind=form.get("kind", "")[:20],
        day=_day(form.get("day", "")),
        starts_at=_time(form.get("starts_at", ""), "starts_at"),
        ends_at=_time(form.get("ends_at", ""), "ends_at"),
        zip=form.get("zip", "")[:10],
        what=form.get("what", "")[:400],
        place=form.get("place", "")[:400],
        bring=form.get("bring", "")[:400],
        link=form.get("link", "")[:400],
        venue=form.get("venue", "")[:20],
        capacity=_number(form.get("capacity", ""), "capacity", editing.MOST_PEOPLE),
        langs=[one for one in clarion.campaign.current().languages if form.get(f"lang_{one}")],
        is_accessible=_SOME.get(form.get("access", "")),
        lets_in=bool(form.get("lets_in")),
        needs=_needs(clarion, form),
    )


def _needs(clarion: Clarion, form: Mapping[str, str]) -> dict[str, int]:
    found = {}
    for kind in editing.kinds_of_needs(clarion):
        count = _number(form.get(f"need_{kind}", ""), f"need_{kind}", _MOST_OF_A_NEED)
        if count:
            found[kind] = count
    return found


def _number(text: str, field: str, most: int) -> int | None:
    text = text.strip()
    if not text:
        return None
    if not (text.isascii() and text.isdecimal()) or not 0 <= int(text[:7]) <= most:
        raise InputError(str(_("A number up to %(most)s.", most=most)), field)
    return int(text)


def _day(text: str) -> date:
    try:
        return read_day(text)
    except ValueError:
        raise InputError(str(_("Choose a day.")), "day") from None


def _time(text: str, field: str) -> time | None:
    try:
        return time.fromisoformat(text[:5]) if text.strip() else None
    except ValueError:
        raise InputError(str(_("Write the hour like 18:30.")), field) from None


def _hour(at: time | None) -> str:
    return at.isoformat("minutes") if at else ""
