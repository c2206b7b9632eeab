"""Actions that people lead: look at each one before anybody can find it, or call it off."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_babel import get_locale
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import invitations
from bot.clock import read_day
from bot.errors import Conflict, NotFound
from bot.events import letting_in, overview, picking, sheets
from bot.events.telling import value
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.segments.vocabulary import EVENT_KINDS
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import lazy_gettext as lazy
from bot.web.words import ngettext, said

door = console_door("actions", __name__, "/console/actions")

_DECISIONS = {
    "approve": (overview.approve, lazy("Approved. Its host is told, and whoever has joined.")),
    "call_off": (overview.call_off, lazy("Called off. Its host and everybody signed up are told.")),
}
STATES = {
    "pending": lazy("Waits for you"),
    "open": lazy("Open"),
    "called_off": lazy("Called off"),
    "changes": lazy("With its host"),
    "declined": lazy("Declined"),
    "merged": lazy("One with another"),
}
_WEEKS = 5


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """Every action to come, those that wait first; those that the address asks for (picking)."""
    clarion, wanted = services(), picking.read(request.args)
    found = picking.pick(clarion, wanted)
    outside = {one.code: letting_in.outside(clarion, one.code) for one in found if one.outside}
    return render_template(
        "console/actions.html", found=found, states=STATES, outside=outside, wanted=wanted,
        is_filtered=wanted != picking.Wanted(), kinds=_kinds(), most=picking.MOST_SHOWN,
    )  # fmt: skip


def _kinds() -> dict[str, str]:
    """Kinds of actions in the campaign's words, in the language of the page."""
    campaign, lang = services().campaign.current(), str(get_locale())
    return {kind: value(campaign, f"action_{kind}", lang) or kind for kind in EVENT_KINDS}


@door.get("/calendar")
@needs(Right.LOOK)
def calendar() -> str:
    """Five weeks of actions, a day a square; `?from=2026-09-21` begins elsewhere."""
    clarion = services()
    try:
        first = read_day(request.args.get("from", ""))
    except ValueError:
        zone = ZoneInfo(clarion.campaign.current().zone)
        first = clarion.clock.now().astimezone(zone).date()
    first -= timedelta(days=first.weekday())
    last = first + timedelta(weeks=_WEEKS, days=-1)
    by_day: dict[date, list[overview.Listed]] = {}
    for one in overview.list_between(clarion, first, last):
        by_day.setdefault(date.fromisoformat(one.day), []).append(one)
    days = [first + timedelta(days=n) for n in range(7 * _WEEKS)]
    weeks = [days[n : n + 7] for n in range(0, len(days), 7)]
    return render_template(
        "console/actions_calendar.html", weeks=weeks, by_day=by_day, states=STATES,
        before=first - timedelta(weeks=_WEEKS), after=last + timedelta(days=1),
    )  # fmt: skip


@door.get("/thin")
@needs(Right.LOOK)
def thin() -> str:
    """Actions that few come to, the next one first."""
    return render_template("console/actions_thin.html", found=invitations.thin(services()))


@door.get("/actions.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def sheet() -> FileResponse:
    """Every action with how many come and came, as CSV."""
    audit.note(services(), "took out a sheet", "actions", None, current_user.id)
    return csv_file(services(), sheets.events_csv(services()), "actions")


@door.post("/let-in")
@needs(Right.WRITE)
def let_in() -> Response:
    """Let in the guests that the form names, or everybody who waits: they are told where it is."""
    code, people = request.form.get("code", "")[:20], request.form.getlist("person", type=int)
    everybody = request.form.get("act") == "all"
    try:
        done = letting_in.let_in(services(), code, None if everybody else people, current_user.id)
        says = ngettext("%(num)s person is let in, and told where it is.",
                        "%(num)s people are let in, and told where it is.", done)  # fmt: skip
        flash(says, "success")
    except NotFound as error:
        flash(said(error), "warning")
    return redirect(url_for("actions.list_all"))


@door.post("/decide")
@needs(Right.WRITE)
def decide() -> Response:
    """Approve an action, or call it off: the form names its code."""
    chosen = _DECISIONS.get(request.form.get("act", ""))
    if chosen is not None:
        do, says = chosen
        try:
            do(services(), request.form.get("code", "")[:20], current_user.id)
            flash(str(says), "success")
        except (Conflict, NotFound) as error:
            flash(said(error), "warning")
    return redirect(url_for("actions.list_all"))
