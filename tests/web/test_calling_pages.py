"""Calling lists in the console: made, filled, watched, ended; who may, and where numbers stand."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from bot.calling_lists import callers, importing
from bot.clarion import Clarion
from bot.imports import working
from bot.organizers.organizers import Role
from bot.store.calling_lists import callers as asked
from tests.factories import add_person, rows
from tests.web.conftest import csrf_token, post

CALLING = "/console/calling/"
ANA, ROSA = "+13125550181", "+13125550191"
PROOF = {"where": "parish fair", "when": "2026-09-05", "words": "Call me", "by": "Olga"}


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def form(clarion: Clarion, **more: str) -> dict[str, str]:
    """A list's form as a browser sends it."""
    day = (clarion.clock.now() + timedelta(days=4)).date().isoformat()
    return {
        "title": "Parish of San Pío", "ends_on": day, "event_code": "", "from_at": "09:00",
        "until_at": "20:00", "gap_hours": "20", "tries": "3", "an_hour": "20",
        "is_paper": "yes", **more,
    }  # fmt: skip


def send(client: FlaskClient, path: str, data: dict[str, str]) -> str:
    """Send a form of a list's page. The page it leads to."""
    token = csrf_token(client.get(path.rpartition("/")[0]).text)
    return client.post(path, data={**data, "csrf_token": token}, follow_redirects=True).text


def make(client: FlaskClient, clarion: Clarion, **more: str) -> int:
    answer = post(client, CALLING, form(clarion, **more))
    assert answer.status_code == 302, answer.text
    return int(answer.location.rpartition("/")[2])


def bring(client: FlaskClient, clarion: Clarion, list_id: int, **proof: str) -> int:
    """Bring a file of two people, and let a worker look at it. The import's id."""
    token = csrf_token(client.get(f"{CALLING}{list_id}").text)
    file = (io.BytesIO(f"name,phone,zip\nRosa María,{ROSA},60608\nLuis,+13125550192,\n".encode()),
            "fair.csv")  # fmt: skip
    answer = client.post(
        f"{CALLING}{list_id}/people", data={"file": file, "csrf_token": token, **proof}
    )
    assert answer.status_code == 302, answer.text
    import_id = int(answer.location.rpartition("/")[2])
    working.work(clarion, import_id, importing.find_onto)
    return import_id


def write(client: FlaskClient, clarion: Clarion, import_id: int, act: str = "write") -> str:
    token = csrf_token(client.get(f"/console/lists/{import_id}").text)
    page = client.post(
        f"/console/lists/{import_id}/act", data={"act": act, "csrf_token": token},
        follow_redirects=True,
    ).text  # fmt: skip
    working.work(clarion, import_id, importing.find_onto)
    return page


def test_a_list_is_made_filled_watched_and_its_people_taken_back(
    olga: FlaskClient, clarion: Clarion
) -> None:
    before = rows(clarion, "SELECT count(*) FROM contact")
    list_id = make(olga, clarion)
    import_id = bring(olga, clarion, list_id, **PROOF)
    shown = olga.get(f"/console/lists/{import_id}").text
    assert "How these people agreed to be called" in shown
    assert "To the calling list" in shown
    write(olga, clarion, import_id)
    page = olga.get(f"{CALLING}{list_id}").text
    assert "Parish of San Pío" in page
    assert rows(clarion, "SELECT count(*) FROM listed_person") == [(2,)]
    assert rows(clarion, "SELECT count(*) FROM contact") == before
    for word in (ROSA[-4:], "Rosa", "Luis"):  # how far it is says nothing of anybody
        assert word not in page
    assert "2 people are off the calling list." in write(olga, clarion, import_id, "undo")
    assert rows(clarion, "SELECT count(*) FROM listed_person") == [(0,)]


def test_without_proof_its_people_cannot_come_in(olga: FlaskClient, clarion: Clarion) -> None:
    list_id = make(olga, clarion)
    import_id = bring(olga, clarion, list_id)
    page = olga.get(f"/console/lists/{import_id}").text
    assert "they cannot come in" in page
    assert "Bring in 2" not in page
    assert "only called with proof" in write(olga, clarion, import_id)
    assert rows(clarion, "SELECT count(*) FROM listed_person") == [(0,)]


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("ends_on", "soon", "Choose a day."),
        ("from_at", "06:00", "between 8:00 and 21:00"),
        ("tries", "many", "Write a number."),
        ("event_code", "KTRM4729", "no phone bank with that code"),
        ("title", " ", "Give the list a name."),
    ],
)
def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(
    olga: FlaskClient, clarion: Clarion, field: str, value: str, said: str
) -> None:
    answer = post(olga, CALLING, form(clarion, **{field: value, "script_en": "Hello from us"}))
    assert answer.status_code == 400
    assert said in answer.text
    assert f'id="{field}-error"' in answer.text
    assert "Hello from us" in answer.text
    assert rows(clarion, "SELECT 1 FROM calling_list") == []


