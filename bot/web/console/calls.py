"""Calls: today's by what came of them, the minutes that are left, numbers that are not served."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from werkzeug.wrappers import Response

from bot.calls import blocking, overview
from bot.errors import InputError, NotFound
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import said

door = console_door("calls", __name__, "/console/calls")


@door.get("/")
@needs(Right.LOOK)
def today() -> str:
    """Today so far, and the list of blocked numbers."""
    return _page()


@door.post("/block")
@needs(Right.PEOPLE)
def block() -> str | tuple[str, int] | Response:
    """Serve no calls of a number for some days."""
    form = {name: request.form.get(name, "")[:200] for name in ("phone", "days", "why")}
    days = int(form["days"]) if form["days"].isdecimal() and len(form["days"]) < 5 else 0
    try:
        blocking.block(services(), form["phone"], days=days, why=form["why"], by=current_user.id)
    except InputError as error:
        return _page({error.field: said(error)}, form), 400
    flash(_("Calls of that number are not connected for now."), "success")
    return redirect(url_for("calls.today"))


@door.post("/block/<int:block_id>/lift")
@needs(Right.PEOPLE)
def lift(block_id: int) -> Response:
    """Serve a number again."""
    try:
        blocking.lift(services(), block_id, current_user.id)
        flash(_("Calls of that number are connected again."), "success")
    except NotFound as error:
        flash(said(error), "warning")
    return redirect(url_for("calls.today"))


def _page(problems: Mapping[str, str] | None = None, form: Mapping[str, str] | None = None) -> str:
    return render_template(
        "console/calls.html",
        found=overview.today(services()),
        named=lambda what: said(overview.named(what)),
        direction_named=lambda direction: said(overview.direction_named(direction)),
        problems=problems or {},
        form=form or {},
    )
