"""Finding actions by text: three at a time, by day, the nearest anyway, a text when one is."""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from bot import places, set_aside
from bot.clarion import Clarion
from bot.events import finding, overview
from bot.store.events.near import Around, nearest
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, changed, got, say
from tests.factories import NOON, add_person, rows

CHICAGO, CODY = "60608", "82414"


def add_event(line: Clarion, zip_code: str, day: str, at: str = "10:00") -> str:
    """A rally that an organizer has looked at; its code."""
    place = places.find_zip(zip_code)
    assert place is not None
    [(count,)] = rows(line, "SELECT count(*)::int FROM event")
    code = f"BCDF{2222 + count}"
    rows(
        line,
        "INSERT INTO event (code, kind, host_id, state, day, starts_at, zip, city, zone, latitude,"
        " longitude, is_listed, reviewed_at, created_at) VALUES (%s, 'rally', (SELECT min(id) FROM"
        " contact), 'open', %s, %s, %s, %s, %s, %s, %s, true, %s, %s) RETURNING id",
        code, day, at, zip_code, place.city, place.zones[0], place.latitude, place.longitude,
        line.clock.now(), line.clock.now(),
    )  # fmt: skip
    return code


def numbers(answer: str) -> list[str]:
    return re.findall(r"\d\) [^.]*\d mi\.", answer)


@pytest.fixture
def five(line: Clarion) -> list[str]:
    zips = ["60608", "60622", "60402", "60506", "60187"]
    days = ["2026-09-26", "2026-09-27", "2026-09-26", "2026-10-01", "2026-09-28"]
    return [add_event(line, one, day) for one, day in zip(zips, days, strict=True)]


def test_the_nearest_three_with_miles_then_more(line: Clarion, five: list[str]) -> None:
    first = say(line, GUEST, "FIND")
    assert numbers(first) == [
        "1) Sat Sep 26, 10am: rally, Chicago, 1 mi.",
        "2) Sun Sep 27, 10am: rally, Chicago, 4 mi.",
        "3) Sat Sep 26, 10am: rally, Berwyn, 6 mi.",
    ]
    assert "MORE shows 2 more" in first
    second = say(line, GUEST, "more")
    assert [one[3:] for one in numbers(second)] == [
        "Mon Sep 28, 10am: rally, Wheaton, 23 mi.", "Thu Oct 1, 10am: rally, Aurora, 35 mi.",
    ]  # fmt: skip
    assert "MORE" not in second
    assert "You are on the list" in say(line, GUEST, "2")
    assert rows(line, "SELECT e.code FROM rsvp JOIN event e ON e.id = event_id") == [(five[3],)]
    assert "Those are all near Chicago" in say(line, GUEST, "FIND", "more", "more")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("saturday", ["Sat Sep 26", "Sat Sep 26"]),
        ("next week", ["Mon Sep 28", "Thu Oct 1"]),
        ("la próxima semana", ["Mon Sep 28", "Thu Oct 1"]),
        ("this weekend", ["Sat Sep 26", "Sun Sep 27", "Sat Sep 26"]),
        ("el fin de semana", ["Sat Sep 26", "Sun Sep 27", "Sat Sep 26"]),
        ("9/28", ["Mon Sep 28"]),
    ],
)
def test_another_day_is_asked_for_at_the_list(
    line: Clarion, five: list[str], said: str, days: list[str]
) -> None:
    answer = say(line, GUEST, "FIND", said)
    assert [one[3:].partition(",")[0] for one in numbers(answer)] == days
    code = rows(line, "SELECT code FROM event WHERE day = '2026-09-28'")[0][0]
    if said == "9/28":
        assert "You are on the list" in say(line, GUEST, "the first")
        assert rows(line, "SELECT e.code FROM rsvp JOIN event e ON e.id = event_id") == [(code,)]


def test_a_day_without_any_says_so(line: Clarion, five: list[str]) -> None:
    assert "nothing on our list then" in say(line, GUEST, "FIND", "october 9")


