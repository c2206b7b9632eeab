"""Settings: limits that protect people (bot/texting/limits)."""

from __future__ import annotations

from datetime import date

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings

from bot.config.names import named


class LimitSettings(BaseSettings):
    """How much one person gets, and when a broadcast brakes."""

    most_a_day: int = Field(
        3,  # FL, OK, MD and NJ allow three texts a day on one subject (texting-facts 3.3)
        ge=1,
        le=100,
        validation_alias=named("CLARION_MOST_A_DAY"),
        description="Most texts of broadcasts and series that one person gets in 24 hours.",
    )
    most_a_week: int = Field(
        10,
        ge=1,
        le=700,
        validation_alias=named("CLARION_MOST_A_WEEK"),
        description="Most texts of broadcasts and series that one person gets in 7 days.",
    )
    brake_filtered_percent: float = Field(
        3.0,
        gt=0,
        le=100,
        validation_alias=named("CLARION_BRAKE_FILTERED_PERCENT"),
        description="A broadcast pauses by itself when carriers filter more of its texts than this "
        "share. 100 never pauses it.",
    )
    brake_filtered_least: int = Field(
        10,
        ge=1,
        validation_alias=named("CLARION_BRAKE_FILTERED_LEAST"),
        description="Filtered texts that this takes at least.",
    )
    brake_failed_percent: float = Field(
        25.0,
        gt=0,
        le=100,
        validation_alias=named("CLARION_BRAKE_FAILED_PERCENT"),
        description="A broadcast pauses by itself when more of its texts fail than this share. "
        "100 never pauses it.",
    )
    brake_failed_least: int = Field(
        40,
        ge=1,
        validation_alias=named("CLARION_BRAKE_FAILED_LEAST"),
        description="Failed texts that this takes at least.",
    )
    canary_above: int = Field(
        1_000,
        ge=0,
        validation_alias=named("CLARION_CANARY_ABOVE"),
        description="A broadcast to more people than this goes to a first wave of a few, chosen at "
        "random, and to the rest only when that went well. 0 never does.",
    )
    canary_percent: float = Field(
        1.0,
        gt=0,
        le=50,
        validation_alias=named("CLARION_CANARY_PERCENT"),
        description="The share of its people who are of the first wave.",
    )
    canary_least: int = Field(
        100,
        ge=10,
        validation_alias=named("CLARION_CANARY_LEAST"),
        description="People who are of a first wave at least: of fewer nothing can be seen.",
    )
    canary_wait_s: float = Field(
        300.0,
        ge=0,
        le=3600,
        validation_alias=named("CLARION_CANARY_WAIT_S"),
        description="How long a first wave is watched after its last text, before the rest goes.",
    )
    canary_stops_percent: float = Field(
        3.0,
        gt=0,
        le=100,
        validation_alias=named("CLARION_CANARY_STOPS_PERCENT"),
        description="More of a first wave than this share who ask to stop pause the broadcast; so "
        "do filtered and failed texts, by the shares at which any broadcast brakes.",
    )
    undo_s: float = Field(
        10.0,
        ge=0,
        le=3600,
        validation_alias=named("CLARION_UNDO_S"),
        description="Seconds in which a broadcast sent now can be taken back. 0: none.",
    )
    undo_from: int = Field(
        20,
        ge=1,
        validation_alias=named("CLARION_UNDO_FROM"),
        description="People from which on a broadcast that is sent now waits that long.",
    )
    by_text_most: int = Field(
        10,
        ge=0,
        le=1000,
        validation_alias=named("CLARION_BY_TEXT_MOST"),
        description="People that organizers' texts (SEND) may reach within a day without "
        "somebody's yes in the console. 0: none.",
    )
    look_up_silent: bool = Field(
        False,
        validation_alias=named("CLARION_LOOK_UP_SILENT"),
        description="Before a broadcast, ask the carrier whether the numbers of people who were "
        "silent for long are still theirs; each look costs.",
    )
    silent_days: int = Field(
        90,
        ge=1,
        le=3650,
        validation_alias=named("CLARION_SILENT_DAYS"),
        description="Days without a text from or to somebody after which they count as silent.",
    )
    look_up_again_days: int = Field(
        90,
        ge=1,
        le=3650,
        validation_alias=named("CLARION_LOOK_UP_AGAIN_DAYS"),
        description="Days for which what the carrier said of a number holds.",
    )
    practice_week: date | None = Field(
        None,
        validation_alias=named("CLARION_PRACTICE_WEEK"),
        description="First day of a practice week: the campaign runs as if its week began then. "
        "`make run` sets it where the campaign's own week is past. Only heeded with a simulated "
        "carrier.",
    )
    ignore_texting_hours: bool = Field(
        False,
        validation_alias=named("CLARION_IGNORE_TEXTING_HOURS"),
        description="Text at any hour, for trying things out. Only heeded with a simulated "
        "carrier; people are always texted inside their texting hours.",
    )

    @field_validator("most_a_week")
    @classmethod
    def _check_week(cls, value: int, info: ValidationInfo) -> int:
        a_day = info.data.get("most_a_day", 1)
        if value < a_day:
            raise ValueError(
                f"{value} a week is less than the {a_day} a day of CLARION_MOST_A_DAY; put "
                f"{a_day} or more"
            )
        return value
