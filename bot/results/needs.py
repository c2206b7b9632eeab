"""What needs somebody, in sentences: for the morning's report."""

from __future__ import annotations

from collections.abc import Iterator

from bot.clarion import Clarion
from bot.organizers import agenda
from bot.organizers.agenda import Needed
from bot.sentences import Sentence, say, say_many
from bot.store.sending import switches


def sentences(clarion: Clarion, waiting: int, oldest_s: float | None) -> list[Sentence]:
    """What waits for a person now, the most pressing first. `waiting` people in the inbox, the
    first for `oldest_s`. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        is_on = switches.read(connection, "sending").is_on
    needed = agenda.needed(clarion)
    said = [] if is_on else [say("Everything is stopped: nothing sends until somebody starts it.")]
    said += _people(needed, waiting, oldest_s)
    said += _broadcasts(needed)
    said += _others(needed)
    return said


def _people(needed: Needed, waiting: int, oldest_s: float | None) -> Iterator[Sentence]:
    if needed.people.in_danger:
        yield say_many(
            "%(num)s person wrote of danger in the last day.",
            "%(num)s people wrote of danger in the last day.",
            len(needed.people.in_danger),
        )
    if waiting:
        yield say(
            "Inbox: %(count)s wait, the first for %(minutes)s min.",
            count=waiting,
            minutes=round((oldest_s or 0) / 60),
        )


def _broadcasts(needed: Needed) -> Iterator[Sentence]:
    for row in needed.approvals:
        yield say("“%(title)s” waits for a second yes.", title=row.title)
    for row in needed.paused:
        yield say("“%(title)s” is paused.", title=row.title)
    for row in needed.missed:
        yield say("“%(title)s” missed its time.", title=row.title)
    for row, count in needed.doubts:
        yield say_many(
            "“%(title)s”: %(num)s text needs your decision.",
            "“%(title)s”: %(num)s texts need your decision.",
            count,
            title=row.title,
        )


def _others(needed: Needed) -> Iterator[Sentence]:
    if needed.actions:
        yield say_many(
            "%(num)s action waits for a look.", "%(num)s actions wait for a look.", needed.actions
        )
    if needed.from_hosts:
        yield say_many(
            "%(num)s word or change of a host waits for a look.",
            "%(num)s words or changes of hosts wait for a look.",
            needed.from_hosts,
        )
    if needed.callers:
        yield say_many(
            "%(num)s volunteer asks to call a list.",
            "%(num)s volunteers ask to call a list.",
            needed.callers,
        )
    if needed.djs:
        yield say_many("%(num)s DJ waits for a yes.", "%(num)s DJs wait for a yes.", needed.djs)
    if needed.acts:
        yield say_many(
            "%(num)s act on a segment waits for a yes.",
            "%(num)s acts on segments wait for a yes.",
            needed.acts,
        )
    if needed.replies_spent:
        yield say("The budget of automatic replies is spent until midnight.")
    if needed.problems:
        yield say_many(
            "%(num)s problem in changed campaign files.",
            "%(num)s problems in changed campaign files.",
            needed.problems,
        )
    if needed.set_aside:
        yield say_many(
            "%(num)s thing was set aside; the console says why.",
            "%(num)s things were set aside; the console says why.",
            len(needed.set_aside),
        )
