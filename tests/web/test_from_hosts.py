"""The page of what hosts write: looked at, passed on or not, told now with a reason; by right."""

from __future__ import annotations

from collections.abc import Callable

from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.conversations import acts
from bot.events import changing
from bot.organizers.rights import Role
from tests.factories import add_person, exchange_with, rows
from tests.web.broadcasting import stand_still
from tests.web.conftest import csrf_token
from tests.web.eventing import make_event

PAGE = "/console/actions/from-hosts"
SignIn = Callable[..., FlaskClient]


def event_of(clarion: Clarion) -> tuple[str, int, int]:
    """A rally with one guest: its code, its host's and the guest's ids."""
    stand_still(clarion)
    code = make_event(clarion)
    guest = add_person(clarion, "+13125550161", name="Rosa")
    [(host, event)] = rows(clarion, "SELECT host_id, id FROM event")
    rows(
        clarion,
        "INSERT INTO rsvp (event_id, contact_id, state, at) VALUES (%s, %s, 'going', %s)"
        " RETURNING 1",
        event, guest, clarion.clock.now(),
    )  # fmt: skip
    return code, host, guest


def write(clarion: Clarion, host: int, code: str, words: str) -> None:
    with exchange_with(clarion, host) as exchange:
        result = acts.perform(exchange, "host.text_all", {"code": code, "words": words})
    assert result is not None
    assert result.outcome == "review"


def told(clarion: Clarion, guest: int) -> int:
    return len(
        rows(
            clarion,
            "SELECT 1 FROM message m JOIN event_text x ON x.message_id = m.id"
            " WHERE m.contact_id = %s AND x.change_id IS NOT NULL",
            guest,
        )
    )


def test_words_wait_on_the_page_and_on_today_until_passed(
    clarion: Clarion, sign_in: SignIn
) -> None:
    code, host, guest = event_of(clarion)
    write(clarion, host, code, "We meet at the side door")
    olga = sign_in()
    page = olga.get(PAGE).text
    assert "We meet at the side door" in page
    assert PAGE in olga.get("/console/").text
    assert PAGE in olga.get("/console/actions/").text
    [(word_id,)] = rows(clarion, "SELECT id FROM host_word")
    data = {"id": str(word_id), "act": "pass"}
    assert post_to(olga, "/words", data) == 302
    assert told(clarion, guest) == 1
    page = olga.get(PAGE).text
    assert "Passed on: 1 person" in page
    assert "We meet at the side door" not in page
    assert post_to(olga, "/words", data) == 302
    assert "Somebody has decided about this before" in olga.get(PAGE).text
    assert told(clarion, guest) == 1


def post_to(client: FlaskClient, rest: str, data: dict[str, str]) -> int:
    token = csrf_token(client.get("/console/account/").text)
    return client.post(PAGE + rest, data={**data, "csrf_token": token}).status_code


def test_refused_words_reach_nobody(clarion: Clarion, sign_in: SignIn) -> None:
    code, host, guest = event_of(clarion)
    write(clarion, host, code, "Everybody gets a prize")
    [(word_id,)] = rows(clarion, "SELECT id FROM host_word")
    olga = sign_in()
    assert post_to(olga, "/words", {"id": str(word_id), "act": "refuse"}) == 302
    assert told(clarion, guest) == 0
    assert "Its host is told" in olga.get(PAGE).text


def test_who_may_only_look_decides_nothing(clarion: Clarion, sign_in: SignIn) -> None:
    code, host, _guest = event_of(clarion)
    write(clarion, host, code, "We meet at the side door")
    [(word_id,)] = rows(clarion, "SELECT id FROM host_word")
    viewer = sign_in("vic@clarion.test", Role.VIEWER)
    page = viewer.get(PAGE)
    assert page.status_code == 200
    assert "Pass it on" not in page.text
    assert post_to(viewer, "/words", {"id": str(word_id), "act": "pass"}) == 403
    assert rows(clarion, "SELECT state FROM host_word") == [("waiting",)]


def test_short_notice_takes_a_reason_that_is_kept(clarion: Clarion, sign_in: SignIn) -> None:
    code, host, guest = event_of(clarion)
    clarion.clock.at = clarion.clock.at.replace(hour=6)  # type: ignore[attr-defined] # 1 a.m. there
    rows(
        clarion,
        "UPDATE event SET day = %s, starts_at = '07:00' WHERE code = %s RETURNING 1",
        clarion.clock.now().date(), code,
    )  # fmt: skip
    with exchange_with(clarion, host) as exchange:
        result = acts.perform(exchange, "host.call_off", {"code": code})
    assert result is not None
    assert (result.outcome, result.values["late"]) == ("short", 1)
    [held] = changing.waiting(clarion)
    olga = sign_in()
    assert "1 person waits to be told" in olga.get(PAGE).text
    assert post_to(olga, "/hurry", {"id": str(held.id), "why": "now"}) == 302
    assert "Say in a sentence" in olga.get(PAGE).text
    why = "They would stand in the cold at seven."
    assert post_to(olga, "/hurry", {"id": str(held.id), "why": why}) == 302
    assert "1 text goes out now" in olga.get(PAGE).text
    assert rows(
        clarion, "SELECT m.kind FROM message m JOIN event_text x ON x.message_id = m.id"
        " WHERE m.contact_id = %s AND x.change_id IS NOT NULL", guest,
    ) == [("notice",)]  # fmt: skip
    [(by, kept)] = rows(clarion, "SELECT approved_by, approved_why FROM event_change"
                                 " WHERE approved_at IS NOT NULL")  # fmt: skip
    assert (by is not None, kept) == (True, why)


def test_who_led_well_is_somebody_to_call(clarion: Clarion, sign_in: SignIn) -> None:
    code, host, guest = event_of(clarion)
    rows(
        clarion,
        "UPDATE event SET day = %s WHERE code = %s RETURNING 1",
        clarion.clock.now().date().replace(day=1), code,
    )  # fmt: skip
    olga = sign_in()
    assert "Nobody yet." in olga.get(PAGE).text
    rows(
        clarion,
        "UPDATE rsvp SET party = 12, came = 'here' WHERE contact_id = %s RETURNING 1",
        guest,
    )
    page = olga.get(PAGE).text
    assert "12 people came" in page
    assert f"/console/people/{host}" in page
    viewer = sign_in("vic@clarion.test", Role.VIEWER).get(PAGE).text
    assert "Hana" not in viewer
    assert f"#{host}" in viewer
