"""Taking back all that a person, or everybody of their source, has reported: shown first."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.errors import InputError
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.people import taking_back
from bot.web.console.contacts import door, is_id
from bot.web.console.roles import needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import said


@door.route("/<int:contact_id>/reports", methods=["GET", "POST"])
@needs(Right.WRITE)
def reports(contact_id: int) -> str | Response:
    """What would be taken back of a person and of their source; and, asked to, it is."""
    if not is_id(contact_id):
        abort(404)
    clarion = services()
    source = taking_back.source_of(clarion, contact_id)
    whose: dict[str, int | str] = {taking_back.PERSON: contact_id}
    if source:
        whose[taking_back.SOURCE] = source
    if request.method == "POST":
        by = request.form.get("by", "")
        try:
            taking_back.take_back(clarion, by, whose[by], current_user.id)
            flash(_("All of it is taken back, and counts no more."), "success")
        except KeyError:
            abort(404)
        except InputError as error:
            flash(said(error), "warning")
        return redirect(url_for("contacts.reports", contact_id=contact_id))
    audit.note(clarion, "opened person", "contact", contact_id, current_user.id)
    found = {by: taking_back.standing(clarion, by, what) for by, what in whose.items()}
    return render_template(
        "console/contact_reports.html", found=found, source=source, contact_id=contact_id
    )
