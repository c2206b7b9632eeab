"""Who did what, when. It is only ever appended to, and holds ids, never a number or a text."""

from __future__ import annotations

from bot.clarion import Clarion
from bot.store.organizers import audits, notes
from bot.store.organizers.audits import ActRow

PAGE = 100


def newest(
    clarion: Clarion,
    *,
    before: int | None = None,
    organizer_id: int | None = None,
    of: tuple[str, int] | None = None,
) -> list[ActRow]:
    """A page of acts, newest first, from below id `before` on; of one organizer or about one
    thing ("broadcast", 12). Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return audits.newest(
            connection, before=before, organizer_id=organizer_id, of=of, limit=PAGE
        )


def note(
    clarion: Clarion, act: str, kind: str, object_id: int | None, organizer_id: int | None
) -> None:
    """Write down that an organizer took something out or looked somebody up; None for what was
    looked for and not found, and for whoever the command line does not name. RecordAway."""
    with clarion.record.transaction() as connection:
        notes.note(
            connection, act=act, object_name=kind, object_id=object_id, detail={},
            now=clarion.clock.now(), organizer_id=organizer_id,
        )  # fmt: skip
