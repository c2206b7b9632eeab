"""DJs and scripts in the console: who may look, who decides, and what is never shown."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import timedelta
from urllib.parse import unquote

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.djs import overview
from bot.organizers.organizers import Role
from bot.people import samples
from bot.people.report_words import seal_details
from bot.store.djs import airings, djs, stations
from bot.store.djs.naming import seal_station
from tests.factories import CY, add_person, rows
from tests.web.broadcasting import stand_still
from tests.web.conftest import LIBRARY_CHOICES, post

pytestmark = LIBRARY_CHOICES
SignIn = Callable[..., FlaskClient]
ANA_ID, DEE_ID = 1, 3


@pytest.fixture
def busy(clarion: Clarion) -> Clarion:
    """A day on which people may be texted. Dee has two scripts and has read one; Ana asked two
    stations; Cy waits for a yes."""
    stand_still(clarion)
    samples.seed(clarion)
    now = clarion.clock.now()
    cy = add_person(clarion, CY, name="Cy")
    with clarion.record.transaction() as connection:
        for script in ("families", "one-minute"):
            djs.add_share(
                connection, code=f"code-{script}", contact_id=DEE_ID, script=script, version=1,
                length="30", lang="en", message_id=None, expires_at=None, now=now,
            )  # fmt: skip
        connection.execute("UPDATE dj SET recruited_by = %s, slot = 'mon 07:00'", [ANA_ID])
        for station in ("kdee", "kdna"):
            stations.ask_station(connection, b"", [station.encode()], ANA_ID, now)
        airings.add_airing(
            connection, contact_id=DEE_ID, at=now - timedelta(days=1),
            details={"script": "families", "version": 1}, message_id=None, held=None, now=now,
            details_sealed=seal_details(clarion.sealer, {"station": "KDEE"}),
        )  # fmt: skip
        djs.sign_up_dj(
            connection,
            cy,
            djs.NewDj(
                **seal_station(clarion.sealer, "=cmd()", "Yakima"), langs=("es",), state="pending"
            ),
            now,
        )
    return clarion


def test_an_airing_counts_under_its_own_language_only(busy: Clarion, sign_in: SignIn) -> None:
    """A station on air in two languages has two rows; they add up to it."""
    now = busy.clock.now()
    with busy.record.transaction() as connection:
        connection.execute("UPDATE dj SET langs = '{en,es}' WHERE contact_id = %s", [DEE_ID])
        for hours, lang in ((2, "es"), (4, "es"), (6, "en")):
            airings.add_airing(
                connection, contact_id=DEE_ID, at=now - timedelta(hours=hours),
                details={"script": "families", "version": 1, "lang": lang}, message_id=None,
                details_sealed=None, held=None, now=now,
            )  # fmt: skip
    (station,) = [one for one in overview.list_stations(busy) if one.contact_id == DEE_ID]
    table = overview.by_market([station])["Albuquerque"]
    found = {lang: (rows[0].received, rows[0].aired) for lang, rows in table.items()}
    assert found == {"en": (2, 1), "es": (0, 2), "": (0, 1)}  # one was told with no language
    assert station.aired == sum(aired for _, aired in found.values()) == 4
    assert station.received == sum(received for received, _ in found.values())
    pages = sign_in("olga@clarion.test", Role.ORGANIZER)
    assert pages.get("/console/djs/").text.count(" aired</span>") == 3
    assert pages.get("/console/djs/run-sheet").text.count("KDEE") == 3


def test_page_shows_the_way_to_the_air(busy: Clarion, sign_in: SignIn) -> None:
    page = sign_in("olga@clarion.test", Role.VIEWER).get("/console/djs/").text
    for words in ("KDEE", "Albuquerque", "Waiting for a yes", "Who brings DJs", "Ana", "Mon 7am"):
        assert words in page
    assert 'src="data:image/svg+xml' in unquote(page)
    assert "555-01" not in page
    assert "+1505" not in page
    assert "Approve" not in page  # a viewer looks


def test_an_organizer_decides_and_the_dj_is_told(busy: Clarion, sign_in: SignIn) -> None:
    client = sign_in("olga@clarion.test", Role.ORGANIZER)
    [(cy,)] = rows(busy, "SELECT contact_id FROM dj WHERE state = 'pending'")
    answer = post(client, "/console/djs/", {}, follow_redirects=False)
    assert answer.status_code == 405
    token = {"csrf_token": _token(client)}
    client.post("/console/djs/decide", data={"dj": str(cy), "act": "approve", **token})
    assert rows(busy, "SELECT state FROM dj WHERE contact_id = %s", cy) == [("approved",)]
    assert rows(busy, "SELECT name FROM timer WHERE contact_id = %s", cy) == [("later:dj_news",)]
    for wrong in ("", "999", "x", "1" * 40):
        answer = client.post("/console/djs/decide", data={"dj": wrong, "act": "approve", **token})
        assert answer.status_code == 302


def _token(client: FlaskClient) -> str:
    from tests.web.conftest import csrf_token

    return csrf_token(client.get("/console/djs/").text)


@pytest.mark.parametrize("path", ["/console/djs/run-sheet.csv", "/console/djs/airings.csv"])
def test_sheets_hold_no_name_no_number_and_no_formula(
    busy: Clarion, sign_in: SignIn, path: str
) -> None:
    assert sign_in("vi@clarion.test", Role.VIEWER).get(path).status_code == 403
    answer = sign_in("olga@clarion.test", Role.ORGANIZER).get(path)
    assert answer.mimetype == "text/csv"
    sheet = list(csv.reader(io.StringIO(answer.text)))
    assert any("KDEE" in row for row in sheet)
    cells = [cell for row in sheet for cell in row]
    assert not any(cell.startswith(("=", "+", "@")) for cell in cells)
    assert not {"Dee", "Cy", "Ana"} & set(cells)


def test_run_sheet_is_made_to_be_printed(busy: Clarion, sign_in: SignIn) -> None:
    page = sign_in("olga@clarion.test", Role.ORGANIZER).get("/console/djs/run-sheet").text
    assert "KDEE" in page
    assert "Read at" in page


def test_scripts_are_listed_with_versions_and_who_has_which(busy: Clarion, sign_in: SignIn) -> None:
    client = sign_in("olga@clarion.test", Role.VIEWER)
    page = client.get("/console/scripts/").text
    assert "Families together" in page
    assert "10 15 30 60 live" in page
    one = client.get("/console/scripts/families").text
    assert "KDEE" in one
    assert "eight six six" in one
    assert "Push it to DJs" not in one
    assert client.get("/console/scripts/nothing").status_code == 404


def test_a_push_is_looked_at_and_confirmed_by_its_number(busy: Clarion, sign_in: SignIn) -> None:
    client = sign_in("olga@clarion.test", Role.ORGANIZER)
    path = "/console/scripts/families"
    from tests.web.conftest import csrf_token

    token = csrf_token(client.get(path).text)
    sent = {"csrf_token": token, "lang": "es", "length": "30", "market": "Albuquerque"}
    look = client.post(f"{path}/push", data={**sent, "act": "look"})
    assert look.status_code == 200
    assert "Type the number of people it goes to." in look.text
    wrong = client.post(f"{path}/push", data={**sent, "act": "send", "confirm": "7"})
    assert "It goes to 1 person. Type that number." in wrong.text
    assert rows(busy, "SELECT id FROM broadcast") == []
    done = client.post(f"{path}/push", data={**sent, "act": "send", "confirm": "1"})
    assert done.status_code == 302
    assert rows(busy, "SELECT settings ->> 'script' FROM broadcast") == [("families",)]
    bad = client.post(f"{path}/push", data={**sent, "lang": "xx", "act": "look"})
    assert bad.status_code == 400


def test_urgent_needs_a_reason_and_a_second_person(busy: Clarion, sign_in: SignIn) -> None:
    client = sign_in("olga@clarion.test", Role.APPROVER)
    path = "/console/scripts/families"
    from tests.web.conftest import csrf_token

    token = csrf_token(client.get(path).text)
    for data in ({"act": "ask", "reason": "no"}, {"act": "approve"}):
        answer = client.post(f"{path}/urgent", data={**data, "csrf_token": token})
        assert answer.status_code == 302
    client.post(
        f"{path}/urgent",
        data={"act": "ask", "reason": "The number was wrong.", "csrf_token": token},
    )
    assert rows(busy, "SELECT urgent_reason FROM script_edition WHERE script = 'families'") == [
        ("The number was wrong.",)
    ]
