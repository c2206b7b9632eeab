"""Phone numbers and channels as the carrier reads them."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache, lru_cache
from pathlib import Path

import phonenumbers
import yaml

_SEPARATORS = re.compile(r"[\s().\-]")
_E164 = re.compile(r"\+[1-9]\d{6,14}")
_SHORT_CODE = re.compile(r"[1-9]\d{4,5}")
_NANP = re.compile(r"\+1[2-9]\d{2}[2-9]\d{6}")
_WHATSAPP_USER = re.compile(r"whatsapp:[A-Z]{2}\.[A-Za-z0-9]{1,128}")


class Behaviour(StrEnum):
    """What a number always does: refused at once, or accepted and then not delivered."""

    NORMAL = "normal"
    INVALID = "invalid"
    UNROUTABLE = "unroutable"
    REGION = "region"
    OPTED_OUT = "opted_out"
    NOT_MOBILE = "not_mobile"
    LANDLINE = "landline"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    FILTERED = "filtered"
    REASSIGNED = "reassigned"


# At the API, before anything is accepted.
REFUSED_WITH = {
    Behaviour.INVALID: 21211,
    Behaviour.UNROUTABLE: 21612,
    Behaviour.REGION: 21408,
    Behaviour.OPTED_OUT: 21610,
    Behaviour.NOT_MOBILE: 21614,
}
# After the text was accepted.
FAILS_WITH = {
    Behaviour.LANDLINE: 30006,
    Behaviour.UNKNOWN: 30005,
    Behaviour.UNREACHABLE: 30003,
    Behaviour.FILTERED: 30007,
}


@lru_cache(maxsize=65_536)
def read_address(text: str) -> str | None:
    """The address in its one spelling (E.164, or whatsapp: before it), or None.

    Ten digits are a US number, as Twilio takes them. A WhatsApp user id is kept as it is.
    """
    if _WHATSAPP_USER.fullmatch(text):
        return text
    channel, colon, rest = text.rpartition(":")
    if colon and channel != "whatsapp":
        return None
    digits = _SEPARATORS.sub("", rest)
    if re.fullmatch(r"[2-9]\d{9}", digits):
        digits = "+1" + digits
    if not _E164.fullmatch(digits) or not _is_possible(digits):
        return None
    return channel + colon + digits


def read_sender(text: str) -> str | None:
    """As `read_address`, for our own side, which may also be a short code of 5 or 6 digits."""
    return text if _SHORT_CODE.fullmatch(text) else read_address(text)


def _is_possible(number: str) -> bool:
    if number.startswith("+1"):
        return _NANP.fullmatch(number) is not None
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def is_whatsapp(address: str) -> bool:
    """Whether an address is a WhatsApp one."""
    return address.startswith("whatsapp:")


def region_of(number: str) -> str:
    """The ISO country of an E.164 number; +1 numbers by their area code."""
    return _region_of_area(number[:5]) if number.startswith("+1") else _region_abroad(number)


@cache
def _region_of_area(prefix: str) -> str:
    return _region_abroad(prefix + "5550123")


@lru_cache(maxsize=4096)
def _region_abroad(number: str) -> str:
    parsed = phonenumbers.parse(number)
    return str(phonenumbers.region_code_for_number(parsed) or "US")


@cache
def fixed_numbers() -> dict[str, Behaviour]:
    """Numbers with a behaviour of their own (fixed_numbers.yaml)."""
    text = (Path(__file__).parent / "fixed_numbers.yaml").read_text("utf-8")
    return {number: Behaviour(name) for number, name in yaml.safe_load(text).items()}
