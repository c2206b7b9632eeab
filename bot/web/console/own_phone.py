"""One's own phone: a number, a code that is texted to it, and it is linked."""

from __future__ import annotations

from dataclasses import asdict

from flask import abort, flash, redirect, render_template, request, session, url_for
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import StringField, TelField
from wtforms.validators import Length

from bot.errors import Conflict, InputError
from bot.organizers import own_phones
from bot.organizers.own_phones import Asked
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.tally import tally_of
from bot.web.words import gettext as _
from bot.web.words import language, said
from bot.web.words import lazy_gettext as lazy

door = console_door("own_phone", __name__, "/console/account/phone")

TRIES = 5
CODES_AN_HOUR = 5
_TRIES_LAST_S = 15 * 60


class _PhoneForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    phone = TelField(
        lazy("Your phone number"),
        validators=[Length(max=40)],
        render_kw={"autocomplete": "tel"},
    )


class _CodeForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    code = StringField(
        lazy("The code we texted you"),
        validators=[Length(max=20)],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@door.route("/", methods=["GET", "POST"])
@needs(Right.SELF)
def ask() -> str | Response | tuple[str, int]:
    """The linked phone; a number to link, to which a code is sent."""
    clarion, form = services(), _PhoneForm()
    if form.validate_on_submit():
        try:
            _count("codes", CODES_AN_HOUR, 3600)
            asked = own_phones.send_code(
                clarion, current_user.id, form.phone.data or "", language()
            )
            session["phone_asked"] = asdict(asked)
            return redirect(url_for("own_phone.prove"))
        except (InputError, Conflict) as error:
            form.phone.errors = [said(error)]
    page = render_template(
        "console/own_phone.html",
        form=form,
        linked=own_phones.shown(clarion, current_user.contact_id),
        is_simulated=clarion.settings.is_simulated,
    )
    return (page, 400) if form.errors else page


@door.route("/code", methods=["GET", "POST"])
@needs(Right.SELF)
def prove() -> str | Response | tuple[str, int]:
    """Type the code. Five tries, then a new code after a quarter of an hour."""
    asked = session.get("phone_asked")
    if asked is None:
        return redirect(url_for("own_phone.ask"))
    form = _CodeForm()
    if form.validate_on_submit():
        _count("tries", TRIES, _TRIES_LAST_S)
        try:
            own_phones.link(services(), current_user.id, Asked(**asked), form.code.data or "")
            session.pop("phone_asked", None)
            flash(_("Your phone is linked. Test texts and notices go to it."), "success")
            return redirect(url_for("account.own"))
        except InputError as error:
            form.code.errors = [said(error)]
    page = render_template("console/own_phone_code.html", form=form)
    return (page, 400) if form.errors else page


@door.post("/off")
@needs(Right.SELF)
def take_off() -> Response:
    """Link no phone any more."""
    own_phones.unlink(services(), current_user.id)
    flash(_("No phone is linked."), "success")
    return redirect(url_for("account.own"))


@door.post("/duty")
@needs(Right.SELF)
def duty() -> Response:
    """Say whether one is on duty, as ON DUTY and OFF DUTY do by text."""
    is_on = request.form.get("is_on") == "yes"
    own_phones.set_duty(services(), current_user.id, is_on=is_on)
    flash(_("You are on duty.") if is_on else _("You are off duty."), "success")
    return redirect(url_for("own_phone.ask"))


def _count(what: str, most: int, window_s: int) -> None:
    """Count one more of this organizer's; too many are refused with 429."""
    if tally_of(services()).add(f"own_phone:{what}:{current_user.id}", window_s) > most:
        abort(429)
