"""Broadcasts in the console: list, watch, approve, pause, resume, cancel, take the result out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from flask import Response as JsonResponse
from flask import abort, flash, jsonify, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import broadcasts, results
from bot.broadcasts.broadcasts import Preview, Progress
from bot.broadcasts.segment_looks import Somebody
from bot.clarion import Clarion
from bot.errors import Conflict, InputError, SealError
from bot.organizers import agenda, audit, organizers
from bot.organizers.rights import Right
from bot.results import text_effects
from bot.sending import comparing, doubts
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.texting.limits import caps_for
from bot.texting.reasons import sentence
from bot.web.console import state_words
from bot.web.console.broadcast_form import LANGUAGE_NAMES, ZONES, wrong_count
from bot.web.console.roles import asks_password, console_door, may, needs
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("broadcasts", __name__, "/console/broadcasts")
door.app_context_processor(
    lambda: {
        "broadcast_states": state_words.BROADCAST,
        "message_states": state_words.MESSAGE,
        "language_names": LANGUAGE_NAMES,
        "reason_words": lambda reason: said(sentence(reason, caps_for(services()))),
        "said": said,
        "zone_names": ZONES,
        "act_words": state_words.act_words,
        "object_words": state_words.OBJECTS,
    }
)

_ACTS = {
    "pause": (broadcasts.pause, lazy("Paused. Texts already handed over still arrive.")),
    "resume": (broadcasts.resume, lazy("It goes on.")),
    "cancel": (broadcasts.cancel, lazy("Canceled. Nobody who has not been texted yet will be.")),
}
_DECISIONS = {
    "send": lazy("They are looked up one last time, then sent to whoever may still be texted."),
    "leave": lazy("Left. They count as failed."),
}
# Acts that make somebody an author: whoever did one cannot approve.
_WRITING = frozenset({"scheduled broadcast", "edited broadcast"})
_OVER = ("done", "canceled", "missed")


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """The newest broadcasts."""
    return render_template("console/broadcasts.html", recent=broadcasts.list_recent(services()))


@door.get("/<int:broadcast_id>")
@needs(Right.LOOK)
def show(broadcast_id: int) -> str:
    """How a broadcast stands. The page moves by itself."""
    clarion = services()
    progress = broadcasts.progress(clarion, broadcast_id)
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id)
        compared = comparing.standing(connection, row)
    return render_template(
        "console/broadcast.html",
        row=row,
        compared=compared,
        draft=broadcasts.shown_draft(clarion, row),
        who=_names(clarion),
        acts=audit.newest(clarion, of=("broadcast", broadcast_id)),
        next_times=_next_times(clarion, row),
        approval=_approval(clarion, row) if row.state == "draft" else None,
        may_approve=not _has_written(clarion, row, current_user.id),
        effect=text_effects.of(clarion, broadcast_id),
        **_moving(clarion, progress),
    )


def _moving(clarion: Clarion, progress: Progress) -> dict[str, Any]:
    """What the moving part of the page shows."""
    begins_in_s = None
    if progress.state == "scheduled" and progress.due_at and progress.local_at is None:
        left = (progress.due_at - clarion.clock.now()).total_seconds()
        begins_in_s = max(0, round(left)) if left < max(60, clarion.settings.undo_s) else None
    return {
        "progress": progress,
        "begins_in_s": begins_in_s,
    }


def _next_times(clarion: Clarion, row: BroadcastRow) -> list[agenda.Coming]:
    """The times of one that repeats, within two weeks."""
    if not row.repeat or row.state not in ("draft", "scheduled", "approved"):
        return []
    return list(agenda.times_of(row, clarion.clock.now() + timedelta(days=14)))


def _names(clarion: Clarion) -> dict[int, str]:
    """Organizers by id, as pages call them."""
    return {one.id: one.name or one.email for one in organizers.list_all(clarion.record)}


def _approval(clarion: Clarion, row: BroadcastRow) -> Preview | str:
    """What a second organizer looks at; or why it cannot be looked at any more."""
    try:
        found = broadcasts.preview(clarion, broadcasts.load_draft(clarion, row))
        # Texts as somebody reads them have that person's name in them.
        return found if may(Right.PEOPLE) else replace(found, samples=())
    except (InputError, SealError) as error:
        return said(error)


def _has_written(clarion: Clarion, row: BroadcastRow, organizer_id: int) -> bool:
    """Whether this organizer wrote it or changed it since: their approval would be their own."""
    own = audit.newest(clarion, of=("broadcast", row.id), organizer_id=organizer_id)
    return row.created_by == organizer_id or any(act.act in _WRITING for act in own)


@door.get("/<int:broadcast_id>/progress")
@needs(Right.LOOK)
def progress_part(broadcast_id: int) -> JsonResponse:
    """The moving part of the page: its state, and the numbers as HTML."""
    clarion = services()
    progress = broadcasts.progress(clarion, broadcast_id)
    numbers = render_template("console/_progress.html", **_moving(clarion, progress))
    is_over = progress.state in _OVER and not progress.in_flight
    return jsonify(state=progress.state, doubts=progress.doubts, numbers=numbers, is_over=is_over)


@door.post("/<int:broadcast_id>/approve")
@needs(Right.APPROVE)
def approve(broadcast_id: int) -> Response:
    """A second organizer's yes, with the number of people typed; never its author's."""
    clarion = services()
    here = redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id)
    try:
        if _has_written(clarion, row, current_user.id):
            raise Conflict(say("Whoever wrote a broadcast cannot approve it; ask somebody else."))
        broadcasts.check_approver(clarion, broadcast_id, current_user.id)
        preview = broadcasts.preview(clarion, broadcasts.load_draft(clarion, row))
        problem = wrong_count(request.form.get("confirm", ""), preview.recipients)
        if problem:
            flash(problem, "error")
            return here
        broadcasts.approve(clarion, broadcast_id, current_user.id, preview.recipients)
        flash(_("Approved. It goes out at its time."), "success")
    except (Conflict, InputError) as error:
        flash(said(error), "warning")
    return here


@door.post("/<int:broadcast_id>/<any(pause, resume, cancel):act>")
@needs(Right.WRITE)
def turn(broadcast_id: int, act: str) -> Response:
    """Pause it, go on with it, or end it for good."""
    do, says = _ACTS[act]
    try:
        do(services(), broadcast_id, current_user.id, request.form.get("reason", "")[:200])
        flash(str(says), "success")
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))


@door.post("/<int:broadcast_id>/doubts")
@needs(Right.WRITE)
def decide(broadcast_id: int) -> Response:
    """Send the texts in doubt again, or leave them. Twice is harmless."""
    then = request.form.get("then", "")
    if then not in _DECISIONS:
        abort(400)
    count = doubts.decide(services(), broadcast_id, current_user.id, is_send=then == "send")
    says = str(_DECISIONS[then]) if count else _("No text waits for a decision any more.")
    flash(says, "success")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))


@door.post("/<int:broadcast_id>/choose")
@needs(Right.WRITE)
def choose(broadcast_id: int) -> Response:
    """Which of two texts the rest gets, or that nobody else gets any."""
    try:
        comparing.choose(services(), broadcast_id, request.form.get("arm", "")[:8], current_user.id)
        flash(_("It is decided."), "success")
    except (Conflict, InputError) as error:
        flash(said(error), "warning")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))


@door.get("/<int:broadcast_id>/results.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def take_out(broadcast_id: int) -> JsonResponse:
    """What became of each person, by id, as CSV that no spreadsheet runs. Noted in the audit."""
    clarion = services()
    broadcasts.progress(clarion, broadcast_id)  # says "not found" while there is a page to say it
    audit.note(clarion, "took out results", "broadcast", broadcast_id, current_user.id)
    return csv_file(clarion, results.lines(clarion, broadcast_id), f"broadcast-{broadcast_id}")


def shown_people(people: Iterable[Somebody]) -> list[str]:
    """A few people, told apart without a name or a number: "#12, Chicago, IL, English"."""
    return [
        ", ".join(
            filter(None, (
                f"#{one.contact_id}", one.city, one.state,
                str(LANGUAGE_NAMES.get(one.lang or "", one.lang or "")),
            ))
        )
        for one in people
    ]  # fmt: skip
