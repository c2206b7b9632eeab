"""Calls from a calling list, through our number: the volunteer is rung and presses a key, then the
person on the list is. Neither sees the other's number, and the public count is not touched.

The number is asked for right before it is dialed (bot/calling_lists/handing_over.py), so that a
stop, a pause or a late hour in between dials nobody.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.calling_lists import handing_over
from bot.calls import gate, limits
from bot.calls.talk import Talk, talk
from bot.calls.wishes import FREE, LIST
from bot.carrier.calls import HANG_UP, CallAnswer, CallForm, Dial, Keys
from bot.clarion import Clarion
from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.calls import calls, queue
from bot.store.calls.calls import CallRow, NewCall
from bot.store.sealing import Purpose

ASKED, DIALED, GONE = "list_rung", "list_line", "list_gone"
KEYS, DONE = "/twilio/voice/listed", "/twilio/voice/listed/done"
_WAITS_S = 8
_RINGS_S = 25
_CLAIM = "claim:"
# What the carrier says of a <Dial>, as lists count it.
_MEASURED = {"completed": "answered", "busy": "busy", "no-answer": "no_answer"}


def ring(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Ring the volunteer of this turn, then the person whose name they have. Outcomes: ok, gone
    (they have no name any more), away (they cannot be rung now)."""
    clarion, connection, taken = exchange.clarion, exchange.connection, exchange.taken
    claim_id = handing_over.claim_of(clarion, connection, taken.contact_id)
    if claim_id is None:
        return ActResult("gone")
    callee = gate.callee_of(clarion, connection, taken)
    if callee is None or gate.why_not_them(clarion, connection, taken, callee, exchange.now):
        return ActResult("away")
    if queue.is_rung_for(connection, taken.contact_id, LIST):
        return ActResult("ok")
    new = NewCall(
        LIST,
        "planned",
        contact_id=taken.contact_id,
        number=clarion.settings.twilio_from or None,
        lang=exchange.lang,
        place=FREE,
        source=f"{_CLAIM}{claim_id}",
        not_before=exchange.now,
    )
    calls.add(connection, new, exchange.now)
    return ActResult("ok")


def claim_of(row: CallRow) -> int:
    """The claim that a call is about."""
    return int((row.source or "").removeprefix(_CLAIM) or 0)


def ask_for_key(call: Talk) -> CallAnswer:
    """The volunteer's phone was answered: a key shows that it is them."""
    call.change(place=ASKED)
    return CallAnswer(keys=Keys(call.hear("voice_list_rung"), KEYS, wait_s=_WAITS_S))


def press(clarion: Clarion, form: CallForm) -> CallAnswer:
    """A key, or none in time. Raises: RecordAway, RecordBusy."""
    with talk(clarion, form) as call:
        if call.row.is_over or call.row.direction != LIST or call.row.place not in (ASKED, DIALED):
            return HANG_UP
        if not form.digits.startswith("1"):
            call.change(place="nobody")
            return HANG_UP
        return _connect(call)


def _connect(call: Talk) -> CallAnswer:
    handed = handing_over.number_for(call.clarion, call.connection, claim_of(call.row))
    sealed = handed.number_sealed if handed else None
    number = call.clarion.sealer.open_or_none(sealed, Purpose.LISTED_NUMBER)
    if not number:
        call.change(place=GONE)
        return CallAnswer(call.hear("voice_list_gone"))
    call.move("dialing", dialed_at=call.now)
    call.change(place=DIALED)
    settings = call.clarion.settings
    dial = Dial(
        number=number,
        shown=call.row.number or settings.twilio_from,
        then=DONE,
        rings_s=_RINGS_S,
        limit_s=settings.call_limit_s,
    )
    return CallAnswer(call.hear("voice_connecting"), dial=dial)


def come_back(clarion: Clarion, form: CallForm) -> CallAnswer:
    """The person was rung, and that is over: what the carrier measured goes to the list, once.
    Raises: RecordAway, RecordBusy."""
    with talk(clarion, form) as call:
        if call.row.direction != LIST or call.row.place != DIALED:
            return HANG_UP
        if call.row.dialed is None:
            dialed = "completed" if form.dialed == "answered" else form.dialed or "failed"
            seconds = (form.dialed_s or 0) if dialed == "completed" else 0
            call.change(dialed=dialed, connected_s=seconds)
            limits.spend(call, seconds)
            outcome = _MEASURED.get(dialed, "failed")
            handing_over.measured(call.connection, claim_of(call.row), outcome, seconds)
        return CallAnswer(call.hear("voice_list_done"))


def close(call: Talk) -> None:
    """The call is over; how it went is asked by the conversation that is open about the name."""
    lasted = call.form.lasted_s or 0
    if call.move("ended", ended_at=call.now, reason=call.row.reason):
        limits.spend(call, lasted)
