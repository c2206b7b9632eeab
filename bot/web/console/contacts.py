"""People: found, and one of them with everything that is known and can be done."""

from __future__ import annotations

import json
from collections.abc import Callable

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from bot.broadcasts import why
from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.inbox import threads
from bot.organizers import audit, organizers
from bot.organizers.rights import Right
from bot.people import consent_proof, editing, finding, story
from bot.web.console.roles import console_door, needs
from bot.web.console.tasks import add_task, finish_task
from bot.web.console.why import RULES
from bot.web.doors import services
from bot.web.exports import saved
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("contacts", __name__, "/console/people")

WHAT = {
    "name": lazy("name"),
    "lang": lazy("language"),
    "zip": lazy("ZIP"),
    "tags": lazy("tags"),
    "revealed": lazy("looked at the number"),
    "merged": lazy("became one with"),
}


class _FindForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    who = StringField(lazy("Whom do you look for?"), validators=[Length(max=finding.MAX_TYPED)])


@door.route("/", methods=["GET", "POST"])
@needs(Right.PEOPLE)
def search() -> str | tuple[str, int]:
    """Whom somebody looks for, typed in a form and never in an address."""
    form, found = _FindForm(), None
    if form.validate_on_submit():
        try:
            found = finding.search(services(), form.who.data or "", current_user.id)
        except InputError as error:
            form.who.errors = [said(error)]
    page = render_template("console/contacts.html", form=form, found=found)
    return (page, 400) if form.errors else page


@door.get("/<int:contact_id>")
@needs(Right.PEOPLE)
def show(contact_id: int) -> str | tuple[str, int] | Response:
    """One person: all that is known, and why. That somebody looked is noted."""
    page = _page(contact_id)
    if isinstance(page, str):
        audit.note(services(), "opened person", "contact", contact_id, current_user.id)
    return page


@door.post("/<int:contact_id>")
@needs(Right.PEOPLE)
def act(contact_id: int) -> str | tuple[str, int] | Response:
    """One act: `act` names it. What is refused comes back with what was typed."""
    do = _ACTS.get(request.form.get("act", ""))
    if do is None or not is_id(contact_id):
        return _page(contact_id)
    try:
        words = do(services(), contact_id)
    except (InputError, Conflict) as error:
        return _page(contact_id, problem=said(error), status=409)
    except NotFound:
        abort(404)
    flash(words, "success")
    return redirect(url_for("contacts.show", contact_id=contact_id))


@door.post("/<int:contact_id>/number")
@needs(Right.PEOPLE)
def reveal(contact_id: int) -> str | tuple[str, int] | Response:
    """Their whole number, shown once, for a reason; the audit has a line."""
    try:
        numbers = editing.reveal(
            services(), contact_id, request.form.get("reason", ""), current_user.id
        )
    except InputError as error:
        return _page(contact_id, problem=said(error), status=409)
    except NotFound:
        abort(404)
    return _page(contact_id, numbers=numbers)


@door.route("/<int:contact_id>/consent", methods=["GET", "POST"])
@needs(Right.PEOPLE)
def proof(contact_id: int) -> str | Response:
    """Proof that they agreed, to look at; by POST as a file. The number is not in it."""
    if not is_id(contact_id):
        abort(404)
    try:
        found = consent_proof.of_person(services(), contact_id, current_user.id)
    except NotFound:
        abort(404)
    if request.method == "GET":
        return render_template("console/consent.html", found=found, contact_id=contact_id)
    answer = Response(json.dumps(found, ensure_ascii=False, indent=2), mimetype="application/json")
    return saved(services(), answer, f"consent-{contact_id}", "json")


@door.get("/<int:contact_id>/why/<int:broadcast_id>")
@needs(Right.PEOPLE)
def why_sent(contact_id: int, broadcast_id: int) -> str:
    """Why they got a broadcast, or did not."""
    if not (is_id(contact_id) and is_id(broadcast_id)):
        abort(404)
    clarion = services()
    try:
        answer = why.explain(clarion, f"#{contact_id}", broadcast_id)
    except (NotFound, InputError):
        audit.note(clarion, "asked why", "contact", None, current_user.id)
        abort(404)
    audit.note(clarion, "asked why", "contact", contact_id, current_user.id)
    return render_template("console/contact_why.html", answer=answer, rules=RULES)


def _page(
    contact_id: int, problem: str = "", status: int = 200, numbers: list[str] | None = None
) -> str | tuple[str, int] | Response:
    clarion = services()
    if not is_id(contact_id):
        abort(404)
    try:
        found = story.read(clarion, contact_id)
    except NotFound:
        kept = story.merged_into(clarion, contact_id)
        if kept is None:
            abort(404)
        flash(_("They became one with this person."), "success")
        return redirect(url_for("contacts.show", contact_id=kept))
    page = render_template(
        "console/contact.html",
        found=found,
        bubbles=threads.read_thread(clarion, contact_id),
        task_words=threads.task_words(clarion, found.tasks),
        languages=clarion.campaign.current().languages,
        people=organizers.list_all(clarion.record),
        names={one.id: one.name or one.email for one in organizers.list_all(clarion.record)},
        what_words=WHAT,
        problem=problem,
        numbers=numbers,
        typed=request.form,
    )
    return (page, status) if status != 200 else page


def is_id(number: int) -> bool:
    """Whether PostgreSQL can hold it as a row's id."""
    return 0 < number < 2**63


# --- acts: each returns the words to show --------------------------------------------------------


def _edit(clarion: Clarion, contact_id: int) -> str:
    sent = request.form
    fields = {name[6:]: value for name, value in sent.items() if name.startswith("field.")}
    wanted = editing.Edit(
        sent.get("name"), sent.get("lang"), sent.get("zip"), sent.get("tags"), fields
    )
    changed = editing.edit(clarion, contact_id, wanted, current_user.id)
    return str(_("Saved.") if changed else _("Nothing was changed."))


def _opt_out(clarion: Clarion, contact_id: int) -> str:
    editing.opt_out(clarion, contact_id, current_user.id)
    return str(_("They get no more texts."))


def _task_done(clarion: Clarion, _contact_id: int) -> str:
    return finish_task(clarion)


_ACTS: dict[str, Callable[[Clarion, int], str]] = {
    "edit": _edit,
    "opt_out": _opt_out,
    "task": add_task,
    "task_done": _task_done,
}