@pytest.mark.parametrize("said", ["82414", "mi zip es 82414", "my zip is 82414", "82414-1234"])
def test_a_zip_alone_looks_there_and_does_not_move_them(
    line: Clarion, five: list[str], said: str
) -> None:
    answer = say(line, GUEST, said)
    assert re.search(r"(within 60 miles of|menos de 60 millas de) Cody", answer)
    zips = rows(line, "SELECT zip FROM contact WHERE name_sealed IS NOT NULL AND zip = '60608'")
    assert len(zips) == 3


def test_a_zip_alone_is_kept_of_who_has_none(line: Clarion, five: list[str]) -> None:
    contact_id = add_person(line, "+13125552500", zip=None)
    assert len(numbers(say(line, "+13125552500", "60622"))) == 3
    [(zip_code, city)] = rows(line, "SELECT zip, city FROM contact WHERE id = %s", contact_id)
    assert (zip_code, city) == ("60622", "Chicago")


def test_a_zip_answers_an_open_question_first(line: Clarion, five: list[str]) -> None:
    add_person(line, "+13125552500", zip=None)
    assert "What is your ZIP" in say(line, "+13125552500", "FIND")
    assert len(numbers(say(line, "+13125552500", "60608"))) == 3
    assert numbers(say(line, GUEST, "TALLY", "60608")) == []  # asked how many calls


def test_a_wish_is_told_once_when_an_action_is_listed_near(line: Clarion, clock: Minutes) -> None:
    add_event(line, CHICAGO, "2026-09-26")
    phone = "+13075552500"
    answer = say(line, phone, CODY)  # who never joined
    assert "Nothing within 60 miles of Cody" in answer
    assert "Chicago" in answer
    assert "we text you once" in say(line, phone, "what", "YES")
    clock.forward(hours=30)
    assert finding.tell_wishers(line) == 0
    add_event(line, CHICAGO, "2026-09-27")
    assert finding.tell_wishers(line) == 0
    code = add_event(line, "82401", "2026-09-30")  # Worland: 80 miles
    assert finding.tell_wishers(line) == 0
    code = add_event(line, CODY, "2026-09-30")
    assert finding.tell_wishers(line) == 1
    [told] = got(line, phone)
    assert told.startswith("You asked us to tell you: there is an action near you now: rally")
    assert f"RSVP {code}" in told
    add_event(line, CODY, "2026-10-01")
    assert finding.tell_wishers(line) == 0
    assert len(got(line, phone)) == 1
    assert "You are on the list" in say(line, phone, f"RSVP {code}")


def test_a_wish_of_who_stopped_is_not_told(line: Clarion) -> None:
    say(line, "+13075552500", CODY, "yes", "STOP")
    add_event(line, CODY, "2026-09-30")
    assert finding.tell_wishers(line) == 0


def test_a_wish_is_told_when_an_organizer_says_yes(line: Clarion, clock: Minutes) -> None:
    say(line, STRANGER, "NO")
    assert "when there is one near you" in say(line, GUEST, "FIND")
    say(line, GUEST, "YES")
    clock.forward(minutes=5)
    say(line, HOST, "LEAD", "rally", "saturday", "6pm", "Casa Roja, 18th St", "50", "YES")
    assert finding.tell_wishers(line) == 0  # nobody has looked yet
    [(code,)] = rows(line, "SELECT code FROM event")
    clock.forward(minutes=5)
    overview.approve(line, code)
    assert finding.tell_wishers(line) == 1


