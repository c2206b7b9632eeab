"""Where people leave a flow: who came to a question, wrote on, has it open, or left."""

from __future__ import annotations

import csv
import io
from datetime import date

from bot.clarion import Clarion
from bot.results import steps
from bot.results.steps import FlowPeople, StepPeople
from tests.events.conftest import Minutes, say

ANA, BO, CY = "+13125550181", "+13125550182", "+12125550183"
WEDNESDAY, FRIDAY = date(2026, 9, 23), date(2026, 9, 25)


def flow(line: Clarion, name: str) -> FlowPeople:
    return next(one for one in steps.of(line, WEDNESDAY, FRIDAY) if one.name == name)


def step(line: Clarion, name: str) -> StepPeople:
    flow_name, _, wanted = name.partition("/")
    return next(one for one in flow(line, flow_name).steps if one.name == wanted)


def test_people_are_at_the_question_that_waits_for_them(line: Clarion) -> None:
    say(line, ANA, "JOIN")  # which language? is open
    say(line, BO, "JOIN", "1")  # which ZIP? is open
    say(line, CY, "JOIN", "1", "10001")

    language, asked = step(line, "join/language"), step(line, "join/zip")
    assert (language.came, language.wrote, language.now, language.left) == (3, 2, 1, 0)
    assert (asked.came, asked.wrote, asked.now, asked.left) == (2, 1, 1, 0)
    assert flow(line, "join").now >= 2


def test_who_is_silent_for_a_day_has_left(line: Clarion, clock: Minutes) -> None:
    say(line, ANA, "JOIN", "1")
    clock.forward(hours=23)
    assert step(line, "join/zip").left == 0
    clock.forward(hours=2)
    left = step(line, "join/zip")
    assert (left.left, left.left_share) == (1, 1.0)

    say(line, ANA, "60608")
    assert step(line, "join/zip").left == 0


def test_a_flow_that_most_leave_comes_first(line: Clarion, clock: Minutes) -> None:
    say(line, ANA, "LEAD")
    say(line, BO, "JOIN", "1", "60608")
    clock.forward(days=1, hours=1)

    first, *_others = steps.of(line, WEDNESDAY, FRIDAY)
    assert (first.name, first.left) == ("lead", 1)


def test_csv_has_a_row_a_step(line: Clarion) -> None:
    say(line, ANA, "JOIN", "1")
    table = list(csv.DictReader(io.StringIO(steps.as_csv(steps.of(line, WEDNESDAY, FRIDAY)))))
    [row] = [row for row in table if (row["flow"], row["step"]) == ("join", "zip")]
    assert (row["question"], row["came"], row["open_now"]) == ("yes", "1", "1")
