"""Addresses as carriers write them, read into a channel and a value.

Texts come from more than phones: short codes, toll-free numbers, names, WhatsApp user ids that
are no numbers at all (texting-facts 1.1). Each is kept; only some are answered.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberType

from bot.errors import InputError
from bot.sentences import say

_MAX_LENGTH = 64


class Reach(StrEnum):
    """Whether an address may be answered.

    `NO_REPLY`: short codes (two bots would talk for ever), toll-free and premium numbers, names,
    numbers outside +1 (toll fraud: texting-facts 7.4). `REASSIGNED`: somebody else has it by now.
    """

    MOBILE = "mobile"
    UNKNOWN = "unknown"
    LANDLINE = "landline"
    BAD = "bad"
    NO_REPLY = "no_reply"
    REASSIGNED = "reassigned"


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a text came from. `value` is E.164 for phones, the raw id otherwise."""

    channel: str
    value: str
    reach: Reach


_NOT_ANSWERED = frozenset(
    {
        PhoneNumberType.TOLL_FREE,
        PhoneNumberType.PREMIUM_RATE,
        PhoneNumberType.SHARED_COST,
        PhoneNumberType.PERSONAL_NUMBER,  # +1 5XX: they ring on somewhere, at whose price they like
        PhoneNumberType.PAGER,
        PhoneNumberType.UAN,
        PhoneNumberType.VOICEMAIL,
    }
)
# Area codes that are nowhere (https://nationalnanpa.com): carriers' own, government, pay-per-call.
_NOWHERE = frozenset({"456", "500", "600", "700", "710", "900", "976"})


def read_sender(raw: str, channel: str = "sms") -> Sender:
    """Read the `From` of a webhook. Never raises: what is not a number stays as it is.

    A value is cut at 64 characters, longer than any carrier's.
    """
    value = raw.strip().removeprefix("whatsapp:")
    if channel == "whatsapp":
        return Sender(channel, value[:_MAX_LENGTH], Reach.UNKNOWN if value else Reach.NO_REPLY)
    number = _parse(value)
    if number is None:
        return Sender(channel, value[:_MAX_LENGTH], Reach.NO_REPLY)
    e164 = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    return Sender(channel, e164, _reach(number))


def region_of(value: str) -> str:
    """The region of a number, "US"; "" where there is none."""
    return _region(value[:5])


def _reach(number: phonenumbers.PhoneNumber) -> Reach:
    if number.country_code != 1 or phonenumbers.number_type(number) in _NOT_ANSWERED:
        return Reach.NO_REPLY
    return Reach.UNKNOWN


def _parse(value: str) -> phonenumbers.PhoneNumber | None:
    if not value.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(value, None)
    except NumberParseException:
        return None
    # Possible, not valid: tables of valid numbers lag behind new area codes, and a carrier has
    # just delivered a text from this one.
    return number if phonenumbers.is_possible_number(number) else None


def is_answered(value: str, answered: Collection[str]) -> bool:
    """Whether numbers like this are answered: by `answered`, region codes (US, PR) and beginnings
    (+1340) of the setting CLARION_ANSWERED. Of a number that no table knows yet, by "US": new area
    codes are younger than tables."""
    if not value.startswith("+"):
        return True  # no phone: its reach says
    return _region(value[:5]) in answered or any(
        value.startswith(one) for one in answered if one.startswith("+")
    )


@lru_cache(maxsize=4096)
def _region(area: str) -> str:
    """The region of a beginning of a number such as "+1312", as in "+13125550142"."""
    try:
        number = phonenumbers.parse(f"{area}5550142", None)
    except NumberParseException:
        return ""
    if area[2:] in _NOWHERE or phonenumbers.number_type(number) in _NOT_ANSWERED:
        return ""
    found = phonenumbers.region_code_for_number(number)
    return str(found or ("US" if number.country_code == 1 else ""))


def read_phone(text: str) -> str:
    """A phone number as a person types it, as E.164.

    Raises: InputError, if it is not a valid US, Canadian or Caribbean (+1) number.
    """
    try:
        number = phonenumbers.parse(text, "US")
    except NumberParseException:
        number = None
    if number is None or not phonenumbers.is_valid_number(number) or number.country_code != 1:
        raise InputError(
            say("“%(text)s” is not a US phone number; write it like 312 555 0142", text=text),
            "phone",
        )
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def show_last(value: str) -> str:
    """The end of an address, for pages: "… 42". Enough to tell two apart, not to call."""
    return f"… {value[-2:]}"
