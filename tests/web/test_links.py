"""/s/CODE: the page of a source's link, and who is known to have come by it once they say yes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.config import Settings
from bot.conversations import inbound
from bot.organizers.organizers import Role
from bot.people import sources
from bot.people.sources import Asked
from bot.web import create_app, number_limits
from tests.conftest import ROOT
from tests.factories import ANA, CY, add_person, make_clarion, make_form, rows
from tests.web.browsing import Web
from tests.web.eventing import make_event

ELM = Asked("Elm Street Laundry", code="ELM", kind="link", zip="60608")


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows")
    yield made
    made.record.dispose()


@pytest.fixture
def app(clarion: Clarion) -> Flask:
    return create_app(clarion)


@pytest.fixture
def visitor(clarion: Clarion, app: Flask) -> FlaskClient:
    sources.add(clarion, ELM, None)
    return app.test_client(use_cookies=False)


def say(clarion: Clarion, body: str, phone: str = CY) -> str:
    """Text it, once what waits for the number has gone out."""
    rows(clarion, "UPDATE message SET state = 'sent' WHERE kind = 'confirm' RETURNING id")
    return inbound.receive(clarion, make_form(phone, body)).body or ""


def came_by(clarion: Clarion, phone: str = CY) -> list[tuple[Any, ...]]:
    """A number's source, and the codes noted for it."""
    return rows(
        clarion,
        "SELECT c.source, (SELECT array_agg(s.code) FROM source_text t"
        "  JOIN source s ON s.id = t.source_id WHERE t.contact_id = c.id)"
        " FROM contact c JOIN address a ON a.contact_id = c.id WHERE a.digest = %s",
        clarion.sealer.digest("sms", phone),
    )


@pytest.mark.parametrize(
    ("lang", "flow", "body", "press"),
    [("en", "call", "CALL%20ELM", "When it answers, press 1 4 2."),
     ("es", "call", "LLAMAR%20ELM", "Cuando conteste, marca 1 4 2."),
     ("en", "join", "JOIN%20ELM", "press 1 4 2"),
     ("es", "join", "UNIRME%20ELM", "marca 1 4 2")],
)  # fmt: skip
def test_one_button_writes_the_text_and_the_rest_knows_the_code(
    clarion: Clarion, app: Flask, lang: str, flow: str, body: str, press: str
) -> None:
    sources.add(clarion, Asked("Elm", code="ELM", flow=flow, extension="142"), None)
    answer = app.test_client().get(f"/s/elm?lang={lang}")
    number = clarion.settings.twilio_from
    assert f'href="sms:{number}?&amp;body={body}"' in answer.text
    assert press in answer.text.replace("\u00a0", " ")
    assert f'href="tel:{number}"' in answer.text
    assert f'href="/join?lang={lang}&amp;s=ELM"' in answer.text
    assert f'href="/events?lang={lang}&amp;s=ELM"' in answer.text
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "<script" not in answer.text


