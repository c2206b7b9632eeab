"""What the doctor looks at for the line by voice: addresses, calls at once, pace, minutes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.carrier.texts import OwnNumber
from bot.config import Settings

_NO_PROFILE = 2  # calls at once without an approved profile, for accounts upgraded after 2026-02-03


class Look(NamedTuple):
    """A finding of the line by voice: subject, whether it is well, what, the mend."""

    subject: str
    is_well: bool
    what: str
    mend: str = ""


def look(settings: Settings, numbers: Sequence[OwnNumber]) -> Iterator[Look]:
    """Look at our number's voice addresses, and at what the settings say of the account."""
    if settings.call_minutes_a_day == 0:
        yield Look("voice", True, "nobody is connected (CLARION_CALL_MINUTES_A_DAY is 0)")
        return
    own = next((one for one in numbers if one.number == settings.twilio_from), None)
    if own is not None:
        yield from _addresses(settings, own)
    yield _at_once(settings)
    yield Look(
        "voice pace",
        True,
        f"{settings.calls_per_s:g} calls of ours a second, a ring of {settings.call_rings_s} s; "
        "calls that come in have no such limit",
    )
    minutes = settings.call_minutes_a_day
    yield Look(
        "voice minutes",
        True,
        f"{minutes:,} a day, about ${minutes * _A_MINUTE:,.0f} at most; "
        f"{settings.calls_an_hour} calls of a number an hour",
    )


# In and out together, half of the minutes each (docs/voice.md).
_A_MINUTE = 0.011


def _addresses(settings: Settings, own: OwnNumber) -> Iterator[Look]:
    wanted = f"{settings.public_url}/twilio/voice"
    found = own.voice_url.partition("#")[0]
    is_ours = (own.voice_method, found) == ("POST", wanted)
    yield Look(
        "voice",
        is_ours,
        f"calls go to {own.voice_method} {found}" if found else "calls go nowhere",
        "" if is_ours else f"Set the number's voice address to POST {wanted} (docs/voice.md).",
    )
    told = own.status_callback.partition("#")[0]
    is_told = told == f"{wanted}/status"
    yield Look(
        "voice status",
        is_told,
        f"the end of calls is told to {told}" if told else "the end of calls is told to nobody",
        ""
        if is_told
        else f"Set the number's status callback to {wanted}/status; until then the clock asks.",
    )


def _at_once(settings: Settings) -> Look:
    at_once = settings.calls_at_once
    if at_once > _NO_PROFILE or settings.is_simulated:
        return Look("voice at once", True, f"{at_once} calls; the account has to allow as many")
    return Look(
        "voice at once",
        False,
        f"{at_once} calls, what an account without an approved profile allows",
        "Have a business profile approved in Twilio's Trust Hub, then raise CLARION_CALLS_AT_ONCE.",
    )
