"""The shape of campaign.yaml, calendar.yaml and the scripts, as pydantic models."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator

from bot.campaign.danger_models import DangerModel, HotlineModel
from bot.campaign.shapes import Day, Duration, Flag, Model, Name, Strings, Texts, WrongValue
from bot.sentences import say


class LineModel(Model):
    """A call-in number."""

    number: str = Field(description="The number, as people read it: (866) 473-5915.")
    languages: Strings = Field(description="Languages spoken there, the best first.")
    zone: str = Field("America/New_York", description="The time zone of its hours.")
    hours: dict[str, str] = Field(
        {}, description='Hours by days: {mon-fri: "09:00-17:00"}; none: always open.'
    )
    hours_text: Texts = Field({}, description="The hours as people read them.")
    closed: list[Day] = Field([], description="Days it is closed.")
    from_: Day | None = Field(None, alias="from", description="Its first day.")
    until: Day | None = Field(None, description="Its last day.")


class DutyModel(Model):
    """When people of the team read what the bot cannot answer."""

    zone: str = Field("", description="The time zone of these hours; the campaign's if empty.")
    hours: dict[str, str] = Field(
        {}, description='Hours by days: {mon-fri: "09:00-21:00"}; none: day and night.'
    )
    closed: list[Day] = Field([], description="Days nobody reads.")
    within: Duration = Field("1h", description="How long a person waits at most, in those hours.")


class SpanModel(Model):
    """A span of days, both included."""

    from_: Day = Field(alias="from", description="The first day.")
    until: Day = Field(description="The last day.")

    @model_validator(mode="after")
    def _in_order(self) -> SpanModel:
        if self.until < self.from_:
            raise WrongValue(say("The last day is before the first."), say("Swap them."))
        return self


class FieldModel(Model):
    """A contact field the campaign keeps."""

    about: str = Field(description="What it is for.")
    private: Flag = Field(False, description="yes: sealed at rest, shown to few.")


class OnAirModel(Model):
    """How the campaign deals with radio."""

    pace: dict[str, Annotated[int, Field(ge=80, le=260)]] = Field(
        {}, description="Words a minute that copy is read at, per language: {en: 155, es: 165}."
    )
    approve: Flag = Field(
        False, description="yes: an organizer approves a DJ; until then only public scripts."
    )


class LessModel(Model):
    """What somebody who asked for fewer texts, and carries a tag for it, still gets."""

    week: Annotated[int, Field(ge=0, le=50)] | None = Field(
        None, description="Most broadcasts in seven days."
    )
    near: Flag = Field(False, description="yes: only broadcasts to a ZIP, or near one, or a state.")


class TextingHoursModel(Model):
    """When the campaign texts people, in their own local time; within what the law allows."""

    default: dict[str, str] = Field(
        {}, description='Everybody\'s hours by day: {weekdays: "10:00-18:00", sat: closed}.'
    )
    states: dict[str, dict[str, str]] = Field(
        {}, description='Stricter hours of a state: {TX: {daily: "10:00-18:00"}}.'
    )
    closed: Strings = Field(
        [], description="More days without texts: [12-24, 2026-09-07, thanksgiving]."
    )


class VoiceModel(Model):
    """What callers hear that is no voice."""

    recordings: dict[Name, Texts] = Field(
        {},
        description="Recordings in place of texts voice_..., per language: an address, or a file "
        "in recordings/: {voice_hello: {es: hola.mp3}}.",
    )


class CampaignModel(Model):
    """campaign.yaml: what all flows share."""

    campaign: str = Field(description="The campaign's name.", min_length=1)
    org: Texts = Field(description="Who texts; shown as {org}.")
    languages: Strings = Field(description="Languages, the default first.", min_length=1)
    zone: str = Field("America/New_York", description="The zone of people whose own is unknown.")
    menu: Name = Field("menu", description="The flow that MENU opens.")
    dates: dict[Name, SpanModel] = Field({}, description="Spans of days, by name: week.")
    lines: dict[Name, LineModel] = Field({}, description="Call-in numbers.")
    values: dict[Name, Texts] = Field({}, description="Words used in many texts: {target}.")
    fields: dict[Name, FieldModel] = Field({}, description="Contact fields the flows set.")
    texts: dict[Name, Texts] = Field(description="The campaign's own texts: stopped, help ...")
    words: dict[str, dict[str, Any]] = Field({}, description="More words, per language.")
    none_of_these: dict[str, Strings] = Field(
        {}, description="Sentences that mean no flow, per language; more than the usual ones."
    )
    max_parts: int = Field(2, ge=1, le=10, description="Longest text, in SMS parts.")
    sms_accents: Literal["fold", "keep"] = Field(
        "fold",
        description="fold: á í ó ú go out by SMS as a i o u where that saves parts; or keep.",
    )
    confirm_opt_in: Flag = Field(
        False, description="yes: whoever texts a joining word is asked, and joins by YES."
    )
    less: dict[Name, LessModel] = Field(
        {}, description="Who asked for fewer texts: by tag, what they still get."
    )
    texting_hours: TextingHoursModel = Field(
        TextingHoursModel(), description="When people are texted, where they are."
    )
    hotline: HotlineModel | None = Field(
        None, description="The number for whoever is in danger; shown as {hotline}."
    )
    duty: DutyModel = Field(DutyModel(), description="When people of the team read and answer.")
    goals: dict[Literal["calls"], Annotated[int, Field(ge=1, le=10_000_000)]] = Field(
        {}, description="What a day should bring: {calls: 500}."
    )
    answers: dict[Name, Texts] = Field(
        {}, description="Answers that people of the team have ready, by name and language."
    )
    danger: list[DangerModel] = Field([], description="Kinds of danger, the worst first.")
    assumed: dict[str, str] = Field(
        {}, description="What nobody has confirmed, by its place: {lines.white_house.hours: why}."
    )
    voice: VoiceModel = Field(VoiceModel(), description="The line by voice: own recordings.")
    on_air: OnAirModel = Field(OnAirModel(), description="Radio: reading pace, approval of DJs.")


class EntryModel(Model):
    """One planned text of the calendar."""

    name: Name = Field(description="Its name.")
    at: str = Field(description='Day and local time of each person: "2026-09-21 10:00".')
    to: Any = Field(
        None, description="Who gets it, as a condition: {tag: dj}. Everyone if left out."
    )
    say: Texts = Field(description="The text, per language.")

    @model_validator(mode="after")
    def _has_moment(self) -> EntryModel:
        try:
            datetime.fromisoformat(self.at)
        except ValueError:
            raise WrongValue(
                say("'%(text)s' is not a moment.", text=self.at),
                say('Write it like "2026-09-21 10:00".'),
            ) from None
        return self


class CalendarModel(Model):
    """calendar.yaml: the broadcasts planned for the week, as drafts."""

    calendar: str = Field(description="What this calendar is.")
    entries: list[EntryModel] = Field(description="The planned texts.", min_length=1)


def _length(value: object) -> object:
    return 0 if value == "live" else value


# Seconds; 0 for talking points, written `live`.
Length = Annotated[int, BeforeValidator(_length), Field(ge=0, le=300)]


class ScriptModel(Model):
    """On-air copy: what a DJ reads."""

    script: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,39}$")] = Field(description="Its id.")
    version: int = Field(1, ge=1, le=9999, description="Counted up when the words change.")
    about: str = Field("", description="For whoever reads the file.")
    title: Texts = Field(description="Its title, per language.")
    topic: str = Field("", max_length=60, description="What it is about, in a word or two.")
    line: str = Field("", description="The line it sends people to; the listener's own if empty.")
    public: Flag = Field(False, description="yes: anybody may have it, not only DJs on the list.")
    from_: Day | None = Field(None, alias="from", description="First day on air.")
    until: Day | None = Field(None, description="Last day on air.")
    hints: dict[str, str] = Field(
        {}, description="How a name is said, shown behind it: {Tenochtitlan: teh-noch-TEE-tlahn}."
    )
    read: dict[str, dict[Length, str]] = Field(description="Per language and seconds: the words.")
