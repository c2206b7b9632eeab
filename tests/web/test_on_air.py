"""What a script's page, its pictures and a volunteer's page hold, and what they never show."""

from __future__ import annotations

import io
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from PIL import Image

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.djs import cards
from bot.store.djs import djs

CODE = "Zx81aQ_-7Lm"
ENDED = datetime(2026, 10, 2, 12, tzinfo=UTC)


def share(clarion: Clarion, script: str = "families", version: int = 1, length: str = "30") -> str:
    with clarion.record.transaction() as connection:
        djs.add_share(
            connection, code=CODE, contact_id=77, script=script, version=version, length=length,
            lang="en", message_id=None, expires_at=None, now=clarion.clock.now(),
        )  # fmt: skip
    return f"/on-air/{CODE}"


def test_page_names_its_card_for_forwarding(client: FlaskClient, clarion: Clarion) -> None:
    page = client.get(share(clarion)).text
    assert f'property="og:image" content="https://clarion.test/on-air/{CODE}/card.png"' in page
    assert 'property="og:title" content="Families together (:30)"' in page
    assert "noindex" in page


@pytest.mark.parametrize(
    ("kind", "size"), [("card", cards.LINK_SIZE), ("mms", cards.MMS_SIZE)]
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "es"])
def test_pictures_are_small_enough_for_every_carrier(
    client: FlaskClient, clarion: Clarion, kind: str, size: tuple[int, int], lang: str
) -> None:
    answer = client.get(f"{share(clarion)}/{kind}.png?as=30-{lang}")
    assert answer.mimetype == "image/png"
    assert len(answer.data) < cards.MOST_BYTES
    assert Image.open(io.BytesIO(answer.data)).size == size
    assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_picture_is_drawn_once_and_sent_once_to_a_cache(
    client: FlaskClient, clarion: Clarion
) -> None:
    path = f"{share(clarion)}/card.png"
    cards.link_card.cache_clear()
    first = client.get(path)
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    client.get(path)
    assert (again.status_code, again.data) == (304, b"")
    assert cards.link_card.cache_info().misses == 1
    assert first.headers["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_pictures_hold_any_words() -> None:
    for words in ("¿Qué? ñ ü ¡sí!", "x" * 400, "💥 مرحبا", "", " ".join(["largo"] * 90)):
        made = cards.CardWords(words, words, words, words, words, "https://clarion.test/on-air/x")
        assert cards.link_card(made)[:4] == cards.mms_card(made)[:4] == b"\x89PNG"


def test_codes_to_scan_write_a_text_to_us(client: FlaskClient, clarion: Clarion) -> None:
    for path in (f"{share(clarion)}/scan.svg", "/dj/ELM7/scan.svg"):
        answer = client.get(path)
        assert answer.mimetype == "image/svg+xml"
        assert answer.text.startswith("<svg")


def test_a_replaced_version_says_so(client: FlaskClient, clarion: Clarion) -> None:
    page = client.get(share(clarion, version=0)).text
    assert "Version 1 replaces version 0." in page


def test_an_ended_script_says_what_is_on_air_instead(client: FlaskClient, clarion: Clarion) -> None:
    object.__setattr__(clarion, "clock", SetClock(ENDED))
    page = client.get(share(clarion, "together")).text
    assert "do not read this one any more" in page
    assert "Families together · It takes one minute" in page


def test_talking_points_have_a_page_too(client: FlaskClient, clarion: Clarion) -> None:
    page = client.get(share(clarion, length="live")).text
    assert "Live read" in page
    assert (
        "<p>- One demand: administrative relief for our families, now. Both parties put it off.</p>"
        in page
    )


def test_a_script_that_is_gone_is_not_found(client: FlaskClient, clarion: Clarion) -> None:
    assert client.get(share(clarion, "no-such-script")).status_code == 404


@pytest.mark.parametrize("path", [
    "/on-air/unknown/card.png", "/on-air/unknown/mms.png", "/on-air/unknown/scan.svg",
    "/dj/a", "/dj/' OR 1=1", "/dj/" + "x" * 300, "/dj/%00", "/dj/💥/scan.svg",
])  # fmt: skip
def test_what_is_not_there_is_not_found(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_volunteers_page_tells_nothing_of_the_code(client: FlaskClient) -> None:
    known, unknown = client.get("/dj/ELM7"), client.get("/dj/QQQ9")
    assert known.status_code == unknown.status_code == 200
    assert (
        known.text.replace("ELM7", "-").split("nonce")[0]
        == (unknown.text.replace("QQQ9", "-").split("nonce")[0])
    )
    assert "Text DJ ELM7 to (202) 555-0100." in known.text
    assert "eight six six" in known.text
