"""Who did what, when: for admins, by id, newest first."""

from __future__ import annotations

from datetime import date

from flask import render_template, request

from bot.clock import read_day
from bot.organizers import audit, organizers
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services

door = console_door("audit", __name__, "/console/audit")


@door.get("/")
@needs(Right.MANAGE)
def list_all() -> str:
    """A page of acts: `?before=` an id for older ones, by `?who=`, `?act=` and `?day=`."""
    clarion = services()
    before, who = (request.args.get(name, type=int) for name in ("before", "who"))
    act, day = request.args.get("act", "")[:40], _day(request.args.get("day", ""))
    found = audit.newest(
        clarion, before=_row_id(before), organizer_id=_row_id(who), act=act, day=day
    )
    return render_template(
        "console/audit.html",
        found=found,
        everyone=organizers.list_all(clarion.record),
        who=who,
        act=act,
        day=day.isoformat() if day else "",
        acts=audit.acts(clarion),
        has_more=len(found) == audit.PAGE,
    )


def _row_id(asked: int | None) -> int | None:
    """An id that PostgreSQL can hold; anything else asks for nothing."""
    return asked if asked is not None and 0 < asked < 2**63 else None


def _day(asked: str) -> date | None:
    """A day as it was picked; anything else asks for all."""
    try:
        return read_day(asked)
    except ValueError:
        return None
