"""The ledger of reports: written, held, taken back, summed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from psycopg import Connection

from bot.store.events.rooms import ROOM_OF
from bot.store.people import limits, measured
from bot.store.people.following import CREDITED, FOLLOWS, follow_anew
from bot.store.people.limits import CALLS, TRIES, Standing

REVIEW = "review"  # held until an organizer has looked at the action it is about
OPEN_FOR = timedelta(days=2)  # how long a person may take a report back


@dataclass(frozen=True, slots=True)
class NewReport:
    """A line for the ledger of deeds. `details` are words and numbers of ours, `details_sealed`
    what was said with it, `verdict_sealed` what was written and how it was read. `event_id` is the
    action it is about and `held` why it waits, where that is known already; `confidence` as in the
    table; `source` what it is credited to, where that is known better than by the person."""

    kind: str
    count: int
    at: datetime
    flow: str | None
    flow_hash: str | None
    details: Mapping[str, Any] = field(default_factory=dict)
    details_sealed: bytes | None = None
    verdict_sealed: bytes | None = None
    event_id: int | None = None
    confidence: str = "said"
    held: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as it is looked at again. `held` as in the table; None: it counts."""

    id: int
    contact_id: int | None
    kind: str
    count: int
    at: datetime
    held: str | None
    verdict_sealed: bytes | None
    event_id: int | None = None


_ADD = f"""
    INSERT INTO report (contact_id, kind, count, at, state, source, chapter_id,
                        broadcast_id, event_id, airing_id, message_id, flow, flow_hash, details,
                        details_sealed, held, verdict_sealed, confidence, created_at)
    SELECT c.id, %(kind)s, %(count)s, %(at)s, c.state, coalesce(%(source)s, {CREDITED}),
           c.chapter_id,
           (SELECT m.broadcast_id FROM message m
            WHERE m.contact_id = c.id AND m.kind = 'broadcast'
              AND m.state IN ('accepted', 'sent', 'delivered')
              AND m.claimed_at > %(now)s - interval '24 hours'
            ORDER BY m.id DESC LIMIT 1),
           coalesce(%(event_id)s, CASE WHEN %(is_of_room)s THEN {ROOM_OF} END),
           CASE WHEN %(is_call)s THEN {FOLLOWS.format(at="%(at)s", state="c.state")} END,
           %(message_id)s, %(flow)s, %(flow_hash)s, %(details)s,
           %(sealed)s, %(held)s, %(verdict)s, %(confidence)s, %(now)s
    FROM contact c WHERE c.id = %(contact_id)s
"""  # noqa: S608 - constants


def add_reports(
    connection: Connection[Any],
    contact_id: int,
    reports: Sequence[NewReport],
    *,
    message_id: int | None,
    now: datetime,
) -> None:
    """Write reports with the person's state, source and chapter, and what they follow.

    Its source is the code that they texted within the day before, else what brought them.
    A report is credited to the last broadcast that person was sent in the 24 hours before. Calls
    and tries are of the room they are in then, and follow an airing in their state in the hour
    before, where there was only one. Those beyond `MOST_WRITTEN` in a day are left out.
    """
    room = None
    for told in reports:
        standing = limits.standing(connection, contact_id, told.kind, told.count, now)
        room = limits.MOST_WRITTEN - standing.written if room is None else room
        report = _not_measured(connection, contact_id, told, standing, now)
        if report is None:
            continue
        if report.count != told.count:
            standing = limits.standing(connection, contact_id, report.kind, report.count, now)
        if room > 0:
            held = report.held or standing.why_held
            connection.execute(_ADD, _values(report, contact_id, held, message_id, now))
        room -= 1


def _values(
    report: NewReport, contact_id: int, held: str | None, message_id: int | None, now: datetime
) -> dict[str, Any]:
    return {
        "contact_id": contact_id,
        "kind": report.kind,
        "count": report.count,
        "at": report.at,
        "event_id": report.event_id,
        "is_of_room": report.kind in CALLS + TRIES,
        "is_call": report.kind in CALLS,
        "confidence": report.confidence,
        "source": report.source,
        "message_id": message_id,
        "flow": report.flow,
        "flow_hash": report.flow_hash,
        "details": json.dumps(dict(report.details)),
        "sealed": report.details_sealed,
        "held": held,
        "verdict": report.verdict_sealed,
        "now": now,
    }


def _not_measured(
    connection: Connection[Any],
    contact_id: int,
    report: NewReport,
    standing: Standing,
    now: datetime,
) -> NewReport | None:
    """What is left of calls that somebody tells, without those of theirs that the phone line has
    measured already; None where nothing is."""
    if report.kind not in CALLS or report.held or report.confidence != "said":
        return report
    if not standing.has_measured:
        return report
    left = report.count - measured.take_told(connection, contact_id, report.count, now)
    return replace(report, count=left) if left else None


