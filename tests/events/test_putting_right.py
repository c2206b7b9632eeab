"""What is put right at the summary of an action, in both languages, on the real record."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from tests.events.conftest import GUEST, HOST, say
from tests.factories import rows

PLAN = ("LEAD", "3", "thursday", "5 to 6pm", "the church on 18th", "20")
PLAN_ES = ("español", "ORGANIZAR", "3", "el jueves", "5pm", "la iglesia de la 18", "20")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("no, friday", "Protest, Fri Sep 25 5pm to 6pm, the church"),
        ("no, 7pm", "Thu Sep 24 7pm, the church"),  # its end would be before
        ("no, 4 to 7", "4pm to 7pm"),
        ("until 9pm", "5pm to 9pm"),
        ("no, at Saint Ann Church", "6pm, Saint Ann Church, up to 20"),
        ("wrong place, it is Douglass Park", "6pm, Douglass Park, up to 20"),
        ("in Douglass Park, not in the church", "6pm, Douglass Park, up to 20"),
        ("30 people", "up to 30 people"),
        ("up to 30", "up to 30 people"),
        ("change the number to 40", "up to 40 people"),
        ("no, 5 drivers", "up to 20 people; 5 drivers"),
        ("title: Vigil for families", "Vigil for families, Thu Sep 24"),
        ("it's a vigil, not a protest", "vigil, Thu Sep 24"),
        ("no, rally", "Rally, Thu Sep 24"),
        ("wrong number", "How many people can come, at most?"),
        ("wrong title", "What should we call it?"),
    ],
)
def test_one_thing_is_put_right_alone(line: Clarion, text: str, said: str) -> None:
    assert said in say(line, HOST, *PLAN, text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mejor el viernes", "viernes 25 de septiembre, 5pm, la iglesia"),
        ("mejor de 4 a 7", "4pm a 7pm"),
        ("no, en el parque", "5pm, el parque, hasta 20"),
        ("la dirección es 1638 S Blue Island", "5pm, 1638 S Blue Island, hasta 20"),
        ("caben 30", "hasta 30 personas"),
        ("no, 30 personas", "hasta 30 personas"),
        ("se llama Vigilia por las familias", "Vigilia por las familias, jueves"),
        ("es una vigilia, no una protesta", "vigilia, jueves"),
        ("no, marcha", "Marcha, jueves"),
        ("el número está mal", "¿Cuánta gente cabe?"),
        ("otro título", "¿Cómo lo llamamos?"),
    ],
)
def test_one_thing_is_put_right_alone_in_spanish(line: Clarion, text: str, said: str) -> None:
    assert said in say(line, GUEST, *PLAN_ES, text)


def test_what_is_put_right_is_what_is_kept(line: Clarion) -> None:
    say(line, HOST, *PLAN, "no, friday 4 to 7pm", "30 people", "no, rally", "YES")

    assert rows(
        line, "SELECT kind, day::text, starts_at::text, ends_at::text, capacity FROM event"
    ) == [("rally", "2026-09-25", "16:00:00", "19:00:00", 30)]


@pytest.mark.parametrize(
    "text", ["see you at noon", "signs", "in spanish", "bring 3 friends", "ok at 5"]
)
def test_other_words_put_nothing_else_right(line: Clarion, text: str) -> None:
    say(line, HOST, *PLAN, text, "YES")

    made = rows(line, "SELECT place_sealed, capacity, kind FROM event")
    for place, capacity, kind in made:
        assert line.sealer.open(place, "event.place") == "the church on 18th"
        assert (capacity, kind) == (20, "protest")
