"""Writing a broadcast: whom it finds as one types, kept segments, repeats, changes, a test."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask.testing import FlaskClient

from bot.broadcasts import broadcasts, saved_segments
from bot.clarion import Clarion
from bot.organizers.organizers import Role
from bot.people.contacts import NewContact, add_contact
from bot.store.organizers import linked_phones
from tests.web.broadcasting import NEW, act, add_people, ask, press, rows, typed, words
from tests.web.conftest import csrf_token


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    """Olga, an organizer, with Ana and Eva on the list, and Bo who has stopped."""
    add_people(clarion)
    return sign_in("olga@clarion.test", Role.ORGANIZER)


def test_people_are_counted_as_one_types_and_shown_without_a_name(olga: FlaskClient) -> None:
    found = ask(olga, "/console/broadcasts/count", segment="all")
    assert found["people"] == 2
    assert found["by_lang"] == {"en": 1, "es": 1}
    assert found["says"] == "2 people can be texted, of 3 in the segment"
    assert found["sample"] == ["#1, Chicago, IL, English", "#2, Chicago, IL, Spanish"]
    assert "Ana" not in str(found)
    assert "55501" not in str(found).replace("-", "")


@pytest.mark.parametrize(
    ("segment", "says"),
    [
        ("", "The segment is empty"),
        ("lang is es", "Here: lang →is es should be one of"),
        ('segment "nobody"', "no segment named “nobody”"),
        ("zip within 5 miles of 99999999", "a ZIP that exists"),
        ("'; DROP TABLE contact; --", "no partner"),
        ("evnt = KTR47", "should be event, perhaps"),
        ("event = KTR47", "There is no action KTR47."),
    ],
)
def test_wrong_segment_says_where_as_one_types(olga: FlaskClient, segment: str, says: str) -> None:
    found = ask(olga, "/console/broadcasts/count", segment=segment)
    assert found["is_wrong"] is True
    assert says in found["says"]


@pytest.mark.parametrize("sent", [None, [], "x", {"segment": ["all"]}, {"segment": None}])
def test_count_of_nonsense_is_an_answer_too(olga: FlaskClient, sent: Any) -> None:
    token = csrf_token(olga.get(NEW).text)
    answer = olga.post("/console/broadcasts/count", json=sent, headers={"X-CSRFToken": token})
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["is_wrong"] is True


def test_segment_is_kept_from_the_form_and_can_be_picked(
    olga: FlaskClient, clarion: Clarion
) -> None:
    page = act(olga, "keep", segment="lang = es", keep_as="In Spanish").text
    assert 'value="segment &#34;In Spanish&#34;"' in page
    assert "It starts today" in page
    assert [one.query for one in saved_segments.list_saved(clarion)] == ["lang = es"]
    looked = act(olga, "preview", segment='segment "in spanish"').text
    assert "1 person" in looked


def test_kept_segment_without_a_name_is_refused_beside_it(olga: FlaskClient) -> None:
    answer = act(olga, "keep", segment="lang = es", keep_as=' "x" ')
    assert answer.status_code == 400
    assert 'id="keep_as-error"' in answer.text


def test_kept_segment_in_use_cannot_be_forgotten(olga: FlaskClient, clarion: Clarion) -> None:
    kept = saved_segments.keep(clarion, "Spanish", "lang = es", None)
    act(olga, "schedule", segment='segment "Spanish"', confirm="1")
    page = "/console/segments/"
    answer = press(olga, page, f"/console/segments/{kept}/forget")
    assert "is in use by “Kickoff”" in olga.get(answer.headers["Location"]).text
    assert saved_segments.list_saved(clarion)
    press(olga, "/console/broadcasts/1", "/console/broadcasts/1/cancel")
    press(olga, page, f"/console/segments/{kept}/forget")
    assert saved_segments.list_saved(clarion) == []


def test_segment_that_asks_for_itself_is_refused(olga: FlaskClient, clarion: Clarion) -> None:
    saved_segments.keep(clarion, "Loop", "lang = es", None)
    answer = press(
        olga, "/console/segments/", "/console/segments/keep",
        name="loop", segment='lang = en or segment "Loop"',
    )  # fmt: skip
    assert "asks for itself" in olga.get(answer.headers["Location"]).text
    assert [one.query for one in saved_segments.list_saved(clarion)] == ["lang = es"]


def test_everything_written_is_carried_through_a_look_and_stored(
    olga: FlaskClient, clarion: Clarion
) -> None:
    line = clarion.campaign.current().lines[0].name
    changes = {
        "media": "https://clarion.test/a.png\nhttps://clarion.test/b.png", "line": line,
        "repeat": "weekday", "until": "2027-03-05", "skip_talking": "y", "lateness": "180",
    }  # fmt: skip
    page = act(olga, "preview", **changes).text
    for name in ("repeat", "until", "line", "skip_talking", "media"):
        assert f'<input type="hidden" name="{name}"' in page, name
    assert "Monday to Friday until Friday, March 5" in words(page)
    act(olga, "schedule", confirm="2", **changes)
    draft = broadcasts.draft_of(clarion, 1)
    assert draft.line == line
    assert draft.media == ("https://clarion.test/a.png", "https://clarion.test/b.png")
    assert draft.repeat is not None
    assert draft.repeat.until.isoformat() == "2027-03-05"
    assert draft.settings["skip_in_conversation"] is True
    assert draft.lateness_s == 3 * 3600


def test_repeats_are_on_its_page_and_on_the_calendar(olga: FlaskClient, record: str) -> None:
    act(olga, "schedule", repeat="day", until="2027-03-02", confirm="2")
    rows(record, "UPDATE broadcast SET due_at = now() + interval '1 hour', local_at = NULL,"
                 " zone = 'UTC', repeat = jsonb_build_object('every', 'day', 'until',"
                 " (now() + interval '3 days')::date::text)")  # fmt: skip
    assert (
        words(olga.get("/console/broadcasts/1").text).count("AM")
        + words(olga.get("/console/broadcasts/1").text).count("PM")
        >= 3
    )
    calendar = olga.get("/console/calendar/").text
    assert calendar.count('href="/console/broadcasts/1"') in (3, 4)
    assert "again" in calendar


def test_change_of_a_broadcast_begins_with_what_was_written(olga: FlaskClient) -> None:
    act(olga, "schedule", confirm="2", title="A “quoted” one", repeat="day", until="2027-03-09")
    page = olga.get("/console/broadcasts/1/edit").text
    for part in ("A “quoted” one", "2027-03-01T10:00", "2027-03-09", "Empieza hoy", "Change it"):
        assert part in page or part == "Change it", part


def test_change_is_stored_and_voids_an_approval(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    act(olga, "schedule", confirm="2")
    rows(record, "UPDATE broadcast SET state = 'approved', approved_by = 1")
    assert "Any change voids its approval" in olga.get("/console/broadcasts/1/edit").text
    answer = act(olga, "schedule", "/console/broadcasts/1/edit", confirm="2", title="Other")
    page = olga.get(answer.headers["Location"]).text
    assert "Its approval is void" in page
    found = rows(record, "SELECT title, state, approved_by FROM broadcast")
    assert found == [("Other", "scheduled", None)]


def test_broadcast_that_runs_cannot_be_changed(olga: FlaskClient, record: str) -> None:
    act(olga, "schedule", confirm="2")
    rows(record, "UPDATE broadcast SET state = 'sending'")
    answer = act(olga, "schedule", "/console/broadcasts/1/edit", confirm="2", title="Other")
    assert "cannot be edited now" in olga.get(answer.headers["Location"]).text
    assert rows(record, "SELECT title FROM broadcast") == [("Kickoff",)]


def test_test_text_goes_to_ones_own_phone_and_nowhere_else(
    olga: FlaskClient, clarion: Clarion, record: str
) -> None:
    assert "Link your phone first" in act(olga, "test").text
    with clarion.record.transaction() as connection:
        linked_phones.link(connection, 1, 1)
    page = act(olga, "test").text
    assert "2 test texts are on their way" in page
    assert "Type the number of people" in page
    found = rows(record, "SELECT contact_id, kind, state FROM message")
    assert found == [(1, "test", "planned")] * 2
    assert rows(record, "SELECT id FROM broadcast") == []


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"title": " "}, "El envío necesita un título"),
        ({"text_en": "", "text_es": ""}, "El envío no tiene texto"),
        ({"segment": "lang is es"}, "Aquí: lang →is es debería ser uno de"),
        ({"segment": "joined < soon"}, "un tiempo como 30d"),
        ({"segment": "evento = any"}, "debería ser event, quizás"),
        ({"segment": "event ="}, "el código de un evento, o any, después de event"),
        ({"segment": "event = KTR47"}, "No existe el evento KTR47"),
        ({"when": "at", "at": "2020-01-01T10:00"}, "ya pasó"),
        ({"when": "at", "at": "2027-03-14T02:30"}, "no existe el 2027-03-14"),
        ({"at": "soon"}, "“soon” no es una hora"),
        ({"text_en": "Hi {nonsense}"}, "No existe {nonsense}"),
        ({"text_en": "Hi {name"}, "Un campo se escribe {name}"),
        ({"text_en": "Hi {7*7}"}, "no es un campo"),
        ({"text_en": "Hi {name|shout}"}, "Los filtros son"),
        ({"media": "http://clarion.test/a.png"}, "diez direcciones https://"),
        ({"repeat": "day", "until": "x"}, "Elige el último día"),
        ({"repeat": "day", "until": "2026-12-01"}, "Termina el 2026-12-01"),
        ({"text_es": "a" * 2000}, "caben 1,600"),
    ],
)
def test_errors_are_said_in_spanish_to_who_reads_spanish(
    olga: FlaskClient, changes: dict[str, str], says: str
) -> None:
    page = act(olga, "preview", NEW + "?lang=es", **changes)
    assert page.status_code == 400
    assert says in words(page.text).replace("&#34;", '"')


def test_warnings_are_said_in_spanish_too(olga: FlaskClient) -> None:
    page = act(olga, "preview", NEW + "?lang=es", at="2027-03-06T10:00").text
    assert "está cerrada a esa hora" in page


def test_look_says_who_is_held_until_when_by_the_law_of_their_state(
    olga: FlaskClient, clarion: Clarion
) -> None:
    now = clarion.clock.now()
    add_contact(clarion, NewContact("+15025550142", zip="40202", opted_in_at=now))  # Kentucky: ten
    page = words(act(olga, "preview", at="2027-03-01T09:30").text)
    assert "Mon, Mar 1, 9:30 AM CST Central 2" in page
    assert "held until Mon, Mar 1, 10:00 AM EST Eastern 1" in page
    page = words(act(olga, "preview", NEW + "?lang=es", at="2027-03-01T08:30").text)
    assert "Cuándo lo reciben" in page
    assert "espera hasta el" in page
    assert "Not texted" in words(act(olga, "preview", at="2027-03-01T08:30", lateness="15").text)


def test_list_that_changes_at_the_last_moment_is_shown_again(
    olga: FlaskClient, clarion: Clarion, record: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    look = broadcasts.preview

    def look_and_stop(clarion: Clarion, draft: broadcasts.Draft) -> broadcasts.Preview:
        """Somebody texts STOP between the look and the yes."""
        found = look(clarion, draft)
        rows(record, "UPDATE contact SET opted_out_at = now() WHERE id = 1")
        return found

    monkeypatch.setattr(broadcasts, "preview", look_and_stop)
    page = act(olga, "schedule", confirm="2")
    assert page.status_code == 400
    assert "1 person gets it now, not 2" in page.text
    assert rows(record, "SELECT id FROM broadcast") == []


def test_larger_broadcast_asks_for_approval(olga: FlaskClient, clarion: Clarion) -> None:
    object.__setattr__(clarion.settings, "approval_above", 1)
    page = act(olga, "preview").text
    assert "a second organizer has to approve it" in page
    assert "Ask for approval" in page


def test_typed_values_of_choices_that_are_none_do_not_break_the_page(olga: FlaskClient) -> None:
    for name in ("line", "repeat", "zone", "lateness", "when"):
        answer = act(olga, "preview", **{name: "'; --"})
        assert answer.status_code == 400, name
    assert typed()["title"] == "Kickoff"
