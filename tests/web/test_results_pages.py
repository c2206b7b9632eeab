"""What it came to, in the console: the day, the funnel, where people leave, and their files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.organizers.organizers import Role
from tests.factories import add_person, make_form
from tests.results.moving import text_out
from tests.web.conftest import LIBRARY_CHOICES

pytestmark = LIBRARY_CHOICES
SignIn = Callable[..., FlaskClient]
PHONE = "+13125550181"


@pytest.fixture
def called(clarion: Clarion) -> Clarion:
    add_person(clarion, PHONE, zip="60608")
    inbound.receive(clarion, make_form(PHONE, "JOIN"))
    return clarion


def test_the_day_says_calls_and_what_needs_somebody(called: Clarion, sign_in: SignIn) -> None:
    page = sign_in(role=Role.VIEWER).get("/console/results/").text
    assert "Calls: 0 of 500, the day before 0." in page
    assert "What needs somebody" in page
    assert "take_out" not in page
    assert "day.csv" not in page  # who may only look takes nothing out


def test_a_day_that_is_none_says_how_to_write_one(clarion: Clarion, sign_in: SignIn) -> None:
    page = sign_in(role=Role.VIEWER).get("/console/results/?day=friday-ish")
    assert page.status_code == 200
    assert "&#39;friday-ish&#39; is not a day" in page.text


@pytest.mark.parametrize("by", ["source", "day", "recruiter", "shoes"])
def test_the_funnel_by_any_part(called: Clarion, sign_in: SignIn, by: str) -> None:
    page = sign_in(role=Role.VIEWER).get(f"/console/results/funnel?by={by}")
    assert page.status_code == 200
    assert ("It is one of" in page.text) == (by == "shoes")


def test_spans_the_wrong_way_round_are_told(clarion: Clarion, sign_in: SignIn) -> None:
    for path in ("funnel", "flows", "effects"):
        page = sign_in(role=Role.VIEWER).get(
            f"/console/results/{path}?since=2026-09-24&until=2026-09-20"
        )
        assert "is after" in page.text


def test_flows_are_shown_in_spanish_too(called: Clarion, sign_in: SignIn) -> None:
    page = sign_in(role=Role.VIEWER).get("/console/results/flows?lang=es").text
    assert "Dónde se va la gente" in page


@pytest.mark.parametrize("what", ["day", "funnel", "flows", "effects"])
def test_files_hold_what_the_page_shows_and_no_number(
    called: Clarion, sign_in: SignIn, what: str
) -> None:
    client = sign_in(role=Role.ORGANIZER)
    table = client.get(f"/console/results/{what}.csv")
    data = client.get(f"/console/results/{what}.json")
    assert (table.status_code, table.mimetype) == (200, "text/csv")
    assert json.loads(data.text)
    assert PHONE[2:] not in table.text + data.text


def test_a_file_that_there_is_not(clarion: Clarion, sign_in: SignIn) -> None:
    client = sign_in(role=Role.ORGANIZER)
    assert client.get("/console/results/day.xls").status_code == 404
    assert client.get("/console/results/day.csv?day=never").status_code == 400
    assert (
        sign_in("vi@clarion.test", Role.VIEWER).get("/console/results/day.csv").status_code == 403
    )


def test_paper_for_whoever_may_look(called: Clarion, sign_in: SignIn) -> None:
    client = sign_in(role=Role.VIEWER)
    for path in ("day.pdf", "closing.pdf", "closing.pdf?lang=es"):
        paper = client.get(f"/console/results/{path}")
        assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    assert client.get("/console/results/day.pdf?day=never").status_code == 400


def test_closing_report_is_a_page(called: Clarion, sign_in: SignIn) -> None:
    page = sign_in(role=Role.VIEWER).get("/console/results/closing?lang=es").text
    assert "Informe final" in page
    assert "0 llamadas" in page


def test_what_moved_the_line_on_each_page_that_tells_it(clarion: Clarion, sign_in: SignIn) -> None:
    person, now = add_person(clarion, PHONE, zip="60608"), clarion.clock.now()
    made = text_out(clarion, [person], now - timedelta(hours=2), "Call at eleven")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO dj (contact_id, langs, state) VALUES (%s, '{en}', 'approved')", [person]
        )
        connection.execute(
            "INSERT INTO report (contact_id, kind, at, state) VALUES (%s, 'aired', %s, 'NY')",
            [person, now - timedelta(hours=3)],
        )
    client = sign_in(role=Role.VIEWER)
    pages = [
        client.get(path).text
        for path in ("/console/results/effects", f"/console/broadcasts/{made}", "/console/djs/")
    ]
    assert all("Cannot tell: " in page for page in pages)
    assert "Call at eleven" in pages[0]
    assert "A DJ without a station" in pages[0]
    assert PHONE[2:] not in "".join(pages)
    spanish = client.get("/console/results/effects?lang=es").text
    assert spanish.count("No se puede saber: ") == 2


def test_nothing_moved_where_nothing_went_out(clarion: Clarion, sign_in: SignIn) -> None:
    page = sign_in(role=Role.VIEWER).get("/console/results/effects").text
    assert "No broadcast went out in these days." in page
    assert "Nobody read on air in these days." in page


def test_the_funnel_says_in_words_how_people_came(called: Clarion, sign_in: SignIn) -> None:
    inbound.receive(called, make_form("+13125550177", "cuando se desocupe"))
    for lang, words in (("en", "Texted “cuando"), ("es", "Escribió «cuando")):
        page = sign_in(role=Role.VIEWER).get(f"/console/results/funnel?by=source&lang={lang}").text
        assert words in page
        assert "keyword:cuando" not in page
