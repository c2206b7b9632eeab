"""Seats: never more than an action holds, in order, by party; held for who waits, who is asked."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot import set_aside
from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.conversations import timers
from bot.events import overview, seats
from bot.store.events import actions
from bot.store.organizers import notes
from bot.store.sending import outbox
from tests.crowd import schedule
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, got, say
from tests.factories import rows

OTHERS = [f"+1312555{number}" for number in range(2100, 2140)]


@pytest.fixture
def code(line: Clarion) -> str:
    """A rally of the coming Saturday for two, that people can find."""
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", "Casa Roja, 18th St", "50", "YES")
    [(made,)] = rows(line, "SELECT code FROM event")
    overview.approve(line, made)
    hold(line, 2)
    return str(made)


def hold(line: Clarion, capacity: int) -> None:
    change(line, "UPDATE event SET capacity = %s", capacity)


def change(line: Clarion, statement: str, *values: object) -> None:
    with line.record.transaction() as connection:
        connection.execute(statement, values)


def tick(line: Clarion) -> None:
    seats.run_due(line)
    timers.run_due(line)


def states(line: Clarion) -> list[str]:
    found = rows(line, "SELECT state FROM rsvp WHERE contact_id NOT IN"
                       " (SELECT host_id FROM event) ORDER BY at, contact_id")  # fmt: skip
    return [state for (state,) in found]


def taken(line: Clarion) -> int:
    [(count,)] = rows(line, "SELECT coalesce(sum(party), 0)::int FROM rsvp"
                            " WHERE state IN ('going', 'offered')")  # fmt: skip
    return int(count)


def fill_up(line: Clarion, code: str) -> None:
    """Two go, and three wait: the stranger, the guest, and one more."""
    for phone in (OTHERS[0], OTHERS[1], STRANGER, GUEST, OTHERS[2]):
        say(line, phone, f"RSVP {code}")
    assert states(line) == ["going", "going", "waiting", "waiting", "waiting"]


def test_a_free_seat_is_asked_about_and_yes_takes_it(line: Clarion, code: str) -> None:
    fill_up(line, code)
    say(line, OTHERS[0], "CANT")
    assert states(line) == ["canceled", "going", "offered", "waiting", "waiting"]
    assert got(line, STRANGER) == []  # asked by the clock, within their hours
    tick(line)
    assert got(line, STRANGER) == [
        "There is room for you! rally, Sat Sep 26 6pm. We hold it until 2pm."
        " Reply YES to take it, NO to pass it on."
    ]
    tick(line)
    assert len(got(line, STRANGER)) == 1
    assert say(line, STRANGER, "YES").startswith("You are in: rally, Sat Sep 26 6pm, Casa Roja")
    assert states(line) == ["canceled", "going", "going", "waiting", "waiting"]


def test_no_passes_it_to_the_next(line: Clarion, code: str) -> None:
    fill_up(line, code)
    say(line, OTHERS[0], "CANT")
    tick(line)
    assert "goes to the next in line" in say(line, STRANGER, "hm what", "no")
    assert states(line) == ["canceled", "going", "canceled", "offered", "waiting"]
    tick(line)
    assert "There is room for you" in got(line, GUEST)[0]


def test_silence_passes_it_on_after_two_hours_by_turns(
    line: Clarion, code: str, clock: Minutes
) -> None:
    fill_up(line, code)
    say(line, OTHERS[0], "CANT")
    tick(line)
    clock.forward(hours=1, minutes=59)
    tick(line)
    assert states(line)[2:] == ["offered", "waiting", "waiting"]
    clock.forward(minutes=1)
    tick(line)
    assert states(line)[2:] == ["canceled", "offered", "waiting"]
    assert len(got(line, GUEST)) == 1
    # A late yes waits again, behind who is there.
    assert "waiting list again" in say(line, STRANGER, "YES")
    assert taken(line) == 2
    clock.forward(hours=2)
    tick(line)
    assert len(got(line, OTHERS[2])) == 1


def test_a_seat_is_held_through_the_night_and_asked_about_in_the_morning(
    line: Clarion, code: str, clock: Minutes
) -> None:
    fill_up(line, code)
    clock.at = datetime(2026, 9, 25, 4, 0, tzinfo=UTC)  # 11pm in Chicago
    say(line, OTHERS[0], "CANT")
    tick(line)
    assert (states(line)[2], got(line, STRANGER)) == ("offered", [])
    clock.at = datetime(2026, 9, 25, 14, 0, tzinfo=UTC)  # 9am
    tick(line)
    assert "We hold it until 11am" in got(line, STRANGER)[0]


def test_two_hours_are_texting_hours(line: Clarion, code: str, clock: Minutes) -> None:
    fill_up(line, code)
    clock.at = datetime(2026, 9, 25, 0, 30, tzinfo=UTC)  # 7:30pm, hours end at 8pm
    say(line, OTHERS[0], "CANT")
    tick(line)
    assert "We hold it until 10:30am" in got(line, STRANGER)[0]


def test_who_has_stopped_is_passed_over(line: Clarion, code: str) -> None:
    fill_up(line, code)
    say(line, STRANGER, "STOP")
    say(line, OTHERS[0], "CANT")
    assert states(line)[2:] == ["waiting", "offered", "waiting"]
    # Also who stops while a seat is held for them.
    tick(line)
    say(line, GUEST, "STOP")
    tick(line)
    assert states(line)[2:] == ["waiting", "canceled", "offered"]
    assert all("There is room" not in text for text in got(line, STRANGER))


def test_seats_count_by_party_and_who_fits_is_asked(line: Clarion, code: str) -> None:
    fill_up(line, code)
    change(line, "UPDATE rsvp SET party = 2 WHERE state = 'waiting' AND contact_id ="
                 " (SELECT id FROM contact ORDER BY id OFFSET 1 LIMIT 1)")  # fmt: skip
    say(line, OTHERS[0], "CANT")
    assert states(line)[2:] == ["waiting", "offered", "waiting"]  # two do not fit on one seat
    tick(line)
    say(line, GUEST, "NO")
    say(line, OTHERS[1], "CANT")
    # The one behind was asked already; then nothing fits until it is passed on as well.
    assert taken(line) <= 2
    tick(line)
    say(line, OTHERS[2], "NO")
    assert states(line)[2:] == ["offered", "canceled", "canceled"]
    tick(line)
    assert "for you and your group of 2" in got(line, STRANGER)[0]
    assert taken(line) == 2


def test_a_host_who_has_more_seats_fills_them_from_the_list(line: Clarion, code: str) -> None:
    fill_up(line, code)
    hold(line, 4)
    with line.record.transaction() as connection:
        event = actions.lock_event(connection, code)
        assert event is not None
        assert seats.fill(line, connection, event) == 2
    assert states(line)[2:] == ["offered", "offered", "waiting"]


def test_nobody_is_asked_once_it_has_begun(line: Clarion, code: str, clock: Minutes) -> None:
    fill_up(line, code)
    clock.at = datetime(2026, 9, 26, 23, 5, tzinfo=UTC)  # 6:05pm of its day
    say(line, OTHERS[0], "CANT")
    tick(line)
    assert states(line)[2:] == ["waiting", "waiting", "waiting"]


def test_somebody_who_cannot_be_asked_stops_no_other(
    line: Clarion, code: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill_up(line, code)
    say(line, OTHERS[0], "CANT")
    say(line, OTHERS[1], "CANT")
    [(bad,)] = rows(line, "SELECT contact_id FROM rsvp WHERE state = 'offered' ORDER BY at LIMIT 1")
    real = seats.end_of_hold

    def breaks(hours, offer, now):  # type: ignore[no-untyped-def]
        if offer.contact_id == bad:
            raise ValueError("a zone that is none")
        return real(hours, offer, now)

    monkeypatch.setattr(seats, "end_of_hold", breaks)
    assert seats.run_due(line) == 1
    assert [(row.kind, row.key) for row in set_aside.listed(line)] == [
        ("seat of an action", str(bad))
    ]


# --- what signing up consents to -----------------------------------------------------------------


def test_signing_up_consents_to_that_actions_texts_and_no_broadcast(
    line: Clarion, code: str, clock: Minutes
) -> None:
    phone = "+13125552500"
    say(line, phone, f"RSVP {code}")  # a stranger to us, who never joined
    [(contact_id, opted_in, ledger)] = rows(
        line,
        "SELECT c.id, c.opted_in_at, (SELECT count(*)::int FROM consent WHERE contact_id = c.id)"
        " FROM contact c JOIN rsvp r ON r.contact_id = c.id",
    )
    assert (opted_in, ledger) == (None, 0)
    clock.forward(hours=26)  # their own conversation is over
    overview.call_off(line, code)
    with line.record.transaction() as connection:
        address, *_ = notes.reachable(connection, contact_id) or (0,)
        notes.add_text(
            connection, contact_id=contact_id, address_id=address, kind="follow_up",
            body=line.sealer.seal("News of something else.", "message.body"), lang="en", parts=1,
            now=clock.now(),
        )  # fmt: skip
    with line.record.transaction() as connection:
        claimed = outbox.claim_singles(
            connection, count=50, now=clock.now(), lease=timedelta(minutes=1)
        )
    judged = {
        line.sealer.open(row.body_sealed or b"", "message.body").partition(".")[0]: row.reason
        for row in claimed
        if row.contact_id == contact_id
    }
    assert judged == {
        "The rally on Sat Sep 26 is called off": None,
        "News of something else": "no_consent",
    }


def test_who_only_signed_up_gets_no_broadcast(line: Clarion, code: str) -> None:
    phone = "+13125552500"
    say(line, phone, f"RSVP {code}")
    broadcast_id = schedule(line, segment=f"event = {code}")
    planning.fire_due(line)
    planned = rows(
        line,
        "SELECT m.state, m.reason FROM message m JOIN contact c ON c.id = m.contact_id"
        " WHERE m.broadcast_id = %s AND c.opted_in_at IS NULL",
        broadcast_id,
    )
    assert planned in ([], [("skipped", "no_consent")])
