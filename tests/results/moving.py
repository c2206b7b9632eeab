"""Acts around the line, to count by hand: texts that go out, calls told, readings on air."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clarion import Clarion
from bot.results.seen import Effect
from tests.events.conftest import Minutes, say
from tests.factories import add_person, new_sid, rows

HOUR, DAY, MINUTE = timedelta(hours=1), timedelta(days=1), timedelta(minutes=1)
DEE, DON = "+13125550981", "+13125550982"
PHONES = [f"+1312555{number:04}" for number in range(100, 200)]
IN_NEW_YORK = [f"+1718555{number:04}" for number in range(100, 110)]


def add_people(line: Clarion, count: int, phones: Sequence[str] = PHONES, **more: str) -> list[int]:
    """So many people of Chicago, on the list. Their contact ids."""
    return [add_person(line, phone, **{"zip": "60608", **more}) for phone in phones[:count]]


def text_out(line: Clarion, people: Sequence[int], at: datetime, title: str = "Call now") -> int:
    """A broadcast of which each person's text was handed over at an instant. Its id."""
    [(broadcast_id,)] = rows(
        line,
        "INSERT INTO broadcast (title, segment, texts_sealed, state, recipients, planned_at,"
        " first_sent_at, done_at) VALUES (%s, 'all', %s, 'done', %s, %s, %s, %s) RETURNING id",
        title, line.sealer.seal('{"en": "Call now."}', "broadcast.texts"), len(people), at, at, at,
    )  # fmt: skip
    for contact_id in people:
        add_text(line, broadcast_id, contact_id, at)
    return int(broadcast_id)


def add_text(line: Clarion, broadcast_id: int, contact_id: int, at: datetime) -> None:
    """One person's text of a broadcast."""
    rows(
        line,
        "INSERT INTO message (contact_id, address_id, kind, state, sid, broadcast_id, claimed_at,"
        " created_at) VALUES (%s, 1, 'broadcast', 'delivered', %s, %s, %s, %s) RETURNING id",
        contact_id, new_sid(), broadcast_id, at, at,
    )  # fmt: skip


def call(line: Clarion, clock: Minutes, at: datetime, phones: Sequence[str]) -> None:
    """Each of these tells of one call at an instant."""
    clock.at = at
    for phone in phones:
        say(line, phone, "made 1 call")


def add_dj(line: Clarion, phone: str, station: str, **more: str) -> int:
    """A DJ on the list. Their contact id."""
    contact_id = add_person(line, phone, **{"zip": "60608", **more})
    rows(
        line,
        "INSERT INTO dj (contact_id, station_sealed, langs, state, decided_by, created_at)"
        " VALUES (%s, %s, '{en}', 'approved', 1, %s) RETURNING contact_id",
        contact_id,
        line.sealer.seal_or_none(station, "dj.station"),
        datetime.fromisoformat("2026-08-01T00:00+00:00"),
    )
    return contact_id


def read(line: Clarion, clock: Minutes, phone: str, at: datetime) -> None:
    """A DJ says just then that they read it, and confirms it."""
    clock.at = at
    say(line, phone, "AIRED", "YES")


def told(found: Effect) -> tuple[str, int, int]:
    """Word, calls after, calls before."""
    assert found.after is not None
    assert found.before is not None
    return found.verdict.word, found.after.calls, found.before.calls
