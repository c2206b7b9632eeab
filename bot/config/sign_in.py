"""Settings: how organizers stay signed in."""

from __future__ import annotations

from pydantic import Field
from pydantic_settings import BaseSettings

from bot.config.names import named


class SignInSettings(BaseSettings):
    """How long a session lasts, and how soon a second factor has to be set up."""

    session_hours: float = Field(
        12.0,
        gt=0,
        le=168,
        validation_alias=named("CLARION_SESSION_HOURS"),
        description="Hours after which everybody signs in again, whatever they do meanwhile.",
    )
    second_factor_grace_hours: float = Field(
        24.0,
        ge=0,
        le=8760,
        validation_alias=named("CLARION_SECOND_FACTOR_GRACE_HOURS"),
        description="Hours that an admin or approver without a second factor has to set one up.",
    )
