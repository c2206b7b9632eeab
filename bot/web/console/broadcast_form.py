"""The form of a broadcast: what is typed, made into a draft, and back; errors beside a field."""

from __future__ import annotations

import re
from typing import Any
from zoneinfo import ZoneInfo

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    Field,
    RadioField,
    SelectChoice,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length

from bot.broadcasts.broadcasts import NOW, Draft, Repeat, Schedule, parse_when
from bot.clarion import Clarion
from bot.clock import read_day
from bot.errors import Conflict, InputError
from bot.sending import comparing
from bot.sending.comparing import RULE
from bot.texting.hours import hours_for
from bot.web.filters import number
from bot.web.words import gettext as _
from bot.web.words import lazy_gettext as lazy
from bot.web.words import ngettext, said

ZONES = {
    "America/New_York": lazy("Eastern"),
    "America/Chicago": lazy("Central"),
    "America/Denver": lazy("Mountain"),
    "America/Phoenix": lazy("Arizona"),
    "America/Los_Angeles": lazy("Pacific"),
    "America/Anchorage": lazy("Alaska"),
    "Pacific/Honolulu": lazy("Hawaii"),
    "America/Puerto_Rico": lazy("Puerto Rico"),
}
_MOST_DIGITS = 4
_LATENESS = {15: lazy("15 minutes"), 60: lazy("1 hour"), 180: lazy("3 hours"), 480: lazy("8 hours")}
LANGUAGE_NAMES = {"en": lazy("English"), "es": lazy("Spanish")}


