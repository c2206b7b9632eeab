"""Everything that will send by itself within two weeks, in order."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import render_template

from bot.broadcasts import series
from bot.organizers import agenda
from bot.organizers.agenda import Coming
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import language

door = console_door("calendar", __name__, "/console/calendar")

DAYS = 14


@door.get("/")
@needs(Right.LOOK)
def to_come() -> str:
    """The list, a day at a time, and what waits for a person before it can send."""
    clarion = services()
    coming = sorted(agenda.to_come(clarion, DAYS), key=_day_of)
    return render_template(
        "console/calendar.html",
        by_day=[(day, list(times)) for day, times in groupby(coming, key=_day_of)],
        needed=agenda.needed(clarion),
        days=DAYS,
        series=series.overview(clarion, language()),
    )


def _day_of(one: Coming) -> date:
    """The day it is meant for: people's own, else the campaign's."""
    if one.local_at is not None:
        return one.local_at.date()
    return one.due_at.astimezone(ZoneInfo(services().campaign.current().zone)).date()
