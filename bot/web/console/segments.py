"""Segments kept under a name, and the words a segment is written in."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, request, url_for
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField
from wtforms.validators import Length

from bot.broadcasts import saved_segments, segment_looks
from bot.errors import Conflict, InputError, NotFound
from bot.organizers.rights import Right
from bot.segments import segments
from bot.web import tile_map
from bot.web.console.broadcast_form import LANGUAGE_NAMES
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("segments", __name__, "/console/segments")


class _KeepForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    name = StringField(lazy("A name for it"), validators=[Length(max=60)])
    segment = StringField(lazy("Who is in it"), validators=[Length(max=4000)])


@door.route("/", methods=["GET", "POST"])
@needs(Right.LOOK)
def list_all() -> str | tuple[str, int]:
    """Kept segments; whom one finds now; and every word that may be used."""
    clarion, form, look = services(), _KeepForm(), None
    if form.validate_on_submit():
        try:
            look = segment_looks.look(
                clarion, form.segment.data or "", is_quick="exact" not in request.form
            )
        except InputError as error:
            form.segment.errors = [said(error)]
    page = render_template(
        "console/segments.html",
        form=form,
        look=look,
        tiles=tile_map.draw(look.by_state) if look else None,
        place_of=place_of,
        saved=saved_segments.list_saved(clarion),
        fields={**segments.FIELDS, **{f"{h}.…": f for h, f in segments.FAMILIES.items()}},
    )
    return (page, 400) if form.errors else page


@door.get("/<int:segment_id>")
@needs(Right.LOOK)
def show(segment_id: int) -> str:
    """A kept segment: how many, ten of them, where they live, and what can be done with all."""
    clarion = services()
    if segment_id >= 2**63:
        abort(404)
    try:
        segment = saved_segments.find(clarion, segment_id)
    except NotFound:
        abort(404)
    look, problem = None, ""
    try:
        look = segment_looks.look(clarion, segment.query, is_quick="exact" not in request.args)
    except InputError as error:  # what it names may be gone since it was kept
        problem = said(error)
    return render_template(
        "console/segment.html",
        segment=segment,
        look=look,
        problem=problem,
        tiles=tile_map.draw(look.by_state) if look else None,
        place_of=place_of,
    )


def place_of(one: segment_looks.Somebody) -> str:
    """Where somebody lives and what they read: "Chicago, IL, English"."""
    lang = str(LANGUAGE_NAMES.get(one.lang or "", one.lang or ""))
    return ", ".join(filter(None, (one.city, one.state, lang)))


@door.post("/keep")
@needs(Right.WRITE)
def keep() -> Response:
    """Keep a segment under a name; the same name again replaces it."""
    sent = request.form
    try:
        saved_segments.keep(
            services(), sent.get("name", ""), sent.get("segment", ""), current_user.id
        )
        flash(_("Kept."), "success")
    except InputError as error:
        flash(said(error), "error")
    return redirect(url_for("segments.list_all"))


@door.post("/<int:segment_id>/forget")
@needs(Right.WRITE)
def forget(segment_id: int) -> Response:
    """Take a kept segment away, unless something uses it."""
    try:
        saved_segments.forget(services(), segment_id, current_user.id)
        flash(_("It is not kept any more."), "success")
    except (Conflict, NotFound) as error:
        flash(said(error), "warning")
    return redirect(url_for("segments.list_all"))
