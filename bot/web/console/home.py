"""The console's first page, and the switch that stops everything."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from flask import current_app, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot import set_aside
from bot.broadcasts import broadcasts
from bot.clarion import Clarion
from bot.conversations import spool
from bot.errors import InputError
from bot.organizers import agenda, audit
from bot.organizers.rights import Right
from bot.results import day
from bot.results.day import Day
from bot.store import readiness
from bot.store.sending import switches
from bot.web import plots
from bot.web.console import state_words
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.health import newest_revision
from bot.web.tally import tally_of
from bot.web.words import gettext as _
from bot.web.words import ngettext

door = console_door("console", __name__)

_NEXT = 5  # times on the calendar that the first page shows


@dataclass(frozen=True, slots=True)
class Part:
    """One thing Clarion stands on, as the home page shows it. `mood` is ok, warn or bad."""

    name: str
    mood: str
    says: str


@door.get("/")
@needs(Right.LOOK)
def home() -> str:
    """What needs a person, what runs, what is next, what happened today, and where things are."""
    clarion = services()
    today = day.of(clarion)
    other = _other_day(clarion, today.day)
    return render_template(
        "console/home.html",
        parts=_parts(clarion),
        problems=clarion.campaign.problems,
        recent=broadcasts.list_recent(clarion, limit=5),
        needed=agenda.needed(clarion),
        running=[broadcasts.progress(clarion, row.id) for row in agenda.running(clarion)],
        coming=agenda.to_come(clarion)[:_NEXT],
        today=today,
        compared=day.of(clarion, other),
        curve=_curve(today),
        has_djs="djs.list_all" in current_app.view_functions,
        campaign=clarion.campaign.current(),
        simulator=_simulator(clarion),
        aside_words=state_words.ASIDE,
    )


def _other_day(clarion: Clarion, today: date) -> date:
    """The day shown beside today: any one named in the address, else yesterday."""
    try:
        return day.read_day(clarion, request.args.get("beside", "yesterday")[:20])
    except InputError:
        return today - timedelta(days=1)


def _curve(today: Day) -> str:
    """Calls by hour as a picture; none before the first call."""
    if not today.by_hour:
        return ""
    hours = range(min(today.by_hour), max(today.by_hour) + 1)
    calls = {str(_("Calls")): [today.by_hour.get(hour, 0) for hour in hours]}
    return plots.stacked_bars([f"{hour}:00" for hour in hours], calls, "")


@door.post("/stop")
@needs(Right.WRITE)
def stop_everything() -> Response:
    """Stop every broadcast at once. Works without Redis: the record holds the switch."""
    reason = request.form.get("reason", "").strip()[:200]
    broadcasts.stop_all(services(), current_user.id, reason)
    flash(_("Everything is stopped. Texts already handed to the carrier still arrive."), "warning")
    return redirect(url_for("console.home"))


@door.post("/start")
@needs(Right.WRITE)
def start_again() -> Response:
    """Let broadcasts send again."""
    broadcasts.start_all(services(), current_user.id)
    flash(_("Sending goes on."), "success")
    return redirect(url_for("console.home"))


@door.post("/try-again")
@needs(Right.WRITE)
def try_again() -> Response:
    """Let everything that was set aside be tried again now."""
    clarion = services()
    count = set_aside.try_again(clarion) + spool.bring_back(clarion)
    audit.note(clarion, "tried again what was set aside", "set_aside", 0, current_user.id)
    flash(ngettext("%(num)s is tried again within a minute.",
                   "%(num)s are tried again within a minute.", count), "success")  # fmt: skip
    return redirect(url_for("console.home"))


def sending_is_off() -> bool:
    """Whether the switch is off, for the banner on every page."""
    with services().record.transaction() as connection:
        return not switches.read(connection, "sending").is_on


def _parts(clarion: Clarion) -> list[Part]:
    at, newest = readiness.revision(clarion.record), newest_revision()
    record = (
        Part("PostgreSQL", "ok", _("answers"))
        if at == newest
        else Part("PostgreSQL", "bad", _("is at another version: run `clarion migrate`"))
    )
    redis_part = (
        Part("Redis", "ok", _("answers"))
        if tally_of(clarion).is_up()
        else Part("Redis", "warn", _("is away: texts still go out, a little later"))
    )
    campaign = (
        Part(_("Campaign"), "warn", _("a changed file has problems; the version before it runs"))
        if clarion.campaign.problems
        else Part(_("Campaign"), "ok", _("is right"))
    )
    carrier = (
        Part(_("Carrier"), "warn", _("the simulator: nothing reaches a real phone"))
        if clarion.settings.is_simulated
        else Part(_("Carrier"), "ok", "Twilio")
    )
    return [record, redis_part, campaign, carrier]


def _simulator(clarion: Clarion) -> str:
    """The phones page, where there is one."""
    return clarion.settings.twilio_api_base_url if clarion.settings.is_simulated else ""
