"""Many places at once: lines, tables, and bad rows that stop no other."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import source_lists, sources
from tests.events.conftest import clock as clock
from tests.events.conftest import line as line

LINES = "Elm Street Laundry, 60608\n\nOak Library, 60622, OAKLIB\nSan José; not a ZIP\n"


def came(line: Clarion, text: str, **more: bool) -> list[tuple[int, str]]:
    found = source_lists.add_all(line, text, None, **more)
    return [(one.row, one.source.code if one.source else one.problem) for one in found]


def test_lines_are_places_with_their_zip_and_code(line: Clarion) -> None:
    assert came(line, LINES) == [
        (1, "ELM"),
        (2, "OAKLIB"),
        (3, "JOSE"),  # with no comma the line is all label
    ]


def test_a_bad_row_stops_no_other(line: Clarion) -> None:
    text = "Elm, 60608\nOak, 99999\nPine, 60608, CALL\n, 60608\nAsh, 60608\n"
    assert came(line, text) == [
        (1, "ELM"),
        (2, "There is no such ZIP: 99999."),
        (3, "CALL means something else when it is texted. Take another word."),
        (4, "Say where it hangs, or what it is: Elm Street Laundry."),
        (5, "ASH"),
    ]
    assert len(sources.list_all(line)) == 2


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_a_table_names_its_columns_in_either_language(line: Clarion, separator: str) -> None:
    table = ["Nombre|Código postal|Código|Ext", "Elm|60608|ELMO|142", "Roble|60622||auto"]
    found = source_lists.add_all(
        line, "\n".join(row.replace("|", separator) for row in table), None
    )
    assert [(one.source.code, one.source.extension) for one in found if one.source] == [
        ("ELMO", "142"), ("ROBLE", "101"),
    ]  # fmt: skip


def test_the_same_list_again_adds_nothing_twice(line: Clarion) -> None:
    came(line, "Elm, 60608\nOak")
    assert came(line, "ELM, 60608\nOak\nAsh", with_extensions=True) == [
        (1, "It is there already: ELM."),
        (2, "It is there already: OAK."),
        (3, "ASH"),
    ]
    assert [one.source.extension for one in sources.list_all(line)] == ["101", None, None]


@pytest.mark.parametrize("text", ["", " \n ", "x\n" * (source_lists.MOST + 1)])
def test_no_row_and_too_many_are_refused(line: Clarion, text: str) -> None:
    with pytest.raises(InputError):
        source_lists.add_all(line, text, None)


def test_no_row_however_odd_stops_the_others(line: Clarion) -> None:
    text = "Elm\0, 60608\n" + "x" * 300_000 + '\n"open, 60608\nAsh, \u0661\u0664\u0662'
    found = source_lists.add_all(line, text, None)
    assert found[0].source is not None
    assert (found[0].source.code, found[0].source.label) == ("ELM", "Elm")
