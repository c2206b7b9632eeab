"""Acts on everybody of a segment: looked at, done, approved by somebody else, undone."""

from __future__ import annotations

from datetime import datetime, time
from zoneinfo import ZoneInfo

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import bulk
from bot.broadcasts.bulk_acts import Act
from bot.clarion import Clarion
from bot.clock import read_day
from bot.errors import Conflict, InputError, NotFound
from bot.organizers import organizers
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, may, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("bulk", __name__, "/console/acts")

KINDS = {
    "tag": lazy("Put a tag on them"),
    "untag": lazy("Take a tag off them"),
    "assign": lazy("A task about each of them"),
    "flow": lazy("Begin a flow with them"),
}
STATES = {
    "waiting": lazy("waits for somebody else's yes"),
    "running": lazy("under way"),
    "done": lazy("done"),
    "undoing": lazy("being undone"),
    "undone": lazy("undone"),
    "refused": lazy("refused"),
}


@door.get("/")
@needs(Right.WRITE)
def list_all() -> str:
    """The newest acts, and a form for another."""
    return _page(services())


@door.post("/look")
@needs(Right.WRITE)
def look() -> str | tuple[str, int]:
    """How many an act is about, before it is done."""
    clarion = services()
    try:
        act = _read(clarion)
        return _page(clarion, seen=bulk.look(clarion, act))
    except InputError as error:
        return _page(clarion, problem=said(error)), 400


@door.post("/do")
@needs(Right.WRITE)
def do() -> str | tuple[str, int] | Response:
    """Do it to as many as were seen."""
    clarion = services()
    expected = request.form.get("expected", "")
    count = int(expected) if expected.isdecimal() and len(expected) < 12 else 0
    try:
        row = bulk.do(clarion, _read(clarion), count, current_user.id)
    except (InputError, Conflict) as error:
        return _page(clarion, problem=said(error)), 409
    flash(_("Done.") if row.state == "done" else str(STATES[row.state]), "success")
    return redirect(url_for("bulk.list_all"))


@door.post("/<int:bulk_id>/<act>")
@needs(Right.WRITE)
def change(bulk_id: int, act: str) -> Response:
    """Somebody else's yes or no, or undoing it."""
    if bulk_id >= 2**63 or act not in ("yes", "no", "undo"):
        abort(404)
    if act == "yes" and not may(Right.APPROVE):
        abort(403)
    clarion = services()
    try:
        if act == "undo":
            bulk.undo(clarion, bulk_id, current_user.id)
        else:
            bulk.decide(clarion, bulk_id, current_user.id, is_yes=act == "yes")
        flash(_("Saved."), "success")
    except NotFound:
        abort(404)
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("bulk.list_all"))


def _page(clarion: Clarion, problem: str = "", seen: bulk.Look | None = None) -> str:
    flows = clarion.campaign.current().flows
    return render_template(
        "console/bulk.html",
        problem=problem,
        seen=seen,
        typed=request.form or request.args,
        kinds=KINDS,
        states=STATES,
        acts=bulk.list_newest(clarion),
        flows=sorted(name for name, flow in flows.items() if flow.keywords),
        people=organizers.list_all(clarion.record),
        names={one.id: one.name or one.email for one in organizers.list_all(clarion.record)},
    )


def _read(clarion: Clarion) -> Act:
    """The act as it was typed. Raises: InputError."""
    sent = request.form
    kind, due_at = sent.get("kind", ""), None
    if kind == "assign":
        zone = ZoneInfo(clarion.campaign.current().zone)
        try:
            day = read_day(sent.get("due", ""))
        except ValueError:
            raise InputError(_("Choose a day."), "due") from None
        due_at = datetime.combine(day, time(18), zone)
    owner = sent.get("owner", "")
    return Act(
        kind, sent.get("segment", ""), sent.get("tag", ""), sent.get("flow", ""),
        sent.get("what", ""), due_at,
        int(owner) if owner.isdecimal() and len(owner) < 18 else current_user.id,
    )  # fmt: skip
