"""Broadcasts: schedule, approve, edit, pause, resume, cancel. One act of an organizer each.

Who gets what and when is decided in bot/broadcasts/planning.py, how it goes out in
bot/sending/outbox.py. Every act is in the audit table.
"""

from __future__ import annotations

from typing import Any

from bot.broadcasts.approvals import (
    check_approver,
    check_may_approve,
    check_writer,
    count_as_seen,
    size_of,
    waits_for_another,
    writers_of,
)
from bot.broadcasts.drafts import Draft, Repeat, check, fingerprint, load_draft, shown_draft
from bot.broadcasts.planning import fire_due
from bot.broadcasts.previews import Preview, preview
from bot.broadcasts.progress import Progress, Summary, list_recent, progress
from bot.broadcasts.stored import values_of
from bot.clarion import Clarion
from bot.errors import Conflict
from bot.sending import canary
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sending import switches
from bot.texting.schedules import NOW, Schedule, parse_when
from bot.texting.wording import Wording
from bot.texting.words import broadcast_state

__all__ = [
    "NOW", "Draft", "Preview", "Progress", "Repeat", "Schedule", "Summary", "approve", "cancel",
    "check", "check_approver", "check_writer", "draft_of", "edit", "fire_due", "list_recent",
    "load_draft", "parse_when", "pause", "preview", "progress", "resume", "schedule", "shown_draft",
    "start_all", "stop_all", "waits_for_another", "wording_of",
]  # fmt: skip

_EDITABLE = ("draft", "scheduled", "approved")


def schedule(
    clarion: Clarion, draft: Draft, organizer_id: int | None, expected: int | None = None
) -> int:
    """Put a broadcast on the calendar; "now" begins after an undo window. Its id.

    Above CLARION_APPROVAL_ABOVE people it waits, as a draft, for a second organizer, and its
    writer must be known. `expected` is the count that was shown.
    Raises: InputError, Conflict (the list has changed, or nobody wrote it), RecordAway.
    """
    draft = check(clarion, draft)
    with clarion.record.transaction() as connection:
        people = count_as_seen(clarion, connection, draft, expected)
        due_at = draft.schedule.due_at or clarion.clock.now()
        size = size_of(clarion, connection, people, [organizer_id], due_at)
        check_writer(clarion, size, organizer_id)
        values = values_of(clarion, draft, people, size)
        values["created_by"] = organizer_id
        values["created_at"] = values["updated_at"] = clarion.clock.now()
        broadcast_id = rows.insert(connection, values)
        note(clarion, connection, "scheduled broadcast", broadcast_id, organizer_id)
    if draft.schedule.due_at is None:
        clarion.wake_ups.wake("workers.jobs.run_clock")
    return broadcast_id


def edit(
    clarion: Clarion,
    broadcast_id: int,
    draft: Draft,
    organizer_id: int | None,
    expected: int | None = None,
) -> None:
    """Change a broadcast that has not begun. Any edit voids its approval.

    `expected` is the count that was shown. Raises: InputError, NotFound, Conflict.
    """
    draft = check(clarion, draft)
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id, lock=True)
        was_held = row.state == "paused" and row.planned_at is None
        if row.state not in _EDITABLE and not was_held:
            raise Conflict(
                say(
                    "Broadcast %(id)s is %(state)s; it cannot be edited now.",
                    id=broadcast_id,
                    state=broadcast_state(row.state),
                )
            )
        people = count_as_seen(clarion, connection, draft, expected)
        due_at = draft.schedule.due_at or clarion.clock.now()
        authors = {*writers_of(row), organizer_id}
        size = size_of(clarion, connection, people, authors, due_at, broadcast_id)
        check_writer(clarion, size, organizer_id)
        values = values_of(clarion, draft, people, size)
        # Whoever changed it wrote it too, and is not the second person who approves it.
        writers = {*row.settings.get("writers", ()), organizer_id} - {None}
        values["settings"] = {**values["settings"], "writers": sorted(writers)}
        rows.update(connection, broadcast_id, values | {"approved_by": None, "approved_at": None})
        note(clarion, connection, "edited broadcast", broadcast_id, organizer_id)


def approve(
    clarion: Clarion, broadcast_id: int, organizer_id: int | None, expected: int | None = None
) -> None:
    """A second person says yes, to these texts and this audience.

    Raises: NotFound, Conflict (not waiting for one, or the same person or nobody, or the list has
    changed).
    """
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id, lock=True)
        check_may_approve(connection, row, organizer_id)
        draft = load_draft(clarion, row)
        people = count_as_seen(clarion, connection, draft, expected)
        now = clarion.clock.now()
        values = {
            "state": "approved",
            "state_reason": None,
            "approved_by": organizer_id,
            "approved_at": now,
            "audience_hash": fingerprint(draft),
            "settings": {**row.settings, "approved_people": people},
            "updated_at": now,
        }
        if row.settings.get("is_now"):  # now is when it is approved, as its preview says
            values["due_at"] = now
        rows.update(connection, broadcast_id, values)
        note(clarion, connection, "approved broadcast", broadcast_id, organizer_id)


