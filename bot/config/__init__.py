"""Settings, read once from the environment and `.env`. Nothing else reads the environment.

Every setting is documented in docs/running.md (a test compares the two).
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from pydantic import AliasChoices, ValidationError
from pydantic_settings import SettingsConfigDict

from bot import clock
from bot.config.budgets import BudgetSettings
from bot.config.carrier import CarrierSettings
from bot.config.keys import KeySettings
from bot.config.limits import LimitSettings
from bot.config.places import PlaceSettings
from bot.config.sign_in import SignInSettings
from bot.config.voice import VoiceSettings
from bot.environment import read_env_file
from bot.errors import ConfigError
from bot.running import find_running


class Settings(
    KeySettings,
    CarrierSettings,
    LimitSettings,
    BudgetSettings,
    VoiceSettings,
    PlaceSettings,
    SignInSettings,
):
    """Typed settings. Durations end in `_s` (seconds), rates in `_per_s`.

    Raises: `pydantic.ValidationError` from the constructor; `load_settings` turns it into
    a `ConfigError` that names the variable.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    @property
    def is_simulated(self) -> bool:
        """Whether texts go to a simulator on this machine. A carrier's host elsewhere, a regional
        one of Twilio's too, is real: what is switched off for the simulator holds there. So is
        loopback in production, which may be a tunnel to a carrier."""
        return self.is_on_this_machine and self.environment != "production"


def load_settings(**overrides: object) -> Settings:
    """Read the settings from the environment and `.env`.

    `overrides` are field values that win over both (for tests and commands). Where a `clarion up`
    is running in the data folder, its servers and addresses are taken for what the environment
    does not say, so that a command in a second terminal finds them.
    Raises: ConfigError, one line per wrong setting, naming the variable.
    """
    if "_env_file" not in overrides:
        read_env_file(Path(".env"))
    settings = _build(overrides)
    running = find_running(settings.data_dir)
    if running is not None:
        found = _as_fields(running.variables)
        settings = _build({**found, **overrides})
    if wrong := _wrong_in_production(settings):
        raise ConfigError("\n".join(wrong))
    if clock.is_movable() and not settings.is_simulated:
        raise ConfigError(
            f"{clock.OFFSET_FILE}: moves the clock, and people would be texted at wrong hours, "
            f"since texts go to {settings.twilio_api_base_url}. It is for trials: take it out of "
            "the environment."
        )
    return settings


def _build(values: Mapping[str, object]) -> Settings:
    try:
        return Settings(**values)  # type: ignore[arg-type]  # pydantic checks each field
    except ValidationError as error:
        lines = [_explain(item["loc"], item["msg"]) for item in error.errors()]
        raise ConfigError("\n".join(lines)) from None


def variable_of(field: str) -> str:
    """The environment variable of a setting."""
    alias = Settings.model_fields[field].validation_alias
    return str(alias.choices[0]) if isinstance(alias, AliasChoices) else field


def _as_fields(variables: Mapping[str, str]) -> dict[str, str]:
    """Fields for the variables that the environment itself does not set."""
    names = {variable_of(field): field for field in Settings.model_fields}
    return {
        names[variable]: value
        for variable, value in variables.items()
        if variable in names and variable not in os.environ
    }


def _wrong_in_production(settings: Settings) -> list[str]:
    """What production must not start with, a line each: all of it at once."""
    if settings.environment != "production":
        return []
    has_secret = settings.twilio_auth_token.get_secret_value()
    checks = {
        "PUBLIC_URL: must be the https:// address the world reaches Clarion at, since "
        "Twilio signs it": settings.public_url.startswith("https://"),
        "TWILIO_ACCOUNT_SID: is not set": bool(settings.twilio_account_sid),
        "TWILIO_ACCOUNT_SID: is the made-up one of the simulator; put your own, with its "
        "TWILIO_AUTH_TOKEN": not settings.is_made_up,
        "TWILIO_AUTH_TOKEN: is not set; it checks that webhooks come from Twilio": bool(has_secret),
        "TWILIO_MESSAGING_SERVICE_SID: set this, or TWILIO_FROM, to say who texts": bool(
            settings.twilio_messaging_service_sid or settings.twilio_from
        ),
        "TWILIO_API_BASE_URL: must be https://; leave it out for Twilio itself": (
            settings.twilio_api_base_url.startswith("https://")
        ),
    }
    return [
        f"{problem} (CLARION_ENV is production; on a laptop set CLARION_ENV=development)."
        for problem, is_right in checks.items()
        if not is_right
    ]


def _explain(location: tuple[int | str, ...], message: str) -> str:
    field = str(location[0]) if location else "setting"
    name = variable_of(field) if field in Settings.model_fields else field
    plain = message.removeprefix("Value error, ")
    if plain == "Field required":
        plain = "is not set. `make run` makes one in a new .env; else: clarion keys new >> .env"
    return f"{name}: {plain}"
