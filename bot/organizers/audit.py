"""Who did what, when. It is only ever appended to, and holds ids, never a number or a text."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.sentences import say
from bot.store.organizers import audits, notes
from bot.store.organizers.audits import ActRow, Chain

PAGE = 100


def newest(
    clarion: Clarion,
    *,
    before: int | None = None,
    organizer_id: int | None = None,
    of: tuple[str, int] | None = None,
    act: str = "",
    day: date | None = None,
) -> list[ActRow]:
    """A page of acts, newest first, from below id `before` on; of one organizer, about one thing
    ("broadcast", 12), of one kind, of one day in the campaign's zone. Raises: RecordAway."""
    between = None
    if day is not None:
        midnight = datetime.combine(day, time(), ZoneInfo(clarion.campaign.current().zone))
        between = (midnight, midnight + timedelta(days=1))
    with clarion.record.transaction() as connection:
        return audits.newest(
            connection,
            before=before,
            organizer_id=organizer_id,
            of=of,
            act=act,
            between=between,
            limit=PAGE,
        )


def acts(clarion: Clarion) -> list[str]:
    """Every kind of act there is. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return audits.acts(connection)


def chain(clarion: Clarion) -> int:
    """Chain what has been written since; the clock does it. How many lines. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return audits.chain(connection)


def verify(clarion: Clarion, seen: str = "") -> Chain:
    """Look at the whole audit. `seen` is a link that was noted down earlier, "n:hash": it must
    still be there, since a chain whose end was cut off is whole by itself.

    Raises: Conflict (the link is not there any more), InputError (it is none), RecordAway.
    """
    with clarion.record.transaction() as connection:
        audits.chain(connection, is_whole=True)
        found = audits.verify(connection)
        if seen:
            n, _, hashed = seen.strip().partition(":")
            if not n.isdecimal() or len(n) > 18 or not hashed:
                raise InputError(say("Write the link as it was shown, like 120:4f1c…"), "seen")
            if audits.link_at(connection, int(n)) != hashed:
                raise Conflict(say("Link %(n)s is not what it was: cut off or written anew.", n=n))
    return found


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