def draft_of(clarion: Clarion, broadcast_id: int) -> Draft:
    """A stored broadcast as it was written. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        return load_draft(clarion, rows.load(connection, broadcast_id))


def wording_of(clarion: Clarion, row: BroadcastRow) -> Wording:
    """The texts of a stored broadcast, ready to show."""
    draft = load_draft(clarion, row)
    return Wording(clarion.campaign.current(), draft.texts, clarion.clock.now(), draft.line)


# --- while it runs -----------------------------------------------------------------------------


def pause(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """Hold a broadcast that is being sent. What is in flight still goes; nothing new does.

    Raises: NotFound, Conflict.
    """
    with clarion.record.transaction() as connection:
        _load(connection, broadcast_id, ("sending",), "paused")
        _turn(clarion, connection, broadcast_id, "paused", reason or say("paused by an organizer"))
        note(clarion, connection, "paused broadcast", broadcast_id, organizer_id)


def resume(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """Go on with a broadcast that is paused or was missed. Raises: NotFound, Conflict.

    One that was held before it began is planned anew, and no closed line holds it again.
    """
    with clarion.record.transaction() as connection:
        row = _load(connection, broadcast_id, ("paused", "missed"), "resumed")
        now = clarion.clock.now()
        if row.planned_at is None:
            settings = {**row.settings, "send_when_closed": True}
            values: dict[str, Any] = {"settings": settings}
            if row.local_at is None:
                values["due_at"] = max(row.due_at or now, now)
            elif row.state == "missed":  # its local hour is over: now, within everybody's hours
                values |= {"due_at": now, "local_at": None}
            rows.update(connection, broadcast_id, values)
            _turn(clarion, connection, broadcast_id, "scheduled", reason or None)
        else:
            values = {"settings": {**row.settings, "resumed_at": now.isoformat()}}
            rows.update(connection, broadcast_id, values)
            _turn(clarion, connection, broadcast_id, "sending", reason or None)
            canary.let_go(clarion, connection, rows.load(connection, broadcast_id))
        note(clarion, connection, "resumed broadcast", broadcast_id, organizer_id)
    clarion.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)


def cancel(clarion: Clarion, broadcast_id: int, organizer_id: int | None, reason: str = "") -> None:
    """End a broadcast for good, and its repeats: everybody not yet texted is not.

    Raises: NotFound, Conflict.
    """
    among = ("draft", "scheduled", "approved", "sending", "paused", "missed")
    with clarion.record.transaction() as connection:
        _load(connection, broadcast_id, among, "canceled")
        _turn(
            clarion, connection, broadcast_id, "canceled", reason or say("canceled by an organizer")
        )
        rows.cancel_rows(connection, broadcast_id)
        note(clarion, connection, "canceled broadcast", broadcast_id, organizer_id)


def _load(
    connection: Transaction, broadcast_id: int, among: tuple[str, ...], becomes: str
) -> BroadcastRow:
    row = rows.load(connection, broadcast_id, lock=True)
    if row.state not in among:
        raise Conflict(
            say(
                "Broadcast %(id)s is %(state)s; it cannot be %(act)s now.",
                id=broadcast_id,
                state=broadcast_state(row.state),
                act=broadcast_state(becomes),
            )
        )
    return row


def _turn(
    clarion: Clarion,
    connection: Transaction,
    broadcast_id: int,
    state: str,
    reason: str | None,
) -> None:
    row = rows.load(connection, broadcast_id)
    rows.change_state(
        connection, broadcast_id, state, among=(row.state,), now=clarion.clock.now(), reason=reason
    )


def stop_all(clarion: Clarion, organizer_id: int | None, reason: str = "") -> None:
    """The kill switch: nothing at all is sent until `start_all`. Works without Redis."""
    _switch(clarion, organizer_id, is_on=False, reason=reason or say("stopped by an organizer"))


def start_all(clarion: Clarion, organizer_id: int | None, reason: str = "") -> None:
    """Sending is allowed again."""
    _switch(clarion, organizer_id, is_on=True, reason=reason)


def _switch(clarion: Clarion, organizer_id: int | None, *, is_on: bool, reason: str) -> None:
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        switches.turn(connection, "sending", is_on=is_on, by=organizer_id, reason=reason, now=now)
        note(clarion, connection, "started all" if is_on else "stopped all", None, organizer_id)


def note(
    clarion: Clarion,
    connection: Transaction,
    act: str,
    broadcast_id: int | None,
    organizer_id: int | None,
) -> None:
    """Write an act into the audit table."""
    notes.note(
        connection,
        act=act,
        object_name="broadcast" if broadcast_id else "sending",
        object_id=broadcast_id,
        detail={},
        now=clarion.clock.now(),
        organizer_id=organizer_id,
    )
