"""Somebody whom we rang answers: they press a key, and go on like whoever calls us.

A voicemail presses nothing and hears nothing more. The webhooks of these calls bear the id of our
row: whichever comes first tells the call's name at the carrier, so that no lost answer makes a
second call. From then on the name alone is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import structlog

from bot.calls import callers, ending, freeing, listed, news
from bot.calls.answers import answer
from bot.calls.talk import Talk
from bot.calls.wishes import LIST
from bot.carrier.calls import HANG_UP, CallAnswer, CallForm
from bot.clarion import Clarion
from bot.store.calls import calls, queue
from bot.store.calls.calls import CallRow
from bot.store.record import Transaction

log = structlog.get_logger()

TRY = "try"
RUNG, NOBODY = "rung", "nobody"
_OURS = frozenset({"out", "back", "list", TRY})
_RINGS = frozenset({"ringing", "in-progress"})


def pick_up(clarion: Clarion, form: CallForm, call_id: int) -> CallAnswer:
    """The phone was answered: by a person, who presses a key, or by nobody. Raises: RecordAway,
    RecordBusy."""
    with _talk(clarion, form, call_id) as call:
        if call is None or call.row.is_over:
            return HANG_UP
        if call.row.direction == TRY:
            freeing.note_free(call)
            return HANG_UP
        is_first = call.move("answered", answered_at=call.now)
        if call.row.direction == LIST:
            return listed.ask_for_key(call) if is_first else HANG_UP
        if is_first:
            call.change(place=RUNG)
        return answer(call)


def note_status(clarion: Clarion, form: CallForm, call_id: int) -> None:
    """The carrier tells how a call of ours stands. Raises: RecordAway, RecordBusy."""
    with _talk(clarion, form, call_id) as call:
        if call is None:
            return
        if call.row.direction == TRY and form.status in _RINGS:
            freeing.note_free(call)
        elif form.is_over:
            close(call)


def close(call: Talk, *, is_known_whole: bool = False) -> None:
    """A call is over, whoever rang whom; whoever was rung and not reached hears so by one text."""
    row = call.row
    if row.direction == TRY:
        if call.form.status == "completed":
            freeing.note_free(call)
        call.move("ended", ended_at=call.now, dialed=call.form.status)
        return
    if row.direction == LIST:
        listed.close(call)
        return
    was_reached = row.answered_at is not None and row.place not in (RUNG, NOBODY)
    if row.direction not in _OURS or was_reached or row.is_over:
        ending.end(call, is_known_whole=is_known_whole)
        return
    why = "stopped" if call.caller.has_stopped else "missed"
    call.change(reason=why)
    ending.end(call, is_known_whole=is_known_whole)
    if row.contact_id is not None:
        news.tell(call.connection, row.contact_id, why, call.now)


@contextmanager
def _talk(clarion: Clarion, form: CallForm, call_id: int) -> Iterator[Talk | None]:
    """The call of a row, locked; None where this call is not the one that the row is about."""
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    with clarion.record.transaction() as connection:
        row = _row(connection, form, call_id)
        if row is None:
            log.warning("call of no row", call=call_id, sid=form.sid)
            yield None
            return
        caller = callers.read(clarion, connection, form.recipient)
        yield Talk(clarion, connection, campaign, row, form, now, caller)


def _row(connection: Transaction, form: CallForm, call_id: int) -> CallRow | None:
    row = calls.get(connection, call_id)
    if row is None or row.direction not in _OURS:
        return None
    if row.sid is None and queue.name(connection, call_id, form.sid):
        row = calls.get(connection, call_id)
    return row if row is not None and row.sid == form.sid else None
