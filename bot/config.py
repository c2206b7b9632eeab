"""Settings, read once from the environment and `.env`. Nothing else reads the environment.

Every setting is documented in docs/running.md (a test compares the two).
"""

from __future__ import annotations

import base64
import binascii
import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from bot.environment import MADE_UP_ACCOUNT, read_env_file
from bot.errors import ConfigError
from bot.running import find_running
from bot.sender_types import PARTS_PER_S, USUAL, rate_of

_BY_SENDER: Any = object()  # the rate is what CLARION_SENDER_TYPE carries
_PRICES = {"sms": 0.0113, "mms": 0.03}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def _named(*names: str) -> AliasChoices:
    return AliasChoices(*names)


class Settings(BaseSettings):
    """Typed settings. Durations end in `_s` (seconds), rates in `_per_s`.

    Raises: `pydantic.ValidationError` from the constructor; `load_settings` turns it into
    a `ConfigError` that names the variable.
    """

    model_config = SettingsConfigDict(
        env_file=".env", env_file_encoding="utf-8", extra="ignore", populate_by_name=True
    )

    # --- keys -----------------------------------------------------------------------------
    secret_key: SecretStr = Field(
        validation_alias=_named("CLARION_SECRET_KEY"),
        description="Signs sessions, one-time links and CSRF tokens. 32 bytes or more.",
    )
    data_key: Annotated[tuple[SecretStr, ...], NoDecode] = Field(
        validation_alias=_named("CLARION_DATA_KEY"),
        description="Seals numbers, names and bodies. Base64 of 32 bytes. After a rotation: new "
        "key first, old keys after it, separated by commas.",
    )

    # --- the carrier ----------------------------------------------------------------------
    twilio_account_sid: str = Field(
        "", validation_alias=_named("TWILIO_ACCOUNT_SID"), description="Account, AC…"
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("TWILIO_AUTH_TOKEN"),
        description="Checks webhook signatures, and sends where no API key is set. During a "
        "rotation: two tokens separated by a comma, both accepted, the first one sends.",
    )
    twilio_api_key: str = Field(
        "", validation_alias=_named("TWILIO_API_KEY"), description="API key (SK…) to send with."
    )
    twilio_api_secret: SecretStr = Field(
        SecretStr(""), validation_alias=_named("TWILIO_API_SECRET"), description="Its secret."
    )
    twilio_messaging_service_sid: str = Field(
        "",
        validation_alias=_named("TWILIO_MESSAGING_SERVICE_SID"),
        description="Messaging Service (MG…) to send from; wins over TWILIO_FROM.",
    )
    twilio_from: str = Field(
        "", validation_alias=_named("TWILIO_FROM"), description="Our own number, E.164."
    )
    twilio_api_base_url: str = Field(
        "https://api.twilio.com",
        validation_alias=_named("TWILIO_API_BASE_URL"),
        description="Any server that speaks Twilio's API. The simulator's address in `make run`.",
    )
    carrier_timeout_s: float = Field(
        10.0,
        gt=0,
        le=60,
        validation_alias=_named("CLARION_CARRIER_TIMEOUT_S"),
        description="Seconds after which a request to the carrier counts as unknown.",
    )
    carrier_answers: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}),
        validation_alias=_named("CLARION_CARRIER_ANSWERS"),
        description="Stop words, separated by commas, that the carrier itself confirms when they "
        "are the whole message; Clarion then stays silent. Empty for short codes and accounts with "
        "redaction, where Twilio answers nothing.",
    )
    sender_type: str = Field(
        USUAL,
        validation_alias=_named("CLARION_SENDER_TYPE"),
        description=f"What kind of sender it is, which gives its rate: {', '.join(PARTS_PER_S)}.",
    )
    send_rate_per_s: float = Field(
        _BY_SENDER,
        gt=0,
        validate_default=True,
        validation_alias=_named("CLARION_SEND_RATE_PER_S"),
        description="SMS parts a second that the sender may carry, where it is not what "
        "CLARION_SENDER_TYPE says: several numbers carry their sum.",
    )
    replies_per_person: int = Field(
        30,
        ge=1,
        validation_alias=_named("CLARION_REPLIES_PER_PERSON"),
        description="Automatic replies to one person within a day; then silence, and organizers "
        "are told. STOP, HELP and danger are always answered.",
    )
    replies_per_day: int = Field(
        20_000,
        ge=1,
        validation_alias=_named("CLARION_REPLIES_PER_DAY"),
        description="Automatic replies to all people together in a day of the campaign's zone: "
        "organizers are told at four fifths of it, and then only STOP, HELP and danger answered.",
    )
    in_flight: int = Field(
        100,
        ge=1,
        le=1000,
        validation_alias=_named("CLARION_IN_FLIGHT"),
        description="Requests to the carrier under way at once, per worker.",
    )
    unknown_wait_s: float = Field(
        300.0,
        gt=0,
        validation_alias=_named("CLARION_UNKNOWN_WAIT_S"),
        description="Seconds between the two look-ups after which a message of unknown outcome "
        "counts as never taken.",
    )
    unknown_then: Literal["send", "ask"] = Field(
        "send",
        validation_alias=_named("CLARION_UNKNOWN_THEN"),
        description="A broadcast's text that counts as never taken: send it once more, or ask an "
        "organizer first.",
    )
    prices: Annotated[dict[str, float], NoDecode] = Field(
        dict(_PRICES),
        validation_alias=_named("CLARION_PRICES"),
        description="US dollars for one SMS part and for one MMS, carrier fees included, for "
        "estimates: sms=0.0113,mms=0.03.",
    )

    approval_above: int = Field(
        1000,
        ge=0,
        validation_alias=_named("CLARION_APPROVAL_ABOVE"),
        description="A broadcast to more people than this waits for a second organizer's approval.",
    )
    acts_as: str = Field(
        "",
        validation_alias=_named("CLARION_AS"),
        description="The organizer, by e-mail address, who acts on the command line where --as "
        "names nobody.",
    )

    # --- limits that protect people (bot/texting/limits) ------------------------------------------
    most_a_day: int = Field(
        3,  # FL, OK, MD and NJ allow three texts a day on one subject (texting-facts 3.3)
        ge=1,
        le=100,
        validation_alias=_named("CLARION_MOST_A_DAY"),
        description="Most texts of broadcasts and series that one person gets in 24 hours.",
    )
    most_a_week: int = Field(
        10,
        ge=1,
        le=700,
        validation_alias=_named("CLARION_MOST_A_WEEK"),
        description="Most texts of broadcasts and series that one person gets in 7 days.",
    )
    brake_filtered_percent: float = Field(
        3.0,
        gt=0,
        le=100,
        validation_alias=_named("CLARION_BRAKE_FILTERED_PERCENT"),
        description="A broadcast pauses by itself when carriers filter more of its texts than this "
        "share. 100 never pauses it.",
    )
    brake_filtered_least: int = Field(
        10,
        ge=1,
        validation_alias=_named("CLARION_BRAKE_FILTERED_LEAST"),
        description="Filtered texts that this takes at least.",
    )
    brake_failed_percent: float = Field(
        25.0,
        gt=0,
        le=100,
        validation_alias=_named("CLARION_BRAKE_FAILED_PERCENT"),
        description="A broadcast pauses by itself when more of its texts fail than this share. "
        "100 never pauses it.",
    )
    brake_failed_least: int = Field(
        40,
        ge=1,
        validation_alias=_named("CLARION_BRAKE_FAILED_LEAST"),
        description="Failed texts that this takes at least.",
    )
    undo_s: float = Field(
        10.0,
        ge=0,
        le=3600,
        validation_alias=_named("CLARION_UNDO_S"),
        description="Seconds in which a broadcast sent now can be taken back. 0: none.",
    )
    undo_from: int = Field(
        20,
        ge=1,
        validation_alias=_named("CLARION_UNDO_FROM"),
        description="People from which on a broadcast that is sent now waits that long.",
    )
    ignore_texting_hours: bool = Field(
        False,
        validation_alias=_named("CLARION_IGNORE_TEXTING_HOURS"),
        description="Text at any hour, for trying things out. Only heeded with a simulated "
        "carrier; people are always texted inside their texting hours.",
    )

    # --- where things are -----------------------------------------------------------------
    public_url: str = Field(
        "",
        validation_alias=_named("PUBLIC_URL"),
        description="The address the world reaches Clarion at, as Twilio signs it.",
    )
    database_url: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("DATABASE_URL"),
        description="PostgreSQL. Unset: `make run` and the tests start their own.",
    )
    redis_url: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("REDIS_URL"),
        description="Redis or Valkey. Unset: `make run` and the tests start their own.",
    )
    campaign: Path = Field(
        Path("flows"),
        validation_alias=_named("CLARION_CAMPAIGN"),
        description="The campaign's folder.",
    )
    data_dir: Path = Field(
        Path(".clarion"),
        validation_alias=_named("CLARION_DATA_DIR"),
        description="Where the embedded servers, the spool and the simulator keep their files.",
    )
    understanding: Literal["local", "built_in"] = Field(
        "local",
        validation_alias=_named("CLARION_UNDERSTANDING"),
        description="What tells the meaning of sentences: local (a model in its own package, about "
        "60 MB of memory to a process) or built_in.",
    )
    host: str = Field(
        "127.0.0.1",
        validation_alias=_named("HOST"),
        description="Address the web server listens on; 0.0.0.0 on a platform.",
    )
    port: int = Field(
        8000,
        ge=0,
        le=65535,
        validation_alias=_named("PORT"),
        description="Port of the web server.",
    )
    simulator_port: int = Field(
        8010,
        ge=0,
        le=65535,
        validation_alias=_named("SIMULATOR_PORT"),
        description="Port of the simulator.",
    )
    web_processes: int = Field(
        2, ge=1, le=64, validation_alias=_named("WEB_CONCURRENCY"), description="Web processes."
    )
    proxy_hops: int = Field(
        0,
        ge=0,
        le=5,
        validation_alias=_named("CLARION_PROXY_HOPS"),
        description="Trusted proxies in front of the web server (for addresses in logs and "
        "sign-in limits; the signature is always checked against PUBLIC_URL).",
    )
    keep_texts_days: int = Field(
        30,
        ge=1,
        le=3650,
        validation_alias=_named("CLARION_KEEP_TEXTS_DAYS"),
        description="Days after which the bodies of texts are emptied and conversations forgotten.",
    )
    webhooks: str = Field(
        "",
        validation_alias=_named("CLARION_WEBHOOKS"),
        description="Services that flows may tell of answers, by name: crm=https://…, separated "
        "by commas. A flow names one; no flow can name an address.",
    )
    metrics_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=_named("CLARION_METRICS_TOKEN"),
        description="Bearer token for /metrics from elsewhere than loopback.",
    )
    environment: Literal["development", "production", "test"] = Field(
        "production",
        validation_alias=_named("CLARION_ENV"),
        description="`make run` writes development into its .env; production insists on "
        "its own keys, https and a real carrier.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        "info", validation_alias=_named("CLARION_LOG_LEVEL"), description="How much is logged."
    )

    @field_validator("data_key", mode="before")
    @classmethod
    def _split_keys(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("data_key")
    @classmethod
    def _check_keys(cls, value: tuple[SecretStr, ...]) -> tuple[SecretStr, ...]:
        if not value:
            raise ValueError("is empty; make one with `clarion keys new`")
        for key in value:
            try:
                raw = base64.b64decode(key.get_secret_value(), validate=True)
            except binascii.Error:
                raw = b""
            if len(raw) != 32:
                raise ValueError("must be base64 of 32 bytes; make one with `clarion keys new`")
        return value

    @field_validator("sender_type")
    @classmethod
    def _check_sender_type(cls, value: str) -> str:
        if value not in PARTS_PER_S:
            raise ValueError(f"must be one of: {', '.join(PARTS_PER_S)}")
        return value

    @field_validator("send_rate_per_s", mode="before")
    @classmethod
    def _rate_of_sender(cls, value: object, info: ValidationInfo) -> object:
        return rate_of(info.data.get("sender_type", USUAL)) if value is _BY_SENDER else value

    @field_validator("prices", mode="before")
    @classmethod
    def _read_prices(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        pairs = [pair.partition("=") for pair in value.split(",") if pair.strip()]
        names = [name.strip().lower() for name, _, _ in pairs]
        try:
            given = [float(amount) for _, _, amount in pairs]
        except ValueError:
            given = [-1.0]
        if not set(names) <= set(_PRICES) or not all(0 <= one < 100 for one in given):
            raise ValueError("must be like sms=0.0113,mms=0.03, in dollars")
        return dict(_PRICES) | dict(zip(names, given, strict=True))

    @field_validator("secret_key")
    @classmethod
    def _check_secret(cls, value: SecretStr) -> SecretStr:
        if len(value.get_secret_value()) < 32:
            raise ValueError("must be at least 32 characters; make one with `clarion keys new`")
        return value

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

    @field_validator("carrier_answers", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(word.strip().lower() for word in value.split(",") if word.strip())
        return value

    @field_validator("public_url", "twilio_api_base_url")
    @classmethod
    def _no_trailing_slash(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must start with http:// or https://")
        return value.rstrip("/")

    @field_validator("webhooks")
    @classmethod
    def _check_webhooks(cls, value: str) -> str:
        for pair in filter(None, (part.strip() for part in value.split(","))):
            name, _, address = pair.partition("=")
            if not name.isidentifier() or not address.startswith(("https://", "http://")):
                raise ValueError(f"“{pair}” is not NAME=https://address")
        return value

    @property
    def webhook_addresses(self) -> dict[str, str]:
        """Hook name → address."""
        pairs = (part.strip().partition("=") for part in self.webhooks.split(","))
        return {name: address for name, _, address in pairs if name}

    @cached_property
    def data_keys(self) -> tuple[bytes, ...]:
        """The data keys as bytes; the first one seals, all of them open."""
        return tuple(base64.b64decode(key.get_secret_value()) for key in self.data_key)

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        """The auth tokens whose signatures are accepted; the first one sends."""
        tokens = self.twilio_auth_token.get_secret_value().split(",")
        return tuple(token.strip() for token in tokens if token.strip())

    @property
    def is_simulated(self) -> bool:
        """Whether texts go to a simulator on this machine. A carrier's host elsewhere, a regional
        one of Twilio's too, is real: what is switched off for the simulator holds there."""
        return (urlsplit(self.twilio_api_base_url).hostname or "") in _LOOPBACK

    @property
    def is_made_up(self) -> bool:
        """Whether the account is the one a first start made up for the simulator."""
        return self.twilio_account_sid.startswith(MADE_UP_ACCOUNT)


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
