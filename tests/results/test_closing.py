"""The closing report: counted by hand from a script, the same on paper, and nobody in it."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace

import pypdf
import pytest

from bot.clarion import Clarion
from bot.results import closing, day, morning, printing
from bot.web import tile_map
from bot.web.words import catalog
from tests.events.conftest import GUEST, HOST, Minutes, say
from tests.factories import rows

ANA, BO, CY = "+13125550181", "+13125550182", "+12125550183"
NAMES = ("Hana", "Gil", "Xavi", "Anabel")


@pytest.fixture
def week(line: Clarion, clock: Minutes) -> Clarion:
    """Two days: 9 calls in Chicago on the first, 2 in New York on the second; one in Spanish."""
    say(line, ANA, "JOIN", "1", "60608", "Anabel", "made 6 calls")
    say(line, HOST, "made 3 calls")
    clock.forward(days=1)
    say(line, CY, "UNIRME", "1", "10001", "SALTAR", "hice 2 llamadas")
    say(line, GUEST, "AIRED")
    return line


def test_it_is_what_was_said(week: Clarion) -> None:
    found = closing.of(week)

    assert (found.calls, found.said, found.measured) == (11, 11, 0)
    assert [(day.isoformat(), n) for day, n in found.by_day.items()] == [
        ("2026-09-23", (9, 0)), ("2026-09-24", (2, 0)),
    ]  # fmt: skip
    assert (found.sums.texted, found.sums.joined, found.sums.in_spanish) == (4, 2, 1)


def test_small_places_are_not_shown_but_counted(week: Clarion) -> None:
    found = closing.of(week)
    assert found.states == {"IL": 9}
    assert sum(found.states.values()) + found.elsewhere == found.calls
    assert all(calls >= 5 for calls in found.cities.values())


def test_what_was_measured_is_kept_apart(week: Clarion) -> None:
    rows(
        week,
        "INSERT INTO report (contact_id, kind, count, at, confidence)"
        " VALUES (1, 'called', 4, now(), 'measured') RETURNING id",
    )
    found = closing.of(week)
    assert (found.calls, found.said, found.measured) == (15, 11, 4)
    assert any("went through our phone line" in one for one in closing.sentences(found))


def test_nothing_yet_is_said_too(line: Clarion) -> None:
    found = closing.of(line)
    assert str(closing.sentences(found)[0]) == "0 calls."
    assert printing.closing_pdf(found, "en", str, tile_map.draw(found.states).places)


def test_it_names_nobody_in_any_form(week: Clarion) -> None:
    found = closing.of(week)
    paper = printing.closing_pdf(found, "en", str, tile_map.draw(found.states).places)
    held = json.dumps(closing.as_data(found)) + text_of(paper)
    assert [name for name in NAMES if name in held] == []
    assert re.findall(r"\(?\d{3}\)?[ -.]?\d{3}[ -.]?\d{4}", held) == []


def test_paper_is_in_spanish_with_its_accents(week: Clarion) -> None:
    found = closing.of(week)
    paper = printing.closing_pdf(
        found, "es", lambda said: said.told("es", catalog("es")), tile_map.draw(found.states).places
    )
    text = text_of(paper)
    assert "11 llamadas." in text
    assert "Llamadas por día" in text
    assert "miércoles 23 de septiembre" in text


def test_the_day_is_printed_with_its_chapters(week: Clarion) -> None:
    rows(week, "INSERT INTO chapter (slug, name) VALUES ('north', 'Niñez del Norte') RETURNING id")
    report = morning.of(week, day.read_day(week, "yesterday"))
    text = text_of(printing.day_pdf(week, report, "en", str))
    assert "Wednesday, September 23" in text
    assert "Calls: 9 of 500, the day before 0." in text
    assert "What needs somebody" in text
    assert "No chapter" in text


def test_a_long_report_goes_on_over_the_page(week: Clarion) -> None:
    found = closing.of(week)
    many = {f"City {n}, IL": 5 for n in range(80)}
    paper = printing.closing_pdf(
        replace(found, cities=many), "en", str, tile_map.draw(found.states).places
    )
    text = text_of(paper)
    assert all(name in text for name in many)


def text_of(paper: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(paper)).pages)
