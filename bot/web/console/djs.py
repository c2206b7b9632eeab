"""DJs in the console: the way from an ask to the air, stations, airings, recruiters, yes or no."""

from __future__ import annotations

from flask import Response as FileResponse
from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.djs import djs, overview, sheets
from bot.errors import Conflict, NotFound
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.results import effects
from bot.web import plots
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import gettext as _
from bot.web.words import said

door = console_door("djs", __name__, "/console/djs")
_MOST_READINGS = 20


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """The funnel, who waits for a yes, airings by day and market, stations, recruiters."""
    clarion = services()
    stations = overview.list_stations(clarion)
    airings = overview.airings(clarion)
    table = overview.by_market([one for one in stations if one.state == "approved"])
    langs = clarion.campaign.current().languages
    others = sorted({lang for by_lang in table.values() for lang in by_lang} - set(langs))
    return render_template(
        "console/djs.html",
        funnel=overview.funnel(clarion),
        pending=[one for one in stations if one.state == "pending"],
        stations=[one for one in stations if one.state != "pending"],
        table=table,
        langs=(*langs, *others),
        airings=airings,
        by_day=plots.stacked_bars(
            [f"{day.month}/{day.day}" for day in airings.days],
            airings.by_market,
            _("Other markets"),
        ),
        by_market=plots.bars({market: sum(n) for market, n in airings.by_market.items()}),
        recruiters=overview.leaderboard(clarion),
        readings=effects.newest_airings(clarion, _MOST_READINGS),
    )


@door.post("/decide")
@needs(Right.WRITE)
def decide() -> Response:
    """Say yes or no to a DJ; they are told."""
    contact = request.form.get("dj", "")
    is_approved = request.form.get("act") == "approve"
    try:
        if not contact.isascii() or not contact.isdecimal() or len(contact) > 18:
            raise NotFound(_("There is no such DJ any more. Look at the list again."))
        djs.decide(services(), int(contact), current_user.id, is_approved=is_approved)
        flash(_("Approved; they are told.") if is_approved else _("Declined; they are told."),
              "success")  # fmt: skip
    except (Conflict, NotFound) as error:
        flash(said(error), "warning")
    return redirect(url_for("djs.list_all"))


@door.get("/run-sheet.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def run_sheet() -> FileResponse:
    """Stations as CSV: no names, no numbers."""
    audit.note(services(), "took out a sheet", "run sheet", None, current_user.id)
    return csv_file(services(), sheets.run_sheet_csv(services()), "run-sheet")


@door.get("/airings.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def airings_sheet() -> FileResponse:
    """Airings as CSV."""
    audit.note(services(), "took out a sheet", "airings", None, current_user.id)
    return csv_file(services(), sheets.airings_csv(services()), "airings")


@door.get("/run-sheet")
@needs(Right.WRITE)
def printed_sheet() -> str:
    """Stations by market and slot, to print."""
    audit.note(services(), "took out a sheet", "run sheet", None, current_user.id)
    found = [one for one in overview.list_stations(services()) if one.state == "approved"]
    return render_template("console/run_sheet.html", table=overview.by_market(found))
