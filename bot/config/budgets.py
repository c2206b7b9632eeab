"""Settings: budgets of what strangers can make us do (bot/people/budgets.py)."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, NoDecode

from bot.config.names import named

_AREAS = {"area": 4000}
_AREA = re.compile(r"area|\+1\d{3}|[A-Z]{2}")
_KINDS = {
    "event_guests": 6, "event_moved_up": 3, "event_called_off": 6, "recruit_news": 3,
    "event_friend": 5,
}  # fmt: skip


class BudgetSettings(BaseSettings):
    """How much one person, one place and all together may make us do in a day."""

    caused_by_one: int = Field(
        10,
        ge=1,
        validation_alias=named("CLARION_CAUSED_BY_ONE"),
        description="Texts to others, notices to organizers among them, that one person's doings "
        "make us send within a day. Then nothing more, and organizers are told.",
    )
    caused_to_one: int = Field(
        12,
        ge=1,
        validation_alias=named("CLARION_CAUSED_TO_ONE"),
        description="Texts that one person gets within a day because of what others do.",
    )
    caused_kinds: Annotated[dict[str, int], NoDecode] = Field(
        dict(_KINDS),
        validation_alias=named("CLARION_CAUSED_KINDS"),
        description="Of these, so many of each kind: event_guests=6,event_moved_up=3,…",
    )
    guest_news_minutes: int = Field(
        60,
        ge=1,
        le=1440,
        validation_alias=named("CLARION_GUEST_NEWS_MINUTES"),
        description="Minutes between two texts to a host about who comes and who does not: one "
        "text says it of everybody since.",
    )
    notice_minutes: int = Field(
        15,
        ge=1,
        le=1440,
        validation_alias=named("CLARION_NOTICE_MINUTES"),
        description="Minutes between two texts to organizers' phones that somebody waits: one text "
        "counts all since. Danger is told at once.",
    )
    danger_notices: int = Field(
        3,
        ge=1,
        validation_alias=named("CLARION_DANGER_NOTICES"),
        description="Texts to organizers' phones within an hour about danger of one person, and "
        "ten times as many about danger of all together; more stand in the inbox.",
    )

    replies_per_area: Annotated[dict[str, int], NoDecode] = Field(
        dict(_AREAS),
        validation_alias=named("CLARION_REPLIES_PER_AREA"),
        description="Automatic replies within a day to numbers of one area code, and others for "
        "area codes and countries that are named: area=4000,+1312=8000,CA=2000. Then only STOP, "
        "HELP and danger are answered there.",
    )
    airings_a_day: int = Field(
        12,
        ge=2,
        validation_alias=named("CLARION_AIRINGS_A_DAY"),
        description="Airings of one DJ that count in a day, half as many for one whom no organizer "
        "has approved; more wait for an organizer.",
    )
    guesses: int = Field(
        10,
        ge=1,
        validation_alias=named("CLARION_GUESSES"),
        description="Codes of actions that are none, from one person within a day; after that, "
        "right ones sign nobody up either.",
    )
    guesses_all: int = Field(
        100,
        ge=1,
        validation_alias=named("CLARION_GUESSES_ALL"),
        description="Such codes from all together within an hour: organizers are told, and one "
        "wrong code is the most for each.",
    )
    let_in: bool = Field(
        False,
        validation_alias=named("CLARION_LET_IN"),
        description="Whoever signs up for an action knows its day and city, and is told where it "
        "is once they are let in.",
    )

    @field_validator("caused_kinds", mode="before")
    @classmethod
    def _read_kinds(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        given = {name.strip(): most.strip() for name, _, most in pairs}
        if not given.keys() <= _KINDS.keys() or not all(one.isdecimal() for one in given.values()):
            raise ValueError(f"must be like event_moved_up=3, of: {', '.join(_KINDS)}")
        return _KINDS | {name: int(most) for name, most in given.items()}

    @field_validator("replies_per_area", mode="before")
    @classmethod
    def _read_areas(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        given = {name.strip(): most.strip() for name, _, most in pairs}
        is_right = all(_AREA.fullmatch(name) and most.isdecimal() for name, most in given.items())
        if not is_right:
            raise ValueError("must be like area=4000,+1312=8000,CA=2000")
        return _AREAS | {name: int(most) for name, most in given.items()}
