"""What hosts want their guests to read, and what cannot be told in time without somebody of the
team: looked at, passed on or not. And who leads well: somebody to call.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.errors import Conflict, InputError
from bot.events import changing, host_words, ladder
from bot.organizers.rights import Right
from bot.web.console.actions import door
from bot.web.console.roles import needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import ngettext, said

KINDS = {
    "text": lazy("To everybody who signed up"),
    "note": lazy("What to bring"),
    "place": lazy("A new place"),
}
CHANGES = {
    "day": lazy("Another day"),
    "time": lazy("Another hour"),
    "place": lazy("Another place"),
    "called_off": lazy("Called off"),
    "words": lazy("Words to all"),
    "seats": lazy("More seats"),
}


@door.get("/from-hosts")
@needs(Right.LOOK)
def from_hosts() -> str:
    """Words and changes that wait, the oldest first; then who leads well."""
    clarion = services()
    return render_template(
        "console/from_hosts.html",
        words=host_words.waiting(clarion),
        changes=changing.waiting(clarion),
        leaders=ladder.leaders(clarion),
        kinds=KINDS,
        what=CHANGES,
    )


@door.post("/from-hosts/words")
@needs(Right.WRITE)
def decide_words() -> Response:
    """Pass words on to guests, or not: the form names them."""
    clarion, word_id = services(), request.form.get("id", 0, type=int)
    try:
        if request.form.get("act") == "pass":
            told = host_words.pass_on(clarion, word_id, current_user.id)
            flash(
                ngettext(
                    "Passed on: %(num)s person is told, within their hours.",
                    "Passed on: %(num)s people are told, within their hours.",
                    told,
                ),
                "success",
            )
        else:
            host_words.refuse(clarion, word_id, current_user.id)
            flash(_("Not passed on. Its host is told."), "success")
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("actions.from_hosts"))


@door.post("/from-hosts/hurry")
@needs(Right.WRITE)
def hurry() -> Response:
    """Tell of a change at this minute, whatever the hour is where guests are; the form says why."""
    try:
        gone = changing.approve(
            services(), request.form.get("id", 0, type=int), request.form.get("why", "")[:400],
            current_user.id,
        )  # fmt: skip
        flash(
            ngettext("%(num)s text goes out now.", "%(num)s texts go out now.", gone),
            "success",
        )
    except (InputError, Conflict) as error:
        flash(said(error), "warning")
    return redirect(url_for("actions.from_hosts"))
