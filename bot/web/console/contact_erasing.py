"""Erasing one person for good, behind a typed word."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.errors import NotFound
from bot.organizers.rights import Right
from bot.privacy import erasing
from bot.web.console.contacts import door, is_id
from bot.web.console.roles import asks_password, needs
from bot.web.doors import services
from bot.web.words import gettext as _

WORD = "ERASE"  # to be typed


@door.route("/<int:contact_id>/erase", methods=["GET", "POST"])
@needs(Right.PEOPLE)
@asks_password("GET", "POST")
def erase(contact_id: int) -> str | Response | tuple[str, int]:
    """What it does; with the word typed, it is done, as `clarion contacts erase` does it."""
    if not is_id(contact_id):
        abort(404)
    problem, status = "", 200
    if request.method == "POST":
        if request.form.get("word", "").strip().upper() == WORD:
            return _erase(contact_id)
        problem, status = _("Nothing was done: type %(word)s to go on.", word=WORD), 422
    page = render_template(
        "console/contact_erase.html", contact_id=contact_id, word=WORD, problem=problem
    )
    return (page, status) if problem else page


def _erase(contact_id: int) -> Response:
    try:
        erasing.erase(services(), contact_id, current_user.id)
    except NotFound:
        abort(404)
    flash(_("Everything about person %(id)s is erased.", id=contact_id), "success")
    return redirect(url_for("contacts.search"))