def test_without_digits_the_line_is_called_in_its_hours(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    line = clarion.campaign.current().line("en", clarion.clock.now())
    assert line is not None
    page = visitor.get("/s/ELM?lang=en").text
    assert f'href="tel:{line.number}">{line.shown}</a>' in page
    assert line.hours_text["en"] in page


def test_a_number_of_its_own_is_called(clarion: Clarion, app: Flask) -> None:
    sources.add(clarion, Asked("Elm", code="ELM", number="(312) 555-0199"), None)
    page = app.test_client().get("/s/ELM?lang=en").text
    assert 'href="tel:+13125550199">(312) 555-0199</a>' in page


def test_a_code_that_is_none_or_is_over_is_the_front_page(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    front = visitor.get("/?lang=en").text
    sources.close(clarion, "ELM", None)
    for code in ("ELM", "NOPE", "<b>", "x" * 500, "¡é!"):
        answer = visitor.get(f"/s/{code}?lang=en")
        assert (answer.status_code, answer.text) == (200, front)
        assert answer.headers["X-Robots-Tag"] == "noindex"


def test_the_language_and_a_refused_form_keep_the_code(visitor: FlaskClient) -> None:
    hidden = '<input type="hidden" name="s" value="ELM">'
    page = visitor.get("/join?s=elm&lang=en").text
    assert hidden in page
    assert 'href="?lang=es&amp;s=ELM"' in page
    refused = visitor.post("/join?lang=en", data={"phone": "12", "agree": "yes", "s": "ELM"})
    assert refused.status_code == 400
    assert hidden in refused.text
    for odd in ("<b>x</b>", "a" * 200, "12"):
        assert 'name="s"' not in visitor.get("/join", query_string={"s": odd}).text


@pytest.mark.parametrize(("lang", "yes"), [("en", "YES"), ("es", "sí")])
def test_who_leaves_a_number_came_by_it_once_they_say_yes(
    clarion: Clarion, visitor: FlaskClient, lang: str, yes: str
) -> None:
    form = {"phone": CY, "agree": "yes", "s": "ELM"}
    assert visitor.post(f"/join?lang={lang}", data=form).status_code == 200
    assert came_by(clarion) == [("web form", None)]
    say(clarion, yes)
    assert came_by(clarion) == [("source:ELM", ["ELM"])]
    [listed] = sources.list_all(clarion)
    assert (listed.people, listed.joined) == (1, 1)


def test_who_does_not_say_yes_or_came_before_is_not_credited(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    visitor.post("/join?lang=en", data={"phone": CY, "agree": "yes", "s": "ELM"})
    say(clarion, "who is this?")
    add_person(clarion, ANA, source="list", opted_in_at=None)
    visitor.post("/join?lang=en", data={"phone": ANA, "agree": "yes", "s": "ELM"})
    say(clarion, "YES", ANA)
    assert came_by(clarion) == [("web form", None)]
    assert came_by(clarion, ANA) == [("list", ["ELM"])]


def test_a_source_that_closes_before_the_yes_is_credited_nothing(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    visitor.post("/join?lang=en", data={"phone": CY, "agree": "yes", "s": "ELM"})
    sources.close(clarion, "ELM", None)
    say(clarion, "YES")
    assert came_by(clarion) == [("web form", None)]


def test_a_code_nobody_knows_is_taken_for_none(clarion: Clarion, visitor: FlaskClient) -> None:
    form = {"phone": CY, "agree": "yes", "s": "NOPE"}
    assert visitor.post("/join?lang=en", data=form).status_code == 200
    say(clarion, "YES")
    assert came_by(clarion) == [("web form", None)]


def test_signing_up_for_an_action_keeps_it(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    assert f'href="/events/{code}?lang=en&amp;s=ELM"' in visitor.get("/events?lang=en&s=ELM").text
    assert 'name="s" value="ELM"' in visitor.get(f"/events/{code}?s=ELM").text
    form = {"phone": CY, "agree": "yes", "party": "2", "s": "ELM"}
    assert visitor.post(f"/events/{code}?lang=en", data=form).status_code == 200
    say(clarion, "YES")
    assert came_by(clarion) == [("source:ELM", ["ELM"])]


def test_being_rung_keeps_it(clarion: Clarion, visitor: FlaskClient) -> None:
    assert 'name="s" value="ELM"' in visitor.get("/call-me?s=ELM").text
    assert visitor.post("/call-me?lang=en", data={"phone": CY, "s": "ELM"}).status_code == 200
    say(clarion, "YES")
    assert came_by(clarion) == [("source:ELM", ["ELM"])]
    wish = "SELECT source FROM call WHERE place <> 'confirmed'"
    assert rows(clarion, wish) == [("source:ELM",)]


def test_forms_by_a_link_are_counted_like_others(
    visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_limits, "FROM_ONE_ADDRESS", 1)
    form = {"phone": CY, "agree": "yes", "s": "ELM"}
    assert [visitor.post("/join", data=form).status_code for _ in range(2)] == [200, 429]


def test_pages_by_a_link_are_counted_like_others(clarion: Clarion, visitor: FlaskClient) -> None:
    elsewhere = {"REMOTE_ADDR": "203.0.113.9"}
    most = clarion.settings.pages_a_minute
    found = [visitor.get("/s/ELM", environ_overrides=elsewhere) for _ in range(most + 1)]
    assert [one.status_code for one in found[-2:]] == [200, 429]


def test_a_form_that_is_too_long_is_refused_as_ever(visitor: FlaskClient) -> None:
    answer = visitor.post("/join?lang=en", data={"phone": "1" * 300_000, "s": "ELM"})
    assert answer.status_code == 413


def test_the_console_shows_the_link_and_its_code_to_scan(
    clarion: Clarion, visitor: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    viewer = sign_in("vic@clarion.test", Role.VIEWER)
    address = f"{clarion.settings.public_url}/s/ELM"
    assert f'readonly value="{address}"' in viewer.get("/console/sources/").text
    drawn = viewer.get("/console/sources/ELM/link.svg")
    assert drawn.mimetype == "image/svg+xml"
    assert drawn.text.startswith("<svg ")
    assert viewer.get("/console/sources/NOPE/link.svg").status_code == 404
    assert visitor.get("/console/sources/ELM/link.svg").status_code == 302


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.parametrize("lang", ["en", "es"])
def test_it_fits_a_phone_and_can_be_read_by_all(web: Web, chromium: Any, lang: str) -> None:
    sources.add(web.clarion, Asked("Elm", code="ELM", extension="142"), None)
    context = chromium.new_context(java_script_enabled=True, viewport={"width": 360, "height": 740})
    page = context.new_page()
    page.goto(f"{web.url}/s/ELM?lang={lang}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    button = page.locator("a.button.big").bounding_box()
    assert button["y"] + button["height"] <= 740  # seen without scrolling
    assert Axe().run(page).violations_count == 0
