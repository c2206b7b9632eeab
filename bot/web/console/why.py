"""Why one person got a broadcast, did not, or will: the trail of rules."""

from __future__ import annotations

from flask import render_template
from flask_security import current_user
from flask_wtf import FlaskForm
from wtforms import SelectChoice, SelectField, StringField
from wtforms.validators import Length

from bot.broadcasts import broadcasts, why
from bot.errors import InputError, NotFound
from bot.organizers import audit
from bot.organizers.rights import Right
from bot.web.console.roles import console_door, needs
from bot.web.doors import services
from bot.web.words import lazy_gettext as lazy
from bot.web.words import said

door = console_door("why", __name__, "/console/why")

# The rules' own names, as bot/broadcasts/why says them.
RULES = {
    "opt-in": lazy("Opt-in"),
    "stop": lazy("Stop"),
    "number": lazy("Number"),
    "broadcast": lazy("Broadcast"),
    "segment": lazy("Segment"),
    "texting hours": lazy("Texting hours"),
    "caps": lazy("Caps"),
    "series": lazy("Series"),
    "kill switch": lazy("Stop everything"),
    "row": lazy("Their text"),
    "claimed": lazy("Going out"),
    "carrier": lazy("Carrier"),
    "doubt": lazy("Not sure"),
    "status": lazy("Status"),
}


class _WhyForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    who = StringField(lazy("Phone number or id"), validators=[Length(max=40)])
    broadcast = SelectField(lazy("Broadcast"), choices=[])


@door.route("/", methods=["GET", "POST"])
@needs(Right.PEOPLE)
def ask() -> str | tuple[str, int]:
    """The trail for a person, typed in a form and never in an address. Looking is noted, by id."""
    clarion, form, answer = services(), _WhyForm(), None
    recent = broadcasts.list_recent(clarion)
    form.broadcast.choices = [SelectChoice("", lazy("the newest"))] + [
        SelectChoice(str(one.id), f"{one.id}: {one.title}") for one in recent
    ]
    if form.validate_on_submit():
        try:
            chosen = int(form.broadcast.data) if form.broadcast.data else None
            answer = why.explain(clarion, form.who.data or "", chosen)
            audit.note(clarion, "asked why", "contact", answer.contact_id, current_user.id)
        except (InputError, NotFound) as error:
            audit.note(clarion, "asked why", "contact", None, current_user.id)
            form.who.errors = [said(error)]
    page = render_template("console/why.html", form=form, answer=answer, rules=RULES)
    return (page, 400) if form.errors else page
