"""Two thousand people and a hundred seats at once, on eight threads: never one too many."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.events import seats
from bot.store.events import actions
from tests.events.conftest import changed, say
from tests.events.test_seats import code as code
from tests.events.test_seats import hold, taken
from tests.factories import add_person, make_form, rows


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_two_thousand_at_once_for_a_hundred_seats(
    line: Clarion, code: str, record_property: Callable[[str, object], None]
) -> None:
    people, most = 2000, 100
    hold(line, most)
    line = changed(line, replies_per_person=500)
    phones = [f"+1312{5560000 + number}" for number in range(people)]
    for phone in phones:
        add_person(line, phone, zip="60608", opted_in_at=None)
    answers: dict[str, str] = {}
    lock = threading.Lock()

    def sign_up(phone: str) -> None:
        answer = inbound.receive(line, make_form(phone, f"RSVP {code}")).body or ""
        with lock:
            answers[phone] = answer

    began = time.monotonic()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(sign_up, phones))
    took = time.monotonic() - began
    in_, out = "You are on the list", "You are on its waiting list"
    assert sum(in_ in answer for answer in answers.values()) == most
    assert sum(out in answer for answer in answers.values()) == people - most
    in_order = rows(line, "SELECT state FROM rsvp ORDER BY at")
    assert [state for (state,) in in_order] == ["going"] * most + ["waiting"] * (people - most)
    assert rows(line, "SELECT count(DISTINCT at)::int FROM rsvp") == [(people,)]
    record_property("sign_ups_a_second", round(people / took))


@pytest.mark.timeout(120)
def test_parties_of_many_sizes_at_once_never_exceed_the_seats(line: Clarion, code: str) -> None:
    hold(line, 40)
    line = changed(line, replies_per_person=500)
    phones = [f"+1312{5570000 + number}" for number in range(60)]
    ids = {phone: add_person(line, phone, zip="60608") for phone in phones}

    def come_and_go(phone: str) -> None:
        number = ids[phone]
        for turn in range(3):
            wish = seats.Wish(party=1 + (number + turn) % 5)
            with line.record.transaction() as connection:
                event = actions.lock_event(connection, code)
                assert event is not None
                seats.sign_up(line, connection, event, number, wish)
            if (number + turn) % 3 == 0:
                say(line, phone, f"CANT {code}")
            assert taken(line) <= 40

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(come_and_go, phones))
    assert 30 <= taken(line) <= 40
