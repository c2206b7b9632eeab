"""Lists of people in the console: brought, shown, corrected, written, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from flask import Response as FileResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.calling_lists import importing
from bot.errors import Conflict, InputError, NotFound
from bot.imports import imports, leftovers, undoing
from bot.imports.imports import List
from bot.imports.looking import Asked
from bot.imports.names import CHOICES
from bot.imports.people import QUESTIONS
from bot.imports.problems import NOTICES
from bot.imports.proofs import Proof, read_proof
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.people.numbers import show_last
from bot.web.console import import_words
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import gettext as _
from bot.web.words import ngettext, said

door = console_door("imports", __name__, "/console/lists")

_MOVING = ("reading", "writing")
_PROOF = ("where", "when", "words", "by")


@door.get("/")
@needs(Right.PEOPLE)
def list_all() -> str:
    """The lists there were, and a form for the next."""
    return _page({})


@door.post("/")
@needs(Right.PEOPLE)
def bring() -> str | tuple[str, int] | Response:
    """Take a file in, to be looked at. Nothing of it is written yet."""
    clarion, sent = services(), request.files.get("file")
    try:
        asked = Asked(proof=_proof())
        import_id = imports.open_list(
            clarion,
            (sent.filename if sent else None) or "-",
            sent.read() if sent else b"",
            source=request.form.get("source", ""),
            made_by=current_user.id,
            asked=asked,
        )
    except InputError as error:
        return _page({error.field: said(error)}), 400
    return redirect(url_for("imports.show", import_id=import_id))


@door.get("/<int:import_id>")
@needs(Right.PEOPLE)
def show(import_id: int) -> str:
    """A list as it stands: what would come of it, how far it is, or what came of it."""
    one = _found(import_id)
    if one.row.state not in _MOVING:  # else the page comes anew by itself, without an example
        audit.note(services(), "opened list", "import", import_id, current_user.id)
    return _shown(one, {})


@door.post("/<int:import_id>/correct")
@needs(Right.PEOPLE)
def correct(import_id: int) -> str | tuple[str, int] | Response:
    """Say what columns are, answer questions, prove consent; then it is looked at again."""
    one = _found(import_id)
    try:
        imports.correct(services(), import_id, _asked(one), current_user.id)
    except InputError as error:
        return _shown(one, {error.field: said(error)}), 400
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("imports.show", import_id=import_id))


@door.post("/<int:import_id>/act")
@needs(Right.PEOPLE)
def act(import_id: int) -> Response:
    """Bring it in, let it go, take it back, or begin the series for it."""
    _found(import_id)
    wanted = _ACTS.get(request.form.get("act", ""))
    if wanted is None:
        abort(400)
    try:
        wanted(import_id)
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("imports.show", import_id=import_id))


@door.get("/<int:import_id>/left-out.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def left_out(import_id: int) -> FileResponse:
    """The rows that were left out, with the reason in the last column."""
    try:
        rows = imports.left_out(services(), import_id, by=current_user.id)
    except NotFound:
        abort(404)
    return csv_file(services(), leftovers.as_csv(rows, said), f"left-out-{import_id}")


# --- parts ---------------------------------------------------------------------------------------


def _write(import_id: int) -> None:
    imports.write(services(), import_id, current_user.id)


def _drop(import_id: int) -> None:
    imports.drop(services(), import_id, current_user.id)
    flash(_("Let go; the file is deleted."), "success")


def _undo(import_id: int) -> None:
    if _found(import_id).row.calling_list_id is not None:
        removed = importing.undo(services(), import_id, current_user.id)
        flash(
            ngettext(
                "Taken back: %(num)s person is off the calling list.",
                "Taken back: %(num)s people are off the calling list.",
                removed,
            ),
            "success",
        )
        return
    done = undoing.undo(services(), import_id, current_user.id)
    flash(
        _(
            "Taken back: %(removed)s taken out, %(restored)s as before, %(stay)s have written since"
            " and stay.",
            removed=done.removed,
            restored=done.restored,
            stay=done.stay,
        ),
        "success",
    )


def _start_series(import_id: int) -> None:
    count = imports.start_series(services(), import_id, current_user.id)
    flash(
        ngettext(
            "The series have begun for %(num)s person.",
            "The series have begun for %(num)s people.",
            count,
        ),
        "success",
    )


_ACTS = {"write": _write, "drop": _drop, "undo": _undo, "series": _start_series}


def _found(import_id: int) -> List:
    try:
        found = imports.show(services(), import_id)
    except NotFound:
        abort(404)
    if found.row.calling_list_id is None or found.row.state != "done":
        return found
    return replace(found, may_undo=importing.may_undo(services(), import_id))


def _page(problems: dict[str, str]) -> str:
    return render_template(
        "console/lists.html",
        lists=imports.list_all(services()),
        problems=problems,
        states=import_words.STATES,
        form=request.form,
    )


def _shown(one: List, problems: dict[str, str]) -> str:
    is_mine = one.row.made_by == current_user.id
    return render_template(
        "console/list.html",
        one=one,
        shown=one.preview,
        problems=problems,
        is_moving=one.row.state in _MOVING,
        notices=NOTICES,
        choices=CHOICES,
        words=import_words,
        is_mine=is_mine,
        number=(lambda phone: phone) if is_mine else show_last,
    )


def _asked(one: List) -> Asked:
    """What the form says, over what was said before."""
    columns = dict(one.asked.columns)
    for column in one.preview.columns if one.preview else ():
        chosen = request.form.get(f"column-{column['number']}")
        if chosen in CHOICES and chosen != column["is"]:
            columns[str(column["number"])] = chosen
    answers = {
        name: given
        for name, (_kind, choices) in QUESTIONS.items()
        if (given := request.form.get(f"answer-{name}", "")) in choices
    }
    return Asked(
        columns=columns,
        answers={**one.asked.answers, **answers},
        sheet=request.form.get("sheet") or one.asked.sheet,
        proof=_proof(),
    )


def _proof() -> Proof | None:
    today = services().clock.now().date() + timedelta(days=1)  # it may have begun where they are
    return read_proof({name: request.form.get(name) for name in _PROOF}, today)
