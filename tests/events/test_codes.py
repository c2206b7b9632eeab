"""Codes of actions: long, not guessed, and an address only for who signed up and was let in."""

from __future__ import annotations

import re

import pytest

from bot.clarion import Clarion
from bot.conversations import timers
from bot.events import by_hand, codes, letting_in, overview, seats
from bot.store.events import actions as queries
from tests.events.conftest import (
    GUEST,
    HOST,
    OLGA,
    STRANGER,
    Minutes,
    changed,
    got,
    say,
    set_up_phone_bank,
)
from tests.factories import add_person, exchange_with, rows

PLACE = "Casa Roja, 18th St"
WRONG = "We do not know that code"
LOCKED = "You have sent many codes that we do not know"


@pytest.fixture
def code(line: Clarion) -> str:
    """A phone bank that an organizer has looked at."""
    made = set_up_phone_bank(line, HOST, PLACE)
    overview.approve(line, made)
    return made


def rally(line: Clarion, place: str = PLACE) -> str:
    """A rally that people can find."""
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", place, "50", "YES")
    [(made,)] = rows(line, "SELECT code FROM event WHERE kind = 'rally'")
    overview.approve(line, made)
    return str(made)


def made_up(number: int) -> str:
    return f"BCDF{2222 + number}".translate(str.maketrans("01", "89"))


def going(line: Clarion) -> int:
    [(count,)] = rows(line, "SELECT count(*)::int FROM rsvp WHERE state = 'going'")
    return int(count)


def test_codes_are_long_and_each_is_another(line: Clarion) -> None:
    with line.record.transaction() as connection:
        made = {codes.new_code(connection) for _ in range(200)}
    assert len(made) == 200
    assert all(re.fullmatch(r"[B-DF-HJ-NP-TV-XZ]{4}[2-9]{4}", one) for one in made)


@pytest.mark.parametrize("typed", ["{}", "PHONEBANK {}", "voy a {}"])
def test_a_long_code_is_heard_however_it_is_typed(line: Clarion, code: str, typed: str) -> None:
    for said in (code, code.lower()):
        assert PLACE in say(line, GUEST, typed.format(said))
        say(line, GUEST, "CANT")


def test_a_long_code_alone_is_heard_with_a_space(line: Clarion, code: str) -> None:
    assert PLACE in say(line, GUEST, f"{code[:4].lower()} {code[4:]}")


@pytest.mark.parametrize("keyword", ["RSVP", "PHONEBANK"])
def test_the_right_code_after_ninety_wrong_ones_does_not_work(
    line: Clarion, code: str, keyword: str
) -> None:
    line = changed(line, replies_per_person=500)
    answers = [say(line, STRANGER, f"{keyword} {made_up(number)}") for number in range(90)]
    most = line.settings.guesses
    # The same answer is not given without end (bot/people/machines.py).
    assert [WRONG in one for one in answers[:3]] == [True] * 3
    assert not any(WRONG in one for one in answers[most:])
    assert any(LOCKED in one for one in answers[most:])
    assert PLACE not in say(line, STRANGER, f"{keyword} {code}")
    assert going(line) == 0
    assert rows(line, "SELECT count FROM spent WHERE budget = 'guess' AND subject = 'all'") == [
        (most,)
    ]
    assert PLACE in say(line, GUEST, f"{keyword} {code}")  # nobody else is locked out


def test_a_locked_person_may_try_again_the_next_day(
    line: Clarion, code: str, clock: Minutes
) -> None:
    for number in range(12):
        say(line, STRANGER, f"RSVP {made_up(number)}")
    assert LOCKED in say(line, STRANGER, f"RSVP {code}")
    clock.forward(hours=26)
    assert PLACE in say(line, STRANGER, f"RSVP {code}")


def test_many_who_guess_have_one_guess_each_and_organizers_are_told(
    line: Clarion, code: str, clock: Minutes
) -> None:
    line = changed(line, guesses_all=20)
    phones = [f"+1312555{3000 + number}" for number in range(10)]
    for number, phone in enumerate([*phones, *phones]):
        say(line, phone, f"RSVP {made_up(number)}")
    told = [text for text in got(line, OLGA, "notice") if "codes of actions that are none" in text]
    assert len(told) == 1
    assert told[0].startswith("20 codes of actions that are none within an hour")
    assert LOCKED in say(line, phones[0], f"RSVP {code}")
    assert going(line) == 0
    assert PLACE in say(line, GUEST, f"RSVP {code}")  # with no wrong one today
    clock.forward(hours=3)
    assert PLACE in say(line, phones[0], f"RSVP {code}")


