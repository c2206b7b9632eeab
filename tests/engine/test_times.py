"""What texts say at different times: before, during and after the week, and as the line stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time

import pytest

from bot.engine import Line, Text
from bot.engine.examples import example_day
from bot.engine.template import Part, compile_template
from tests.engine.small import Talk, make

DATES = "dates: {week: {from: 2026-09-21, until: 2026-09-27}}\n"
OPEN, CLOSED, OVER = (
    datetime(2026, 9, 22, 15, tzinfo=UTC),
    datetime(2026, 9, 22, 23, tzinfo=UTC),
    datetime(2026, 10, 1, 15, tzinfo=UTC),
)
LINE = Line(
    "main",
    "+13125550142",
    "(312) 555-0142",
    ("en", "es"),
    hours={day: ((time(9), time(17)),) for day in range(5)},
    until_day=date(2026, 9, 30),
)
BEFORE, DURING, AFTER = (datetime(2026, 9, day, 15, tzinfo=UTC) for day in (14, 22, 29))


def one_text(text: str, more: str = DATES) -> Talk:
    steps = f"keywords: {{en: [weekword], es: [weekword]}}\nsteps:\n  one: {{say: '{text}'}}\n"
    return Talk(make({"x": steps}, more))


@pytest.mark.parametrize(
    ("now", "said"), [(BEFORE, "Soon."), (DURING, "Now it is."), (AFTER, "It goes on.")]
)
def test_part_is_said_in_its_phase(now: datetime, said: str) -> None:
    talk = one_text("[before: Soon.][week: Now it is.][after: It goes on.]")
    talk.now = now
    assert talk.says("weekword") == said


def test_without_dates_it_is_always_the_week() -> None:
    assert one_text("[before: Soon.][week: Now.]", "").says("weekword") == "Now."


def test_part_with_an_unknown_field_is_left_out_in_its_phase_too() -> None:
    assert one_text("Hi[week:  {zip}].").says("weekword") == "Hi."


def test_label_is_one_only_where_a_part_begins() -> None:
    assert compile_template("[a week: {name}]").pieces == (
        Part(("a week: ", *compile_template("{name}").pieces)),
    )


@pytest.mark.parametrize(("now", "goes"), [(BEFORE, "a"), (DURING, "b"), (AFTER, "c")])
def test_flow_branches_on_the_phase(now: datetime, goes: str) -> None:
    steps = """keywords: {en: [weekword]}
steps:
  one: {when: [{if: {phase: before}, go: a}, {if: {phase: week}, go: b}], go: c}
  a: {say: a}
  b: {say: b}
  c: {say: c}
"""
    talk = Talk(make({"x": steps}, DATES))
    talk.now = now
    assert talk.says("weekword") == goes


@pytest.mark.parametrize(
    ("now", "said"), [(OPEN, "Call (312) 555-0142."), (CLOSED, "Later."), (OVER, "Over.")]
)
def test_part_is_said_in_the_state_of_the_line(now: datetime, said: str) -> None:
    talk = one_text("[open: Call {line}.][closed: Later.][over: Over.]")
    talk.campaign, talk.now = replace(talk.campaign, lines=(LINE,)), now
    assert talk.says("weekword") == said


def test_text_with_the_number_of_a_line_that_has_ended_gives_way_to_the_after_message() -> None:
    talk = one_text("Call {line}.")
    after = Text({"en": compile_template("The line has ended.")})
    texts = {**talk.campaign.texts, "line_over": after}
    talk.campaign = replace(talk.campaign, lines=(LINE,), texts=texts)
    assert talk.says("weekword") == "Call (312) 555-0142."
    talk.now = OVER
    assert talk.says("weekword") == "The line has ended."


@pytest.mark.parametrize(
    ("today", "day"),
    [
        (date(2026, 9, 1), date(2026, 9, 24)),
        (date(2026, 9, 22), date(2026, 9, 24)),
        (date(2026, 9, 25), date(2026, 9, 26)),
        (date(2026, 9, 26), date(2026, 9, 27)),
        (date(2026, 9, 27), date(2026, 10, 3)),
        (date(2026, 11, 28), date(2026, 12, 4)),
    ],
)
def test_example_is_a_day_that_would_be_right(today: date, day: date) -> None:
    assert example_day(make({}, DATES), today) == day


@pytest.mark.parametrize(
    ("lang", "shown"), [("en", "Like 9/24."), ("es", "Like 24 de septiembre.")]
)
def test_example_is_written_as_people_type_it(lang: str, shown: str) -> None:
    talk = one_text("Like {example.day}.")
    talk.person = type(talk.person)(1, lang=lang, is_opted_in=True)
    assert talk.says("weekword") == shown
