"""The inbox in the console, and a volunteer's page by a link: who sees what, and what it does."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.events import by_hand
from bot.organizers.organizers import Role
from tests.factories import add_person, make_form, rows
from tests.web.conftest import browser

MARIA = "+17185550150"


def say(clarion: Clarion, body: str, sender: str = MARIA) -> str | None:
    return inbound.receive(clarion, make_form(sender, body)).body


@pytest.fixture
def ticket(clarion: Clarion) -> int:
    say(clarion, "JOIN")
    say(clarion, "QUESTION")
    say(clarion, "who helps with <b>papers</b>?")
    [(found,)] = rows(clarion, "SELECT id FROM ticket")
    return int(found)


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient]) -> FlaskClient:
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def token(page: str) -> str:
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found
    return found[1]


def do(client: FlaskClient, address: str, **form: str) -> str:
    page = client.get(address).text
    answer = client.post(address, data={"csrf_token": token(page), **form}, follow_redirects=True)
    return answer.text


def test_list_shows_who_waits_and_counts_them_on_every_page(olga: FlaskClient, ticket: int) -> None:
    page = olga.get("/console/inbox/").text

    assert "a question" in page
    assert "who helps with &lt;b&gt;papers&lt;/b&gt;?" in page
    assert MARIA not in page
    assert 'id="inbox-count">1<' in olga.get("/console/").text


def test_filters_are_in_the_address(olga: FlaskClient, ticket: int) -> None:
    assert "papers" in olga.get("/console/inbox/rows?kind=question").text
    assert "papers" not in olga.get("/console/inbox/rows?kind=danger").text
    assert "papers" not in olga.get("/console/inbox/rows?lang=es").text


def test_conversation_is_read_and_answered(
    clarion: Clarion, olga: FlaskClient, ticket: int
) -> None:
    where = f"/console/inbox/{ticket}"
    page = olga.get(where).text

    assert "question/handed" in page
    assert "… 50" in page
    assert MARIA not in page
    said = do(olga, where, act="answer", text="We do. Friday at six.")
    assert "On its way" in said or "It waits for their texting hours" in said
    assert "Friday at six." in olga.get(where).text
    assert rows(clarion, "SELECT kind, state FROM message WHERE kind = 'answer'") == [
        ("answer", "planned")
    ]


def test_second_one_sees_that_somebody_has_it(
    sign_in: Callable[..., FlaskClient], olga: FlaskClient, ticket: int
) -> None:
    olga.get(f"/console/inbox/{ticket}")
    other = sign_in("pete@clarion.test", Role.ORGANIZER)
    page = other.get(f"/console/inbox/{ticket}").text

    assert "Somebody else has this conversation just now." in page
    assert 'id="answer"' not in page


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"act": "note", "note": "Call her sister"}, "Noted, for the team only."),
        ({"act": "assign", "to": ""}, "Assigned."),
        ({"act": "task", "what": "Call her", "due": "2099-01-05"}, "It is on the list."),
        ({"act": "tag", "add": "lawyer needed"}, "Tags are changed."),
        ({"act": "flow", "flow": "call", "words": ""}, "Begun: call."),
        ({"act": "report", "kind": "called", "count": "2"}, "It counts."),
        ({"act": "report", "kind": "called", "count": "40"}, "let it count below"),
        ({"act": "report", "kind": "called", "count": "0"}, "A number from 1 to 500."),
        ({"act": "report", "kind": "sung", "count": "1"}, "There is no report of that kind."),
        ({"act": "correct", "report": "9", "count": "1"}, "There is no such report"),
        ({"act": "release", "report": "9"}, "There is no such report"),
        ({"act": "sign_up", "code": "NONE9"}, "There is no action to come with the code NONE9."),
        ({"act": "give_back"}, "Given back to the bot."),
        ({"act": "opt_out"}, "They get no more texts."),
        ({"act": "block", "kind": "quiet", "days": "7"}, "Not answered for 7 days."),
        ({"act": "answer", "text": " "}, "Write what to say."),
        ({"act": "task", "what": "Call her", "due": "soon"}, "Choose a day."),
        (
            {"act": "task", "what": "A", "due": "2099-01-05", "owner": "9" * 40},
            "It is on the list.",
        ),
        ({"act": "assign", "to": "9" * 40}, "Assigned."),
        ({"act": "block", "kind": "quiet", "days": "4000"}, "Block for 1 to 90 days"),
        ({"act": "flow", "flow": "nonsense"}, "no flow called nonsense"),
    ],
)
def test_each_act_says_what_it_did(
    olga: FlaskClient, ticket: int, form: dict[str, str], said: str
) -> None:
    assert said in do(olga, f"/console/inbox/{ticket}", **form)


def test_next_ten_are_claimed_and_let_go(olga: FlaskClient, ticket: int) -> None:
    page = olga.get("/console/inbox/").text
    answer = olga.post(
        "/console/inbox/claim", data={"csrf_token": token(page)}, follow_redirects=True
    )

    assert "1 conversation is yours." in answer.text
    assert "Let go of mine" in olga.get("/console/inbox/").text


def test_viewer_sees_no_words_of_people(sign_in: Callable[..., FlaskClient], ticket: int) -> None:
    viewer = sign_in("vera@clarion.test", Role.VIEWER)

    for address in ("/console/inbox/", f"/console/inbox/{ticket}", "/console/inbox/tools/links"):
        assert viewer.get(address).status_code == 403


def test_nobody_signed_in_sees_nothing(app: Flask, ticket: int) -> None:
    assert browser(app).get(f"/console/inbox/{ticket}").status_code in (302, 401)


def test_ready_answers_of_files_and_team(olga: FlaskClient, ticket: int) -> None:
    kept = do(
        olga, "/console/inbox/tools/answers", name="Office hours", body_en="{name}, come Friday."
    )

    assert "Ana, come Friday." in kept
    assert "no field {wrong}" in do(
        olga, "/console/inbox/tools/answers", name="bad", body_en="{wrong}"
    )
    assert "come Friday." in olga.get(f"/console/inbox/{ticket}").text


def test_misunderstood_is_listed_without_numbers(clarion: Clarion, olga: FlaskClient) -> None:
    for number in range(3):
        say(clarion, "my cousin at 312 555 0199 zxcv", sender=f"+1718555015{number}")

    page = olga.get("/console/inbox/tools/misunderstood").text
    assert "my cousin at" in page
    assert "0199" not in page


def test_what_was_misunderstood_becomes_a_sample(
    clarion: Clarion, olga: FlaskClient, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(clarion.settings.campaign, tmp_path / "flows"))
    clarion.settings.campaign = folder
    form = {"lang": "en", "words": "ring the big bright building", "flow": "call"}
    csrf = token(olga.get("/console/inbox/tools/answers").text)
    where = "/console/inbox/tools/teach"

    shown = olga.post(where, data={"csrf_token": csrf, **form}).text
    assert "+    - ring the big bright building" in shown
    assert "bright building" not in (folder / "call.yaml").read_text()
    done = olga.post(
        where, data={"csrf_token": csrf, "act": "write", **form}, follow_redirects=True
    )
    assert "call understands it from now on" in done.text
    assert "bright building" in (folder / "call.yaml").read_text()


def test_report_is_recorded_corrected_and_let_count(
    clarion: Clarion, olga: FlaskClient, ticket: int
) -> None:
    where = f"/console/inbox/{ticket}"
    do(olga, where, act="report", kind="called", count="40")
    [(report,)] = rows(clarion, "SELECT id FROM report")
    assert "does not count yet" in olga.get(where).text
    do(olga, where, act="release", report=str(report))
    assert rows(clarion, "SELECT sum(count)::int FROM counted_report") == [(40,)]
    do(olga, where, act="correct", report=str(report), count="4")
    assert rows(clarion, "SELECT count::int FROM counted_report") == [(4,)]
    [(act,)] = rows(clarion, "SELECT act FROM audit WHERE act = 'corrected report'")
    assert act


# --- a volunteer's link --------------------------------------------------------------------------


def make_link(olga: FlaskClient, **more: str) -> str:
    page = do(
        olga, "/console/inbox/tools/links",
        **{"name": "Rosa", "lang": "", "most": "2", "hours": "8", **more},
    )  # fmt: skip
    found = re.search(r"https://clarion\.test(/v/[\w-]+)", page)
    assert found, page
    return found[1]


def test_volunteer_answers_by_a_link_without_numbers(
    app: Flask, clarion: Clarion, olga: FlaskClient, ticket: int
) -> None:
    address = make_link(olga)
    rosa = browser(app)
    page = do(rosa, address, act="next")

    assert "who helps with" in page
    assert "… 50" not in page
    assert MARIA not in page
    assert "Sent. Thank you!" in do(rosa, address, act="answer", text="We do.")
    assert rows(clarion, "SELECT link_id IS NOT NULL FROM ticket_event WHERE act = 'answered'") == [
        (True,)
    ]
    assert "1 reply left" in rosa.get(address).text


def test_link_that_is_revoked_used_up_or_wrong_opens_nothing(
    app: Flask, clarion: Clarion, olga: FlaskClient, ticket: int
) -> None:
    address = make_link(olga)
    rosa = browser(app)
    assert rosa.get(address).status_code == 200
    assert rosa.get(address + "x").status_code == 404
    [(link,)] = rows(clarion, "SELECT id FROM volunteer_link")
    do(olga, "/console/inbox/tools/links", act="revoke", link=str(link))

    gone = rosa.get(address)
    assert gone.status_code == 404
    assert "does not work any more" in gone.text


def test_link_of_one_language_gets_only_that(app: Flask, olga: FlaskClient, ticket: int) -> None:
    address = make_link(olga, lang="es")
    rosa = browser(app)

    assert "who helps with" not in do(rosa, address, act="next")


def test_volunteer_notes_who_comes_without_numbers(
    app: Flask, clarion: Clarion, olga: FlaskClient
) -> None:
    guest = add_person(clarion, MARIA, name="Maria Lopez")
    rows(
        clarion,
        "INSERT INTO event (code, kind, host_id, state, day, zone)"
        " VALUES ('OAK33', 'rally', %s, 'open', %s, 'America/Chicago') RETURNING id",
        guest, clarion.clock.now().date(),
    )  # fmt: skip
    by_hand.sign_up(clarion, guest, "OAK33", None)
    assert "no action to come" in do(
        olga, "/console/inbox/tools/links",
        name="Rosa", most="2", hours="8", task="checkins", code="NONE9",
    )  # fmt: skip
    address = make_link(olga, task="checkins", code="OAK33")
    rosa = browser(app)
    page = do(rosa, address, act="next")
    assert "Maria" in page
    assert "Lopez" not in page
    assert MARIA[-4:] not in page
    assert "Noted. Thank you!" in do(rosa, address, guest=str(guest), heard="comes")
    assert "1 check-in left" in rosa.get(address).text
    assert "1 said yes when asked" in olga.get("/console/actions/").text
    assert rosa.post(address, data={"csrf_token": token(page), "heard": "comes"}).status_code == 409
