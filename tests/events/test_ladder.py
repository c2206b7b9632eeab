"""The ladder by the clock: who came to two actions is asked to lead one, once."""

from __future__ import annotations

from datetime import timedelta

from bot.broadcasts import series
from bot.clarion import Clarion
from bot.conversations import timers
from bot.segments import segments
from bot.texting.audience import condition_of
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.factories import rows


def happened(line: Clarion, clock: Minutes, *guests: str) -> None:
    """An action of the host's today, with guests who came."""
    with line.record.transaction() as connection:
        [(event_id,)] = connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day, starts_at, zone, reviewed_at)"
            " SELECT 'KTRM' || (2000 + count(*)), 'rally', 1, 'open', %s, '10:00',"
            " 'America/Chicago', %s FROM event RETURNING id",
            [clock.now().date(), clock.now()],
        ).fetchall()
        for phone in guests:
            connection.execute(
                "INSERT INTO rsvp (event_id, contact_id, state, at, came) SELECT %s, contact_id,"
                " 'going', %s, 'here' FROM address WHERE digest = ANY(%s)",
                [event_id, clock.now(), list(line.sealer.digests("sms", phone))],
            )


def day_after(line: Clarion, clock: Minutes) -> None:
    clock.at = clock.at.replace(hour=17, minute=5) + timedelta(days=1)  # 12:05 in Chicago
    for _ in range(3):  # as many at a time as may go out
        series.run_due(line)
        timers.run_due(line)
        with line.record.transaction() as connection:
            connection.execute("UPDATE message SET state = 'delivered' WHERE state = 'planned'")


def asked(line: Clarion, phone: str) -> int:
    return sum("came twice" in text for text in got(line, phone))


def test_who_came_twice_is_asked_once(line: Clarion, clock: Minutes) -> None:
    series.run_due(line)  # the clock knows the series from now on
    happened(line, clock, GUEST, STRANGER)
    day_after(line, clock)
    assert asked(line, GUEST) == 0
    happened(line, clock, GUEST)
    day_after(line, clock)
    assert (asked(line, GUEST), asked(line, STRANGER), asked(line, HOST)) == (1, 0, 0)
    happened(line, clock, GUEST)
    day_after(line, clock)
    assert asked(line, GUEST) == 1
    assert "What will it be" in say(line, GUEST, "LEAD")


def test_segments_know_who_came_and_who_led(line: Clarion, clock: Minutes) -> None:
    happened(line, clock, GUEST, STRANGER)
    happened(line, clock, GUEST)
    for segment, count in (("came >= 2", 1), ("came = 1", 1), ("led = 2", 1), ("led = 0", 3)):
        assert _count(line, segment) == count, segment
    assert rows(line, "SELECT count(*)::int FROM message WHERE kind = 'broadcast'") == [(0,)]


def _count(line: Clarion, segment: str) -> int:
    with line.record.transaction() as connection:
        node = segments.parse(segment).node
        condition, values = condition_of(line.sealer, connection, node, line.clock.now())
        found = connection.execute(
            f"SELECT count(*) FROM contact c WHERE {condition}",  # noqa: S608 - compiled
            values,
        ).fetchone()
    return int(found[0]) if found else 0
