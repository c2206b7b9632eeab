"""Making two people one: shown first, then done."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import why
from bot.errors import Conflict, InputError, NotFound
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.people import merging
from bot.web.console.contacts import door, is_id
from bot.web.console.roles import needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import said


@door.post("/<int:contact_id>/same")
@needs(Right.PEOPLE)
def find_same(contact_id: int) -> Response:
    """Who the same person is, by id or whole number: on to a look at what would move."""
    try:
        other_id = why.find_contact(services(), request.form.get("other", "")[:40])
        audit.note(services(), "searched", "contact", other_id, current_user.id)
    except (InputError, NotFound) as error:
        audit.note(services(), "searched", "contact", None, current_user.id)
        flash(said(error), "warning")
        return redirect(url_for("contacts.show", contact_id=contact_id))
    return redirect(url_for("contacts.merge", contact_id=contact_id, other_id=other_id))


@door.route("/<int:contact_id>/merge/<int:other_id>", methods=["GET", "POST"])
@needs(Right.PEOPLE)
def merge(contact_id: int, other_id: int) -> str | Response:
    """What would move; and, asked to, it moves."""
    if not (is_id(contact_id) and is_id(other_id)):
        abort(404)
    clarion = services()
    try:
        if request.method == "POST":
            merging.merge(clarion, contact_id, other_id, current_user.id)
            flash(_("They are one now."), "success")
            return redirect(url_for("contacts.show", contact_id=contact_id))
        found = merging.preview(clarion, contact_id, other_id)
    except NotFound:
        abort(404)
    except (InputError, Conflict) as error:
        flash(said(error), "warning")
        return redirect(url_for("contacts.show", contact_id=contact_id))
    for one in (contact_id, other_id):
        audit.note(clarion, "opened person", "contact", one, current_user.id)
    return render_template("console/contact_merge.html", found=found)
