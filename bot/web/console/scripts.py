"""Scripts in the console: versions, who has which, urgent corrections, and a push to DJs."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import broadcasts, pushes
from bot.broadcasts.previews import Preview
from bot.broadcasts.pushes import Push
from bot.clarion import Clarion
from bot.djs import corrections, holding, overview
from bot.djs.copies import find_script
from bot.errors import Conflict, InputError, NotFound
from bot.organizers.rights import Right
from bot.texting.schedules import NOW, parse_when
from bot.web.console.broadcast_form import wrong_count
from bot.web.console.roles import console_door, may, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import ngettext, said

door = console_door("scripts", __name__, "/console/scripts")

_MOST_MARKET = 80


@dataclass(frozen=True, slots=True)
class _Look:
    """A push that is looked at before it is confirmed."""

    push: Push
    preview: Preview
    segment: str
    at: str = ""
    problem: str = ""


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """Every script with its versions, its days, and how many have which."""
    return render_template("console/scripts.html", scripts=overview.list_scripts(services()))


@door.get("/<script_id>")
@needs(Right.LOOK)
def show(script_id: str) -> str:
    """One script: its texts, its versions, who has which."""
    return _page(script_id)


@door.post("/<script_id>/push")
@needs(Right.WRITE)
def push(script_id: str) -> str | Response | tuple[str, int]:
    """Look at a push, then confirm it by typing its number of people."""
    clarion = services()
    try:
        look = _look(clarion, script_id)
        if request.form.get("act") == "send":
            typed = re.sub(r"\D", "", request.form.get("confirm", ""))
            if look.preview.recipients and typed == str(look.preview.recipients):
                made = pushes.schedule(clarion, look.push, current_user.id, look.preview.recipients)
                flash(_("It is on the calendar."), "success")
                return redirect(url_for("broadcasts.show", broadcast_id=made))
            says = wrong_count(typed, look.preview.recipients)
            look = replace(look, problem=says)
        return _page(script_id, look)
    except (InputError, Conflict) as error:
        flash(said(error), "error")
        return _page(script_id), 400


def _look(clarion: Clarion, script_id: str) -> _Look:
    sent = request.form
    at = sent.get("at", "").strip()[:20]
    zone = clarion.campaign.current().zone
    wanted = Push(
        script=script_id,
        lang=sent.get("lang", "")[:3],
        length=sent.get("length", "")[:4],
        market=sent.get("market", "")[:_MOST_MARKET],
        schedule=parse_when(at, zone, clarion.clock.now(), is_local=False) if at else NOW,
    )
    draft = pushes.make_draft(clarion, wanted)
    return _Look(wanted, broadcasts.preview(clarion, draft), draft.segment, at)


@door.post("/<script_id>/urgent")
@needs(Right.WRITE)
def urgent(script_id: str) -> Response:
    """Ask that a correction go at any hour, with a reason; or approve what somebody else asked."""
    clarion = services()
    script = find_script(clarion.campaign.current(), script_id)
    if script is None:
        raise NotFound(_("There is no such script. Choose one from the list of scripts."))
    is_approval = request.form.get("act") == "approve"
    if is_approval and not may(Right.APPROVE):
        abort(403)
    try:
        if is_approval:
            gone = corrections.approve_urgent(clarion, script.id, script.version, current_user.id)
            says = ngettext(
                "Approved: %(num)s text goes now.", "Approved: %(num)s texts go now.", gone
            )
            flash(says, "success")
        else:
            reason = request.form.get("reason", "")
            corrections.ask_urgent(clarion, script.id, script.version, current_user.id, reason)
            flash(_("Asked. A second organizer has to approve it here."), "success")
    except (InputError, Conflict) as error:
        flash(said(error), "error")
    return redirect(url_for("scripts.show", script_id=script_id))


def _page(script_id: str, look: _Look | None = None) -> str:
    clarion = services()
    script = find_script(clarion.campaign.current(), script_id)
    if script is None:
        raise NotFound(_("There is no such script. Choose one from the list of scripts."))
    listed = next(one for one in overview.list_scripts(clarion) if one.id == script_id)
    stations = overview.list_stations(clarion, "approved")
    return render_template(
        "console/script.html",
        script=listed,
        texts=overview.texts_of(clarion, script),
        holders=holding.holders(clarion, script_id),
        markets=sorted({one.market for one in stations if one.market}),
        look=look,
        price=clarion.settings.prices["sms"],
    )
