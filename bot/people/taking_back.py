"""Taking back all that one person, or everybody who came by one source, has reported, in one act.

For counters that somebody has poisoned: every page sums what is left. It is in the audit.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import counts
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import people
from bot.store.people import taking_back as rows
from bot.store.people.taking_back import Standing

PERSON, SOURCE = "person", "source"
_MOST_SOURCES = 100


def standing(clarion: Clarion, by: str, what: int | str) -> Sequence[Standing]:
    """What would be taken back, for each kind: of a `PERSON` (their id) or of a `SOURCE` (as the
    person's page names it, "code:ABC234"). Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return rows.standing(connection, by, what)


def sources(clarion: Clarion) -> Sequence[tuple[str, int, int]]:
    """Where reports came from: the source, how many reports, and what they count for; the most
    first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return rows.sources(connection, _MOST_SOURCES)


def source_of(clarion: Clarion, contact_id: int) -> str:
    """The source that a person came by, where it is somebody's code: "code:ABC234"; else "", since
    words and lists are everybody's. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        source = people.source_of(connection, contact_id) or ""
    return source if source.startswith("code:") else ""


def take_back(
    clarion: Clarion, by: str, what: int | str, organizer_id: int | None
) -> Sequence[Standing]:
    """Count none of it any more, held ones too; what it was. Raises: InputError where there is
    nothing, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        found = rows.standing(connection, by, what)
        if not found:
            raise InputError(say("There is no report to take back."), by)
        rows.take_back(connection, by, what, now)
        notes.note(
            connection,
            act="took back reports",
            object_name="contact" if by == PERSON else "report",
            object_id=int(what) if by == PERSON else None,
            detail={
                "source": what if by == SOURCE else "",
                "reports": sum(one.reports for one in found),
                **{one.kind: one.counted for one in found},
            },
            now=now,
            organizer_id=organizer_id,
        )
    counts.forget(clarion)
    return found
