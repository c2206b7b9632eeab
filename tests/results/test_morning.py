"""The morning's report: counted by hand, told in sections and to linked phones."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import pytest

from bot.clarion import Clarion
from bot.results import morning, phones
from bot.store.sealing import Purpose
from bot.web.words import catalog
from tests.events.conftest import Minutes, say
from tests.factories import NOON, rows

ANA, BO, CY = "+13125550181", "+13125550182", "+12125550183"
WEDNESDAY = date(2026, 9, 23)
DAY = timedelta(days=1)


def add_calls(line: Clarion, count: int, days_ago: int, confidence: str = "said") -> None:
    with line.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, at, confidence)"
            " VALUES (1, 'called', %s, %s, %s)",
            [count, NOON - days_ago * DAY, confidence],
        )


def told(report: morning.Report) -> list[str]:
    return [str(text) for section in report.sections for text in section.lines]


def test_calls_of_the_day_beside_the_day_before_and_in_all(line: Clarion) -> None:
    for count, ago in ((2, 2), (5, 1), (4, 0)):
        add_calls(line, count, ago)
    add_calls(line, 3, 0, "measured")

    report = morning.of(line, WEDNESDAY)
    assert report.facts.calls == (4, 3)
    assert report.facts.so_far == (11, 3)
    lines = told(report)
    assert lines[0] == "Calls: 7 of 500, the day before 5."
    assert lines[1] == "The phone line measured 3 of them; people told us of 4."
    assert lines[2] == "In all: 14."
    assert lines[3] == "Best hour: from 1 PM, with 7."


def test_who_needs_what_and_what_goes_out(line: Clarion) -> None:
    say(line, ANA, "QUESTION", "who can help with my case?")
    quiet = morning.of(line, WEDNESDAY - DAY)
    assert "No broadcast goes out by itself." in told(quiet)
    assert any(text.startswith("Inbox: 1 wait") for text in told(quiet))


def test_a_quiet_day_says_so(line: Clarion) -> None:
    report = morning.of(line, WEDNESDAY)
    assert [str(text) for text in report.needed.lines] == ["Nothing. All is well."]
    assert report.facts.chapters == []


def test_chapters_stand_beside_each_other_and_sum(line: Clarion) -> None:
    rows(line, "INSERT INTO chapter (slug, name) VALUES ('north', 'North Side') RETURNING id")
    say(line, ANA, "JOIN", "1", "60608")
    say(line, BO, "JOIN", "1", "60608", "made 3 calls")
    rows(
        line,
        "UPDATE contact SET chapter_id = 1 WHERE id = (SELECT max(id) FROM contact) RETURNING id",
    )
    with line.record.transaction() as connection:
        connection.execute("UPDATE report SET chapter_id = 1")
    say(line, ANA, "made 2 calls")

    report = morning.of(line, WEDNESDAY)
    by_name = {one.name: (one.joined, one.calls) for one in report.facts.chapters}
    assert by_name == {"North Side": (1, 3), None: (1, 2)}
    assert sum(calls for _joined, calls in by_name.values()) == sum(report.facts.calls)


def test_csv_and_data_hold_every_figure(line: Clarion) -> None:
    add_calls(line, 4, 0)
    report = morning.of(line, WEDNESDAY)
    table = {
        row["figure"]: row["count"] for row in csv.DictReader(io.StringIO(morning.as_csv(report)))
    }
    assert (table["calls"], table["calls_said"], table["goal"]) == ("4", "4", "500")
    data = morning.as_data(report)
    assert data["day"] == "2026-09-23"
    assert data["by_hour"] == {"13": 4}


@pytest.mark.parametrize(("hour", "day", "calls"), [(13, "09/23", 4), (8, "09/22", 9)])
def test_it_goes_to_linked_phones_once_at_its_hour(
    line: Clarion, clock: Minutes, hour: int, day: str, calls: int
) -> None:
    add_calls(line, 4, 0)
    add_calls(line, 9, 1)
    clock.forward(hours=hour - 13)
    line.settings.report_hour = hour

    assert (phones.tell(line), phones.tell(line)) == (1, 0)
    [body] = notices(line)
    assert f", {day}. Calls: {calls}" in body


def test_it_speaks_the_organizer_s_language(line: Clarion) -> None:
    line.settings.report_hour = 13
    with line.record.transaction() as connection:
        connection.execute("UPDATE organizer SET lang = 'es'")

    assert phones.tell(line, lambda said, lang: said.told(lang, catalog(lang))) == 1
    [body] = notices(line)
    assert "Llamadas: 0 de 500, el día anterior 0." in body


def test_it_is_not_told_at_another_hour_or_unasked(line: Clarion) -> None:
    assert phones.tell(line) == 0
    line.settings.report_hour = 8
    assert phones.tell(line) == 0


def notices(line: Clarion) -> list[str]:
    found = rows(line, "SELECT body_sealed FROM message WHERE kind = 'notice'")
    return [line.sealer.open(bytes(body), Purpose.MESSAGE_BODY) for (body,) in found]
