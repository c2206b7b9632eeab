"""Sending a broadcast at once by a word: a handful by itself, more only after somebody's yes.

It is an edit of its time like any other, so that an approval it had is void.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.broadcasts.approvals import count_as_seen, size_of, writers_of
from bot.broadcasts.broadcasts import note
from bot.broadcasts.drafts import load_draft
from bot.broadcasts.planning import waits_for_approval
from bot.clarion import Clarion
from bot.errors import Conflict
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import hastened
from bot.texting import limits
from bot.texting.words import broadcast_state

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Hastened:
    """What came of it: how many people it is for, whether it waits for an approval, and else the
    seconds after which it begins."""

    people: int
    waits: bool
    undo_s: float = 0.0


def send_now(clarion: Clarion, broadcast_id: int, organizer_id: int) -> Hastened:
    """Send one that is scheduled or approved now; above CLARION_BY_TEXT_MOST people, with all that
    went so within a day, it waits for an approval and then goes at once. One that waits for an
    approval goes on waiting.

    Raises: NotFound, Conflict (it is neither, or repeats), InputError (nobody can say who gets it).
    """
    settings = clarion.settings
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id, lock=True)
        if row.state not in ("draft", "scheduled", "approved") or row.repeat:
            raise Conflict(
                say(
                    "Broadcast %(id)s is %(state)s; it cannot be sent by text.",
                    id=broadcast_id,
                    state=broadcast_state(row.state),
                )
            )
        now, draft = clarion.clock.now(), load_draft(clarion, row)
        people = count_as_seen(clarion, connection, draft, None)
        if row.state == "draft":
            return Hastened(people, waits=True)
        writers = {*writers_of(row), organizer_id}
        size = size_of(clarion, connection, people, writers, now, broadcast_id)
        so_far = hastened.people_since(connection, now - _DAY)
        waits = people + so_far > settings.by_text_most or size > settings.approval_above
        undo_s = 0.0 if waits else limits.undo_s(clarion, people)
        held = {**row.settings, "is_now": True, "people": people, "by_text": organizer_id}
        rows.update(
            connection,
            broadcast_id,
            {
                "state": "draft" if waits else "scheduled",
                "state_reason": waits_for_approval(people, people) if waits else None,
                "due_at": now + timedelta(seconds=undo_s),
                "local_at": None,
                "approved_by": None,
                "approved_at": None,
                "settings": {**held, "writers": sorted(writers - {None})},
                "updated_at": now,
            },
        )
        note(clarion, connection, "sent broadcast by text", broadcast_id, organizer_id)
    return Hastened(people, waits, undo_s)