class BroadcastForm(FlaskForm):  # type: ignore[misc]  # the library has no types
    """What an organizer writes. Texts are fields `text_<language>`, one per campaign language."""

    title = StringField(lazy("Title"), validators=[Length(max=120)])
    segment = StringField(lazy("Who gets it"), default="all", validators=[Length(max=4000)])
    skip_talking = BooleanField(lazy("Leave out whoever is in the middle of a conversation now"))
    no_canary = BooleanField(lazy("Send it to everybody at once, with no first wave"))
    share = StringField(lazy("Percent of the people who try both"), default="20")
    hold_out = StringField(lazy("Percent who get nothing, to compare with"), default="0")
    after_min = StringField(lazy("Decided after so many minutes"), default="120")
    least = StringField(lazy("If at least so many people call"), default="20")
    then = RadioField(
        lazy("Where nobody can tell"),
        choices=[
            SelectChoice("auto", lazy("the rest gets the first text")),
            SelectChoice("ask", lazy("it waits for an organizer to choose")),
        ],
        default="auto",
    )
    media = TextAreaField(lazy("Pictures"), validators=[Length(max=4000)])
    line = SelectField(lazy("The line that {line} shows"), choices=[])
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
    repeat = SelectField(
        lazy("Again"),
        choices=[
            SelectChoice("", lazy("once only")),
            SelectChoice("day", lazy("every day")),
            SelectChoice("weekday", lazy("Monday to Friday")),
        ],
        default="",
    )
    until = StringField(lazy("Last day"))
    keep_as = StringField(lazy("A name for it"), validators=[Length(max=60)])
    confirm = StringField(lazy("Type the number of people"))

    @property
    def texts(self) -> dict[str, Field]:
        """The text fields by language, in the campaign's order."""
        return {name.removeprefix("text_"): self[name] for name in self._fields if _is_text(name)}

    @property
    def others(self) -> dict[str, Field]:
        """The fields of the other text, by language."""
        return {
            name.removeprefix("other_"): self[name]
            for name in self._fields
            if name.startswith("other_")
        }

    @property
    def is_compared(self) -> bool:
        """Whether a second text is written, or one of its fields is wrong."""
        rule = (self.share, self.hold_out, self.after_min, self.least)
        return any(item.data for item in self.others.values()) or any(i.errors for i in rule)

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Names and values of what was written, to carry from one look to the next."""
        skipped = ("csrf_token", "confirm", "keep_as")
        return [
            (item.name, "y" if item.data is True else str(item.data or ""))
            for item in self
            if item.name not in skipped and item.data is not False
        ]


def _is_text(name: str) -> bool:
    return name.startswith("text_")


def make_form(clarion: Clarion, **options: Any) -> BroadcastForm:
    """The form for this campaign: a text in each of its languages, its zone and lines first."""
    campaign = clarion.campaign.current()
    fields = {
        f"text_{lang}": TextAreaField(
            lazy("Text in %(language)s", language=LANGUAGE_NAMES.get(lang, lang)),
            validators=[Length(max=5000)],
        )
        for lang in campaign.languages
    }
    fields |= {
        f"other_{lang}": TextAreaField(
            lazy("The other text in %(language)s", language=LANGUAGE_NAMES.get(lang, lang)),
            validators=[Length(max=5000)],
        )
        for lang in campaign.languages
    }
    form = type("_CampaignForm", (BroadcastForm,), fields)(**options)
    zones = dict.fromkeys([campaign.zone, *ZONES, *filter(None, [options.get("zone")])])
    form.zone.choices = [SelectChoice(zone, f"{ZONES.get(zone, zone)} ({zone})") for zone in zones]
    form.line.choices = [SelectChoice("", lazy("the one for each person’s language"))] + [
        SelectChoice(line.name, f"{line.name}: {line.shown}") for line in campaign.lines
    ]
    minutes = options.get("lateness", "60")
    if minutes not in {str(known) for known in _LATENESS}:
        form.lateness.choices.append(SelectChoice(minutes, _("%(count)s minutes", count=minutes)))
    form.line.data = form.line.data or ""
    if not form.zone.data:
        form.zone.data = campaign.zone
    return form  # type: ignore[no-any-return]  # made by type()


def written_as(clarion: Clarion, draft: Draft) -> dict[str, Any]:
    """A draft as what its organizer typed: options for `make_form`."""
    schedule, repeat = draft.schedule, draft.repeat
    zone = schedule.zone or clarion.campaign.current().zone
    wall = schedule.local_at
    if wall is None and schedule.due_at is not None:
        wall = schedule.due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    when = "local" if schedule.is_local else "at" if wall else "now"
    return {
        "title": draft.title,
        "segment": draft.segment,
        "skip_talking": bool(draft.settings.get("skip_in_conversation")),
        "no_canary": bool(draft.settings.get("no_canary")),
        "media": "\n".join(draft.media),
        "line": draft.line or "",
        "when": when,
        "at": f"{wall:%Y-%m-%dT%H:%M}" if wall else "",
        "zone": zone,
        "lateness": str(draft.lateness_s // 60),
        "repeat": repeat.every if repeat else "",
        "until": repeat.until.isoformat() if repeat else "",
        **{f"text_{lang}": text for lang, text in draft.texts.items()},
        **{f"other_{lang}": text for lang, text in draft.texts_b.items()},
        **{name: str(value) for name, value in draft.settings.get(RULE, {}).items()},
    }


def read_draft(clarion: Clarion, form: BroadcastForm) -> Draft:
    """The draft that was typed. What cannot be read is noted in the form and left out, so that
    all errors are shown at once."""
    schedule, repeat, rule = NOW, None, {}
    try:
        schedule = _read_schedule(clarion, form)
        repeat = _read_repeat(form)
        rule = _read_rule(form)
    except InputError as error:
        show_error(form, error)
    return Draft(
        title=form.title.data or "",
        segment=form.segment.data or "",
        texts={lang: field.data or "" for lang, field in form.texts.items()},
        schedule=schedule,
        lateness_s=int(form.lateness.data) * 60,
        media=tuple((form.media.data or "").split()),
        line=form.line.data or None,
        repeat=repeat,
        texts_b={lang: field.data or "" for lang, field in form.others.items()},
        settings=rule
        | {
            name: True
            for name, box in (
                ("skip_in_conversation", form.skip_talking),
                ("no_canary", form.no_canary),
            )
            if box.data
        },
    )


def _read_rule(form: BroadcastForm) -> dict[str, Any]:
    """By which rule two texts are compared; nothing where there is one."""
    if not any((item.data or "").strip() for item in form.others.values()):
        return {}
    typed = {}
    for name in ("share", "hold_out", "after_min", "least"):
        text = (form[name].data or "").strip()
        if not text.isascii() or not text.isdecimal() or len(text) > _MOST_DIGITS:
            raise InputError(_("Write a whole number."), name)
        typed[name] = int(text)
    return {RULE: comparing.Rule(**typed, then=form.then.data or "auto").to_settings()}


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


def _read_repeat(form: BroadcastForm) -> Repeat | None:
    if not form.repeat.data or form.when.data == "now":
        return None
    try:
        return Repeat(form.repeat.data, read_day(form.until.data or ""))
    except ValueError:
        raise InputError(_("Choose its last day."), "until") from None


def show_error(form: BroadcastForm, error: InputError | Conflict) -> None:
    """Put an error beside the field it names, else above the form, in the reader's language."""
    field = getattr(error, "field", "")
    name = {"repeat": "until", "name": "keep_as"}.get(field, field)
    if name == "text_b" and form.others:
        name = next(iter(form.others.values())).name
    if name == "text" and form.texts:
        name = next(iter(form.texts.values())).name
    if name in form._fields:
        form[name].errors = [*form[name].errors, said(error)]
    else:
        form.form_errors.append(said(error))


def wrong_count(typed: str, people: int) -> str:
    """What is wrong with a typed number of people; "" if it is right."""
    plain = re.sub(r"[\s.,]", "", typed)
    if people == 0:
        return str(_("It would reach nobody."))
    if not plain:
        return str(_("Type the number of people it goes to."))
    if plain != str(people):
        return str(
            ngettext(
                "It goes to %(count)s person. Type that number.",
                "It goes to %(count)s people. Type that number.",
                people,
                count=number(people),
            )
        )
    return ""
