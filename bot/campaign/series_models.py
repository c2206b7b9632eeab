"""The shape of a series file, and how an organizer writes when each of its texts comes."""

from __future__ import annotations

import re
from datetime import time, timedelta
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from bot.campaign.shapes import Duration, Model, Name, Texts, WrongValue, read_duration
from bot.engine.series import Moment
from bot.sentences import say

KINDS = ("registration", "rally", "protest", "phone_bank", "other")
MOST_DAYS = 366
LEAST_LATE, MOST_LATE = timedelta(minutes=10), timedelta(days=2)
_UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 7 * 1440}
_NUMBERS = {"a": 1, "an": 1, "one": 1, "two": 2, "three": 3}
_WHEN = re.compile(
    r"(?:(?P<count>\d{1,3}|a|an|one|two|three) (?P<unit>minute|hour|day|week)s?"
    r" (?P<way>before|after)"
    r"|(?P<same>on the day))(?: at (?P<clock>.+))?"
)
_CLOCK = re.compile(r"(\d{1,2})(?::([0-5]\d))?(?: ?(am|pm))?")
_HOW = say(
    'Write it like "1 day before at 11:00", "on the day at 9:00", "2 '
    'days after at 18:00", "3 hours before" or "20 minutes after".'
)


def read_when(text: str) -> Moment:
    """When a text comes: "1 day before at 11:00". Raises: WrongValue."""
    found = _WHEN.fullmatch(" ".join(text.lower().split()))
    if found is None:
        raise WrongValue(say("'%(text)s' does not say when.", text=text), _HOW)
    clock = read_clock(found["clock"]) if found["clock"] else None
    is_by_day = found["same"] is not None or found["unit"] in ("day", "week")
    if is_by_day and clock is None:
        raise WrongValue(
            say("'%(text)s' does not say at what time.", text=text),
            say('Write "%(text)s at 11:00".', text=text),
        )
    if not is_by_day and clock is not None:
        raise WrongValue(
            say("'%(text)s' says two times.", text=text),
            say('Write "3 hours before", or a day: "1 day before at 9:00".'),
        )
    if found["same"]:
        return Moment(clock=clock, is_reminder=True)
    count = _NUMBERS.get(found["count"]) or int(found["count"])
    minutes = count * _UNITS[found["unit"]]
    if minutes > MOST_DAYS * _UNITS["day"]:
        raise WrongValue(
            say("'%(text)s' is more than a year away.", text=text), say("Name a shorter time.")
        )
    signed = -minutes if found["way"] == "before" else minutes
    is_reminder = signed < 0
    if clock is None:
        return Moment(minutes=signed, is_reminder=is_reminder)
    # Whole days either way, so that -1 day is not cut to 0.
    return Moment(days=int(signed / _UNITS["day"]), clock=clock, is_reminder=is_reminder)


def read_clock(text: str) -> time:
    """11:00, 9:30, 6pm, noon. Raises: WrongValue."""
    if text == "noon":
        return time(12)
    found = _CLOCK.fullmatch(text)
    hour, half = (int(found[1]), found[3]) if found else (24, None)
    is_right = found is not None and (1 <= hour <= 12 if half else hour <= 23 and found[2])
    if found is None or not is_right:
        raise WrongValue(
            say("'%(text)s' is not a clock time.", text=text),
            say("Write it like 11:00, 18:30 or 6pm."),
        )
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, int(found[2] or 0))


def _late(value: str) -> str:
    if not LEAST_LATE <= timedelta(seconds=read_duration(value)) <= MOST_LATE:
        raise WrongValue(
            say("A text cannot be '%(value)s' late.", value=value),
            say("Write from 10m to 2d, like 4h."),
        )
    return value


def _kind(value: str) -> str:
    if value not in KINDS:
        raise WrongValue(
            say("There is no kind of action '%(value)s'.", value=value),
            say("Kinds are: %(kinds)s.", kinds=", ".join(KINDS)),
        )
    return value


def _kinds(value: object) -> object:
    return [value] if isinstance(value, str) else value


When = Annotated[str, AfterValidator(lambda v: (read_when(v), v)[1])]
Late = Annotated[Duration, AfterValidator(_late)]
Kind = Annotated[str, AfterValidator(_kind)]


class SeriesTextModel(Model):
    """One text of a series."""

    when: When = Field(description="When it comes: 1 day before at 11:00, 20 minutes after.")
    say: Texts | None = Field(None, description="The text, per language.")
    go: str = Field("", description="Instead: the /flow or /flow/step a conversation begins at.")

    @model_validator(mode="after")
    def _says_or_goes(self) -> SeriesTextModel:
        if self.say is None and not self.go:
            raise WrongValue(say("This text says nothing."), say("Give it `say`, or `go: /flow`."))
        if self.say is not None and self.go:
            raise WrongValue(
                say("This text says something and begins a conversation too."),
                say("Keep one; a conversation says its own words."),
            )
        return self


class SeriesModel(Model):
    """A series: texts that come by themselves before or after something happens."""

    series: Name = Field(description="Its name; the file is called the same.")
    about: str = Field(description="One sentence: what it is for.")
    from_: str = Field(
        alias="from",
        description="What it counts from: joined, event (people going), hosting (who leads one), "
        "came and missed (guests, after it), "
        "or a name under `dates`: week is its first day, week.until its last.",
    )
    to: str = Field("all", description='Who gets it, as a segment: "lang = es and not tag = dj".')
    kinds: Annotated[list[Kind], BeforeValidator(_kinds)] = Field(
        [], description="Only actions of these kinds: [rally, phone_bank]. All if left out."
    )
    late: Late = Field("4h", description="So late a text may come, then never. 4h if left out.")
    texts: dict[Name, SeriesTextModel] = Field(description="Its texts, by name.", min_length=1)