def test_one_who_cannot_be_told_stops_no_other(
    line: Clarion, monkeypatch: pytest.MonkeyPatch
) -> None:
    for phone in ("+13075552500", "+13075552501"):
        say(line, phone, CODY, "yes")
    clock_at = line.clock.now() + timedelta(minutes=1)
    line.clock.at = clock_at  # type: ignore[attr-defined]
    add_event(line, CODY, "2026-09-30")
    [(bad,)] = rows(line, "SELECT min(contact_id) FROM event_wish")
    real = finding.tell_in

    def breaks(clarion, connection, campaign, contact_id, *rest, **more):  # type: ignore[no-untyped-def]
        if contact_id == bad:
            raise ValueError("a text that is none")
        return real(clarion, connection, campaign, contact_id, *rest, **more)

    monkeypatch.setattr(finding, "tell_in", breaks)
    assert finding.tell_wishers(line) == 1
    assert [row.key for row in set_aside.listed(line)] == [str(bad)]


@pytest.mark.slow
def test_fifty_thousand_actions_are_searched_in_fifty_milliseconds(
    line: Clarion, record_property: Callable[[str, object], None]
) -> None:
    with line.record.transaction() as connection:
        connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day, starts_at, latitude, longitude,"
            " is_listed, reviewed_at, created_at) SELECT 'X' || n, 'rally', 1, 'open',"
            " date '2026-09-24' + n %% 30, '10:00', 25 + (n * 7919::bigint) %% 24000 / 1000.0,"
            " -124 + (n * 104729::bigint) %% 57000 / 1000.0, true, %s, %s"
            " FROM generate_series(1, 50000) n",
            [NOON, NOON],
        )
        connection.execute("ANALYZE event")
    today = (date(2026, 9, 23), None)
    places_asked = [(41.85, -87.66), (34.05, -118.24), (19.7, -155.1), (61.2, -149.9)]
    took, far = [], []
    with line.record.transaction() as connection:
        every = [
            (row.id, row.miles)
            for row in nearest(connection, Around(41.85, -87.66, 13_000), today, 3, 0)
        ]
        near = nearest(connection, Around(41.85, -87.66, 60), today, 3, 0)
        assert [(row.id, row.miles) for row in near] == every
        for latitude, longitude in places_asked * 5:
            began = time.perf_counter()
            nearest(connection, Around(latitude, longitude, 60), today, 3, 0)
            took.append(time.perf_counter() - began)
        for latitude, longitude in places_asked:
            began = time.perf_counter()
            nearest(connection, Around(latitude, longitude, 13_000), today, 1, 0)
            far.append(time.perf_counter() - began)
    record_property("near_ms", round(sorted(took)[len(took) // 2] * 1000, 1))
    record_property("anywhere_ms", round(max(far) * 1000, 1))
    assert sorted(took)[len(took) // 2] < 0.050
    fast = changed(line, replies_per_person=500)
    began = time.perf_counter()
    assert len(numbers(say(fast, GUEST, "FIND"))) == 3
    assert time.perf_counter() - began < 1.0


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("FIND monday", ["Mon Sep 28"]),
        ("find 60608 10/1", ["Thu Oct 1"]),
        ("FIND this weekend", ["Sat Sep 26", "Sun Sep 27", "Sat Sep 26"]),
        ("find next week", ["Mon Sep 28", "Thu Oct 1"]),
        ("busca el lunes", ["lunes 28 de septiembre"]),
        ("eventos la próxima semana", ["lunes 28 de septiembre", "jueves 1 de octubre"]),
    ],
)
def test_a_day_in_the_same_text_is_taken(
    line: Clarion, five: list[str], said: str, days: list[str]
) -> None:
    found = re.findall(r"\d\) ([^,]*),", say(line, GUEST, said))
    assert [one.lower() for one in found] == [day.lower() for day in days]


@pytest.mark.parametrize("said", ["FIND monday", "busca el lunes"])
def test_the_zip_is_asked_for_only_where_it_is_not_known(
    line: Clarion, five: list[str], said: str
) -> None:
    add_person(line, "+13125550191")
    assert "ZIP" in say(line, "+13125550191", said)
    answer = say(line, "+13125550191", "60608")
    assert len(numbers(answer)) == 1
    assert "28" in answer
