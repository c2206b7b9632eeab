"""A host's page: who has the link sees first names and taps who came; nobody else sees anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import NotFound
from bot.events import host_words, overview, pages
from bot.web import create_app
from tests.conftest import ROOT
from tests.factories import add_person, make_clarion, rows
from tests.web.broadcasting import TODAY, stand_still, words
from tests.web.conftest import browser, csrf_token
from tests.web.eventing import HOST, make_event

ROSA, LUIS = "+13125550161", "+13125550162"


@pytest.fixture
def campaign(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    """The shipped campaign, in an afternoon of its week."""
    made = make_clarion(settings, ROOT / "flows")
    yield made
    made.record.dispose()


@pytest.fixture
def host(app: Flask, clarion: Clarion) -> FlaskClient:
    stand_still(clarion)
    return browser(app)


def comes(clarion: Clarion, phone: str, name: str, **columns: object) -> int:
    guest = add_person(clarion, phone, name=name)
    values = {"state": "going", "party": 1, "needs": [], **columns}
    rows(
        clarion,
        "INSERT INTO rsvp (event_id, contact_id, state, party, needs, at)"
        " SELECT id, %s, %s, %s, %s, %s FROM event ORDER BY id LIMIT 1 RETURNING 1",
        guest, values["state"], values["party"], values["needs"], clarion.clock.now(),
    )  # fmt: skip
    return guest


def path_of(clarion: Clarion, code: str) -> str:
    made = pages.make(clarion, code, None)
    assert made.startswith("https://clarion.test/host/")
    return made.removeprefix("https://clarion.test")


def later(clarion: Clarion, days: float) -> None:
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at = TODAY + timedelta(days=days)


def tap(host: FlaskClient, path: str, act: str, guest: int) -> int:
    token = csrf_token(host.get(path).text)
    data = {"act": act, "guest": str(guest), "csrf_token": token}
    return host.post(path, data=data).status_code


def test_who_comes_by_first_name_and_never_a_number(clarion: Clarion, host: FlaskClient) -> None:
    code = make_event(clarion, capacity=20)
    rows(clarion, "INSERT INTO event_need SELECT id, 'drivers', 3 FROM event RETURNING 1")
    comes(clarion, ROSA, "Rosa Díaz", party=3, needs=["drivers"])
    comes(clarion, LUIS, "Luis Ortega", state="waiting")
    page = host.get(path_of(clarion, code) + "?lang=en").text
    shown = words(page)
    for part in ("Rosa + 2 drivers", "Luis waits for a seat", "Coming 3 / 20", "2 × drivers",
                 "1800 S Blue Island", f"Text RSVP {code} to"):  # fmt: skip
        assert part in shown, part
    for part in ("Díaz", "Ortega", ROSA[2:], "555-01"):
        assert part not in page.replace("(202) 555-0100", "")
    headers = host.get(path_of(clarion, code)).headers
    assert headers["Cache-Control"] == "no-store"
    assert headers["Referrer-Policy"] == "same-origin"
    assert "noindex" in page


def test_the_link_is_kept_as_a_digest_and_a_new_one_ends_the_old(
    clarion: Clarion, host: FlaskClient
) -> None:
    code = make_event(clarion)
    first = path_of(clarion, code)
    [(digest,)] = rows(clarion, "SELECT token_digest FROM event_page")
    assert first.encode() not in bytes(digest)
    assert host.get(first).status_code == 200
    second = path_of(clarion, code)
    assert (host.get(first).status_code, host.get(second).status_code) == (404, 200)
    [page] = pages.working(clarion, code)
    pages.revoke(clarion, page.id, None)
    assert host.get(second).status_code == 404
    with pytest.raises(NotFound):
        pages.revoke(clarion, page.id, None)
    assert pages.working(clarion, code) == []


def test_it_ends_a_week_after_and_with_whose_it_is(clarion: Clarion, host: FlaskClient) -> None:
    code = make_event(clarion)
    path = path_of(clarion, code)
    later(clarion, 9)
    assert host.get(path).status_code == 200
    later(clarion, 10)
    assert host.get(path).status_code == 404
    later(clarion, 0)
    other = add_person(clarion, LUIS)
    rows(clarion, "UPDATE event SET host_id = %s RETURNING id", other)
    assert host.get(path).status_code == 404


def test_wrong_links_are_looked_at_so_many_times(clarion: Clarion, host: FlaskClient) -> None:
    codes = {host.get(f"/host/{'x' * 32}{n}").status_code for n in range(25)}
    assert codes == {404, 429}


def test_taps_at_the_door_are_kept_and_taken_back(clarion: Clarion, host: FlaskClient) -> None:
    code = make_event(clarion)
    rosa = comes(clarion, ROSA, "Rosa", party=2)
    luis = comes(clarion, LUIS, "Luis", state="waiting")
    path = path_of(clarion, code)
    assert "Take back" not in host.get(path + "?lang=en").text
    assert tap_early(host, clarion, path, rosa) == 409
    later(clarion, 2)
    assert tap(host, path, "here", rosa) == 302
    assert tap(host, path, "here", rosa) == 302
    assert tap(host, path, "no_show", luis) == 302
    came = "SELECT contact_id, came, state FROM rsvp ORDER BY contact_id"
    assert rows(clarion, came) == [(rosa, "here", "going"), (luis, "no_show", "waiting")]
    count = "SELECT coalesce(sum(count), 0)::int FROM counted_report WHERE kind = 'came'"
    assert rows(clarion, count) == [(1,)]
    shown = words(host.get(path + "?lang=es").text)
    assert "Rosa + 1 ✓ ya llegó" in shown
    assert "Luis espera lugar no llegó" in shown
    assert tap(host, path, "unknown", rosa) == 302
    assert tap(host, path, "here", luis) == 302
    assert rows(clarion, came) == [(rosa, None, "going"), (luis, "here", "going")]
    assert rows(clarion, count) == [(1,)]
    [(held,)] = rows(clarion, "SELECT count(*)::int FROM audit WHERE act = 'checked_in'")
    assert held == 5


def tap_early(host: FlaskClient, clarion: Clarion, path: str, guest: int) -> int:
    """A form that is kept open from another page of the same session."""
    later(clarion, 2)
    token = csrf_token(host.get(path).text)
    later(clarion, 0)
    return host.post(path, data={"act": "here", "guest": guest, "csrf_token": token}).status_code


def test_only_guests_of_this_event_are_marked_and_let_in(
    clarion: Clarion, host: FlaskClient
) -> None:
    code = make_event(clarion, lets_in=True)
    rosa = comes(clarion, ROSA, "Rosa")
    stranger = add_person(clarion, LUIS)
    path = path_of(clarion, code)
    assert "Let in" in host.get(path + "?lang=en").text
    assert tap(host, path, "let_in", stranger) == 302
    assert tap(host, path, "let_in", rosa) == 302
    assert rows(clarion, "SELECT contact_id FROM rsvp WHERE let_in_at IS NOT NULL") == [(rosa,)]
    [(told,)] = rows(clarion, "SELECT contact_id FROM message WHERE kind = 'follow_up'"
                              " AND contact_id <> (SELECT host_id FROM event)")  # fmt: skip
    assert told == rosa
    later(clarion, 2)
    token = csrf_token(host.get(path).text)
    for guest in (stranger, 10**9, -1):
        data = {"act": "here", "guest": str(guest), "csrf_token": token}
        assert host.post(path, data=data).status_code == 404
    data = {"act": "burn", "guest": str(rosa), "csrf_token": token}
    assert host.post(path, data=data).status_code == 409
    assert host.post(path, data={**data, "csrf_token": ""}).status_code == 400


@pytest.mark.parametrize("lang", ["en", "es"])
def test_page_says_how_it_stands(clarion: Clarion, host: FlaskClient, lang: str) -> None:
    code = make_event(clarion, is_approved=False)
    path = f"{path_of(clarion, code)}?lang={lang}"
    waits = {"en": "An organizer looks at it first.", "es": "Primero lo revisa alguien del equipo."}
    assert waits[lang] in words(host.get(path).text)
    assert "/events/" not in host.get(path).text
    overview.approve(clarion, code)
    card = re.findall(r'src="(/events/[^"]+)"', host.get(path).text)[0]
    assert host.get(card.replace("&amp;", "&")).mimetype == "image/png"
    overview.call_off(clarion, code)
    off = {"en": "This is called off.", "es": "Este evento se canceló."}
    assert off[lang] in words(host.get(path).text)
    assert HOST not in host.get(path).text


@pytest.mark.parametrize(
    ("words", "ready", "says", "is_held"),
    [("", "3", "On its way to everybody", False),
     ("Door on the left, bring candles", "", "Handed in. An organizer looks at it", True)],
)  # fmt: skip
def test_text_to_all_goes_by_the_rules_of_text_all(
    campaign: Clarion, words: str, ready: str, says: str, is_held: bool
) -> None:
    clarion, host = campaign, browser(create_app(campaign))
    code = make_event(clarion)
    comes(clarion, ROSA, "Rosa")
    path = path_of(clarion, code) + "?lang=en"
    before = (
        "SELECT count(*)::int FROM event_text x JOIN message m ON m.id = x.message_id"
        " JOIN rsvp r ON r.contact_id = m.contact_id WHERE r.state = 'going'"
    )
    assert rows(clarion, before) == [(0,)]
    assert send(host, path, words="Pay me at evil.com") == (409, True)
    assert send(host, path) == (409, False)
    assert send(host, path, words=words, ready=ready)[0] == 302
    assert says in words_of(host, path)
    assert rows(clarion, before) == [(0 if is_held else 1,)]
    assert rows(clarion, "SELECT state FROM host_word") == [("waiting" if is_held else "passed",)]
    send(host, path, ready="1")
    assert "Two a day were sent already." in words_of(host, path) or is_held
    if is_held:
        [word] = host_words.waiting(clarion)
        assert host_words.pass_on(clarion, word.id, None) >= 1
        assert rows(clarion, "SELECT state FROM host_word ORDER BY id LIMIT 1") == [("passed",)]


def words_of(host: FlaskClient, path: str) -> str:
    return words(host.get(path).text)


def send(host: FlaskClient, path: str, **sent: str) -> tuple[int, bool]:
    """Post a text to all; the status, and whether it was refused for what is in it."""
    token = csrf_token(host.get(path).text)
    data = {"act": "text_all", "csrf_token": token, **sent}
    answer = host.post(path, data=data)
    return answer.status_code, "No links, phone numbers" in answer.text
