"""What a stranger can make us text to others, played by text: little, and none of their words."""

from __future__ import annotations

import pytest

from bot import set_aside
from bot.clarion import Clarion
from bot.events import guest_news, overview
from bot.inbox import upkeep
from bot.store.events.actions import EventRow
from bot.store.inbox import tickets
from bot.store.record import Transaction
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
from tests.factories import NOON, add_person, rows


def tick(line: Clarion) -> None:
    guest_news.tell_hosts(line)
    upkeep.run_due(line)


def test_joining_and_canceling_thirty_times_texts_the_host_once(
    line: Clarion, clock: Minutes
) -> None:
    code = set_up_phone_bank(line, HOST)
    line = changed(line, replies_per_person=500)
    assert "You are in" in say(line, GUEST, f"PHONEBANK {code}")
    for _ in range(30):
        say(line, STRANGER, f"PHONEBANK {code}", "CANT")
        tick(line)
        clock.forward(seconds=20)
    assert got(line, HOST) == ["News of your phone bank on Fri Sep 25: 1 signed up. Coming now: 1."]
    say(line, STRANGER, f"PHONEBANK {code}")
    say(line, GUEST, "CANT")
    clock.forward(minutes=61)
    tick(line)
    assert got(line, HOST)[1:] == [
        "News of your phone bank on Fri Sep 25: 1 signed up. 1 cannot come after all."
        " Coming now: 1."
    ]
    tick(line)
    assert len(got(line, HOST)) == 2


def test_news_of_the_night_is_one_text_in_the_morning(line: Clarion, clock: Minutes) -> None:
    code = set_up_phone_bank(line, HOST)
    clock.at = NOON.replace(day=22, hour=4)  # eleven at night, where the host is
    say(line, GUEST, f"PHONEBANK {code}")
    tick(line)
    clock.forward(minutes=70)
    say(line, STRANGER, f"PHONEBANK {code}")
    tick(line)
    assert got(line, HOST) == []
    clock.at = NOON.replace(day=22, hour=15)
    tick(line)
    assert got(line, HOST) == ["News of your phone bank on Fri Sep 25: 2 signed up. Coming now: 2."]


def test_a_host_gets_few_texts_a_day_whatever_guests_do(line: Clarion, clock: Minutes) -> None:
    code = set_up_phone_bank(line, HOST)
    most = line.settings.caused_kinds["event_guests"]
    for hour in range(12):
        say(line, STRANGER if hour % 2 else GUEST, f"PHONEBANK {code}")
        tick(line)
        clock.forward(minutes=30)
        say(line, STRANGER if hour % 2 else GUEST, "CANT")
        clock.forward(minutes=31)
    assert len(got(line, HOST)) <= most


def test_news_of_guests_beyond_a_days_limit_waits_and_is_not_lost(
    line: Clarion, clock: Minutes
) -> None:
    code = set_up_phone_bank(line, HOST)
    line = changed(line, caused_kinds={"event_guests": 1})
    say(line, GUEST, f"PHONEBANK {code}")
    tick(line)
    clock.forward(hours=2)
    say(line, STRANGER, f"PHONEBANK {code}")
    say(line, GUEST, "CANT", "STOP")
    tick(line)
    assert len(got(line, HOST)) == 1
    clock.forward(hours=23)
    tick(line)
    assert got(line, HOST)[1:] == [
        "News of your phone bank on Fri Sep 25: 1 signed up. 1 cannot come after all."
        " Coming now: 1."
    ]


def test_five_phone_banks_a_day_and_organizers_phones_ring_once(
    line: Clarion, clock: Minutes
) -> None:
    for number in range(25):
        phone = f"+1312555{2000 + number}"
        add_person(line, phone, name="X", zip="60608")
        set_up_phone_bank(line, phone)
        say(line, phone, "QUESTION", "sign in again at http://evil.example")
    assert len(got(line, OLGA, "notice")) == 1
    clock.forward(minutes=16)
    tick(line)
    first, digest = got(line, OLGA, "notice")
    assert "somebody waits: a question" in first
    assert digest.startswith("Clarion, 24 more wait (a question: 24). ")
    assert "evil" not in first + digest
    clock.forward(minutes=16)
    tick(line)
    assert len(got(line, OLGA, "notice")) == 2


