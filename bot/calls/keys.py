"""What a key does, by the place where it is pressed. No key at all goes on: nobody likes menus."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.calls import asking, messages
from bot.calls.answers import answer
from bot.calls.connecting import connect
from bot.calls.talk import TRIES, Talk
from bot.carrier.calls import CallAnswer, Heard
from bot.people import sources

MOST_TURNS = 8  # prompts of one call; then it is connected, or ends
_EXTENSION = range(2, 5)  # keys of a poster's or a DJ's number
_EXTENDED = ("greeting", "closed")  # where they may be pressed


def press(call: Talk) -> CallAnswer:
    """Do what the keys mean where the call is, and answer."""
    digits, place = call.form.digits, call.row.place
    acts = _KEYS.get(place)
    if acts is None:  # told again, or a key where none is asked for
        return answer(call)
    if place in _EXTENDED and len(digits) in _EXTENSION:
        return _extension(call, digits)
    call.change(turns=min(call.row.turns + 1, MOST_TURNS))
    act = acts.get(digits[:1]) or _COMMON.get(digits[:1])
    if act is None and call.row.turns < MOST_TURNS:
        return answer(call)
    (act or acts[""])(call)
    return answer(call)


def _extension(call: Talk, digits: str) -> CallAnswer:
    """The poster, the DJ or the broadcast that a call comes by; a number that is none of ours keeps
    nobody from being connected."""
    source = sources.by_extension(call.connection, digits)
    heard: tuple[Heard, ...] = ()
    if source is not None:
        call.change(source=source.name, extension=digits)
    elif call.row.place != "closed":  # there no call counts
        heard = call.hear("voice_unknown_keys")
    connect(call)
    told = answer(call)
    return replace(told, heard=heard + told.heard)


def _again(call: Talk) -> None:
    if call.row.turns >= MOST_TURNS:
        _KEYS[call.row.place][""](call)


def _switch(call: Talk) -> None:
    call.change(lang=call.other_lang or call.lang)


def _retry(call: Talk) -> None:
    if call.row.tries < TRIES:
        connect(call)
    else:
        _end(call)


def _brief(call: Talk) -> None:
    """Somebody whom we rang is there: the briefing, without the greeting."""
    call.change(place="greeting", turns=1)


def _nobody(call: Talk) -> None:
    call.change(place="nobody")


def _end(call: Talk) -> None:
    call.change(place="done")


Act = Callable[[Talk], None]
_COMMON: Mapping[str, Act] = {"2": _switch, "3": messages.ask, "9": messages.stop}
_KEYS: Mapping[str, Mapping[str, Act]] = {
    "greeting": {"": connect, "1": _again, "0": connect, "#": connect, "*": connect},
    "rung": {"": _nobody, "1": _brief},
    "closed": {"": _end, "1": asking.remind},
    "busy": {"": _end, "1": _retry, "4": asking.ring_back},
    "message": {"": messages.leave},
    "stop_unsure": {"": messages.leave},
}
