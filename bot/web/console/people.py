"""Organizers, for admins: who there is, who may do what, and a link to let somebody in."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask_security import current_user
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import EmailField, SelectChoice, SelectField, StringField
from wtforms.validators import InputRequired, Length

from bot.errors import Conflict, InputError, NotFound
from bot.organizers import letting_in, organizers
from bot.organizers.rights import Right, Role
from bot.web import sign_in
from bot.web.console.roles import asks_password, console_door, needs
from bot.web.doors import services
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("people", __name__, "/console/organizers")

_ROLES = [
    SelectChoice(Role.VIEWER.value, lazy("Viewer: looks")),
    SelectChoice(Role.TEXTER.value, lazy("Texter: answers in the inbox, sees nothing else")),
    SelectChoice(Role.ORGANIZER.value, lazy("Organizer: writes and schedules")),
    SelectChoice(Role.APPROVER.value, lazy("Approver: also says the second yes")),
    SelectChoice(Role.ADMIN.value, lazy("Admin: also adds organizers")),
]


class _AddForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    email = EmailField(
        lazy("E-mail address"),
        validators=[InputRequired(lazy("Write their address.")), Length(max=200)],
    )
    name = StringField(lazy("Name"), validators=[Length(max=80)])
    role = SelectField(lazy("Role"), choices=_ROLES, default=Role.ORGANIZER.value)


@door.route("/", methods=["GET", "POST"])
@needs(Right.MANAGE)
@asks_password("POST")
def list_all() -> str | tuple[str, int]:
    """Every organizer; and a form to add one, which shows the link that lets them in."""
    clarion, form, link = services(), _AddForm(), ""
    if form.validate_on_submit():
        try:
            organizers.add(
                clarion.record,
                form.email.data,
                Role(form.role.data),
                name=form.name.data or "",
                by=current_user.id,
            )
            link = _link(form.email.data)
            form = _AddForm(formdata=None)
        except (InputError, Conflict) as error:
            form.email.errors = [said(error)]
    page = render_template(
        "console/people.html",
        form=form,
        link=link,
        everyone=organizers.list_all(clarion.record),
        roles=_ROLES,
    )
    return (page, 400) if form.errors else page


@door.post("/change")
@needs(Right.MANAGE)
@asks_password("POST")
def change() -> str | Response:
    """Change a role, remove somebody, or make a link that lets them in once."""
    clarion, email = services(), request.form.get("email", "")
    act = request.form.get("act", "")
    try:
        if act == "link":
            link = _link(email)
            return render_template(
                "console/people.html",
                form=_AddForm(formdata=None),
                link=link,
                everyone=organizers.list_all(clarion.record),
                roles=_ROLES,
            )
        if act == "remove":
            organizers.remove(clarion.record, email, by=current_user.id)
            flash(_("%(who)s can no longer sign in.", who=email), "success")
        elif act in {role.value for role in Role}:
            organizers.change_role(clarion.record, email, Role(act), by=current_user.id)
            flash(_("Saved."), "success")
    except (NotFound, Conflict, InputError) as error:
        flash(said(error), "error")
    return redirect(url_for("people.list_all"))


def _link(email: str) -> str:
    """A link for somebody, who is told of it unless it is one's own."""
    clarion = services()
    made = sign_in.one_time_link(clarion.settings, email, made_by=current_user.id)
    found = organizers.acting(clarion.record, email, Right.SELF)
    if found != current_user.id:
        letting_in.tell(clarion, found, current_user.email)
    return made
