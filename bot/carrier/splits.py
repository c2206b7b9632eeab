"""Whether a signed form may have been split again into other parameters.

Twilio's signature joins names and values without delimiters (`signature`), so whoever catches
one, of a text they wrote themselves, can move the boundaries: a body "STOPFrom+13125550142FromCity"
becomes a STOP of that number, whose own sender hides in a city's name. All that was signed still
stands there, in the same order. So the whole is looked at as it was signed: what Twilio sends has
one sender, one recipient, one account, one body and one message id, however it is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = r"(?:[a-z]{2,20}:)?(?:\+|%2B)?\d{3}"
_ONCE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"From(?={_ADDRESS})",
        rf"To(?={_ADDRESS})",
        r"AccountSid(?=AC[0-9a-fA-F]{6})",
        r"Body",
    )
)
_SID = re.compile(r"Sid((?:SM|MM)[0-9a-fA-F]{32})")
_NEEDED = ("AccountSid", "From", "To", "Body")
_IDS = ("MessageSid", "SmsSid", "SmsMessageSid")


def is_plain(pairs: Iterable[tuple[str, str]]) -> bool:
    """Whether a form can only be read in one way. False says no more than that somebody wrote
    "From+1..." in their text: whose it is has to be asked by its id."""
    pairs = list(pairs)
    said = "".join(f"{name}{value}" for name, value in sorted(pairs))
    if any(len(pattern.findall(said)) > 1 for pattern in _ONCE):
        return False
    ids = {value for name, value in pairs if name in _IDS}
    return len(ids) == 1 and set(_SID.findall(said)) <= ids


def is_whole(pairs: Iterable[tuple[str, str]], account_sid: str) -> bool:
    """Whether a text's form has each of its parameters once, one id, and is of this account.

    Twilio sends each of these once, so a form without one or with two was split again.
    """
    pairs = list(pairs)
    names = [name for name, _ in pairs]
    accounts = [value for name, value in pairs if name == "AccountSid"]
    ids = {value for name, value in pairs if name in _IDS}
    is_once = all(names.count(name) == 1 for name in _NEEDED)
    return is_once and len(ids) == 1 and accounts == [account_sid]


_CALL_ONCE = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<!Forwarded)From(?={_ADDRESS})",
        rf"To(?={_ADDRESS})",
        r"AccountSid(?=AC[0-9a-fA-F]{6})",
        r"SpeechResult",
        r"(?<!Finished)(?<!Entered)Digits(?=[0-9*#])",
    )
)
_CALL_NEEDED = ("AccountSid", "CallSid", "From", "To")


def is_plain_call(pairs: Iterable[tuple[str, str]], account_sid: str) -> bool:
    """Whether a call's form can only be read in one way, and is of this account: what somebody says
    into the phone becomes no sender and no key of somebody else's."""
    pairs = list(pairs)
    names = [name for name, _ in pairs]
    if any(names.count(name) != 1 for name in _CALL_NEEDED):
        return False
    said = "".join(f"{name}{value}" for name, value in sorted(pairs))
    if any(len(pattern.findall(said)) > 1 for pattern in _CALL_ONCE):
        return False
    return [value for name, value in pairs if name == "AccountSid"] == [account_sid]