def test_it_is_changed_paused_and_ended(olga: FlaskClient, clarion: Clarion) -> None:
    list_id = make(olga, clarion)
    send(olga, f"{CALLING}{list_id}/change", form(clarion, tries="2", script_es="Hola"))
    assert rows(clarion, "SELECT most_tries, scripts FROM calling_list") == [(2, {"es": "Hola"})]
    for act, state in (("pause", "paused"), ("open", "open"), ("end", "ended")):
        send(olga, f"{CALLING}{list_id}/state", {"act": act})
        assert rows(clarion, "SELECT state FROM calling_list") == [(state,)]
    assert "has been ended" in send(olga, f"{CALLING}{list_id}/state", {"act": "open"})


def test_a_volunteer_is_let_in_by_number_or_by_their_asking(
    olga: FlaskClient, clarion: Clarion
) -> None:
    list_id = make(olga, clarion)
    ana = add_person(clarion, ANA, name="Ana Flores", tags=("on_screen",))
    send(olga, f"{CALLING}{list_id}/callers", {"phone": "(312) 555-0181"})
    assert [(c.row.contact_id, c.row.state, c.name) for c in callers.of_list(clarion, list_id)] == [
        (ana, "in", "Ana")
    ]
    assert ">Ana</a>" in olga.get(f"{CALLING}{list_id}").text
    send(olga, f"{CALLING}{list_id}/callers", {"contact": str(ana), "act": "out"})
    assert callers.of_list(clarion, list_id)[0].row.state == "out"
    assert rows(clarion, "SELECT name FROM timer") == [("later:list_news",)]
    token = csrf_token(olga.get(f"{CALLING}{list_id}").text)
    answer = olga.post(f"{CALLING}{list_id}/callers",
                       data={"phone": "+13125550100", "csrf_token": token},
                       follow_redirects=True)  # fmt: skip
    assert "Ask them to text JOIN first." in answer.text


def test_who_asks_to_call_stands_on_the_first_page(olga: FlaskClient, clarion: Clarion) -> None:
    list_id = make(olga, clarion)
    assert "asks to call a list" not in olga.get("/console/").text
    asks = add_person(clarion, ANA, name="Ana")
    with clarion.record.transaction() as connection:
        asked.set_state(connection, list_id, asks, "asked", clarion.clock.now())
    assert "1 volunteer asks to call a list" in olga.get("/console/").text


def test_numbers_leave_by_their_own_ways_alone_each_in_the_audit(
    olga: FlaskClient, clarion: Clarion
) -> None:
    list_id = make(olga, clarion)
    write(olga, clarion, bring(olga, clarion, list_id, **PROOF))
    bare = olga.get(f"{CALLING}{list_id}/people.csv").text
    assert "Rosa" in bare
    assert ROSA[-4:] not in bare
    assert ROSA in olga.get(f"{CALLING}{list_id}/numbers.csv").text
    token = csrf_token(olga.get(f"{CALLING}{list_id}").text)
    sheet = olga.post(f"{CALLING}{list_id}/sheet", data={"csrf_token": token}).text
    assert ROSA in sheet
    assert "Rosa" in sheet
    acts = [act for (act,) in rows(clarion, "SELECT act FROM audit ORDER BY id")]
    assert acts[-3:] == [
        "took a calling list", "took numbers of a calling list", "printed a calling list"
    ]  # fmt: skip
    clarion.settings.call_me = False
    send(olga, f"{CALLING}{list_id}/change", form(clarion, is_paper=""))
    refused = send(olga, f"{CALLING}{list_id}/sheet", {})
    assert "Switch it to a printed sheet first." in refused
    assert "not switched on" in refused


def test_a_viewer_sees_how_far_it_is_and_a_texter_nothing(
    sign_in: Callable[..., FlaskClient], olga: FlaskClient, clarion: Clarion
) -> None:
    list_id = make(olga, clarion)
    viewer = sign_in("vera@clarion.test", Role.VIEWER)
    assert viewer.get(f"{CALLING}{list_id}").status_code == 200
    for path in ("people.csv", "numbers.csv"):
        assert viewer.get(f"{CALLING}{list_id}/{path}").status_code == 403
    texter = sign_in("tex@clarion.test", Role.TEXTER)
    assert texter.get(f"{CALLING}{list_id}").status_code == 403
    assert olga.get(f"{CALLING}99").status_code == 404
