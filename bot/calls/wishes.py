"""Wishes to be rung: made by a text or on a page, told their place in the queue, called off."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calls import gate
from bot.calls.asking import BACK, WAITING
from bot.clarion import Clarion
from bot.people.exchange import Exchange
from bot.store.calls import calls, queue
from bot.store.calls.calls import CallRow, NewCall
from bot.store.record import Transaction

OUT, LIST = "out", "list"
CONFIRM, FREE = "confirm", "free"
USUAL_S = 180.0  # how long a call is taken to last before any did
_RECENT = timedelta(hours=3)
_LONGEST = timedelta(hours=6)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a wish is in the queue: how many are before it, and minutes to wait; 0 is at once."""

    before: int
    minutes: int


def ask(exchange: Exchange) -> tuple[str, Place | None]:
    """Somebody asks to be rung now. What comes of it: soon, queued, there (they wait already), or
    why not (off, over, closed, hours, often, blocked, none)."""
    clarion, connection, now = exchange.clarion, exchange.connection, exchange.now
    if not clarion.settings.call_me:
        return "off", None
    row = queue.wish_of(connection, exchange.taken.contact_id)
    if row is not None and row.place != WAITING and row.place != CONFIRM:
        return ("on", None) if row.sid else ("there", place_of(clarion, connection, row, now))
    callee = gate.callee_of(clarion, connection, exchange.taken)
    if callee is None:
        return "none", None
    why = gate.why_not(clarion, connection, exchange.taken, callee, now)
    if why is not None:
        return why, None
    if row is not None:
        queue.cancel_of(connection, exchange.taken.contact_id, "anew", now)
    made = _make(exchange, callee, OUT, FREE)
    place = place_of(clarion, connection, made, now)
    return ("soon" if place.minutes < 1 else "queued"), place


def ask_when_free(exchange: Exchange) -> str:
    """Somebody asks to be rung once the line is free. What comes of it: ok, there, or why not (off,
    over, closed, hours, often, blocked, none)."""
    clarion, connection, now = exchange.clarion, exchange.connection, exchange.now
    contact_id = exchange.taken.contact_id
    settings = clarion.settings
    if not settings.call_me or not settings.line_tries_a_day:
        return "off"
    if queue.wish_of(connection, contact_id) is not None:
        return "there"
    if queue.count_rung(connection, contact_id, BACK, now - _DAY) >= settings.calls_back_a_day:
        return "often"
    callee = gate.callee_of(clarion, connection, exchange.taken)
    if callee is None:
        return "none"
    why = gate.why_not(clarion, connection, exchange.taken, callee, now)
    if why is not None:
        return why
    _make(exchange, callee, BACK, WAITING)
    return "ok"


def call_off(exchange: Exchange) -> str:
    """Somebody does not want to be rung any more. ok, on (it rings, or they are on the phone), or
    none (nothing waits)."""
    row = queue.wish_of(exchange.connection, exchange.taken.contact_id)
    if row is None:
        return "none"
    done = queue.cancel_of(
        exchange.connection, exchange.taken.contact_id, "called_off", exchange.now
    )
    return "ok" if done else "on"


def _make(exchange: Exchange, callee: gate.Callee, direction: str, place: str) -> CallRow:
    clarion, connection, now, taken = (
        exchange.clarion, exchange.connection, exchange.now, exchange.taken,
    )  # fmt: skip
    campaign = exchange.campaign
    lang = exchange.lang
    line = campaign.line(lang, now)
    new = NewCall(
        direction,
        "planned",
        contact_id=taken.contact_id,
        caller_digest=callee.digests[0],
        number=clarion.settings.twilio_from or None,
        line=line.name if line else None,
        lang=lang,
        place=place,
        source=exchange.changes.get("source", taken.source),
        area_state=taken.state,
        not_before=now,
    )
    made = calls.add(connection, new, now)
    row = calls.get(connection, made) if made is not None else None
    assert row is not None  # noqa: S101 - it was just added
    return row


def place_of(clarion: Clarion, connection: Transaction, row: CallRow, now: datetime) -> Place:
    """A wish's place in the queue, and how long it will wait, by the pace of the account and by how
    long the last calls took."""
    settings = clarion.settings
    before = queue.ahead_of(connection, row)
    usual = queue.usual_s(connection, now - _RECENT) or USUAL_S
    busy = queue.going_on(connection, now - _LONGEST)
    over = before + busy - settings.calls_at_once + 1
    wait_s = max(before / settings.calls_per_s, over * usual / settings.calls_at_once, 0.0)
    return Place(before, math.ceil(wait_s / 60) if wait_s >= 20 else 0)
