"""How things stand, in one text: as much of it as the role may look at."""

from __future__ import annotations

from collections.abc import Iterator

from bot.broadcasts.progress import progress
from bot.clarion import Clarion
from bot.orders.answers import Said, words
from bot.organizers import agenda
from bot.organizers.rights import Right, Role
from bot.results import day
from bot.store.sending import switches

_MOST = 2  # broadcasts under way that are named


def status(clarion: Clarion, lang: str, role: Role, *, is_on_duty: bool) -> Said:
    """How things stand. Raises: RecordAway."""
    told = " ".join(words(one, lang) for one in _told(clarion, role, is_on_duty))
    return Said("status", {"told": told})


def _told(clarion: Clarion, role: Role, is_on_duty: bool) -> Iterator[Said]:
    if role.may(Right.LOOK):
        yield from _sending(clarion)
    if role.may(Right.LOOK) or role.may(Right.INBOX):
        yield from _people(clarion, role)
    yield Said("status_duty" if is_on_duty else "status_no_duty")


def _sending(clarion: Clarion) -> Iterator[Said]:
    with clarion.record.transaction() as connection:
        is_on = switches.read(connection, "sending").is_on
    yield Said("status_on" if is_on else "status_off")
    for row in agenda.running(clarion)[:_MOST]:
        found = progress(clarion, row.id)
        people = found.recipients or 0
        yield Said("status_running", {"id": row.id, "sent": found.sent, "people": people})
    needed = agenda.needed(clarion)
    if needed.approvals:
        yield Said("status_approvals", {"count": len(needed.approvals)})
    if needed.paused:
        yield Said("status_paused", {"count": len(needed.paused)})


def _people(clarion: Clarion, role: Role) -> Iterator[Said]:
    found = day.of(clarion)
    if role.may(Right.LOOK):
        yield Said("status_calls", {"calls": found.counted.calls})
    if found.waiting:
        minutes = round((found.oldest_s or 0) / 60)
        yield Said("status_inbox", {"count": found.waiting, "minutes": minutes})
    else:
        yield Said("status_inbox_empty")
