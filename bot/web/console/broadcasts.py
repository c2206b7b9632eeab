"""Broadcasts in the console: list, write, look, confirm, watch, pause, resume, cancel."""

from __future__ import annotations

import re

from flask import Response as JsonResponse
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot import broadcasts
from bot.bootstrap import Clarion
from bot.broadcasts import Preview, Progress
from bot.engine import parts, rewrite
from bot.errors import Conflict, InputError
from bot.organizers import Role
from bot.reasons import words as reason_words
from bot.store import broadcasts as rows
from bot.web.console import state_words
from bot.web.console.broadcast_form import (
    LANGUAGE_NAMES,
    BroadcastForm,
    make_form,
    read_draft,
    show_error,
)
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import language
from bot.web.words import lazy_gettext as lazy
from bot.wording import Wording

door = console_door("broadcasts", __name__, "/console/broadcasts")
door.app_context_processor(
    lambda: {
        "broadcast_states": state_words.BROADCAST,
        "message_states": state_words.MESSAGE,
        "language_names": LANGUAGE_NAMES,
        "reason_words": lambda reason: reason_words(reason, language()),
    }
)

_ACTS = {
    "pause": (broadcasts.pause, lazy("Paused. Texts already handed over still arrive.")),
    "resume": (broadcasts.resume, lazy("It goes on.")),
    "cancel": (broadcasts.cancel, lazy("Canceled. Nobody who has not been texted yet will be.")),
}


@door.get("/")
@needs(Role.VIEWER)
def list_all() -> str:
    """The newest broadcasts."""
    return render_template("console/broadcasts.html", recent=broadcasts.list_recent(services()))


@door.route("/new", methods=["GET", "POST"])
@needs(Role.ORGANIZER)
def compose() -> str | Response | tuple[str, int]:
    """Write a broadcast, look at what it will do, and confirm it by typing its number of people.

    What was typed stays through every error and every look.
    """
    clarion = services()
    form = make_form(clarion)
    act = request.form.get("act", "")
    if request.method == "GET" or act == "edit" or not form.validate_on_submit():
        return _write(form)
    try:
        draft = read_draft(clarion, form)
        preview = broadcasts.preview(clarion, draft)
        if form.errors:
            return _write(form)
        if act == "schedule" and _is_confirmed(form, preview):
            new = broadcasts.schedule(clarion, draft, current_user.id)
            is_now = draft.schedule.due_at is None
            flash(_("It begins now.") if is_now else _("It is on the calendar."), "success")
            return redirect(url_for("broadcasts.show", broadcast_id=new))
    except InputError as error:
        show_error(form, error)
        return _write(form)
    return render_template(
        "console/broadcast_preview.html",
        form=form,
        preview=preview,
        draft=draft,
        price=clarion.settings.price_per_part,
    )


def _write(form: BroadcastForm) -> str | tuple[str, int]:
    page = render_template("console/broadcast_new.html", form=form)
    return (page, 400) if form.errors else page


def _is_confirmed(form: BroadcastForm, preview: Preview) -> bool:
    """Whether the number that was typed is the number of people it goes to now."""
    typed = re.sub(r"[\s.,]", "", form.confirm.data or "")
    if preview.recipients == 0:
        form.confirm.errors = [_("It would reach nobody.")]
    elif not typed:
        form.confirm.errors = [_("Type the number of people it goes to.")]
    elif typed != str(preview.recipients):
        form.confirm.errors = [
            _("It goes to %(count)s people. Type that number.", count=preview.recipients)
        ]
    return not form.confirm.errors


@door.post("/parts")
@needs(Role.ORGANIZER)
def count_parts() -> JsonResponse:
    """What a text costs as it is typed: {"text", "lang"} in, the engine's own count out."""
    sent = request.get_json(silent=True)
    text = str(sent.get("text", ""))[:5000] if isinstance(sent, dict) else ""
    lang = str(sent.get("lang", "")) if isinstance(sent, dict) else ""
    try:
        filled = _fill(services(), lang, text)
    except InputError as error:
        return jsonify(says=str(error), is_wrong=True)
    counted = parts(filled)
    plainer = next(
        (
            rewrite(text, accents=accents)
            for accents in (False, True)
            if parts(rewrite(filled, accents=accents)).count < counted.count
        ),
        "",
    )
    return jsonify(
        says=_say_parts(counted.count, len(filled), counted.encoding),
        because=" ".join(counted.offenders[:12]),
        plainer=plainer,
        is_wrong=False,
    )


def _fill(clarion: Clarion, lang: str, text: str) -> str:
    if not text.strip():
        return ""
    wording = Wording(clarion.campaign.current(), {lang: text}, clarion.clock.now())
    if wording.unknown_fields:
        raise InputError(_("Nothing is known as {%(name)s}.", name=wording.unknown_fields[0]))
    return wording.body(lang, None).text


def _say_parts(count: int, characters: int, encoding: str) -> str:
    if not characters:
        return ""
    said: str = _(
        "%(parts)s · %(characters)s characters · %(encoding)s",
        parts=_("1 part") if count == 1 else _("%(count)s parts", count=count),
        characters=characters,
        encoding=encoding,
    )
    return said


@door.get("/<int:broadcast_id>")
@needs(Role.VIEWER)
def show(broadcast_id: int) -> str:
    """How a broadcast stands. The page moves by itself."""
    clarion = services()
    progress = broadcasts.progress(clarion, broadcast_id)
    with clarion.record.hot() as connection:
        row = rows.load(connection, broadcast_id)
    return render_template(
        "console/broadcast.html",
        progress=progress,
        share=_share(progress),
        texts=broadcasts.wording_of(clarion, row).texts,
    )


@door.get("/<int:broadcast_id>/progress")
@needs(Role.VIEWER)
def progress_part(broadcast_id: int) -> JsonResponse:
    """The moving part of the page: its state, and the numbers as HTML."""
    progress = broadcasts.progress(services(), broadcast_id)
    numbers = render_template("console/_progress.html", progress=progress, share=_share(progress))
    is_over = progress.state in ("done", "canceled", "missed") and not progress.in_flight
    return jsonify(state=progress.state, numbers=numbers, is_over=is_over)


def _share(progress: Progress) -> int:
    """Whole percents that are settled."""
    return int(100 * progress.settled / progress.recipients) if progress.recipients else 0


@door.post("/<int:broadcast_id>/<any(pause, resume, cancel):act>")
@needs(Role.ORGANIZER)
def turn(broadcast_id: int, act: str) -> Response:
    """Pause it, go on with it, or end it for good."""
    do, says = _ACTS[act]
    try:
        do(services(), broadcast_id, current_user.id, request.form.get("reason", "")[:200])
        flash(str(says), "success")
    except Conflict as error:
        flash(str(error), "warning")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))
