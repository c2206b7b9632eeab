"""TwiML for calls: the verbs Clarion may use, read and checked as Twilio reads them.

twilio.com/docs/voice/twiml; the codes are those of its error dictionary.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urljoin
from xml.etree import ElementTree

from bot.simulator.twiml import BadTwimlError, parse_document

_MAX_SAY = 4096
_WORDS_A_SECOND = 2.5
_KEYS = frozenset("0123456789*#")
Warn = Callable[[int, str], None]


@dataclass(frozen=True)
class Said:
    """A <Say>, <Play> or <Pause>: what is heard, and how long it takes."""

    how: str
    words: str
    seconds: float


@dataclass(frozen=True)
class Gather:
    """A <Gather>: `prompts` are heard while keys or words are awaited."""

    prompts: tuple[Said, ...]
    action: str
    method: str = "POST"
    hears: frozenset[str] = frozenset({"dtmf"})
    timeout_s: float = 5
    finish_on_key: str = "#"
    num_digits: int | None = None
    has_empty_action: bool = False


@dataclass(frozen=True)
class Number:
    """Somebody to dial. `url` is read to them before they are connected."""

    number: str
    url: str = ""
    method: str = "POST"
    callback_url: str = ""
    callback_method: str = "POST"
    events: frozenset[str] = frozenset({"completed"})


@dataclass(frozen=True)
class Dial:
    """A <Dial>: the first of `numbers` that answers is connected."""

    numbers: tuple[Number, ...]
    action: str = ""
    method: str = "POST"
    timeout_s: int = 30
    time_limit_s: int = 14_400
    caller_id: str = ""
    is_answered_on_bridge: bool = False
    hangs_up_on_star: bool = False


@dataclass(frozen=True)
class Redirect:
    """A <Redirect>: ask that URL for the rest."""

    url: str
    method: str = "POST"


@dataclass(frozen=True)
class Hangup:
    """The end."""


@dataclass(frozen=True)
class Reject:
    """Not answered; `status` is what the call ends as."""

    status: str


Verb = Said | Gather | Dial | Redirect | Hangup | Reject


def read_document(text: str, content_type: str, url: str, warn: Warn) -> list[Verb]:
    """The verbs in order; relative URLs are taken against `url`.

    What Twilio would only warn about is told to `warn` and left out or mended. Raises
    BadTwimlError for what it would not act on.
    """
    if not text.strip():
        return []
    if content_type == "text/plain":
        return [_said("say", text.strip(), warn)]
    verbs: list[Verb] = []
    for element in parse_document(text, content_type):
        read = _READERS.get(element.tag)
        if read is None:
            warn(12200, f"<{element.tag}> is no verb of calls that this carrier knows.")
        else:
            verbs.append(read(element, url, warn))
    return verbs


def _say(element: ElementTree.Element, url: str, warn: Warn) -> Said:
    return _said("say", " ".join("".join(element.itertext()).split()), warn)


def _said(how: str, words: str, warn: Warn) -> Said:
    if not words:
        warn(13520, "A <Say> is empty.")
    if len(words) > _MAX_SAY:
        raise BadTwimlError(13520, f"A <Say> of {len(words)} characters; {_MAX_SAY} are allowed.")
    return Said(how, words, len(words.split()) / _WORDS_A_SECOND)


def _play(element: ElementTree.Element, url: str, warn: Warn) -> Said:
    source = (element.text or "").strip()
    digits = element.get("digits", "")
    return Said("play", urljoin(url, source) if source else f"tones {digits}", 10 if source else 1)


def _pause(element: ElementTree.Element, url: str, warn: Warn) -> Said:
    seconds = _whole(element, "length", 1, 13910, warn)
    return Said("pause", f"{seconds} s of silence", float(seconds))


def _gather(element: ElementTree.Element, url: str, warn: Warn) -> Gather:
    prompts = []
    for child in element:
        if child.tag in _PROMPTS:
            prompts.append(_PROMPTS[child.tag](child, url, warn))
        else:
            warn(13320, f"<{child.tag}> may not stand in a <Gather>.")
    finish = element.get("finishOnKey", "#")
    if finish and finish not in _KEYS:
        warn(13310, f"finishOnKey is {finish!r}.")
        finish = "#"
    digits = _whole(element, "numDigits", 0, 13314, warn)
    return Gather(
        tuple(prompts),
        urljoin(url, element.get("action") or url),
        element.get("method", "POST").upper(),
        frozenset(element.get("input", "dtmf").split()),
        float(_whole(element, "timeout", 5, 13313, warn)),
        finish,
        digits or None,
        _is_true(element, "actionOnEmptyResult"),
    )


def _dial(element: ElementTree.Element, url: str, warn: Warn) -> Dial:
    numbers = [_number(child, url, warn) for child in element if child.tag == "Number"]
    for child in element:
        if child.tag != "Number":
            warn(13215, f"<{child.tag}> in a <Dial> is not known here.")
    if text := (element.text or "").strip():
        numbers.insert(0, Number(text))
    if element.get("record", "do-not-record") != "do-not-record":
        warn(13217, "record: this carrier records nothing.")
    action = element.get("action")
    return Dial(
        tuple(numbers),
        urljoin(url, action) if action else "",
        element.get("method", "POST").upper(),
        min(_whole(element, "timeout", 30, 13212, warn), 600),
        _whole(element, "timeLimit", 14_400, 13216, warn),
        element.get("callerId", ""),
        _is_true(element, "answerOnBridge"),
        _is_true(element, "hangupOnStar"),
    )


def _number(element: ElementTree.Element, url: str, warn: Warn) -> Number:
    whisper, callback = element.get("url"), element.get("statusCallback")
    return Number(
        (element.text or "").strip(),
        urljoin(url, whisper) if whisper else "",
        element.get("method", "POST").upper(),
        urljoin(url, callback) if callback else "",
        element.get("statusCallbackMethod", "POST").upper(),
        frozenset(element.get("statusCallbackEvent", "completed").split()),
    )


def _redirect(element: ElementTree.Element, url: str, warn: Warn) -> Redirect:
    target = urljoin(url, (element.text or "").strip())
    return Redirect(target, element.get("method", "POST").upper())


def _reject(element: ElementTree.Element, url: str, warn: Warn) -> Reject:
    return Reject("busy" if element.get("reason") == "busy" else "no-answer")


def _hangup(element: ElementTree.Element, url: str, warn: Warn) -> Hangup:
    return Hangup()


def _whole(element: ElementTree.Element, name: str, default: int, code: int, warn: Warn) -> int:
    text = element.get(name)
    if text is None or (text == "auto" and name == "timeout"):
        return default
    if not text.isdecimal():
        warn(code, f"{name} is {text!r}, no whole number; {default} is taken.")
        return default
    return int(text)


def _is_true(element: ElementTree.Element, name: str) -> bool:
    return element.get(name, "").lower() == "true"


_PROMPTS: dict[str, Callable[[ElementTree.Element, str, Warn], Said]] = {
    "Say": _say,
    "Play": _play,
    "Pause": _pause,
}
_READERS: dict[str, Callable[[ElementTree.Element, str, Warn], Verb]] = {
    **_PROMPTS,
    "Gather": _gather,
    "Dial": _dial,
    "Redirect": _redirect,
    "Hangup": _hangup,
    "Reject": _reject,
}
