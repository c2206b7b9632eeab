"""/live: the page, the data, its moving part and the cards; for everybody, naming nobody."""

from __future__ import annotations

import io
from datetime import timedelta
from xml.etree import ElementTree

import cv2
import numpy
import pytest
from flask.testing import FlaskClient
from PIL import Image

from bot.clarion import Clarion
from bot.results import sharing
from tests.factories import add_person

PARTS = ("/live.json", "/live/moving", "/live.svg", "/live.png")


@pytest.fixture
def counted(clarion: Clarion) -> Clarion:
    """1,234 calls, of six people in Chicago and one in Boise; two readings."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO report (kind, count, at, confidence) VALUES ('called', 1000, %s, 'said'),"
            " ('called', 160, %s, 'measured'), ('aired', 2, %s, 'said')",
            [now - timedelta(days=2), now, now],
        )
    chicago = [add_person(clarion, f"+131255502{n:02}", zip="60608") for n in range(6)]
    boise = [add_person(clarion, "+12085550201", zip="83702")]
    with clarion.record.transaction() as connection:
        for who, state, count in [*((one, "IL", 10) for one in chicago), (boise[0], "ID", 14)]:
            connection.execute(
                "INSERT INTO report (contact_id, kind, count, at, state)"
                " VALUES (%s, 'called', %s, %s, %s)",
                [who, count, now, state],
            )
    sharing.of(clarion).forget()
    return clarion


def test_data_is_for_every_site_and_known_again(client: FlaskClient, counted: Clarion) -> None:
    answer = client.get("/live.json")
    found = answer.get_json()
    assert (found["called"], found["said"], found["measured"]) == (1234, 1074, 160)
    assert (found["today"], found["goal"], found["aired"]) == (234, 500, None)
    assert found["states"] == {"IL": 60}
    assert found["cities"] == [["Chicago, IL", 60]]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert answer.headers["Cache-Control"] == "public, max-age=2"
    assert "Set-Cookie" not in answer.headers
    again = client.get("/live.json", headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize("path", PARTS)
def test_every_part_has_a_tag_of_its_words(
    client: FlaskClient, counted: Clarion, path: str
) -> None:
    first = client.get(path)
    assert first.status_code == 200
    assert client.get(path).headers["ETag"] == first.headers["ETag"]
    with counted.record.transaction() as connection:
        connection.execute("INSERT INTO report (kind, count) VALUES ('called', 66)")
    sharing.of(counted).forget()
    assert client.get(path).headers["ETag"] != first.headers["ETag"]


def test_page_tells_the_count_the_goal_and_what_to_do_in_both_languages(
    client: FlaskClient, counted: Clarion
) -> None:
    page = client.get("/live").text.replace("\u00a0", " ").replace("\u2011", "-")
    for words in (
        "1,234", "calls to the White House", "llamadas a la Casa Blanca", "today 234 of 500",
        "hoy 234 de 500", "1,074 said by text", "160 measured by the phone line",
        "160 medidas por la línea", "Chicago, IL", "&lt;5 readings", "(866) 473-5915",
    ):  # fmt: skip
        assert words in page, words
    assert "Boise" not in page
    assert "<title>ID: 0</title>" in page
    assert '<progress max="100" value="46"' in page


def test_one_language_stays_and_two_take_turns_without_javascript(client: FlaskClient) -> None:
    page = client.get("/live?lang=es").text
    assert 'data-turn="es"' in page
    assert "said by text" not in page
    assert 'content="12; url=/live?lang=es"' in page
    assert 'content="12; url=/live?turn=es"' in client.get("/live").text
    turned = client.get("/live?turn=es").text
    assert 'data-turn="es"' in turned
    assert 'content="12; url=/live?turn=en"' in turned
    assert 'data-turn="en"' in client.get("/live?turn=xx").text


@pytest.mark.parametrize(
    ("theme", "shown"), [("dark", True), ("light", True), ('"><script>', False)]
)
def test_theme_is_dark_or_light_or_the_reader_s(
    client: FlaskClient, theme: str, shown: bool
) -> None:
    page = client.get("/live", query_string={"theme": theme}).text
    assert (f'data-theme="{theme}"' in page) is shown
    assert "<script>" not in page


def test_a_forwarded_link_shows_the_card(client: FlaskClient, counted: Clarion) -> None:
    page = client.get("/live").text
    assert '<meta property="og:image" content="https://clarion.test/live.png?lang=en">' in page
    assert '<meta property="og:title" content="1,234 calls to the White House">' in page
    assert "og:image:alt" in page


@pytest.mark.parametrize(("lang", "says"), [("en", "CALL"), ("es", "LLAMAR")])
def test_cards_are_a_drawing_and_a_picture_to_scan(
    client: FlaskClient, counted: Clarion, lang: str, says: str
) -> None:
    drawn = client.get(f"/live.svg?lang={lang}")
    assert drawn.mimetype == "image/svg+xml"
    words = " ".join(ElementTree.fromstring(drawn.text).itertext())  # noqa: S314 - our own
    assert "1,234" in words
    assert says in words
    answer = client.get(f"/live.png?lang={lang}")
    picture = Image.open(io.BytesIO(answer.data))
    assert (answer.mimetype, picture.size) == ("image/png", (1200, 630))
    assert len(answer.data) < 100_000
    found = cv2.QRCodeDetector().detectAndDecode(numpy.array(picture.convert("L")))[0]
    assert found == f"sms:+12025550100?&body={says}"


def test_nothing_yet_is_shown_as_nothing(client: FlaskClient) -> None:
    assert '<strong class="big" data-count="called">0</strong>' in client.get("/live").text
    for path in PARTS:
        assert client.get(path).status_code == 200


def test_parts_run_nothing_that_the_page_s_policy_forbids(
    client: FlaskClient, counted: Clarion
) -> None:
    for path in ("/live", "/live/moving"):
        page = client.get(path).text
        assert "style=" not in page
        assert "onclick" not in page
