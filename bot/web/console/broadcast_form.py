"""The form of a new broadcast: what is typed, made into a draft; and errors back beside a field."""

from __future__ import annotations

from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, RadioField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import Length

from bot.bootstrap import Clarion
from bot.broadcasts import NOW, Draft, Schedule, parse_when
from bot.errors import InputError
from bot.hours import hours_for
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy

_ZONES = {
    "America/New_York": lazy("Eastern"),
    "America/Chicago": lazy("Central"),
    "America/Denver": lazy("Mountain"),
    "America/Phoenix": lazy("Arizona"),
    "America/Los_Angeles": lazy("Pacific"),
    "America/Anchorage": lazy("Alaska"),
    "Pacific/Honolulu": lazy("Hawaii"),
    "America/Puerto_Rico": lazy("Puerto Rico"),
}
_LATENESS = {15: lazy("15 minutes"), 60: lazy("1 hour"), 180: lazy("3 hours"), 480: lazy("8 hours")}
LANGUAGE_NAMES = {"en": lazy("English"), "es": lazy("Spanish")}


class BroadcastForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What an organizer writes. Texts are fields `text_<language>`, one per campaign language."""

    title = StringField(lazy("Title"), validators=[Length(max=120)])
    segment = StringField(lazy("Who gets it"), default="all", validators=[Length(max=1000)])
    when = RadioField(
        lazy("When"),
        choices=[
            SelectChoice("now", lazy("Now, as soon as you confirm")),
            SelectChoice("at", lazy("At one moment, everywhere")),
            SelectChoice("local", lazy("At this time where each person is")),
        ],
        default="local",
    )
    at = StringField(lazy("Day and time"))
    zone = SelectField(lazy("Time zone"), choices=[])
    lateness = SelectField(
        lazy("If it cannot begin in time"),
        choices=[
            SelectChoice(str(minutes), lazy("give up after %(time)s", time=words))
            for minutes, words in _LATENESS.items()
        ],
        default="60",
    )
    confirm = StringField(lazy("Type the number of people"))

    @property
    def texts(self) -> dict[str, Field]:
        """The text fields by language, in the campaign's order."""
        return {name.removeprefix("text_"): self[name] for name in self._fields if _is_text(name)}


def _is_text(name: str) -> bool:
    return name.startswith("text_")


def make_form(clarion: Clarion, **options: Any) -> BroadcastForm:
    """The form for this campaign: a text in each of its languages, its zone first."""
    campaign = clarion.campaign.current()
    fields = {
        f"text_{lang}": TextAreaField(
            lazy("Text in %(language)s", language=LANGUAGE_NAMES.get(lang, lang)),
            validators=[Length(max=5000)],
        )
        for lang in campaign.languages
    }
    form = type("_CampaignForm", (BroadcastForm,), fields)(**options)
    zones = dict.fromkeys([campaign.zone, *_ZONES])
    form.zone.choices = [SelectChoice(zone, f"{_ZONES.get(zone, zone)} ({zone})") for zone in zones]
    if not form.zone.data:
        form.zone.data = campaign.zone
    return form  # type: ignore[no-any-return]  # made by type()


def read_draft(clarion: Clarion, form: BroadcastForm) -> Draft:
    """The draft that was typed. A time that cannot be read is noted in the form and left out, so
    that all errors are shown at once."""
    schedule = NOW
    try:
        schedule = _read_schedule(clarion, form)
    except InputError as error:
        show_error(form, error)
    return Draft(
        title=form.title.data or "",
        segment=form.segment.data or "",
        texts={lang: field.data or "" for lang, field in form.texts.items()},
        schedule=schedule,
        lateness_s=int(form.lateness.data) * 60,
    )


def _read_schedule(clarion: Clarion, form: BroadcastForm) -> Schedule:
    now = clarion.clock.now()
    if form.when.data == "now":
        return parse_when("now", None, now, is_local=False)
    if not (form.at.data or "").strip():
        raise InputError(_("Choose a day and a time."), "at")
    is_local = form.when.data == "local"
    zones = hours_for(clarion).all_zones if is_local else ()
    zone = None if is_local else form.zone.data
    return parse_when(form.at.data, zone, now, is_local=is_local, zones=zones)


def show_error(form: BroadcastForm, error: InputError) -> None:
    """Put an error beside the field it names, else above the form."""
    name = error.field
    if name == "text" and form.texts:
        name = next(iter(form.texts.values())).name
    if name in form._fields:
        form[name].errors = [*form[name].errors, str(error)]
    else:
        form.form_errors.append(str(error))
