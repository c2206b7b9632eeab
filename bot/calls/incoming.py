"""A call comes in: greeted, briefed, connected, or told kindly why not. One function a webhook.

Each locks the call's row, moves it forward where something new has happened, and answers with what
belongs to the place where it is then.
"""

from __future__ import annotations

import structlog

from bot.calls import ending, keys, limits, messages
from bot.calls.answers import answer
from bot.calls.connecting import after_line, is_shut
from bot.calls.talk import Talk, talk
from bot.carrier.calls import HANG_UP, CallAnswer, CallForm, Dial, Spoken
from bot.clarion import Clarion

log = structlog.get_logger()


def begin(clarion: Clarion, form: CallForm) -> CallAnswer:
    """Somebody calls. Raises: RecordAway, RecordBusy."""
    with talk(clarion, form) as call:
        if call.row.is_over:
            return HANG_UP
        _take(call)
        return answer(call)


def press(clarion: Clarion, form: CallForm) -> CallAnswer:
    """Keys were pressed, or none in time. Raises: RecordAway, RecordBusy."""
    with talk(clarion, form) as call:
        if call.row.is_over:
            return HANG_UP
        _take(call)
        return keys.press(call)


def come_back(clarion: Clarion, form: CallForm, dial: int) -> CallAnswer:
    """The line has rung for the `dial`th time in this call, and that is over. Raises: RecordAway,
    RecordBusy."""
    with talk(clarion, form) as call:
        after_line(call, dial)
        if call.row.is_over:
            ending.settle(call)
            return HANG_UP
        return answer(call)


def say_message(clarion: Clarion, form: CallForm) -> CallAnswer:
    """Somebody said what they need, or pressed a key instead. Raises: RecordAway, RecordBusy."""
    with talk(clarion, form) as call:
        if call.row.is_over:
            return HANG_UP
        if form.digits:
            return keys.press(call)
        message_id = messages.take(call)
        told = answer(call)
    if message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return told


def note_status(clarion: Clarion, form: CallForm) -> None:
    """The carrier tells how a call stands; only its end says anything new, and only once. Raises:
    RecordAway, RecordBusy."""
    if not form.is_over:
        return
    with talk(clarion, form) as call:
        ending.end(call)


def without_record(clarion: Clarion, form: CallForm) -> CallAnswer:
    """What a call hears while the record is away: the line all the same, uncounted, if it is open.
    The clock finds the call at the carrier later."""
    campaign, settings = clarion.campaign.current(), clarion.settings
    lang, now = campaign.default_lang, clarion.clock.now()
    line = campaign.line(lang, now)
    if line is None or not line.is_open(now) or form.dialed is not None:
        return HANG_UP
    words = campaign.text("voice_connecting", lang) if "voice_connecting" in campaign.texts else ""
    dial = Dial(
        line.number, form.recipient or settings.twilio_from, "/twilio/voice/line/1",
        settings.call_rings_s, settings.call_limit_s,
    )  # fmt: skip
    return CallAnswer((Spoken(words, lang),) if words else (), dial=dial)


def _take(call: Talk) -> None:
    """The first webhook of a call: it is served, or turned away, or told that the line is closed
    before anybody briefs them for it."""
    if not call.is_new:
        return
    standing = limits.stand(call)
    if standing.source is not None:
        call.change(source=standing.source)
    why = limits.why_not(call, standing)
    if why is not None:
        log.info("call turned away", call=call.row.id, why=why)
        call.change(place=why, reason=why)
    elif is_shut(call):
        log.info("line is closed to a call", call=call.row.id)
