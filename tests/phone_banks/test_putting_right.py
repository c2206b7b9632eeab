"""What is put right at the summary of a phone bank, in both languages, on the real record."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from tests.events.conftest import GUEST, HOST, say
from tests.factories import rows

PLAN = ("HOST PHONEBANK", "thursday", "noon to 2pm", "Casa Roja", "50")
PLAN_ES = ("español", "HACER GRUPO", "el jueves", "de 12 a 2", "Casa Roja", "50")


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("no, 1 to 3pm", "1pm to 3pm"),
        ("1 to 3", "1pm to 3pm"),
        ("no, from 1 until 3", "1pm to 3pm"),
        ("no, noon to 3pm", "12pm to 3pm"),  # the same beginning, another end
        ("until 3", "12pm to 3pm"),
        ("no, it ends at 1:30", "12pm to 1:30pm"),
        ("no, 1pm", "1pm to 2pm"),  # another beginning leaves the end
        ("no, 3pm", "3pm to 4pm"),  # the end is past: two hours, or until the line closes
    ],
)
def test_hours_are_put_right_with_their_end(line: Clarion, text: str, hours: str) -> None:
    answer = say(line, HOST, *PLAN, text)

    assert f"Thu Sep 24 {hours}, Casa Roja, goal 50 calls. Is that right?" in answer
    say(line, HOST, "YES")
    begins, _, ends = hours.partition(" to ")
    made = rows(
        line, "SELECT to_char(starts_at, 'FMHH12:MIam'), to_char(ends_at, 'FMHH12:MIam') FROM event"
    )
    assert [tuple(one.replace(":00", "") for one in row) for row in made] == [(begins, ends)]


@pytest.mark.parametrize(
    ("text", "hours"),
    [
        ("no, de 1 a 3", "1pm a 3pm"),
        ("mejor de 1 a 3", "1pm a 3pm"),
        ("de mediodía a 3", "12pm a 3pm"),
        ("no, hasta las 3", "12pm a 3pm"),
        ("hasta la 1:30", "12pm a 1:30pm"),
        ("termina a la una", "12pm a 1pm"),
        ("no, a la 1", "1pm a 2pm"),
        ("no a las 12, a la 1", "1pm a 2pm"),
    ],
)
def test_hours_are_put_right_in_spanish(line: Clarion, text: str, hours: str) -> None:
    answer = say(line, GUEST, *PLAN_ES, text)

    assert f"jueves 24 de septiembre, {hours}, Casa Roja, meta de 50 llamadas" in answer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no, friday", "Fri Sep 25 12pm to 2pm, Casa Roja, goal 50"),
        ("no, at Casa Azul", "12pm to 2pm, Casa Azul, goal 50"),
        ("the place is Casa Azul", "12pm to 2pm, Casa Azul, goal 50"),
        ("no, from home", "everybody from home, goal 50"),
        ("80 calls", "Casa Roja, goal 80 calls"),
        ("goal 80", "Casa Roja, goal 80 calls"),
        ("video call", "What is the link of the call?"),
        ("wrong goal", "How many calls is your goal?"),
        ("wrong time", "From when to when?"),
        ("wrong day", "What is the right day?"),
        ("no, 7pm", "from 8am to 4pm where you are"),
        ("no, sunday", "Nobody answers on that day"),
    ],
)
def test_the_rest_is_put_right_alone(line: Clarion, text: str, said: str) -> None:
    assert said in say(line, HOST, *PLAN, text)


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        (("until 3pm", "no, friday"), "Fri Sep 25 12pm to 3pm"),
        (("no, sunday", "friday"), "Fri Sep 25 12pm to 2pm, Casa Roja, goal 50"),
        (("no, 7pm", "1pm to 3pm"), "1pm to 3pm, Casa Roja, goal 50"),
        (("wrong place", "from home"), "everybody from home, goal 50"),
        (("what is all of this about", "well, well", "hm hm hm", "no, 1 to 3"), "1pm to 3pm"),
    ],
)
def test_what_was_said_already_is_not_asked_again(
    line: Clarion, texts: tuple[str, ...], said: str
) -> None:
    answer = say(line, HOST, *PLAN, *texts)

    assert said in answer
    assert "Is that right? YES or NO" in answer


def test_a_plain_no_asks_everything_again(line: Clarion) -> None:
    say(line, HOST, *PLAN, "no", "friday", "1pm to 3pm")

    assert "How many calls is your goal?" in say(line, HOST, "Casa Azul")
    assert "Fri Sep 25 1pm to 3pm, Casa Azul, goal 80" in say(line, HOST, "80")
