"""People in the console: found, read, changed; who may, and what no page shows."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.broadcasts import saved_segments
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.organizers.organizers import Role
from tests.crowd import schedule
from tests.factories import add_person, make_form, rows
from tests.web.conftest import csrf_token, post

MARIA = "+17185550150"


@pytest.fixture
def maria(clarion: Clarion) -> int:
    found = add_person(clarion, MARIA, name="Maria <b>", zip="60608", tags=("caller",))
    inbound.receive(clarion, make_form(MARIA, "CALL"))
    return found


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("olga@clarion.test", Role.APPROVER)


def test_somebody_is_found_and_opened(olga: FlaskClient, maria: int) -> None:
    page = post(olga, "/console/people/", {"who": "maria"}).text

    assert f'href="/console/people/{maria}"' in page
    assert "Maria &lt;b&gt;" in page
    person = olga.get(f"/console/people/{maria}").text
    assert "CALL" in person
    assert "from their ZIP" in person
    assert MARIA not in page + person
    assert "718" not in person


def test_what_is_no_search_is_said_beside_the_field(olga: FlaskClient) -> None:
    answer = post(olga, "/console/people/", {"who": "12"})
    assert answer.status_code == 400
    assert "Write a whole number (ten digits)" in answer.text


def test_pages_are_in_spanish(olga: FlaskClient, maria: int) -> None:
    page = olga.get(f"/console/people/{maria}?lang=es").text
    assert "Lo que sabemos, y cómo" in page
    assert "por su código postal" in page


def test_number_is_shown_once_with_a_reason(
    clarion: Clarion, olga: FlaskClient, maria: int
) -> None:
    where = f"/console/people/{maria}"
    token = csrf_token(olga.get(where).text)
    data = {"reason": "call back", "csrf_token": token}
    assert MARIA in olga.post(f"{where}/number", data=data).text
    assert MARIA not in olga.get(where).text
    refused = olga.post(f"{where}/number", data={"reason": "", "csrf_token": token})
    assert refused.status_code == 409
    assert MARIA not in refused.text
    assert len(rows(clarion, "SELECT 1 FROM audit WHERE act = 'revealed number'")) == 1


def test_person_is_changed_and_a_wrong_value_comes_back(olga: FlaskClient, maria: int) -> None:
    where = f"/console/people/{maria}"
    post(olga, where, {"act": "edit", "name": "Rosa", "tags": "host"})
    page = olga.get(where).text
    assert "<del>caller</del> → host" in page
    wrong = post(olga, where, {"act": "edit", "name": "Rosa Luz", "zip": "00000"})
    assert wrong.status_code == 409
    assert "Rosa Luz" in wrong.text


def test_opted_out_and_given_something_to_do(
    clarion: Clarion, olga: FlaskClient, maria: int
) -> None:
    where = f"/console/people/{maria}"
    post(olga, where, {"act": "task", "what": "ring her", "due": "2099-09-25"})
    assert "ring her" in olga.get(where).text
    post(olga, where, {"act": "opt_out"})
    assert "They have stopped" in olga.get(where).text


def test_why_of_a_broadcast_is_a_link(clarion: Clarion, olga: FlaskClient, maria: int) -> None:
    broadcast_id = schedule(clarion)
    page = olga.get(f"/console/people/{maria}/why/{broadcast_id}").text
    assert "They will get it when the broadcast begins." in page or "as things stand" in page
    assert olga.get(f"/console/people/{maria}/why/999999").status_code == 404


@pytest.mark.parametrize("path", ["", "1", "1/why/1"])
def test_viewers_see_nobody(sign_in: Callable[..., FlaskClient], path: str) -> None:
    viewer = sign_in("vic@clarion.test", Role.VIEWER)
    assert viewer.get(f"/console/people/{path}").status_code == 403


@pytest.mark.parametrize("one", ["999999", str(2**63)])
def test_nobody_is_no_page(olga: FlaskClient, one: str) -> None:
    assert olga.get(f"/console/people/{one}").status_code == 404


def test_segment_s_page_shows_ten_and_a_map(
    clarion: Clarion, olga: FlaskClient, sign_in: Callable[..., FlaskClient], maria: int
) -> None:
    kept = saved_segments.keep(clarion, "Callers", "tag = caller", None)
    page = olga.get(f"/console/segments/{kept}").text
    assert f'href="/console/people/{maria}">#{maria} Maria' in page
    assert "<title>IL: 1</title>" in page
    viewed = sign_in("vic@clarion.test", Role.VIEWER).get(f"/console/segments/{kept}").text
    assert f"#{maria}" in viewed
    assert "Maria" not in viewed
    assert MARIA not in page + viewed
    assert olga.get("/console/segments/999").status_code == 404
    found = post(olga, "/console/segments/", {"segment": "not tag = calller"})
    assert "Perhaps “caller”?" in found.text


def test_two_are_made_one_after_a_look(clarion: Clarion, olga: FlaskClient, maria: int) -> None:
    other = add_person(clarion, "+17185550177", name="M. Luz")
    where = f"/console/people/{maria}"
    token = csrf_token(olga.get(where).text)
    data = {"other": "718 555 0177", "csrf_token": token}
    onward = olga.post(f"{where}/same", data=data).headers["Location"]
    assert onward == f"{where}/merge/{other}"
    page = olga.get(onward).text
    assert "This cannot be taken back." in page
    assert "M. Luz" in page
    assert "555" not in page
    post(olga, onward, {})
    gone = olga.get(f"/console/people/{other}")
    assert gone.headers["Location"] == where
    assert "M. Luz" in olga.get(where).text  # in the history
    assert olga.get(onward).status_code == 404
    nobody = olga.post(f"{where}/same", data={"other": "#999999", "csrf_token": token})
    assert nobody.headers["Location"] == where


def test_segment_is_tagged_after_a_look_and_undone(
    clarion: Clarion, olga: FlaskClient, maria: int
) -> None:
    where = "/console/acts/"
    data = {"segment": "tag = caller", "kind": "tag", "tag": "Host"}
    token = csrf_token(olga.get(where).text)
    seen = olga.post(f"{where}look", data={**data, "csrf_token": token}).text
    assert 'name="expected" value="1"' in seen
    assert rows(clarion, "SELECT tags FROM contact WHERE id = %s", maria) == [(["caller"],)]
    olga.post(f"{where}do", data={**data, "expected": "1", "csrf_token": token})
    assert rows(clarion, "SELECT tags FROM contact WHERE id = %s", maria) == [(["caller", "host"],)]
    olga.post(f"{where}1/undo", data={"csrf_token": token})
    assert rows(clarion, "SELECT tags FROM contact WHERE id = %s", maria) == [(["caller"],)]
    assert "undone" in olga.get(where).text


def test_flow_to_many_is_approved_by_another(
    clarion: Clarion, olga: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    for index in range(11):
        add_person(clarion, f"+1312555{3000 + index}", tags=("many",))
    data = {"segment": "tag = many", "kind": "flow", "flow": "call", "expected": "11"}
    token = csrf_token(olga.get("/console/acts/").text)
    seen = olga.post("/console/acts/look", data={**data, "csrf_token": token}).text
    assert "somebody else has to say yes first" in seen
    olga.post("/console/acts/do", data={**data, "csrf_token": token})
    own = olga.post("/console/acts/1/yes", data={"csrf_token": token}, follow_redirects=True).text
    assert "ask somebody else" in own
    pia = sign_in("pia@clarion.test", Role.APPROVER)
    assert "1 act on a segment waits for a yes" in pia.get("/console/").text
    page = pia.get("/console/acts/").text
    pia.post("/console/acts/1/yes", data={"csrf_token": csrf_token(page)})
    [(state, approved_by)] = rows(clarion, "SELECT state, approved_by FROM bulk_act")
    assert (state, approved_by is not None) == ("running", True)


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"segment": "lang = spanish", "kind": "tag", "tag": "x"}, "Perhaps “es”?"),
        ({"segment": "all", "kind": "assign", "what": "x", "due": "soon"}, "Choose a day."),
        ({"segment": "all", "kind": "tag"}, "Write one tag."),
    ],
)
def test_wrong_act_is_said(olga: FlaskClient, form: dict[str, str], says: str) -> None:
    token = csrf_token(olga.get("/console/acts/").text)
    answer = olga.post("/console/acts/look", data={**form, "csrf_token": token})
    assert (answer.status_code, says in answer.text) == (400, True)


def test_proof_of_consent_is_shown_and_downloaded_without_the_number(
    olga: FlaskClient, maria: int
) -> None:
    page = olga.get(f"/console/people/{maria}/consent").text
    assert "said yes" in page
    assert "Every line is as it was written." in page
    file = post(olga, f"/console/people/{maria}/consent", {})
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.json is not None
    assert file.json["lines"][0]["act"] == "opt_in"
    assert MARIA[2:] not in page + file.text
    assert olga.get("/console/people/999999/consent").status_code == 404


def test_all_of_a_person_and_of_their_source_is_taken_back(
    clarion: Clarion, olga: FlaskClient, maria: int
) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET source = 'code:ABC234' WHERE id = %s", [maria])
        connection.execute(
            "INSERT INTO report (contact_id, kind, count, source, held) VALUES"
            " (%(m)s, 'called', 9, 'code:ABC234', NULL), (%(m)s, 'called', 90, NULL, 'many'),"
            " (NULL, 'called', 500, 'code:ABC234', NULL), (NULL, 'called', 7, 'text', NULL)",
            {"m": maria},
        )
    where = f"/console/people/{maria}/reports"
    assert where in olga.get(f"/console/people/{maria}").text
    page = olga.get(where).text
    assert "counted: 9" in page
    assert "counted: 509" in page
    assert "Take all of it back" in olga.get(where).text
    done = post(olga, where, {"by": "person"}, follow_redirects=True).text
    assert "All of it is taken back" in done
    post(olga, where, {"by": "source"})
    assert rows(clarion, "SELECT sum(count)::int FROM counted_report") == [(7,)]
    assert rows(
        clarion,
        "SELECT object_id, organizer_id IS NOT NULL FROM audit WHERE act = 'took back reports'"
        " ORDER BY id",
    ) == [(maria, True), (None, True)]