def test_a_sixth_in_a_day_is_not_kept_and_says_so(line: Clarion) -> None:
    line = changed(line, replies_per_person=500)
    places = ["Casa Roja", "the library", "Union hall", "Saint Ann Church", "my garden"]
    codes = [set_up_phone_bank(line, STRANGER, place) for place in places]
    assert all(codes)
    answer = say(line, STRANGER, "PHONEBANK", "HOST", "monday", "2pm", "gym", "9", "YES")
    assert "this one is not kept" in answer
    assert rows(line, "SELECT count(*)::int FROM event") == [(5,)]


def test_one_person_rings_organizers_phones_few_times_a_day(line: Clarion, clock: Minutes) -> None:
    line = changed(line, replies_per_person=500)
    [(stranger,)] = rows(line, "SELECT id FROM contact ORDER BY id OFFSET 1 LIMIT 1")
    for _ in range(30):
        say(line, STRANGER, "QUESTION", "and now?")
        with line.record.transaction() as connection:  # an organizer closes it each time
            tickets.close(connection, stranger, "answered", clock.now())
        clock.forward(minutes=16)
    told = [text for text in got(line, OLGA, "notice") if "somebody waits" in text]
    assert len(told) == line.settings.caused_by_one
    assert len([text for text in got(line, OLGA, "notice") if "What contact" in text]) == 1


def test_danger_of_one_person_is_told_at_once_and_not_without_end(line: Clarion) -> None:
    danger = "ICE is at my door"
    for _ in range(20):
        assert say(line, STRANGER, danger)  # and answered each time
    told = got(line, OLGA, "notice")
    assert len([text for text in told if "danger" in text]) == line.settings.danger_notices
    assert say(line, GUEST, danger)
    assert len(got(line, OLGA, "notice")) == len(told) + 1


def test_a_made_up_place_is_told_to_nobody_before_an_organizer_has_looked(line: Clarion) -> None:
    code = set_up_phone_bank(line, STRANGER, "dark alley behind 9 Elm")
    answer = say(line, GUEST, f"PHONEBANK {code}")
    assert answer.startswith("You are in! Fri Sep 25 2pm, Chicago.")
    [listed] = overview.list_to_come(line)
    assert (listed.waits, listed.place) == (True, "dark alley behind 9 Elm")
    assert "alley" not in str(got(line, GUEST))

    overview.approve(line, code)
    assert got(line, GUEST) == [
        "Where it is: phone bank, Fri Sep 25 2pm, dark alley behind 9 Elm. Cannot come? Text CANT."
    ]
    assert not overview.list_to_come(line)[0].waits
    assert "behind 9 Elm" in say(line, HOST, f"PHONEBANK {code}")
    # A home is found by its code alone, also once somebody has looked.
    assert "behind 9 Elm" not in say(line, GUEST, "FIND")


@pytest.mark.parametrize("place", ["evil.com", "my home, bring 20 dollars", "call 900 555 1234"])
def test_links_and_money_in_a_place_are_refused_and_told_what_to_do(
    line: Clarion, place: str
) -> None:
    answer = say(line, STRANGER, "PHONEBANK", "HOST", "friday", "2pm", place, "50", "YES")
    assert "links, phone numbers and money cannot be in it" in answer
    assert rows(line, "SELECT count(*)::int FROM event") == [(0,)]
    assert "Is that right?" in say(line, STRANGER, "Casa Roja, 18th St")
    assert "Your phone bank is set" in say(line, STRANGER, "YES")


def test_who_cancels_an_organizers_call_is_told_whatever_was_spent(line: Clarion) -> None:
    code = set_up_phone_bank(line, HOST)
    say(line, GUEST, f"PHONEBANK {code}")
    spent = changed(line, caused_to_one=1)
    with spent.record.transaction() as connection:
        connection.execute(
            "INSERT INTO spent SELECT 'caused', 'to:' || id, %s, 99 FROM contact", [NOON]
        )
    overview.call_off(spent, code)
    assert "called off" in got(spent, GUEST)[-1]


def test_a_host_who_cannot_be_told_stops_no_other(
    line: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = set_up_phone_bank(line, HOST), set_up_phone_bank(line, STRANGER)
    for code in (bad, good):
        say(line, GUEST, f"PHONEBANK {code}")
    real = guest_news.tell_host

    def breaks(clarion: Clarion, connection: Transaction, event: EventRow) -> bool:
        if event.code == bad:
            raise ValueError("a bug of ours")
        return real(clarion, connection, event)

    monkeypatch.setattr(guest_news, "tell_host", breaks)
    assert guest_news.tell_hosts(line) == 1
    assert [row.kind for row in set_aside.listed(line)] == ["news of an action's guests"]
    assert guest_news.tell_hosts(line) == 0
