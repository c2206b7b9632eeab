"""Pages anybody may see, and what they never show."""

from __future__ import annotations

from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.people import counts
from bot.store.djs import djs
from tests.web.conftest import browser, form, send

CODE = "Zx81aQ_-7Lm"


def share(clarion: Clarion, lang: str = "en", expires_at: datetime | None = None) -> str:
    script = clarion.campaign.current().scripts[0]
    with clarion.record.transaction() as connection:
        djs.add_share(
            connection, code=CODE, contact_id=77, script=script.id, version=script.version,
            length="30", lang=lang, message_id=None, expires_at=expires_at,
            now=clarion.clock.now(),
        )  # fmt: skip
    return f"/on-air/{CODE}"


def test_script_page_is_made_to_be_read_aloud(client: FlaskClient, clarion: Clarion) -> None:
    answer = client.get(share(clarion))
    assert answer.status_code == 200
    page = answer.text
    assert "eight six six" in page
    assert "(866) 473-5915" in page
    assert ":30" in page
    assert "seconds" in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert "private" in answer.headers["Cache-Control"]
    assert "Set-Cookie" not in answer.headers
    assert "77" not in page.replace("477", "")


def test_script_page_speaks_the_script_s_language(client: FlaskClient, clarion: Clarion) -> None:
    page = client.get(share(clarion, "es")).text
    assert '<div lang="es">' in page
    assert "ocho seis seis" in page


def test_script_page_offers_its_other_lengths_and_languages(
    client: FlaskClient, clarion: Clarion
) -> None:
    path = share(clarion)
    assert "?as=30-es" in client.get(path).text
    spanish = client.get(f"{path}?as=30-es").text
    assert '<div lang="es">' in spanish
    assert "ocho seis seis" in spanish
    assert client.get(f"{path}?as=7-xx").text == client.get(path).text


def test_script_past_its_last_day_says_so_and_what_to_do(
    client: FlaskClient, clarion: Clarion
) -> None:
    ended = clarion.clock.now() - timedelta(days=1)
    page = client.get(share(clarion, expires_at=ended)).text
    assert "do not read this one any more" in page
    assert "Text SCRIPT to (202) 555-0100" in page


@pytest.mark.parametrize("code", ["unknown", "a" * 500, "%00", "..%2f..", "' OR 1=1 --", "💥"])
def test_unknown_code_is_not_found_in_plain_words(client: FlaskClient, code: str) -> None:
    answer = client.get(f"/on-air/{code}")
    assert answer.status_code == 404
    assert "Nothing here" in answer.text


def test_nul_in_a_query_or_a_form_is_refused_in_words(client: FlaskClient) -> None:
    assert client.get("/live?lang=%00").status_code == 400
    assert client.post("/console/sign-in", data={"email": "a\0"}).status_code == 400


def test_code_of_a_script_is_not_logged(
    client: FlaskClient, clarion: Clarion, capfd: pytest.CaptureFixture[str]
) -> None:
    client.get(share(clarion))
    logged = capfd.readouterr().err
    assert "/on-air/<code>" in logged
    assert CODE not in logged


def test_landing_page_says_what_to_call_and_text(client: FlaskClient) -> None:
    page = client.get("/").text
    assert "(866) 473-5915" in page
    assert "Text JOIN to (202) 555-0100" in page
    assert "FIRM: up to 10 texts a week. Msg&amp;data rates may apply." in page
    assert 'href="/live' in page


def test_spanish_landing_page_gives_the_spanish_word_and_terms(client: FlaskClient) -> None:
    page = client.get("/?lang=es").text
    assert "Escribe UNIRME al (202) 555-0100" in page
    assert "?&amp;body=UNIRME" in page
    assert "FIRM: hasta 10 mensajes por semana. Pueden aplicarse tarifas." in page


def test_public_pages_name_nobody(client: FlaskClient, clarion: Clarion) -> None:
    send(client, form(Body="JOIN"))
    for path in ("/", "/live", "/live.json", share(clarion)):
        assert "5550142" not in client.get(path).text


def test_every_page_tells_the_browser_what_to_refuse(app: Flask, clarion: Clarion) -> None:
    for path in ("/", "/live", "/console/sign-in", "/nothing", share(clarion)):
        headers = browser(app).get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert "max-age" in headers["Strict-Transport-Security"]


def test_nonce_is_new_each_time(client: FlaskClient) -> None:
    policies = {client.get("/").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.parametrize("path", ["/", "/live", "/live.json", f"/on-air/{CODE}"])
def test_record_away_is_a_page_that_tries_again(client: FlaskClient, path: str) -> None:
    with (
        patch.object(counts, "totals", side_effect=RecordAway("away")),
        patch("bot.results.live.read", side_effect=RecordAway("away")),
        patch("bot.djs.shares.find_share", side_effect=RecordAway("away")),
    ):
        answer = client.get(path)
    assert answer.status_code == 503
    assert answer.headers["Retry-After"] == "10"
    assert "Nothing is lost" in answer.text


def test_bug_is_a_page_without_a_traceback(client: FlaskClient) -> None:
    with patch("bot.results.live.read", side_effect=ValueError("secret detail")):
        answer = client.get("/live")
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_whoever_finds_a_hole_reads_whom_to_tell(client: FlaskClient, clarion: Clarion) -> None:
    path = "/.well-known/security.txt"
    assert client.get(path).status_code == 404
    contact = "mailto:security@example.org"
    object.__setattr__(clarion.settings, "security_contact", contact)
    answer = client.get(path)
    assert answer.content_type == "text/plain; charset=utf-8"
    said = dict(line.split(": ", 1) for line in answer.text.splitlines())
    assert said["Contact"] == contact
    left = datetime.fromisoformat(said["Expires"]) - clarion.clock.now()
    assert timedelta(days=80) < left < timedelta(days=365)
    assert said["Canonical"] == f"https://clarion.test{path}"
