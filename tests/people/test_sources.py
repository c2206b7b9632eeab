"""Sources: what may be a code, which digits, what came by each."""

from __future__ import annotations

import pytest
from rapidfuzz.distance import OSA

from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.people import sources
from bot.people.sources import Asked
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line
from tests.events.conftest import say
from tests.factories import CY, rows


@pytest.mark.parametrize(
    "code",
    [
        "EL", "A" * 13, "7UP", "CALL", "CAL", "STOP", "STOPP", "HELP", "AYUDA", "YES", "SI", "MENU",
        "INGLES", "OCT3", "ELM12", "KTRM4729", "BCDFGH", "VINE", "LUNES", "FOUR", "DONE", "ELM-1",
    ],
)  # fmt: skip
def test_a_code_that_means_something_else_is_refused(line: Clarion, code: str) -> None:
    with pytest.raises(InputError) as refused:
        sources.add(line, Asked("Elm", code=code), None)
    assert refused.value.field == "code"


@pytest.mark.parametrize(("typed", "code"), [("elm", "ELM"), (" Élm ", "ELM"), ("elm st", "ELMST")])
def test_a_code_is_kept_as_it_is_texted(line: Clarion, typed: str, code: str) -> None:
    assert sources.add(line, Asked("Elm", code=typed), None).code == code


def test_a_place_gets_a_code_of_its_own_two_slips_from_others(line: Clarion) -> None:
    labels = ["Elm Street Laundry", "Elm Library", "Iglesia San José", "The Elms", "Elm", "Elm"]
    labels += ["Elm"] * 12 + ["12 de Mayo", "¡!", "St. Paul", "San Pablo", "Call center"]
    codes = [sources.add(line, Asked(label), None).code for label in labels]
    assert codes[0] == "ELM"
    assert codes[2] == "JOSE"
    near = [(a, b) for a in codes for b in codes if a < b and OSA.distance(a, b) < 2]
    assert near == []


def test_a_place_is_known_by_its_zip(line: Clarion) -> None:
    made = sources.add(line, Asked("Elm", zip="60608"), None)
    assert (made.zip, made.city, made.state) == ("60608", "Chicago", "IL")


@pytest.mark.parametrize(
    ("field", "value"),
    [("zip", "00000"), ("state", "Illinois"), ("chapter", "pilsen"), ("kind", "flyer"),
     ("flow", "nothing"), ("extension", "1"), ("extension", "12345"), ("extension", "1a2"),
     ("extension", "\u0661\u0664\u0662"),
     ("number", "12"), ("label", "  ")],
)  # fmt: skip
def test_each_field_is_refused_by_name(line: Clarion, field: str, value: str) -> None:
    with pytest.raises(InputError) as refused:
        sources.add(line, Asked(**{"label": "Elm", field: value}), None)
    assert refused.value.field == field


def test_digits_never_begin_like_others(line: Clarion) -> None:
    made = sources.add(line, Asked("Elm", extension="142"), None)
    assert made.extension == "142"
    for typed in ("14", "142", "1423"):
        with pytest.raises(InputError, match=r"begin alike|taken"):
            sources.add(line, Asked("Oak", extension=typed), None)
    found = {sources.add(line, Asked(f"P{n}", extension="auto"), None).extension for n in "ABC"}
    assert found == {"101", "102", "103"}


def test_what_is_looked_up_is_open(line: Clarion) -> None:
    made = sources.add(line, Asked("Elm", extension="142", number="(312) 555-0199"), None)
    with line.record.transaction() as connection:
        assert sources.by_extension(connection, "142") == made
        assert sources.by_number(connection, "+13125550199") == made
        assert sources.by_code(connection, made.code) == made
    sources.close(line, "elm", None)
    with line.record.transaction() as connection:
        assert sources.by_extension(connection, "142") is None
        assert sources.by_number(connection, "+13125550199") is None
        closed = sources.by_code(connection, made.code)
        assert closed is not None
        assert not closed.is_open
    with pytest.raises(Conflict):
        sources.close(line, "ELM", None)
    with pytest.raises(InputError):  # for good: what was credited to it stays one thing
        sources.add(line, Asked("Elm", code="ELM"), None)
    sources.add(line, Asked("Oak", extension="142", number="(312) 555-0199"), None)


def test_what_came_by_each_is_counted(line: Clarion) -> None:
    sources.add(line, Asked("Elm"), None)
    sources.add(line, Asked("Oak"), None)
    say(line, CY, "CALL ELM", "DONE")
    say(line, "+17185550146", "JOIN ELM", "60608")
    say(line, "+17185550147", "ELM")
    found = {one.source.code: (one.people, one.joined, one.calls) for one in sources.list_all(line)}
    assert found == {"OAK": (0, 0, 0), "ELM": (3, 1, 1)}
    assert rows(line, "SELECT act, detail FROM audit WHERE object = 'source'") == [
        ("added sources", {"sources": 1}), ("added sources", {"sources": 1}),
    ]  # fmt: skip
