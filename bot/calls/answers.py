"""What a call hears where it is, and what is asked of it: one answer for each place.

A webhook that is repeated gets the answer of the place where its call is, and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.calls.flows import REMINDER
from bot.calls.talk import Talk
from bot.carrier.calls import HANG_UP, CallAnswer, Dial, Heard, Keys

KEYS, LINE, MESSAGE = "/twilio/voice/keys", "/twilio/voice/line", "/twilio/voice/message"
_LISTENS_S = 5  # for the first word of a message


def answer(talk: Talk) -> CallAnswer:
    """The answer of the place where the call is."""
    return _PLACES.get(talk.row.place, _bye)(talk)


def _greeting(talk: Talk) -> CallAnswer:
    """Who we are, what to say, the keys; in both languages where nobody knows which."""
    heard: tuple[Heard, ...] = ()
    if talk.row.turns == 0:
        heard += talk.hear("voice_hello")
        if talk.row.lang is None:
            for lang in talk.campaign.languages:
                heard += talk.hear("voice_hello", lang=lang) if lang != talk.lang else ()
    if talk.other_lang is not None and talk.row.lang is None:
        heard += talk.hear("voice_language", lang=talk.other_lang)
    heard += talk.hear("voice_briefing", "voice_keys")
    return CallAnswer(keys=Keys(heard, KEYS))


def _rung(talk: Talk) -> CallAnswer:
    """We rang them: who we are, and a key, which no voicemail presses."""
    return CallAnswer(keys=Keys(talk.hear("voice_rung"), KEYS, wait_s=8))


def _line(talk: Talk) -> CallAnswer:
    """Ring the campaign's line. It sees the number that was dialed, never the caller's."""
    line, settings = talk.line, talk.clarion.settings
    if line is None:
        return _bye(talk)
    dial = Dial(
        number=line.number,
        shown=talk.row.number or settings.twilio_from,
        then=f"{LINE}/{talk.row.tries}",
        rings_s=settings.call_rings_s,
        limit_s=settings.call_limit_s,
    )
    return CallAnswer(talk.hear("voice_connecting"), dial=dial)


def _closed(talk: Talk) -> CallAnswer:
    """When the line opens, and a text then, by key."""
    names = ["voice_closed"]
    if REMINDER in talk.campaign.flows and talk.line and talk.line.next_open(talk.now):
        names.append("voice_remind_key")
    return CallAnswer(keys=Keys(_in_both(talk, *names), KEYS, wait_s=5))


def _over(talk: Talk) -> CallAnswer:
    """The line has had its last day."""
    return CallAnswer(_in_both(talk, "voice_over"))


def _in_both(talk: Talk, *names: str) -> tuple[Heard, ...]:
    """In their language; in the other one, too, where nobody knows theirs."""
    heard = talk.hear(*names)
    if talk.row.lang is None and talk.other_lang is not None:
        heard += talk.hear(*names, lang=talk.other_lang)
    return heard


def _busy(talk: Talk) -> CallAnswer:
    name = "voice_busy" if talk.row.dialed == "busy" else "voice_no_answer"
    return CallAnswer(keys=Keys(talk.hear(name, talk.busy_keys), KEYS, wait_s=5))


def _message(talk: Talk) -> CallAnswer:
    """Listen for a message: its words come from the carrier, and nothing is recorded."""
    heard = talk.hear("voice_message")
    return CallAnswer(keys=Keys(heard, MESSAGE, speech=talk.lang, wait_s=_LISTENS_S))


def _stop_unsure(talk: Talk) -> CallAnswer:
    return CallAnswer(keys=Keys(talk.hear("voice_stop_unsure"), KEYS, wait_s=5))


def _says(*names: str) -> Callable[[Talk], CallAnswer]:
    """Say something and hang up."""
    return lambda talk: CallAnswer(talk.hear(*names))


_bye = _says("voice_bye")
_PLACES: Mapping[str, Callable[[Talk], CallAnswer]] = {
    "greeting": _greeting,
    "rung": _rung,
    "nobody": lambda _: HANG_UP,
    "line": _line,
    "closed": _closed,
    "busy": _busy,
    "message": _message,
    "stop_unsure": _stop_unsure,
    "over": _over,
    "thanks": _says("voice_thanks", "voice_bye"),
    "reminded": _says("voice_reminded", "voice_bye"),
    "back": _says("voice_back", "voice_bye"),
    "message_kept": _says("voice_message_kept", "voice_bye"),
    "nothing_said": _says("voice_nothing_said", "voice_bye"),
    "danger": _says("voice_danger"),
    "stopped": _says("voice_stopped"),
    "no_texts": _says("voice_no_texts", "voice_bye"),
    "budget": _says("voice_budget"),
    "often": _says("voice_often"),
    "blocked": _says("voice_blocked"),
    "done": _bye,
}
