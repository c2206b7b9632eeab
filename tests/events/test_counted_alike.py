"""How many people come is one number wherever it is told, with how many signed up beside it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.clarion import Clarion
from bot.events import guest_news, overview, pages
from bot.store.events import hosting
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.events.test_days import DAVE, tick
from tests.events.test_days import code as code
from tests.factories import rows

EVE = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)  # Friday 5pm in Chicago


@pytest.fixture
def parties(line: Clarion, code: str) -> str:
    """Of the four who come one brings two others and one brings one; one waits with two."""
    say(line, GUEST, f"RSVP {code} me and 2")
    say(line, STRANGER, f"RSVP {code} me and 1")
    rows(line, "UPDATE event SET capacity = 7 RETURNING id")
    return code


def test_who_the_digest_and_the_console_say_the_same(line: Clarion, parties: str) -> None:
    assert "rally, Sat Sep 26: 7 coming, 4 signed up" in say(line, HOST, "WHO")
    assert "7 coming, 4 signed up" in say(line, HOST, "HOW MANY")
    assert "7 en la lista, se apuntaron 4" in say(line, HOST, "español", "CUANTOS")
    say(line, HOST, "english")
    guest_news.tell_hosts(line)
    assert got(line, HOST)[-1].endswith("4 signed up. Coming now: 7 (4 signed up).")
    [shown] = overview.list_to_come(line)
    assert (shown.going, shown.signed) == (7, 4)


def test_the_evening_before_says_it_too(line: Clarion, parties: str, clock: Minutes) -> None:
    tick(line, clock, EVE)

    assert "Tomorrow is your rally. Coming: 7 (4 signed up). Remind" in got(line, HOST)[-1]


def test_where_nobody_brings_anybody_one_number_is_enough(line: Clarion, code: str) -> None:
    assert "4 coming (" in say(line, HOST, "WHO")
    guest_news.tell_hosts(line)
    assert got(line, HOST)[-1].endswith("Coming now: 4.")


def test_who_waits_is_counted_with_whom_they_bring(line: Clarion, parties: str) -> None:
    say(line, "+13125552777", f"RSVP {parties} me and 2")

    assert "7 coming, 4 signed up" in say(line, HOST, "WHO")
    assert "3 on the waiting list" in say(line, HOST, "WHO")
    with line.record.transaction() as connection:
        [(event_id,)] = connection.execute("SELECT id FROM event").fetchall()
        crowd = hosting.crowd(connection, event_id)
    assert (crowd.going, crowd.waiting, crowd.seats, crowd.signed) == (7, 3, 7, 4)


def test_the_hosts_page_says_the_same(line: Clarion, parties: str) -> None:
    answer = say(line, HOST, "HOST PAGE")
    token = answer.partition("/host/")[2].split()[0]
    found = pages.read(line, pages.find(line, token), "en")

    assert (found.counts["going"], found.counts["signed"]) == (7, 4)


def test_a_party_that_changes_is_counted_anew(line: Clarion, parties: str) -> None:
    say(line, DAVE, "CANT")
    say(line, GUEST, f"RSVP {parties} just me")

    assert "4 coming, 3 signed up" in say(line, HOST, "WHO")
