"""/join: the form, from our page and partners' sites; who may frame it; how often it is taken."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.config import load_settings
from bot.errors import ConfigError
from bot.people import joining
from bot.web import number_limits
from tests.factories import ANA, BO, CY, rows


@pytest.fixture
def visitor(app: Flask) -> FlaskClient:
    return app.test_client()


def count(clarion: Clarion) -> int:
    return int(rows(clarion, "SELECT count(*)::int FROM message WHERE kind = 'confirm'")[0][0])


@pytest.mark.parametrize("lang", ["en", "es"])
def test_the_form_shows_what_people_agree_to(
    clarion: Clarion, visitor: FlaskClient, lang: str
) -> None:
    text = visitor.get(f"/join?lang={lang}").text
    assert joining.terms(clarion.campaign.current(), lang) in text.replace("&amp;", "&")
    assert "<script" not in text


def test_a_form_from_any_site_has_the_number_asked(clarion: Clarion, visitor: FlaskClient) -> None:
    answer = visitor.post(
        "/join?lang=es",
        data={"phone": CY, "agree": "yes"},
        headers={"Origin": "https://partner.example"},
    )
    assert answer.status_code == 200
    assert "Mira tu celular" in answer.text
    assert count(clarion) == 1


def test_the_answer_says_of_nobody_whether_they_are_on_the_list(visitor: FlaskClient) -> None:
    pages = {
        visitor.post("/join?lang=en", data={"phone": phone, "agree": "yes"}).text
        for phone in (ANA, BO, CY)
    }
    assert len(pages) == 1


def test_without_the_box_or_a_number_nothing_is_sent(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    assert visitor.post("/join", data={"phone": CY}).status_code == 400
    answer = visitor.post("/join?lang=en", data={"phone": "<b>12", "agree": "yes"})
    assert answer.status_code == 400
    assert "&lt;b&gt;12" in answer.text
    assert count(clarion) == 0


def test_only_the_embedded_form_may_be_framed_and_only_by_partners(
    app: Flask, visitor: FlaskClient
) -> None:
    for where in ("/join", "/join/snippet", "/join/embed"):
        headers = visitor.get(where).headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Frame-Options"] == "DENY"
    clarion = app.extensions["clarion"]
    object.__setattr__(
        clarion, "settings",
        clarion.settings.model_copy(update={"partner_sites": "https://a.example"}),
    )  # fmt: skip
    framed = visitor.get("/join/embed").headers
    assert "frame-ancestors https://a.example;" in framed["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed
    assert visitor.get("/join").headers["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "site", ["http://a.example", "https://a.example/x", "*", "a; script-src *"]
)
def test_what_is_no_site_may_not_frame_it(site: str) -> None:
    with pytest.raises(ConfigError, match="CLARION_PARTNERS"):
        load_settings(_env_file=None, partner_sites=site)


def test_too_many_forms_of_one_address_are_refused(
    clarion: Clarion, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(number_limits, "FROM_ONE_ADDRESS", 2)
    codes = [
        visitor.post("/join", data={"phone": f"+1646555020{n}", "agree": "yes"}).status_code
        for n in range(4)
    ]
    assert codes == [200, 200, 429, 429]
    assert count(clarion) == 2


def test_partners_are_shown_what_to_put_into_their_page(visitor: FlaskClient) -> None:
    text = visitor.get("/join/snippet?lang=en").text
    assert "&lt;form method=" in text
    assert "/join/embed?lang=en" in text
