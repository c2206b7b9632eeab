"""What forms say of tasks and people of the team, on every page that has such a form."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import request
from flask_security import current_user

from bot.clarion import Clarion
from bot.clock import read_day
from bot.errors import InputError
from bot.inbox import doing
from bot.store.inbox.claims import Who
from bot.web.words import gettext as _

_MOST_DIGITS = 18  # more is no row's id


def me() -> Who:
    """Whoever is signed in, as the inbox knows them."""
    return Who(organizer_id=current_user.id)


def id_in(name: str) -> int | None:
    """The row id a form names; None where it names none."""
    text = request.form.get(name, "")
    is_id = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if is_id else None


def add_task(clarion: Clarion, contact_id: int) -> str:
    """The task of a form about a person; what to say then. Raises: InputError, NotFound."""
    zone = ZoneInfo(clarion.campaign.current().zone)
    try:
        day = read_day(request.form.get("due", ""))
    except ValueError:
        raise InputError(_("Choose a day."), "due") from None
    doing.add_task(
        clarion, contact_id, request.form.get("what", ""), datetime.combine(day, time(18), zone),
        id_in("owner") or current_user.id, me(),
    )  # fmt: skip
    return str(_("It is on the list."))


def finish_task(clarion: Clarion) -> str:
    """The task a form names is done; what to say then. Raises: NotFound."""
    doing.finish_task(clarion, id_in("task") or 0, me())
    return str(_("Done."))
