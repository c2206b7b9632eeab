"""How much of what one person reports counts at once, and what of it is asked about or waits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

# What is a call, in a room or not, and what people say of a try; the room they are in counts both.
CALLS = ("called", "tallied")
TRIES = ("busy", "voicemail", "full")
# Somebody of a calling list was talked with: no call to the line, so that no sum of those has it.
REACHED = "reached"
# More than this at once, or from one person in a day, is asked about and waits for an organizer.
MOST_AT_ONCE = 30
MOST_A_DAY = 100
# Of anything else, so many reports of one person count in a day; and no more than so many reports
# of any kind are written at all, so that nobody fills the ledger.
MOST_OF_A_KIND = 10
MOST_WRITTEN = 60
SAME_AGAIN = timedelta(minutes=10)  # the same report within this is asked about
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Standing:
    """A report that somebody makes, beside what they have reported in the last day: `called` are
    calls that count, `of_kind` reports of its kind, `written` all that were written.
    `has_measured`: the phone line has measured a call of theirs, which this may be."""

    kind: str
    count: int
    called: int
    is_again: bool
    of_kind: int
    written: int
    has_measured: bool

    @property
    def why_held(self) -> str | None:
        """Why it would not count at once: "many", "again" (of calls), or None where it does."""
        if self.written >= MOST_WRITTEN:
            return "many"
        if self.kind not in CALLS:
            return "many" if self.of_kind >= MOST_OF_A_KIND else None
        if self.count > MOST_AT_ONCE or self.called + self.count > MOST_A_DAY:
            return "many"
        return "again" if self.is_again else None


def standing(
    connection: Connection[Any], contact_id: int, kind: str, count: int, now: datetime
) -> Standing:
    """How a report of so many would stand among this person's others."""
    row = connection.execute(
        """
        SELECT coalesce(sum(count) FILTER (WHERE kind = ANY(%(calls)s)
                                                 AND taken_back_at IS NULL), 0),
               coalesce(bool_or(kind = %(kind)s AND count = %(count)s AND created_at > %(again)s
                                AND taken_back_at IS NULL), false),
               count(*) FILTER (WHERE kind = %(kind)s AND taken_back_at IS NULL),
               count(*) FILTER (WHERE kind <> %(reached)s),
               coalesce(bool_or(details ? 'call'), false)
        FROM report WHERE contact_id = %(contact)s AND created_at > %(day)s
        """,
        {
            "day": now - _DAY,
            "again": now - SAME_AGAIN,
            "kind": kind,
            "count": count,
            "contact": contact_id,
            "calls": list(CALLS),
            "reached": REACHED,
        },
    ).fetchone()
    return Standing(kind, count, *(row or (0, False, 0, 0, False)))


def why_held(
    connection: Connection[Any], contact_id: int, kind: str, count: int, now: datetime
) -> str | None:
    """Why a report would not count at once: "many", "again" (of calls), or None where it does."""
    return standing(connection, contact_id, kind, count, now).why_held


def count_written(connection: Connection[Any], contact_id: int, since: datetime) -> int:
    """How many reports of any kind a person has written since, taken back or not; not people of
    calling lists, of whom each caller gets so many names an hour."""
    row = connection.execute(
        "SELECT count(*)::int FROM report WHERE contact_id = %s AND created_at > %s AND kind <> %s",
        [contact_id, since, REACHED],
    ).fetchone()
    return int(row[0]) if row else 0
