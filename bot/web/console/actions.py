"""Actions that people lead: look at each one before anybody can find it, or call it off."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.errors import Conflict, NotFound
from bot.events import letting_in, overview
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import lazy_gettext as lazy
from bot.web.words import ngettext, said

door = console_door("actions", __name__, "/console/actions")

_DECISIONS = {
    "approve": (overview.approve, lazy("Approved. Its host is told, and whoever has joined.")),
    "call_off": (overview.call_off, lazy("Called off. Its host and everybody signed up are told.")),
}
STATES = {"pending": lazy("Waits for you"), "open": lazy("Open"), "called_off": lazy("Called off")}


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """Every action to come, those that wait first."""
    clarion = services()
    found = overview.list_to_come(clarion)
    outside = {one.code: letting_in.outside(clarion, one.code) for one in found if one.outside}
    return render_template("console/actions.html", found=found, states=STATES, outside=outside)


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
