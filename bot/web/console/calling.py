"""Calling lists in the console: made, filled, watched, paused, ended; who may call, and sheets."""

from __future__ import annotations

from datetime import timedelta

from flask import Response as FileResponse
from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.calling_lists import bridge, callers, importing, lists, sheets
from bot.calling_lists.lists import Settings, Shown
from bot.errors import Conflict, InputError, NotFound
from bot.imports import imports
from bot.imports.looking import Asked
from bot.imports.proofs import read_proof
from bot.organizers.rights import Right
from bot.web.console import calling_form
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.exports import csv_file
from bot.web.words import gettext as _
from bot.web.words import said

door = console_door("calling", __name__, "/console/calling")

_WEEK = timedelta(days=7)
_PROOF = ("where", "when", "words", "by")
_STATES = {"pause": "paused", "open": "open", "end": "ended"}


@door.get("/")
@needs(Right.LOOK)
def list_all() -> str:
    """The lists there are, and a form for the next."""
    return _all({}, {})


@door.post("/")
@needs(Right.WRITE)
def make() -> str | tuple[str, int] | Response:
    """Make a list; its people come with a file."""
    clarion = services()
    try:
        list_id = lists.make(clarion, calling_form.read(clarion), current_user.id)
    except InputError as error:
        return _all({error.field: said(error)}, request.form), 400
    return redirect(url_for("calling.show", list_id=list_id))


@door.get("/<int:list_id>")
@needs(Right.LOOK)
def show(list_id: int) -> str:
    """How far a list has come, who calls it, and its settings. No name and no number of a list."""
    return _one(_found(list_id), {}, {})


@door.post("/<int:list_id>/change")
@needs(Right.WRITE)
def change(list_id: int) -> str | tuple[str, int] | Response:
    """Say otherwise of a list."""
    clarion, shown = services(), _found(list_id)
    try:
        lists.change(clarion, list_id, calling_form.read(clarion), current_user.id)
        flash(_("Changed. It counts from the next name on."), "success")
    except InputError as error:
        return _one(shown, {error.field: said(error)}, request.form), 400
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("calling.show", list_id=list_id))


@door.post("/<int:list_id>/state")
@needs(Right.WRITE)
def set_state(list_id: int) -> Response:
    """Pause it, go on, or end it for good."""
    _found(list_id)
    state = _STATES.get(request.form.get("act", ""))
    if state is None:
        abort(400)
    try:
        lists.set_state(services(), list_id, state, current_user.id)
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("calling.show", list_id=list_id))


@door.post("/<int:list_id>/people")
@needs(Right.PEOPLE)
def bring(list_id: int) -> str | tuple[str, int] | Response:
    """Take a file of people in, to be looked at. Nobody of it is called yet."""
    clarion, shown, sent = services(), _found(list_id), request.files.get("file")
    try:
        importing.check(clarion, list_id)
        today = clarion.clock.now().date() + timedelta(days=1)  # it may have begun where they are
        proof = read_proof({name: request.form.get(name) for name in _PROOF}, today)
        import_id = imports.open_list(
            clarion, (sent.filename if sent else None) or "-", sent.read() if sent else b"",
            source="calling list", made_by=current_user.id, asked=Asked(proof=proof),
            calling_list_id=list_id,
        )  # fmt: skip
    except (InputError, Conflict) as error:
        return _one(shown, {getattr(error, "field", "") or "file": said(error)}, {}), 400
    return redirect(url_for("imports.show", import_id=import_id))


@door.post("/<int:list_id>/callers")
@needs(Right.PEOPLE)
def decide(list_id: int) -> Response:
    """Let a volunteer call, by their number or who asked; or take somebody off."""
    _found(list_id)
    clarion, by = services(), current_user.id
    contact_id = request.form.get("contact", 0, type=int)
    try:
        if contact_id:
            state = "in" if request.form.get("act") == "in" else "out"
            callers.decide(clarion, list_id, [contact_id], state, by)
        else:
            callers.let_in(clarion, list_id, request.form.get("phone", "")[:40], by)
        flash(_("Done. They get a text that says so."), "success")
    except (InputError, NotFound, Conflict) as error:
        flash(said(error), "warning")
    return redirect(url_for("calling.show", list_id=list_id))


@door.get("/<int:list_id>/people.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def people(list_id: int) -> FileResponse:
    """The list without its numbers."""
    _found(list_id)
    text = sheets.csv_of(services(), list_id, current_user.id, numbers=False)
    return csv_file(services(), text, f"calling-list-{list_id}")


@door.get("/<int:list_id>/numbers.csv")
@needs(Right.EXPORT)
@asks_password("GET")
def numbers(list_id: int) -> FileResponse:
    """The list with its numbers."""
    _found(list_id)
    text = sheets.csv_of(services(), list_id, current_user.id, numbers=True)
    return csv_file(services(), text, f"calling-list-numbers-{list_id}")


@door.post("/<int:list_id>/sheet")
@needs(Right.PEOPLE)
@asks_password("POST")
def sheet(list_id: int) -> str | Response:
    """Names and numbers of who is still to be called, to be printed for a room."""
    shown = _found(list_id)
    try:
        found = sheets.printed(services(), list_id, current_user.id)
    except Conflict as error:
        flash(said(error), "warning")
        return redirect(url_for("calling.show", list_id=list_id))
    return render_template("console/calling_sheet.html", one=shown, found=found)


# --- parts ---------------------------------------------------------------------------------------


def _found(list_id: int) -> Shown:
    try:
        return lists.show(services(), list_id)
    except NotFound:
        abort(404)


def _all(problems: dict[str, str], typed: object) -> str:
    clarion = services()
    fresh = Settings("", (clarion.clock.now() + _WEEK).date())
    return render_template(
        "console/calling_lists.html",
        found=lists.list_all(clarion),
        states=calling_form.STATES,
        problems=problems,
        form=typed or calling_form.typed_of(fresh),
        languages=clarion.campaign.current().languages,
    )


def _one(shown: Shown, problems: dict[str, str], typed: object) -> str:
    clarion = services()
    return render_template(
        "console/calling_list.html",
        one=shown,
        callers=callers.of_list(clarion, shown.row.id),
        states=calling_form.STATES,
        outcomes=calling_form.OUTCOMES,
        has_bridge=bridge.is_on(clarion),
        problems=problems,
        form=typed or calling_form.typed_of(lists.settings_of(shown)),
        languages=clarion.campaign.current().languages,
    )
