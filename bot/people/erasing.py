"""Taking people out of the record when they ask for it."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.errors import NotFound
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import erasure


def erase(clarion: Clarion, contact_id: int, organizer_id: int | None = None) -> None:
    """Take a person out of the record; only that their address stopped is remembered, if it did.

    Raises: NotFound, RecordAway.
    """
    with clarion.record.transaction() as connection:
        if not erasure.erase(connection, contact_id, clarion.clock.now()):
            raise NotFound(say("There is no contact %(contact_id)s.", contact_id=contact_id))
        notes.note(
            connection, act="erased", object_name="contact", object_id=contact_id, detail={},
            now=clarion.clock.now(), organizer_id=organizer_id,
        )  # fmt: skip
