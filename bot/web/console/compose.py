"""Writing a broadcast: whom it finds and what it costs as one types, a look, a test, a yes."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Response as JsonResponse
from flask import flash, jsonify, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.broadcasts import broadcasts, invitations, saved_segments, segment_looks, trials
from bot.broadcasts.broadcasts import Draft, Preview
from bot.clarion import Clarion
from bot.engine import parts, rewrite
from bot.errors import Conflict, InputError, NotFound
from bot.organizers.rights import Right
from bot.texting.wording import Wording
from bot.web.console.broadcast_form import (
    BroadcastForm,
    make_form,
    read_draft,
    show_error,
    written_as,
    wrong_count,
)
from bot.web.console.broadcasts import door, shown_people
from bot.web.console.roles import needs
from bot.web.doors import services
from bot.web.tally import tally_of
from bot.web.words import gettext as _
from bot.web.words import ngettext, said

_TESTS_AN_HOUR = 20
_SHOWN = 3  # people, as one types


@door.route("/new", methods=["GET", "POST"])
@needs(Right.WRITE)
def compose() -> str | Response | tuple[str, int]:
    """Write a broadcast, look at what it will do, and confirm it by typing its number of people.

    What was typed stays through every error and every look. `?segment=` begins with a segment.
    """
    return _walk(services(), None)


@door.route("/<int:broadcast_id>/edit", methods=["GET", "POST"])
@needs(Right.WRITE)
def edit(broadcast_id: int) -> str | Response | tuple[str, int]:
    """Change a broadcast that has not begun, the same way it was written."""
    return _walk(services(), broadcast_id)


def _invitation(clarion: Clarion) -> Mapping[str, str]:
    """What an invitation to an action begins with, where `?action=` names one."""
    code, miles = request.args.get("action", "")[:20], request.args.get("miles", "")
    if not code or request.method != "GET" or not (miles.isascii() and miles.isdecimal()):
        return {}
    try:
        who = request.args.get("who", "")[:10]
        return invitations.invitation(clarion, code, int(miles[:3]), who)
    except (InputError, NotFound) as error:
        flash(said(error), "warning")
        return {}


def _walk(clarion: Clarion, broadcast_id: int | None) -> str | Response | tuple[str, int]:
    options = {"segment": request.args.get("segment", "all")[:4000], **_invitation(clarion)}
    if broadcast_id is not None:
        options = written_as(clarion, broadcasts.draft_of(clarion, broadcast_id))
    form = make_form(clarion, **options)
    act = request.form.get("act", "")
    if act == "keep":
        return _keep(clarion, form, broadcast_id)
    if request.method == "GET" or act == "edit" or not form.validate_on_submit():
        return _write(clarion, form, broadcast_id)
    try:
        draft = read_draft(clarion, form)
        preview = broadcasts.preview(clarion, draft)
        if form.errors:
            return _write(clarion, form, broadcast_id)
        if act == "test":
            _test(clarion, form, draft)
        if act == "schedule" and _is_confirmed(form, preview):
            return _store(clarion, draft, broadcast_id, preview.recipients)
    except (InputError, Conflict) as error:  # a conflict: the list changed at this very moment
        show_error(form, error)
        return _write(clarion, form, broadcast_id)
    return render_template(
        "console/broadcast_preview.html",
        form=form,
        preview=preview,
        draft=draft,
        needs_approval=broadcasts.waits_for_another(
            clarion, draft, preview.recipients, current_user.id, broadcast_id or 0
        ),
        approval_above=clarion.settings.approval_above,
        is_edit=broadcast_id is not None,
    )


def _write(
    clarion: Clarion, form: BroadcastForm, broadcast_id: int | None
) -> str | tuple[str, int]:
    row = broadcasts.progress(clarion, broadcast_id) if broadcast_id is not None else None
    page = render_template(
        "console/broadcast_new.html",
        form=form,
        saved=saved_segments.list_saved(clarion),
        row=row,
        prices=clarion.settings.prices,
        canary_above=clarion.settings.canary_above,
    )
    return (page, 400) if form.errors else page


def _keep(clarion: Clarion, form: BroadcastForm, broadcast_id: int | None) -> str | tuple[str, int]:
    try:
        name = form.keep_as.data or ""
        saved_segments.keep(clarion, name, form.segment.data or "", current_user.id)
        form.segment.data = f'segment "{" ".join(name.split())}"'
        form.keep_as.data = ""
        flash(_("Kept. It is in the list of segments."), "success")
    except InputError as error:
        show_error(form, error)
    return _write(clarion, form, broadcast_id)


def _test(clarion: Clarion, form: BroadcastForm, draft: Draft) -> None:
    """Text each language to the organizer's own phone."""
    if current_user.contact_id is None:
        form.form_errors.append(_("Link your phone first, under your account."))
        return
    if tally_of(clarion).add(f"tests:{current_user.id}", 3600) > _TESTS_AN_HOUR:
        form.form_errors.append(_("Too many tests in one hour. Wait a little."))
        return
    try:
        sent = trials.send_test(clarion, draft, current_user.contact_id, current_user.id)
        flash(_("%(count)s test texts are on their way to your phone.", count=len(sent)), "success")
    except NotFound as error:
        form.form_errors.append(said(error))


