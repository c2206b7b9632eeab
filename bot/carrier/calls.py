"""What Twilio tells of a call, and what it is told to do: forms in, TwiML out.

Fields and verbs: https://www.twilio.com/docs/voice/twiml and .../voice/api/call-resource. The TwiML
is written by Twilio's own library.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from bot.errors import InputError
from bot.sentences import say

# "CA" and 32 hexadecimal digits at Twilio; other servers that speak its API send UUIDs.
_SID = re.compile(r"CA[0-9a-fA-F]{32}|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_DIGITS = re.compile(r"[0-9*#]{0,10}")
_MOST_SAID = 1600  # letters of what somebody said that are kept, as many as of a text
# Callers who hide their number: words, or "ANONYMOUS" and "RESTRICTED" on a phone's keys
# (https://help.twilio.com/articles/223179988).
_HIDDEN = {"anonymous", "restricted", "unavailable", "unknown", "+266696687", "+7378742833",
           "+2562533", "+8656696"}  # fmt: skip
# https://www.twilio.com/docs/voice/api/call-resource#call-status-values
ENDED = frozenset({"completed", "busy", "failed", "no-answer", "canceled"})
_DIALED = frozenset({"completed", "answered", "busy", "no-answer", "failed", "canceled"})
# How a language is named to the voice (https://www.twilio.com/docs/voice/twiml/say).
_VOICES = {"en": "en-US", "es": "es-US"}
_MOST_SPOKEN = 4096  # letters of one <Say>
# What XML cannot carry; the library would write it and Twilio refuse the whole.
_UNWRITABLE = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class CallForm:
    """What a voice webhook says. `sender` is "" for a caller who hides their number. `is_ours`: we
    rang them, and they are the `recipient`. `digits` are the keys that were pressed, `spoken` what
    the carrier heard, as words. `dialed` and `dialed_s` are what became of a <Dial>, `lasted_s` the
    seconds of the whole call; None where it says nothing.
    """

    sid: str
    sender: str
    recipient: str
    status: str
    is_ours: bool = False
    digits: str = ""
    spoken: str = ""
    dialed: str | None = None
    dialed_s: int | None = None
    lasted_s: int | None = None

    @property
    def other(self) -> str:
        """The number at the other end; "" where it is hidden."""
        return self.recipient if self.is_ours else self.sender

    @property
    def is_over(self) -> bool:
        """Whether the call has ended."""
        return self.status in ENDED


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words that a voice says, in a language ("en")."""

    words: str
    lang: str


@dataclass(frozen=True, slots=True)
class Recorded:
    """A recording of the campaign's own, played in place of a voice."""

    url: str


Heard = Spoken | Recorded


@dataclass(frozen=True, slots=True)
class Keys:
    """Wait for keys while and after something is heard, then ask at `then`; `speech` is the
    language that is listened for, too, or None."""

    heard: tuple[Heard, ...]
    then: str
    speech: str | None = None
    wait_s: int = 3


@dataclass(frozen=True, slots=True)
class Dial:
    """Connect the call to `number`, which sees `shown`; afterwards ask at `then`."""

    number: str
    shown: str
    then: str
    rings_s: int
    limit_s: int


@dataclass(frozen=True, slots=True)
class CallAnswer:
    """What a call hears and does next, in this order; with no keys and no dialing it ends."""

    heard: tuple[Heard, ...] = ()
    keys: Keys | None = None
    dial: Dial | None = None


HANG_UP = CallAnswer()


def parse_call(form: Mapping[str, str]) -> CallForm:
    """Read a voice webhook. Raises: InputError without a well-formed CallSid."""
    sid = _text(form, "CallSid", 64)
    if not _SID.fullmatch(sid):
        raise InputError(say("the form has no well-formed CallSid"), "CallSid")
    sender = _text(form, "From", 64).strip()
    digits = _text(form, "Digits", 16)
    dialed = _text(form, "DialCallStatus", 24).lower()
    return CallForm(
        sid=sid,
        sender="" if sender.lower() in _HIDDEN else sender,
        recipient=_text(form, "To", 64).strip(),
        status=_text(form, "CallStatus", 24).strip().lower(),
        is_ours=_text(form, "Direction", 24).startswith("outbound"),
        digits=digits if _DIGITS.fullmatch(digits) else "",
        spoken=unicodedata.normalize("NFC", _text(form, "SpeechResult", _MOST_SAID)).strip(),
        dialed=dialed if dialed in _DIALED else None,
        dialed_s=_seconds(form, "DialCallDuration"),
        lasted_s=_seconds(form, "CallDuration"),
    )


@lru_cache(maxsize=256)
def write_twiml(answer: CallAnswer, base: str) -> str:
    """What is said to Twilio, written once for all calls that hear the same. `base` is our public
    address; where to ask next has nothing in it but the name of the step: the call is known by its
    CallSid. Raises nothing."""
    # Imported here: the webhooks of texts write theirs without the library.
    from twilio.twiml.voice_response import Dial as DialVerb
    from twilio.twiml.voice_response import Gather, VoiceResponse

    response = VoiceResponse()
    _add(response, answer.heard)
    if answer.keys is not None:
        keys = answer.keys
        gather = Gather(
            input="dtmf speech" if keys.speech else "dtmf",
            action=base + keys.then,
            method="POST",
            timeout=keys.wait_s,
            finish_on_key="#",
            action_on_empty_result=True,
            **({"language": _voice(keys.speech), "speech_timeout": "auto"} if keys.speech else {}),
        )
        _add(gather, keys.heard)
        response.append(gather)
    elif answer.dial is not None:
        dial = DialVerb(
            action=base + answer.dial.then,
            method="POST",
            answer_on_bridge=True,
            timeout=answer.dial.rings_s,
            time_limit=answer.dial.limit_s,
            caller_id=answer.dial.shown or None,
        )
        dial.number(answer.dial.number)
        response.append(dial)
    else:
        response.hangup()
    return str(response)


def _add(verb: object, heard: tuple[Heard, ...]) -> None:
    for one in heard:
        if isinstance(one, Recorded):
            verb.play(one.url)  # type: ignore[attr-defined]  # the library is untyped
        else:
            words = _UNWRITABLE.sub("", one.words)[:_MOST_SPOKEN]
            verb.say(words, language=_voice(one.lang))  # type: ignore[attr-defined]  # as above


def _voice(lang: str) -> str:
    return _VOICES.get(lang, lang)


def _text(form: Mapping[str, str], name: str, limit: int) -> str:
    return (form.get(name) or "").replace("\x00", "")[:limit]


def _seconds(form: Mapping[str, str], name: str) -> int | None:
    value = _text(form, name, 8)
    return int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
