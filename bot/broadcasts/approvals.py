"""Who may approve a broadcast, and whether its list is still the one that was seen."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from bot.broadcasts.drafts import Draft, audience_of_draft
from bot.clarion import Clarion
from bot.errors import Conflict
from bot.sentences import say, say_many
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.organizers import approvers
from bot.store.record import Transaction
from bot.texting.audience import recipients
from bot.texting.words import broadcast_state

_LIVELY = 0.01  # of a list may have changed since it was seen


def size_of(
    clarion: Clarion,
    connection: Transaction,
    people: int,
    writers: Iterable[int | None],
    due_at: datetime,
    broadcast_id: int = 0,
) -> int:
    """How large a broadcast is when it is asked whether somebody else must look: its people and
    those of its writers' others within a day that nobody else saw. Splitting makes none smaller.
    """
    if people > clarion.settings.approval_above:
        return people
    return people + approvers.begun_alone(connection, tuple(writers), due_at, broadcast_id)


def writers_of(row: BroadcastRow) -> set[int | None]:
    """Whoever wrote a broadcast, and whoever changed it."""
    return {row.created_by, *row.settings.get("writers", ())}


def check_may_approve(connection: Transaction, row: BroadcastRow, organizer_id: int | None) -> None:
    """Whoever approves is somebody, did not write it, and was not let in by a link of whoever did.

    Raises: Conflict.
    """
    if organizer_id is None:
        raise Conflict(
            say("An approval needs a name: add --as EMAIL, of somebody who did not write it.")
        )
    if row.state != "draft":
        raise Conflict(
            say(
                "Broadcast %(id)s is %(state)s; it waits for no approval.",
                id=row.id,
                state=broadcast_state(row.state),
            )
        )
    check_is_other(connection, organizer_id, writers_of(row))


def check_is_other(
    connection: Transaction, organizer_id: int, writers: Collection[int | None]
) -> None:
    """Raises: Conflict, where a writer may be the one who says yes."""
    if organizer_id in writers:
        raise Conflict(say("Whoever wrote a broadcast cannot approve it; ask somebody else."))
    if not approvers.behind(connection, organizer_id).isdisjoint(writers):
        raise Conflict(
            say(
                "You were let in by a link of whoever wrote this, so it might be them: ask "
                "somebody else, or let another admin make you a new link."
            )
        )


def count_as_seen(
    clarion: Clarion, connection: Transaction, draft: Draft, expected: int | None
) -> int:
    """People who get it, as things stand: the number that `preview` shows.

    A list that people join all day is never twice the same: one in a hundred may differ.
    Raises: Conflict.
    """
    people = recipients(audience_of_draft(clarion, connection, draft, clarion.clock.now()).shares)
    if expected is not None and abs(people - expected) > expected * _LIVELY:
        raise Conflict(
            say_many(
                "The list has changed: %(num)s person gets it now, not %(before)s.",
                "The list has changed: %(num)s people get it now, not %(before)s.",
                people,
                before=f"{expected:,}",
            )
        )
    return people


def check_writer(clarion: Clarion, people: int, organizer_id: int | None) -> None:
    """Whoever approves must be somebody else, so the writer of a large one has a name.

    Raises: Conflict.
    """
    if organizer_id is None and people > clarion.settings.approval_above:
        raise Conflict(
            say_many(
                "It goes to %(num)s person, so a second organizer has to approve it: say "
                "who writes it with --as EMAIL.",
                "It goes to %(num)s people, so a second organizer has to approve it: say "
                "who writes it with --as EMAIL.",
                people,
            )
        )


def waits_for_another(
    clarion: Clarion, draft: Draft, people: int, organizer_id: int | None, broadcast_id: int = 0
) -> bool:
    """Whether what was looked at will wait for a second organizer. Raises: RecordAway."""
    due_at = draft.schedule.due_at or clarion.clock.now()
    with clarion.record.transaction() as connection:
        size = size_of(clarion, connection, people, [organizer_id], due_at, broadcast_id)
    return size > clarion.settings.approval_above


def check_approver(clarion: Clarion, broadcast_id: int, organizer_id: int | None) -> None:
    """Whether this organizer may approve it, asked before anything is shown.

    Raises: NotFound, Conflict.
    """
    with clarion.record.transaction() as connection:
        check_may_approve(connection, rows.load(connection, broadcast_id), organizer_id)
