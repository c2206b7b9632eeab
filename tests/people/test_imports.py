"""Lists of people come in, wrong lines are named, and who has stopped stays out for good."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import InputError, NotFound
from bot.people import imports
from bot.people.imports import Result
from tests.factories import ANA, CY, make_form, rows

PAPER = "paper sign-up, rally of Sept 3"


def take_in(clarion: Clarion, text: str, consent: str | None = PAPER) -> Result:
    lines = text.splitlines(keepends=True)
    return list(imports.import_people(clarion, lines, source="rally", consent=consent))[-1]


def test_people_come_in_once_with_their_consent(clarion: Clarion) -> None:
    text = (
        "Phone,Name,Lang,ZIP,Tags\n"
        "(646) 555-0101,Xochitl,es,60608,rally;choir\n"
        '+1 646 555 0102,"Bea, the second",en,,\n'
        "646.555.0101,Twice,,,\n"
        f"{ANA},Known,,,\n"
    )
    result = take_in(clarion, text)
    assert (result.added, result.known, result.refused) == (2, 2, 0)
    assert rows(
        clarion,
        "SELECT lang, zip, city, tags, source, opted_in_at IS NOT NULL FROM contact"
        " WHERE source = 'rally' ORDER BY id",
    ) == [
        ("es", "60608", "Chicago", ["choir", "rally"], "rally", True),
        ("en", None, None, [], "rally", True),
    ]
    assert rows(clarion, "SELECT DISTINCT source FROM consent WHERE source = %s", PAPER)


def test_without_consent_nobody_is_opted_in(clarion: Clarion) -> None:
    take_in(clarion, "phone\n646 555 0101\n", consent=None)
    assert rows(clarion, "SELECT opted_in_at FROM contact WHERE source = 'rally'") == [(None,)]


def test_wrong_lines_are_named_and_the_rest_comes_in(clarion: Clarion) -> None:
    text = "phone,lang,zip\n911,,\n646 555 0101,fr,\n646 555 0102,,00000\n646 555 0103,,\n"
    result = take_in(clarion, text)
    assert result.added == 1
    assert [number for number, _ in result.wrong] == [2, 3, 4]
    assert "312 555 0142" in result.wrong[0][1]


@pytest.mark.parametrize("text", ["", "name,zip\nAna,60608\n"])
def test_list_without_a_phone_column_says_what_it_needs(clarion: Clarion, text: str) -> None:
    with pytest.raises(InputError, match="phone, name, lang, zip, tags"):
        take_in(clarion, text)


def test_who_stopped_stays_out_even_after_erasure(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(CY, "call"))
    inbound.receive(clarion, make_form(CY, "alto"))
    [(contact_id,)] = rows(clarion, "SELECT id FROM contact WHERE source = 'keyword:call'")

    imports.erase(clarion, contact_id)
    assert rows(clarion, "SELECT 1 FROM contact WHERE id = %s", contact_id) == []
    assert rows(
        clarion,
        "SELECT count(*)::int FROM message WHERE contact_id = %s AND body_sealed IS NOT NULL",
        contact_id,
    ) == [(0,)]
    assert take_in(clarion, f"phone\n{CY}\n").stopped == 1

    assert inbound.receive(clarion, make_form(CY, "join")).body  # they may always come themselves


def test_erasing_nobody_says_so(clarion: Clarion) -> None:
    with pytest.raises(NotFound):
        imports.erase(clarion, 999_999)