def _store(clarion: Clarion, draft: Draft, broadcast_id: int | None, expected: int) -> Response:
    if broadcast_id is None:
        broadcast_id = broadcasts.schedule(clarion, draft, current_user.id, expected)
        state = broadcasts.progress(clarion, broadcast_id).state
        if state == "draft":
            flash(_("It waits for a second organizer to approve it."), "success")
        elif draft.schedule.due_at is not None:
            flash(_("It is on the calendar."), "success")
        return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))
    was_approved = broadcasts.progress(clarion, broadcast_id).state == "approved"
    try:
        broadcasts.edit(clarion, broadcast_id, draft, current_user.id, expected)
        voided = _("Changed. Its approval is void: a second organizer must look again.")
        flash(voided if was_approved else _("Changed."), "success")
    except Conflict as error:
        flash(said(error), "warning")
    return redirect(url_for("broadcasts.show", broadcast_id=broadcast_id))


def _is_confirmed(form: BroadcastForm, preview: Preview) -> bool:
    """Whether the number that was typed is the number of people it goes to now."""
    problem = wrong_count(form.confirm.data or "", preview.recipients)
    form.confirm.errors = [problem] if problem else []
    return not problem


@door.post("/parts")
@needs(Right.WRITE)
def count_parts() -> JsonResponse:
    """What a text costs as it is typed: {"text", "lang", "line"} in, the engine's own count out."""
    sent = _json()
    text = sent.get("text", "")[:5000]
    try:
        filled = _fill(services(), sent.get("lang", ""), text, sent.get("line") or None)
    except InputError as error:
        return jsonify(says=said(error), is_wrong=True, parts=0)
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
        parts=counted.count if filled else 0,
    )


@door.post("/count")
@needs(Right.WRITE)
def count_people() -> JsonResponse:
    """Whom a segment finds as it is typed: {"segment"} in; counts and a sample, no names, out."""
    clarion = services()
    try:
        found = segment_looks.look(clarion, _json().get("segment", ""), is_quick=True)
    except InputError as error:
        return jsonify(says=said(error), is_wrong=True, people=0)
    says = (
        _(
            "about %(count)s people can be texted, of about %(total)s in the segment",
            count=f"{found.reachable:,}",
            total=f"{found.total:,}",
        )
        if found.is_about
        else ngettext(
            "%(count)s person can be texted, of %(total)s in the segment",
            "%(count)s people can be texted, of %(total)s in the segment",
            found.reachable,
            count=f"{found.reachable:,}",
            total=f"{found.total:,}",
        )
    )
    return jsonify(
        says=says,
        is_wrong=False,
        people=found.reachable,
        by_lang=dict(found.by_lang),
        fallback=clarion.campaign.current().default_lang,
        sample=shown_people(found.sample[:_SHOWN]),
        rate=clarion.settings.send_rate_per_s,
        prices=clarion.settings.prices,
    )


def _json() -> dict[str, str]:
    sent = request.get_json(silent=True)
    return {str(k): str(v or "") for k, v in sent.items()} if isinstance(sent, dict) else {}


def _fill(clarion: Clarion, lang: str, text: str, line: str | None) -> str:
    if not text.strip():
        return ""
    wording = Wording(clarion.campaign.current(), {lang: text}, clarion.clock.now(), line)
    if wording.unknown_fields:
        raise InputError(_("Nothing is known as {%(name)s}.", name=wording.unknown_fields[0]))
    return wording.body(lang, None).sms


def _say_parts(count: int, characters: int, encoding: str) -> str:
    if not characters:
        return ""
    said_parts: str = _(
        "%(parts)s · %(characters)s characters · %(encoding)s",
        parts=_("1 part") if count == 1 else _("%(count)s parts", count=count),
        characters=characters,
        encoding=encoding,
    )
    return said_parts
