"""Sources in the console: added one by one and many at once, closed, printed; who may."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pypdf
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from bot.clarion import Clarion
from bot.organizers.organizers import Role
from bot.people import sources
from tests.web.conftest import csrf_token

PAGE = "/console/sources/"


def post(client: FlaskClient, path: str, data: dict[str, Any], **more: Any) -> TestResponse:
    """Post a form of the page."""
    token = {"csrf_token": csrf_token(client.get(PAGE).text)}
    return client.post(path, data={**data, **token}, **more)


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def test_one_is_added_with_a_code_of_its_own(olga: FlaskClient) -> None:
    form = {"label": "Elm Street Laundry", "zip": "60608", "extension": "auto", "kind": "poster",
            "flow": "call"}  # fmt: skip
    assert post(olga, PAGE, form).status_code == 302
    page = olga.get(PAGE).text
    assert "Its code is ELM." in page
    assert "press 101" in page
    assert "Chicago" in page


def test_what_is_wrong_is_said_at_its_field_and_kept(olga: FlaskClient) -> None:
    answer = post(olga, PAGE, {"label": "<b>Elm</b>", "code": "STOP", "kind": "poster"})
    assert answer.status_code == 400
    assert 'id="code" name="code" value="STOP"' in answer.text
    assert "STOP means something else" in answer.text
    assert "<b>Elm" not in answer.text


def test_rows_and_files_are_added_and_bad_ones_named(olga: FlaskClient) -> None:
    answer = post(olga, f"{PAGE}rows", {"rows": "Elm, 60608\nOak, 00000", "extensions": "1"})
    assert "<strong>ELM</strong>" in answer.text
    assert "There is no such ZIP: 00000." in answer.text
    file = (io.BytesIO("nombre;zip\nPeñón;60608\n".encode("cp1252")), "places.csv")
    assert "<strong>PENON</strong>" in post(olga, f"{PAGE}rows", {"file": file}).text
    assert post(olga, f"{PAGE}rows", {"rows": ""}).status_code == 400


def test_closed_ones_leave_the_list_and_are_not_lost(olga: FlaskClient, clarion: Clarion) -> None:
    sources.add(clarion, sources.Asked("Elm"), None)
    post(olga, f"{PAGE}ELM/close", {})
    assert 'scope="row">ELM' not in olga.get(PAGE).text
    assert 'scope="row">ELM' in olga.get(f"{PAGE}?closed=1").text
    assert "closed already" in post(olga, f"{PAGE}ELM/close", {}, follow_redirects=True).text


def test_posters_are_printed_for_those_that_are_ticked(olga: FlaskClient, clarion: Clarion) -> None:
    for label in ("Elm", "Oak", "Ash"):
        sources.add(clarion, sources.Asked(label), None)
    answer = olga.get(f"{PAGE}posters.pdf?code=ELM&code=OAK&beside=1")
    assert answer.mimetype == "application/pdf"
    read = pypdf.PdfReader(io.BytesIO(answer.data))
    assert ["CALL ELM" in page.extract_text() for page in read.pages] == [True, False]
    assert olga.get(f"{PAGE}posters.pdf?code=NOPE").status_code == 400


def test_viewers_look_and_print_and_change_nothing(
    sign_in: Callable[..., FlaskClient], clarion: Clarion
) -> None:
    sources.add(clarion, sources.Asked("Elm"), None)
    viewer = sign_in("vic@clarion.test", Role.VIEWER)
    assert "Add many" not in viewer.get(PAGE).text
    assert viewer.get(f"{PAGE}posters.pdf").status_code == 200
    assert post(viewer, f"{PAGE}ELM/close", {}).status_code == 403
