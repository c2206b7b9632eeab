"""Settings: the carrier, the sender, and how fast."""

from __future__ import annotations

import re
from functools import cached_property
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

import phonenumbers
from pydantic import Field, SecretStr, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, NoDecode

from bot.config.names import address, named
from bot.environment import MADE_UP_ACCOUNT
from bot.sender_types import PARTS_PER_S, USUAL, rate_of

_BY_SENDER: Any = object()  # the rate is what CLARION_SENDER_TYPE carries
_PLACE = re.compile(r"[A-Z]{2}|\+1\d{0,10}")
# The countries that share +1; numbers of all others are never answered (bot/people/numbers.py).
_UNDER_1 = frozenset(phonenumbers.COUNTRY_CODE_TO_REGION_CODE[1])
_PRICES = {"sms": 0.0113, "mms": 0.03}
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


class CarrierSettings(BaseSettings):
    """Whom texts go through, as whom, at which pace and price."""

    twilio_account_sid: str = Field(
        "", validation_alias=named("TWILIO_ACCOUNT_SID"), description="Account, AC…"
    )
    twilio_auth_token: SecretStr = Field(
        SecretStr(""),
        validation_alias=named("TWILIO_AUTH_TOKEN"),
        description="Checks webhook signatures, and sends where no API key is set. During a "
        "rotation: two tokens separated by a comma, both accepted, the first one sends.",
    )
    twilio_api_key: str = Field(
        "", validation_alias=named("TWILIO_API_KEY"), description="API key (SK…) to send with."
    )
    twilio_api_secret: SecretStr = Field(
        SecretStr(""), validation_alias=named("TWILIO_API_SECRET"), description="Its secret."
    )
    twilio_messaging_service_sid: str = Field(
        "",
        validation_alias=named("TWILIO_MESSAGING_SERVICE_SID"),
        description="Messaging Service (MG…) to send from; wins over TWILIO_FROM.",
    )
    twilio_from: str = Field(
        "", validation_alias=named("TWILIO_FROM"), description="Our own number, E.164."
    )
    twilio_api_base_url: str = Field(
        "https://api.twilio.com",
        validation_alias=named("TWILIO_API_BASE_URL"),
        description="Any server that speaks Twilio's API. The simulator's address in `make run`.",
    )
    carrier_timeout_s: float = Field(
        10.0,
        gt=0,
        le=60,
        validation_alias=named("CLARION_CARRIER_TIMEOUT_S"),
        description="Seconds after which a request to the carrier counts as unknown.",
    )
    look_up_lines: bool = Field(
        False,
        validation_alias=named("CLARION_LOOK_UP_LINES"),
        description="Ask the carrier of each new number of a list whether it is a landline; each "
        "look costs (Twilio's Lookup, line type intelligence).",
    )
    carrier_answers: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"stop", "unsubscribe", "end", "quit", "stopall", "revoke", "optout", "cancel"}),
        validation_alias=named("CLARION_CARRIER_ANSWERS"),
        description="Stop words, separated by commas, that the carrier itself confirms when they "
        "are the whole message; Clarion then stays silent. Empty for short codes and accounts with "
        "redaction, where Twilio answers nothing.",
    )
    answered: Annotated[frozenset[str], NoDecode] = Field(
        frozenset({"US", "PR", "VI", "GU", "AS", "MP", "CA"}),
        validation_alias=named("CLARION_ANSWERED"),
        description="Countries under +1 (US, PR, DO) and beginnings of numbers (+1809), separated "
        "by commas, whose texts are answered. The United States, their territories and Canada; "
        "numbers elsewhere are how others earn on our answers. STOP counts from everywhere.",
    )
    sender_type: str = Field(
        USUAL,
        validation_alias=named("CLARION_SENDER_TYPE"),
        description=f"What kind of sender it is, which gives its rate: {', '.join(PARTS_PER_S)}.",
    )
    send_rate_per_s: float = Field(
        _BY_SENDER,
        gt=0,
        validate_default=True,
        validation_alias=named("CLARION_SEND_RATE_PER_S"),
        description="SMS parts a second that the sender may carry, where it is not what "
        "CLARION_SENDER_TYPE says: several numbers carry their sum.",
    )
    replies_per_person: int = Field(
        30,
        ge=1,
        validation_alias=named("CLARION_REPLIES_PER_PERSON"),
        description="Automatic replies to one person within a day; then silence, and organizers "
        "are told. STOP, HELP and danger are always answered.",
    )
    report_hour: int | None = Field(
        None,
        ge=0,
        le=23,
        validation_alias=named("CLARION_REPORT_HOUR"),
        description="The hour, in the campaign's zone, at which linked organizers get the day as a "
        "text; never when it is not set.",
    )
    inbox_quiet_h: int = Field(
        12,
        ge=1,
        le=240,
        validation_alias=named("CLARION_INBOX_QUIET_H"),
        description="A conversation that a person has answered goes back to the bot after so many "
        "hours of quiet. One that waits for an answer never does.",
    )
    replies_per_day: int = Field(
        20_000,
        ge=1,
        validation_alias=named("CLARION_REPLIES_PER_DAY"),
        description="Automatic replies to all people together in a day of the campaign's zone: "
        "organizers are told at four fifths of it, and then only STOP, HELP and danger answered.",
    )
    in_flight: int = Field(
        100,
        ge=1,
        le=1000,
        validation_alias=named("CLARION_IN_FLIGHT"),
        description="Requests to the carrier under way at once, per worker.",
    )
    unknown_wait_s: float = Field(
        300.0,
        gt=0,
        validation_alias=named("CLARION_UNKNOWN_WAIT_S"),
        description="Seconds between the two look-ups after which a message of unknown outcome "
        "counts as never taken.",
    )
    unknown_then: Literal["send", "ask"] = Field(
        "send",
        validation_alias=named("CLARION_UNKNOWN_THEN"),
        description="A broadcast's text that counts as never taken: send it once more, or ask an "
        "organizer first.",
    )
    prices: Annotated[dict[str, float], NoDecode] = Field(
        dict(_PRICES),
        validation_alias=named("CLARION_PRICES"),
        description="US dollars for one SMS part and for one MMS, carrier fees included, for "
        "estimates: sms=0.0113,mms=0.03.",
    )

    approval_above: int = Field(
        1000,
        ge=0,
        validation_alias=named("CLARION_APPROVAL_ABOVE"),
        description="A broadcast to more people than this waits for a second organizer's approval.",
    )
    acts_as: str = Field(
        "",
        validation_alias=named("CLARION_AS"),
        description="The organizer, by e-mail address, who acts on the command line where --as "
        "names nobody.",
    )

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

    @field_validator("carrier_answers", mode="before")
    @classmethod
    def _split_words(cls, value: object) -> object:
        if isinstance(value, str):
            return frozenset(word.strip().lower() for word in value.split(",") if word.strip())
        return value

    @field_validator("answered", mode="before")
    @classmethod
    def _split_places(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        found = frozenset(word.strip().upper() for word in value.split(",") if word.strip())
        wrong = [one for one in found if not _PLACE.fullmatch(one)]
        if wrong or not found:
            raise ValueError("write countries and beginnings with commas, as US, PR, +1809")
        far = sorted(one for one in found if one[0] != "+" and one not in _UNDER_1)
        if far:
            raise ValueError(
                f"{', '.join(far)}: no country under +1, and others are never answered. Write some "
                f"of {', '.join(sorted(_UNDER_1))}"
            )
        return found

    @field_validator("twilio_api_base_url")
    @classmethod
    def _check_base_url(cls, value: str) -> str:
        return address(value)

    @cached_property
    def auth_tokens(self) -> tuple[str, ...]:
        """The auth tokens whose signatures are accepted; the first one sends."""
        tokens = self.twilio_auth_token.get_secret_value().split(",")
        return tuple(token.strip() for token in tokens if token.strip())

    @property
    def is_on_this_machine(self) -> bool:
        """Whether what is texted goes to an address of this machine."""
        return (urlsplit(self.twilio_api_base_url).hostname or "") in _LOOPBACK

    @property
    def is_made_up(self) -> bool:
        """Whether the account is the one a first start made up for the simulator."""
        return self.twilio_account_sid.startswith(MADE_UP_ACCOUNT)
