"""What somebody in a phone bank's room asks for by text: the total, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.events import actions, rooms
from bot.store.events.actions import EventRow
from bot.store.phone_banks import rooms as rows

# What is next after each outcome; other than these go round.
_AFTER = {"busy": "redial", "full": "redial", "voicemail": "redial"}
_ROUND = ("friend", "script", "redial")


def total(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What the room has made that this person is in, or hosted or joined last. Outcomes: host, ok,
    none."""
    event = _room(exchange)
    if event is None:
        return ActResult("none")
    contact_id = exchange.taken.contact_id
    found = rows.members(exchange.connection, event.id)
    shown: dict[str, str | int] = {
        "mine": sum(one.calls for one in found if one.contact_id == contact_id),
        "total": rows.total(exchange.connection, event.id),
        "goal": event.goal or "",
        "people": sum(1 for one in found if one.calls),
    }
    return ActResult("host" if contact_id == event.host_id else "ok", shown)


def next_thing(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What a caller does next, by what they told last. Outcomes: redial, script, friend, none (in
    no room now)."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    event_id = rooms.room_of(connection, contact_id, exchange.now)
    if event_id is None:
        return ActResult("none")
    last, told = rows.last_outcome(connection, event_id, contact_id)
    return ActResult(_AFTER.get(last or "", _ROUND[told % len(_ROUND)]))


def _room(exchange: Exchange) -> EventRow | None:
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    event_id = rooms.room_of(connection, contact_id, exchange.now)
    if event_id is None:
        return actions.phone_bank_of(connection, contact_id)
    return actions.by_ids(connection, [event_id]).get(event_id)
