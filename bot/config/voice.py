"""Settings: the line by voice (docs/voice.md)."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

from bot.config.names import named


class VoiceSettings(BaseSettings):
    """How many calls, how long, and what comes of them."""

    call_minutes_a_day: int = Field(
        3000,
        ge=0,
        validation_alias=named("CLARION_CALL_MINUTES_A_DAY"),
        description="Minutes of calls within the campaign's day that are paid for, both legs of a "
        "call and each begun minute counted. Then callers hear the line's number to dial "
        "themselves, and organizers are told. 0: nobody is connected.",
    )
    calls_an_hour: int = Field(
        2,
        ge=1,
        le=60,
        validation_alias=named("CLARION_CALLS_AN_HOUR"),
        description="Calls of one number that are connected within an hour.",
    )
    call_rings_s: int = Field(
        30,
        ge=5,
        le=600,
        validation_alias=named("CLARION_CALL_RINGS_S"),
        description="Seconds for which the campaign's line rings before it counts as no answer.",
    )
    call_limit_s: int = Field(
        1200,
        ge=60,
        le=14_400,
        validation_alias=named("CLARION_CALL_LIMIT_S"),
        description="Seconds after which a connected call ends.",
    )
    called_from_s: int = Field(
        30,
        ge=1,
        le=600,
        validation_alias=named("CLARION_CALLED_FROM_S"),
        description="Seconds for which somebody has to be connected to the line for a call to "
        "count by itself, as measured. Of a shorter one its caller is asked.",
    )
    text_callers: bool = Field(
        True,
        validation_alias=named("CLARION_TEXT_CALLERS"),
        description="Somebody who is not on the list and calls is texted once about that very call "
        "(the line was busy; how did it go?). False: only whoever asks for it by a key.",
    )
    calls_at_once: int = Field(
        2,  # accounts upgraded after 2026-02-03 with no approved profile (docs/voice.md)
        ge=1,
        le=10_000,
        validation_alias=named("CLARION_CALLS_AT_ONCE"),
        description="Calls that the account allows at once: 2 without an approved profile at "
        "Twilio, 3 with an individual one, no limit with a business profile.",
    )
    call_me: bool = Field(
        True,
        validation_alias=named("CLARION_CALL_ME"),
        description="We ring whoever asks for it (CALL ME) and connect them to the line. False: "
        "they get its number to dial themselves.",
    )
    calls_back_a_day: int = Field(
        2,
        ge=0,
        le=20,
        validation_alias=named("CLARION_CALLS_BACK_A_DAY"),
        description="How often within a day we ring somebody back because the line is free.",
    )
    line_try_every_s: int = Field(
        300,
        ge=30,
        le=86_400,
        validation_alias=named("CLARION_LINE_TRY_EVERY_S"),
        description="Seconds between two tries whether the line is free, while somebody waits for "
        "it. A try is hung up as soon as it rings.",
    )
    line_tries_a_day: int = Field(
        60,
        ge=0,
        le=2000,
        validation_alias=named("CLARION_LINE_TRIES_A_DAY"),
        description="Tries within a day whether the line is free. 0: nobody is rung back.",
    )
    calls_per_s: float = Field(
        1.0,
        gt=0,
        le=100,
        validation_alias=named("CLARION_CALLS_PER_S"),
        description="Calls that we start within a second; the account's own pace begins at one.",
    )
