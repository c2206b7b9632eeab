"""Letting guests in (CLARION_LET_IN): until then they know the day and the city, and no address."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.clarion import Clarion
from bot.errors import NotFound
from bot.events.telling import tell_in
from bot.sentences import say
from bot.store.events import actions as rows
from bot.store.events import letting_in as queries
from bot.store.events.actions import EventRow
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose


@dataclass(frozen=True, slots=True)
class Outside:
    """A guest whom nobody has let in, as organizers see them."""

    contact_id: int
    name: str
    since: datetime


def outside(clarion: Clarion, code: str) -> list[Outside]:
    """Who has signed up for an action and was not let in, the first one first. Raises: NotFound,
    RecordAway."""
    with clarion.record.transaction() as connection:
        found = queries.outside(connection, _event(connection, code).id)
    return [
        Outside(
            one.contact_id,
            clarion.sealer.open_or_unknown(one.name_sealed, Purpose.CONTACT_NAME) or "",
            one.at,
        )
        for one in found
    ]


def let_in(clarion: Clarion, code: str, contact_ids: Sequence[int] | None, by: int | None) -> int:
    """Let guests in, all who wait where it is None: each is texted where it is. How many were.

    Raises: NotFound, RecordAway.
    """
    with clarion.record.transaction() as connection:
        return let_in_all(clarion, connection, _event(connection, code), contact_ids, by)


def let_in_all(
    clarion: Clarion,
    connection: Transaction,
    event: EventRow,
    contact_ids: Sequence[int] | None = None,
    by: int | None = None,
) -> int:
    """The same of a locked action; its host does it by text where `by` is None."""
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    if contact_ids is None:
        contact_ids = [one.contact_id for one in queries.outside(connection, event.id)]
    done = queries.let_in(connection, event.id, contact_ids, now)
    for guest in done:
        tell_in(clarion, connection, campaign, guest, event, "event_place", is_ours=True)
    if done:
        notes.note(
            connection, act="let_in", object_name="event", object_id=event.id,
            detail={"people": len(done)}, now=now, organizer_id=by,
        )  # fmt: skip
    return len(done)


def _event(connection: Transaction, code: str) -> EventRow:
    event = rows.lock_event(connection, code.strip()[:20])
    if event is None or event.state != "open":
        raise NotFound(
            say(
                "There is no open action %(code)s. `clarion events list` shows all.",
                code=code.strip()[:20].upper(),
            )
        )
    return event