@pytest.mark.parametrize(
    ("place", "listed"),
    [
        ("9 Secret Street", "rally, Chicago, 1 mi."),
        ("Casa Roja, 18th St", "rally, Casa Roja, Chicago, 1 mi."),
        ("Plaza Tenochtitlan", "rally, Plaza Tenochtitlan, Chicago, 1 mi."),
    ],
)
def test_an_address_is_not_in_the_list_and_is_told_to_who_signs_up(
    line: Clarion, place: str, listed: str
) -> None:
    rally(line, place)
    assert f"1) Sat Sep 26, 6pm: {listed} Reply" in say(line, GUEST, "FIND")
    assert "1) Sat Sep 26, 6pm: rally, Chicago, 1 mi. Reply" in say(
        changed(line, let_in=True), STRANGER, "FIND"
    )
    assert place in say(line, GUEST, "1")


def test_who_is_on_the_waiting_list_is_not_told_the_address(line: Clarion) -> None:
    code = rally(line)
    with line.record.transaction() as connection:
        connection.execute("UPDATE event SET capacity = 1")
    assert PLACE in say(line, GUEST, f"RSVP {code}")
    assert PLACE not in say(line, STRANGER, f"RSVP {code}")
    say(line, GUEST, "CANT")
    seats.run_due(line)
    timers.run_due(line)
    assert PLACE not in got(line, STRANGER)[-1]  # there is room now, if they take it
    assert PLACE in say(line, STRANGER, "YES")


@pytest.mark.parametrize("keyword", ["RSVP", "PHONEBANK"])
def test_where_guests_are_let_in_nobody_is_told_the_address_before(
    line: Clarion, code: str, clock: Minutes, keyword: str
) -> None:
    line = changed(line, let_in=True)
    answer = say(line, GUEST, f"{keyword} {code}")
    assert "We text you where it is once you are let in" in answer
    assert PLACE not in answer
    clock.forward(seconds=1)
    assert PLACE not in say(line, STRANGER, f"{keyword} {code}")
    [guest, stranger] = letting_in.outside(line, code)
    assert (guest.name, stranger.name) == ("Gil", "Xavi")
    assert overview.list_to_come(line)[0].outside == 2

    assert letting_in.let_in(line, code.lower(), [guest.contact_id], None) == 1
    assert PLACE in got(line, GUEST)[-1]
    assert got(line, STRANGER) == []
    assert PLACE in say(line, GUEST, f"{keyword} {code}")
    assert PLACE not in say(line, STRANGER, f"{keyword} {code}")
    assert rows(line, "SELECT detail FROM audit WHERE act = 'let_in'") == [({"people": 1},)]
    assert letting_in.let_in(line, code, None, None) == 1
    assert letting_in.outside(line, code) == []


def test_whom_an_organizer_signs_up_is_let_in(line: Clarion, code: str) -> None:
    line = changed(line, let_in=True)
    guest = add_person(line, "+13125550179")
    by_hand.sign_up(line, guest, code, None)
    assert letting_in.outside(line, code) == []


def test_who_signs_up_again_is_let_in_again(line: Clarion, code: str) -> None:
    line = changed(line, let_in=True)
    say(line, GUEST, f"RSVP {code}")
    letting_in.let_in(line, code, None, None)
    say(line, GUEST, "CANT", f"RSVP {code}")
    assert len(letting_in.outside(line, code)) == 1


def test_a_code_of_old_still_works(line: Clarion, code: str) -> None:
    with line.record.transaction() as connection:
        connection.execute("UPDATE event SET code = 'KTR47'")
    assert PLACE in say(line, GUEST, "ktr 47")


def test_a_code_that_is_one_is_no_guess(line: Clarion, code: str) -> None:
    [(guest,)] = rows(line, "SELECT min(id) + 2 FROM contact")
    with exchange_with(line, guest) as exchange:
        for _ in range(20):
            found = codes.find_by_code(exchange, f" {code[:4]} {code[4:]} ")
            assert found.event == queries.lock_event(exchange.connection, code)
    assert rows(line, "SELECT 1 FROM spent WHERE budget = 'guess'") == []


@pytest.mark.parametrize("typed", ["CANT {}", "NO VOY {}"])
def test_a_long_code_says_which_one_somebody_cannot_come_to(
    line: Clarion, code: str, typed: str
) -> None:
    other = rally(line)
    say(line, GUEST, f"RSVP {code}", f"RSVP {other}")
    say(line, GUEST, typed.format(other.lower()))
    assert rows(line, "SELECT e.code FROM rsvp r JOIN event e ON e.id = r.event_id"
                      " WHERE r.state = 'going'") == [(code,)]  # fmt: skip
