"""Counters that strangers poison: limits come first, held reports count nowhere, and all of a
person or a source is taken back in one act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.errors import InputError
from bot.events import overview
from bot.people import counts, samples, taking_back
from bot.store.people import limits
from tests.beginnings import put_in
from tests.factories import ANA, BO, CY, DEE, NOON, add_person, make_clarion, make_form, rows

FLOWS = Path(__file__).parents[2] / "flows"
PERSON, SOURCE = taking_back.PERSON, taking_back.SOURCE


@pytest.fixture
def line(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings.model_copy(update={"replies_per_person": 500}), FLOWS)
    put_in(made, "samples", lambda: samples.seed(made))
    yield made
    made.record.dispose()


def say(line: Clarion, sender: str, *texts: str) -> str:
    return [inbound.receive(line, make_form(sender, text)).body or "" for text in texts][-1]


def public(line: Clarion) -> dict[str, int]:
    """The public counter, counted now."""
    counts.forget(line)
    return counts.totals(line)


def written(line: Clarion, kind: str) -> int:
    [(count,)] = rows(line, "SELECT count(*)::int FROM report WHERE kind = %s", kind)
    return int(count)


def test_one_person_counts_a_hundred_calls_a_day_and_writes_few_lines(line: Clarion) -> None:
    for number in range(130):
        say(line, CY, f"CALLED {200 - number % 7}")
        say(line, CY, f"CALLED {3 + number % 20}")
    assert public(line).get("called", 0) <= limits.MOST_A_DAY
    assert written(line, "called") <= limits.MOST_WRITTEN


def test_the_answer_does_not_count_what_is_held(line: Clarion) -> None:
    say(line, BO, "START")
    say(line, CY, "CALLED 5")
    say(line, BO, "CALLED 190")
    assert "195" not in say(line, BO, "TOTAL")
    assert public(line)["called"] == 5


def test_of_nine_hosts_with_a_limit_of_five_none_counts_before_a_look(line: Clarion) -> None:
    say(line, CY, "JOIN")
    places = ["gym", "hall", "park", "church", "school", "library", "garden", "office", "kitchen"]
    for place in places:
        say(line, CY, "PHONEBANK", "HOST", "friday", "2pm")
        say(line, CY, *(["60608"] if place == "gym" else []), place, "50")
        say(line, CY, *(["Cy"] if place == "gym" else []), "YES")
    assert rows(line, "SELECT count(*)::int FROM event") == [(5,)]
    assert written(line, "hosted") == 5
    assert public(line).get("hosted", 0) == 0

    codes = [row[0] for row in rows(line, "SELECT code FROM event ORDER BY id")]
    for code in codes[:3]:
        overview.approve(line, code)
    overview.call_off(line, codes[3])
    assert public(line)["hosted"] == 3
    assert rows(
        line, "SELECT count(*)::int FROM report WHERE kind = 'hosted' AND taken_back_at IS NULL"
    ) == [(4,)]


def _airings(line: Clarion, texts: int) -> None:
    """A DJ who tells of eight airings in each text, at other minutes each time."""
    for minute in range(texts):
        times = ", ".join(f"{hour}:{minute:02d}am" for hour in range(1, 9))
        if "Is that right?" in say(line, DEE, "AIRED earlier", times):
            say(line, DEE, "YES")


@pytest.mark.parametrize(("is_approved", "most"), [(False, 6), (True, 12)])
def test_a_dj_who_approved_themselves_does_not_count_160_airings(
    line: Clarion, is_approved: bool, most: int
) -> None:
    with line.record.transaction() as connection:
        connection.execute(
            "UPDATE dj SET created_at = created_at - interval '30 days', decided_by = %s",
            [1 if is_approved else None],
        )
    say(line, DEE, "SCRIPT")
    for hour in (3, 4, 5):
        say(line, DEE, f"AIRED {hour}:10am")
    assert public(line)["aired"] == 3
    _airings(line, 20)
    assert public(line)["aired"] <= most
    assert most < written(line, "aired") <= limits.MOST_WRITTEN
    assert "One of us looks before it counts" in say(line, DEE, "AIRED 8:59am")
    say(line, DEE, "YES")
    assert public(line)["aired"] <= most


def poison(line: Clarion) -> str:
    """Thirty who came by somebody's code, each with ninety calls; the source."""
    [(code,)] = rows(line, "SELECT code FROM contact WHERE id = 1")
    for number in range(30):
        add_person(line, f"+1718555{1000 + number}", source=f"code:{code}")
        for count in (30, 29, 28):
            say(line, f"+1718555{1000 + number}", f"CALLED {count}")
    say(line, CY, "CALLED 7")
    return f"code:{code}"


def test_all_of_a_source_is_taken_back_in_one_act_and_the_counter_follows(line: Clarion) -> None:
    source = poison(line)
    assert public(line)["called"] == 30 * 87 + 7
    assert taking_back.sources(line)[0] == (source, 90, 30 * 87)

    [done] = taking_back.take_back(line, SOURCE, source, None)
    assert (done.kind, done.reports, done.counted) == ("called", 90, 30 * 87)
    assert counts.totals(line)["called"] == 7  # at once: what was kept of it is forgotten
    assert rows(line, "SELECT detail FROM audit WHERE act = 'took back reports'") == [
        ({"source": source, "reports": 90, "called": 30 * 87},)
    ]
    with pytest.raises(InputError, match="no report to take back"):
        taking_back.take_back(line, SOURCE, source, None)


def test_all_of_a_person_is_taken_back_held_ones_too(line: Clarion) -> None:
    say(line, ANA, "CALLED 5")
    say(line, ANA, "CALLED 190")
    say(line, CY, "CALLED 7")
    [done] = taking_back.take_back(line, PERSON, 1, None)
    assert (done.reports, done.counted) == (2, 5)
    assert public(line)["called"] == 7
    assert taking_back.standing(line, PERSON, 1) == []


def test_only_a_code_is_a_source_that_a_persons_page_offers(line: Clarion) -> None:
    mine = add_person(line, "+17185550188", source="code:ABC234")
    many = add_person(line, "+17185550189", source="keyword:call")
    assert taking_back.source_of(line, mine) == "code:ABC234"
    assert taking_back.source_of(line, many) == ""


def test_the_next_day_counts_again(line: Clarion) -> None:
    for count in (30, 29, 28, 27):
        say(line, CY, f"CALLED {count}")
    assert public(line)["called"] == 87
    tomorrow = replace(line, clock=SetClock(NOON + timedelta(hours=25)))
    say(tomorrow, CY, "CALLED 30")
    assert public(tomorrow)["called"] == 117
