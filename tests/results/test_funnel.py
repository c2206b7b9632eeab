"""From a text to a deed: counted by hand from a script of texts."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.errors import InputError
from bot.results import funnel
from tests.events.conftest import HOST, Minutes, say

ANA, BO, CY, DI = "+13125550181", "+13125550182", "+12125550183", "+13125550184"


@pytest.fixture
def played(line: Clarion, clock: Minutes) -> Clarion:
    """Ana joins and calls; Bo asks for the line only and calls three times; a day later Cy joins in
    Spanish and nothing else, and Di comes by Ana's code. The host texts, too."""
    say(line, ANA, "JOIN", "1", "60608", "CALL", "DONE")
    say(line, BO, "CALL", "made 3 calls")
    say(line, HOST, "CALL", "BUSY")
    clock.forward(days=1)
    say(line, CY, "UNIRME", "1", "10001")
    with line.record.transaction() as connection:
        row = connection.execute(
            "SELECT c.code FROM contact c WHERE c.source LIKE 'keyword:join%' LIMIT 1"
        ).fetchone()
    assert row is not None
    say(line, DI, f"JOIN {row[0]}", "1", "60608")
    return line


def test_each_stage_counts_people_once(played: Clarion) -> None:
    found = funnel.of(played)

    assert found.whole._asdict() == {
        "texted": 5, "joined": 3, "hosted": 0, "phone_bank": 0, "dj": 0, "friend": 1, "called": 2,
        "aired": 0, "came": 0,
    }  # fmt: skip


@pytest.mark.parametrize("part", funnel.PARTS)
def test_parts_sum_to_the_whole(played: Clarion, part: str) -> None:
    found, whole = funnel.of(played, part), funnel.of(played).whole

    assert found.whole == whole
    sums = [sum(column) for column in zip(*found.parts.values(), strict=True)]
    assert sums == list(whole)


def test_by_day_and_language_and_recruiter(played: Clarion) -> None:
    by_day = funnel.of(played, "day").parts
    assert {day: stages.texted for day, stages in by_day.items()} == {
        "2026-09-23": 3, "2026-09-24": 2,
    }  # fmt: skip
    by_lang = funnel.of(played, "language").parts
    assert by_lang["es"].joined == 1
    recruited = {
        code: stages.joined for code, stages in funnel.of(played, "recruiter").parts.items()
    }
    assert sorted(recruited.values()) == [1, 2]
    assert recruited[None] == 2


def test_a_span_takes_who_first_texted_in_it(played: Clarion) -> None:
    later = funnel.of(played, since="2026-09-24")
    assert (later.whole.texted, later.whole.joined, later.whole.called) == (2, 2, 0)
    assert funnel.of(played, until="2026-09-23").whole.texted == 3
    assert funnel.of(played, since="2026-09-22", until="2026-09-22").whole.texted == 0


def test_lists_are_no_texts(line: Clarion) -> None:
    assert funnel.of(line).whole.texted == 0  # three people of a list, none of whom wrote


def test_what_is_no_part_or_no_span_says_what_is(line: Clarion) -> None:
    with pytest.raises(InputError, match="It is one of: source, keyword"):
        funnel.of(line, "shoe size")
    with pytest.raises(InputError, match="is after"):
        funnel.of(line, since="2026-09-24", until="2026-09-22")


def test_csv_ends_with_the_total(played: Clarion) -> None:
    table = list(csv.DictReader(io.StringIO(funnel.as_csv(funnel.of(played, "language")))))
    assert table[-1]["language"] == "TOTAL"
    assert int(table[-1]["texted"]) == sum(int(row["texted"]) for row in table[:-1]) == 5


def test_a_report_taken_back_leaves_the_funnel(played: Clarion, clock: Minutes) -> None:
    clock.forward(minutes=5)
    assert funnel.of(played).whole.called == 2
    with played.record.transaction() as connection:
        connection.execute(
            "UPDATE report SET taken_back_at = %s WHERE kind IN ('called', 'tallied')",
            [played.clock.now() + timedelta(0)],
        )
    assert funnel.of(played).whole.called == 0
