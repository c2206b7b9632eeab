"""Who may approve a broadcast, and whether its list is still the one that was seen."""

from __future__ import annotations

from bot.broadcasts.drafts import Draft, audience_of_draft
from bot.clarion import Clarion
from bot.errors import Conflict
from bot.sentences import say, say_many
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.record import Transaction
from bot.texting.audience import recipients
from bot.texting.words import broadcast_state

_LIVELY = 0.01  # of a list may have changed since it was seen


def check_may_approve(row: BroadcastRow, organizer_id: int | None) -> None:
    """Whoever approves is somebody, and did not write it. Raises: Conflict."""
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
    if organizer_id in {row.created_by, *row.settings.get("writers", ())}:
        raise Conflict(say("Whoever wrote a broadcast cannot approve it; ask somebody else."))


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
