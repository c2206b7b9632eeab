"""One's own account: password, second factor, language."""

from __future__ import annotations

from flask import current_app, flash, redirect, render_template, session, url_for
from flask_security import current_user
from flask_security.changeable import change_user_password
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import PasswordField, SelectChoice, SelectField
from wtforms.validators import EqualTo, InputRequired

from bot.clock import wall_time
from bot.organizers import own_phones
from bot.organizers.rights import Right
from bot.web.console.link import MAY_SET_PASSWORD_S
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import LANGUAGES
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy

door = console_door("account", __name__, "/console/account")


class _PasswordForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    password = PasswordField(
        lazy("New password"),
        validators=[InputRequired(lazy("Choose a password."))],
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        lazy("The same again"),
        validators=[EqualTo("password", lazy("The two are not the same."))],
        render_kw={"autocomplete": "new-password"},
    )


class _LanguageForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    lang = SelectField(
        lazy("Language of the console"),
        choices=[
            SelectChoice("", lazy("The browser’s")),
            SelectChoice("en", "English"),
            SelectChoice("es", "Español"),
        ],
    )


@door.route("/", methods=["GET", "POST"])
@needs(Right.SELF)
def own() -> str | Response:
    """What one can change about oneself."""
    form = _LanguageForm(lang=current_user.lang or "")
    if form.validate_on_submit():
        datastore = current_app.extensions["security"].datastore
        current_user.lang = form.lang.data if form.lang.data in LANGUAGES else None
        datastore.put(current_user)
        datastore.commit()
        flash(_("Saved."), "success")
        return redirect(url_for("account.own"))
    phone = own_phones.shown(services(), current_user.contact_id)
    return render_template("console/account.html", form=form, phone=phone)


@door.route("/first-password", methods=["GET", "POST"])
@needs(Right.SELF)
def set_password() -> str | Response:
    """Set a password without the old one: only soon after a one-time link."""
    if wall_time().timestamp() - session.get("by_link_at", 0) > MAY_SET_PASSWORD_S:
        return redirect(url_for("security.change_password"))
    form = _PasswordForm()
    if form.validate_on_submit() and _accept(form):
        flash(_("Your password is set. Elsewhere you are signed out."), "success")
        return redirect(url_for("console.home"))
    return render_template("console/set_password.html", form=form)


def _accept(form: _PasswordForm) -> bool:
    security = current_app.extensions["security"]
    wrong, password = security.password_util.validate(form.password.data, False)
    if wrong:
        form.password.errors = list(wrong)
        return False
    session.pop("by_link_at", None)
    change_user_password(current_user._get_current_object(), password)
    security.datastore.commit()
    return True