def last_of(connection: Connection[Any], contact_id: int, now: datetime) -> Reported | None:
    """A person's last report of calls that still can be taken back, locked."""
    row = connection.execute(
        "SELECT id, contact_id, kind, count, at, held, verdict_sealed, event_id FROM report"
        " WHERE contact_id = %s AND kind = ANY(%s) AND taken_back_at IS NULL AND created_at > %s"
        " ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE",
        [contact_id, list(CALLS), now - OPEN_FOR],
    ).fetchone()
    return None if row is None else Reported(*row)


def recent_of(connection: Connection[Any], contact_id: int, since: datetime) -> list[Reported]:
    """A person's reports that count or wait, the newest first."""
    rows = connection.execute(
        "SELECT id, contact_id, kind, count, at, held, verdict_sealed, event_id FROM report"
        " WHERE contact_id = %s AND taken_back_at IS NULL AND created_at > %s"
        " ORDER BY created_at DESC, id DESC LIMIT 20",
        [contact_id, since],
    )
    return [Reported(*row) for row in rows]


def take_back(connection: Connection[Any], report_id: int, now: datetime) -> Reported | None:
    """Count a report no more. It as it was; None where there is none that counts or waits."""
    return _changed(connection, "taken_back_at = %s", [now, report_id])


def release(connection: Connection[Any], report_id: int) -> Reported | None:
    """Count a report that was held: somebody has looked. It as it is; None where there is none that
    waits."""
    change = "held = NULL, confidence = 'checked'"
    return _changed(connection, change, [report_id], "held IS NOT NULL")


def write_again(
    connection: Connection[Any],
    report_id: int,
    count: int,
    held: str | None,
    verdict_sealed: bytes | None,
    now: datetime,
) -> None:
    """Take a report back and write it once more with another count, all else as it was: its room,
    and what it follows. `held` says why the new one does not count yet."""
    columns = (
        "contact_id, kind, at, line, state, source, chapter_id, credit_id, broadcast_id, event_id,"
        " airing_id, message_id, flow, flow_hash, details, details_sealed, confidence"
    )
    connection.execute(
        f"INSERT INTO report ({columns}, count, held, verdict_sealed, created_at)"  # noqa: S608 - a constant
        f" SELECT {columns}, %s, %s, %s, %s FROM report WHERE id = %s",
        [count, held, verdict_sealed, now, report_id],
    )
    take_back(connection, report_id, now)


def _changed(
    connection: Connection[Any], change: str, values: Sequence[Any], where: str = "true"
) -> Reported | None:
    row = connection.execute(
        f"UPDATE report SET {change} WHERE id = %s AND taken_back_at IS NULL AND {where}"  # noqa: S608 - constants
        " RETURNING id, contact_id, kind, count, at, held, verdict_sealed, event_id",
        values,
    ).fetchone()
    if row is None:
        return None
    if row[2] == "aired":
        follow_anew(connection, [row[0]])
    return Reported(*row)


def list_held(connection: Connection[Any]) -> list[Reported]:
    """Reports that wait for an organizer or for their reporter's yes, the oldest first; without
    those of actions that wait themselves."""
    rows = connection.execute(
        "SELECT id, contact_id, kind, count, at, held, verdict_sealed, event_id FROM report"
        " WHERE held <> %s AND taken_back_at IS NULL ORDER BY at, id",
        [REVIEW],
    )
    return [Reported(*row) for row in rows]


def kinds_of(kind: str) -> list[str]:
    """The kinds of rows that are of a kind: all calls are "called", wherever they were made."""
    return list(CALLS) if kind == "called" else [kind]


def totals(connection: Connection[Any]) -> dict[str, int]:
    """How many of each kind have been reported and count, in all; calls made in a room are called,
    too."""
    rows = connection.execute("SELECT kind, sum(count)::bigint FROM counted_report GROUP BY kind")
    found = {kind: int(total) for kind, total in rows}
    called = sum(found.get(kind, 0) for kind in CALLS)
    return found | {"called": called} if called else found


def count_reports(connection: Connection[Any], contact_id: int, kind: str) -> tuple[int, int]:
    """What has been reported of a kind ("called": all calls) and counts: by one person, by all."""
    row = connection.execute(
        "SELECT coalesce(sum(count) FILTER (WHERE contact_id = %s), 0), coalesce(sum(count), 0)"
        " FROM counted_report WHERE kind = ANY(%s)",
        [contact_id, kinds_of(kind)],
    ).fetchone()
    return (int(row[0]), int(row[1])) if row else (0, 0)
