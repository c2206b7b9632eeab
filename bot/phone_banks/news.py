"""What a room hears while it calls, and everybody in it when it is over.

At most four texts to the room: the first calls, half of the goal, the goal, the last ten minutes.
One nudge to who tells nothing; at the end the host's closing text, and a thank-you with their own
number to each who called. Calls that are put right after it get the host the right number, once.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.clarion import Clarion
from bot.events.telling import tell_in
from bot.store.events import actions, hosts
from bot.store.events.actions import EventRow
from bot.store.phone_banks import rooms as rows
from bot.store.phone_banks.rooms import Room
from bot.store.record import Transaction

MOST_TO_A_ROOM = 4
LAST = timedelta(minutes=10)
SILENT = timedelta(minutes=30)
CLOSES = timedelta(minutes=10)  # after its end, when what was made last has been told
SETTLES = timedelta(minutes=20)  # without a change, before a closing text is put right
_BATCH = 100
_HOUR = 60


def run_due(clarion: Clarion) -> int:
    """Tell the rooms at work what is new. How many texts. Raises: RecordAway."""
    now, told = clarion.clock.now(), 0
    walking = set_aside.walk(clarion, set_aside.Kind.ROOM)
    with clarion.record.transaction() as connection:
        found = rows.at_work(connection, now, _BATCH, sorted(walking.held))
        changed = rows.put_right(connection, now, now - SETTLES, sorted(walking.held))
    for look, rooms in ((_look, found), (_put_right, changed)):
        for room in rooms:
            with walking.row(room.code):
                told += look(clarion, room)
    if told:
        clarion.wake_ups.wake("workers.jobs.send_due")
    return told


def _look(clarion: Clarion, room: Room) -> int:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        event = actions.lock_event(connection, room.code)
        if event is None or event.state != "open":
            return 0
        if now >= room.ends_at + CLOSES:
            return _close(clarion, connection, event, room)
        if now >= room.ends_at:
            return 0
        what = _new_of_room(clarion, connection, event, room)
        told = _tell_room(clarion, connection, event, what) if what else 0
        return told + _nudge(clarion, connection, event, room)


def _new_of_room(
    clarion: Clarion, connection: Transaction, event: EventRow, room: Room
) -> str | None:
    """What the room hears now; what was passed by on the way to it counts as told."""
    told, made = rows.told(connection, event.id), rows.total(connection, event.id)
    now = clarion.clock.now()
    reached = ["first"] if made else []
    if event.goal:
        reached += [name for name, of in (("half", 0.5), ("goal", 1)) if made >= event.goal * of]
    if now >= room.ends_at - LAST:
        reached.append("last_ten")
    new = [name for name in reached if name not in told]
    for name in new:
        rows.note_told(connection, event.id, name, now)
    return new[-1] if new else None


def _tell_room(clarion: Clarion, connection: Transaction, event: EventRow, what: str) -> int:
    made = rows.total(connection, event.id)
    more = _of_room(event, made)
    return sum(
        _tell(clarion, connection, one.contact_id, event, f"room_{what}", more)
        for one in rows.members(connection, event.id)
    )


def _nudge(clarion: Clarion, connection: Transaction, event: EventRow, room: Room) -> int:
    now, told = clarion.clock.now(), 0
    if now < room.begins_at + SILENT or now >= room.ends_at - LAST:
        return 0
    for contact_id in rows.silent(connection, event.id, now, SILENT):
        if rows.note_told(connection, event.id, "nudge", now, contact_id):
            told += _tell(clarion, connection, contact_id, event, "room_nudge", {})
    return told


def _close(clarion: Clarion, connection: Transaction, event: EventRow, room: Room) -> int:
    """The host's closing text, and to each who called there their own number; once."""
    now, made = clarion.clock.now(), rows.total(connection, event.id)
    if not rows.note_told(connection, event.id, "closing", now, made=made):
        return 0
    leads = hosts.of(connection, event)
    callers = [one for one in rows.members(connection, event.id) if one.calls]
    more = _at_the_end(clarion, connection, event, room)
    told = sum(_tell(clarion, connection, who, event, "room_closing", more) for who in leads)
    for one in callers:
        if one.contact_id not in leads:
            own = more | {"mine": one.calls}
            told += _tell(clarion, connection, one.contact_id, event, "room_thanks", own)
    return told


def _put_right(clarion: Clarion, room: Room) -> int:
    """The closing text with the right number, once: calls were put right, or counted, after it."""
    with clarion.record.transaction() as connection:
        event = actions.lock_event(connection, room.code)
        if event is None or event.state != "open":
            return 0
        if not rows.note_told(connection, event.id, "put_right", clarion.clock.now()):
            return 0
        more = _at_the_end(clarion, connection, event, room)
        return sum(
            _tell(clarion, connection, who, event, "room_put_right", more)
            for who in hosts.of(connection, event)
        )


def _at_the_end(
    clarion: Clarion, connection: Transaction, event: EventRow, room: Room
) -> dict[str, str | int]:
    """What a closing text shows of a room."""
    people = sum(1 for one in rows.members(connection, event.id) if one.calls)
    best = _best_hour(clarion, connection, event, room)
    return _of_room(event, rows.total(connection, event.id)) | {"people": people, "best": best}


def _of_room(event: EventRow, made: int) -> dict[str, str | int]:
    """What texts show of a room; what is "" is left out with the words around it."""
    left = (event.goal or 0) - made
    return {"total": made or "0", "goal": event.goal or "", "left": left if left > 0 else ""}


def _best_hour(clarion: Clarion, connection: Transaction, event: EventRow, room: Room) -> str:
    """When the hour with the most calls began, on the clock of the place; "" without calls."""
    spans = rows.by_minutes(connection, event.id, room.begins_at, _HOUR)
    if not spans:
        return ""
    best = max(spans, key=lambda span: (spans[span], -span))
    zone = ZoneInfo(event.zone or clarion.campaign.current().zone)
    at = (room.begins_at + timedelta(hours=best)).astimezone(zone)
    return at.strftime("%H:%M")


def _tell(
    clarion: Clarion,
    connection: Transaction,
    contact_id: int,
    event: EventRow,
    text_name: str,
    more: Mapping[str, str | int],
) -> int:
    campaign = clarion.campaign.current()
    return int(
        tell_in(
            clarion, connection, campaign, contact_id, event, text_name, more=more, is_ours=True
        )
    )
