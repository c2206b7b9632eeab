"""/events: what strangers find and what they do not, as pages, calendars, data and frames."""

from __future__ import annotations

import json
import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from flask import Flask
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.events import overview
from tests.factories import add_person, rows
from tests.web.broadcasting import TODAY, stand_still, words
from tests.web.eventing import make_event

LOS_ANGELES, EVANSTON = "90012", "60201"


@pytest.fixture
def visitor(app: Flask, clarion: Clarion) -> FlaskClient:
    stand_still(clarion)
    return app.test_client()


def titles(page: str) -> list[str]:
    return re.findall(r'href="/events/[A-Z0-9]+[^"]*"[^>]*><strong>([^<]*)', page)


def test_only_what_an_organizer_has_listed_is_there(clarion: Clarion, visitor: FlaskClient) -> None:
    seen = make_event(clarion, what="Vigil")
    hidden = {
        make_event(clarion, what="Trap", is_approved=False),
        make_event(clarion, what="Calls", kind="phone_bank"),
    }
    for path in ("/events", "/events/embed", "/events.json", "/events.ics"):
        page = visitor.get(path).text
        assert seen in page, path
        assert not [code for code in hidden if code in page], path
    for code in hidden:
        for path in ("", "/calendar.ics", "/card.png"):
            assert visitor.get(f"/events/{code}{path}").status_code == 404
    assert visitor.get("/events/NOPE1").status_code == 404
    assert visitor.get("/events/%27--").status_code == 404


def test_no_page_says_an_address(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion)
    paths = ("/events", "/events.json", "/events.ics", "/events/embed", f"/events/{code}",
             f"/events/{code}/calendar.ics")  # fmt: skip
    for path in paths:
        page = visitor.get(path).text.replace("\r\n ", "")
        assert "Plaza Tenochtitlan" in page, path
        assert "Blue Island" not in page, path
    rows(clarion, "UPDATE event SET lets_in = true RETURNING id")
    for path in paths:
        page = visitor.get(path).text
        assert "Plaza" not in page, path
        assert "Chicago" in page, path


def test_nearest_come_first_around_a_zip(clarion: Clarion, visitor: FlaskClient) -> None:
    make_event(clarion, what="Far", zip=LOS_ANGELES)
    make_event(clarion, what="North", zip=EVANSTON, in_days=1)
    make_event(clarion, what="Here", in_days=5)
    page = visitor.get("/events?zip=60608&lang=en").text
    assert titles(page) == ["Here", "North"]
    assert "0 miles away" in page
    found = visitor.get("/events.json?zip=60608").json["events"]
    assert [(one["title"], one["miles"]) for one in found] == [("Here", 0), ("North", 14)]
    assert titles(visitor.get("/events?lang=en").text) == ["North", "Far", "Here"]


@pytest.mark.parametrize("typed", ["abc", "00000", "6060"])
def test_what_is_no_zip_is_said_with_what_to_write(visitor: FlaskClient, typed: str) -> None:
    page = visitor.get(f"/events?zip={typed}&lang=en").text
    assert f"There is no ZIP {typed}. Five digits, like 60608." in page
    assert visitor.get(f"/events.json?zip={typed}").status_code == 200


def test_where_nothing_is_near_the_nearest_is_shown_and_said(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    make_event(clarion, what="Far", zip=LOS_ANGELES)
    page = visitor.get("/events?zip=60608&lang=es").text
    assert titles(page) == ["Far"]
    assert "No hay nada todavía a menos de 60 millas de Chicago" in words(page)


def test_by_day_and_by_state(clarion: Clarion, visitor: FlaskClient) -> None:
    make_event(clarion, what="Far", zip=LOS_ANGELES)
    make_event(clarion, what="Here", in_days=3)
    day = (TODAY + timedelta(days=3)).date().isoformat()
    assert titles(visitor.get(f"/events?day={day}").text) == ["Here"]
    assert titles(visitor.get("/events?state=CA").text) == ["Far"]
    assert titles(visitor.get("/events?state=NV").text) == []
    page = visitor.get("/events?lang=en").text
    assert 'aria-label="CA: 1 action"' in page
    assert 'aria-label="IL: 1 action"' in page


@pytest.mark.parametrize(
    "asked", ["zip=0000", "zip=%00", "day=9999-12-31", "day=x", "state=%E2%82%AC", "page=-1",
              "page=999999999999", "zip=99999&page=7", "lang=xx", "day=1900-01-01"]
)  # fmt: skip
def test_odd_questions_are_answered(clarion: Clarion, visitor: FlaskClient, asked: str) -> None:
    make_event(clarion)
    for path in ("/events", "/events.json", "/events.ics", "/events/embed"):
        assert visitor.get(f"{path}?{asked}").status_code in (200, 400), path


def test_pages_follow_each_other(
    clarion: Clarion, visitor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.events.public_list.search.__defaults__", (2,))
    for number in range(5):
        make_event(clarion, what=f"Vigil {'abcde'[number]}", in_days=number + 1,
                   phone=f"+1312555{number:04}")  # fmt: skip
    seen, path = [], "/events?lang=en"
    while path:
        page = visitor.get(path).text
        seen += titles(page)
        more = re.search(r'href="([^"]+)" rel="next"', page)
        path = more[1].replace("&amp;", "&") if more else ""
    assert seen == [f"Vigil {letter}" for letter in "abcde"]


def test_calendar_is_read_back_by_its_library(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion, what="Vigilia; niños, y más", ends_at="20:30")
    other = make_event(clarion, what="Any hour", time="", zip=LOS_ANGELES)
    answer = visitor.get("/events.ics?lang=es")
    assert answer.headers["Content-Type"].startswith("text/calendar")
    calendar = icalendar.Calendar.from_ical(answer.data)
    found = {str(event["uid"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}
    first = found[code]
    assert str(first["summary"]) == "Vigilia; niños, y más"
    day = (TODAY + timedelta(days=2)).date()
    zone = ZoneInfo("America/Chicago")
    assert first["dtstart"].dt == datetime(day.year, day.month, day.day, 18, tzinfo=zone)
    assert first["dtend"].dt == datetime(day.year, day.month, day.day, 20, 30, tzinfo=zone)
    assert first["status"] == "CONFIRMED"
    assert found[other]["dtstart"].dt == day
    assert type(found[other]["dtstart"].dt) is date
    assert [str(one["tzid"]) for one in calendar.walk("VTIMEZONE")] == ["America/Chicago"]
    assert max(map(len, answer.data.split(b"\r\n"))) <= 75

    overview.call_off(clarion, code)
    gone = icalendar.Calendar.from_ical(visitor.get("/events.ics").data)
    states = {str(one["uid"])[:8]: str(one["status"]) for one in gone.walk("VEVENT")}
    assert states == {code: "CANCELLED", other: "CONFIRMED"}
    one = icalendar.Calendar.from_ical(visitor.get(f"/events/{code}/calendar.ics").data)
    assert [str(event["status"]) for event in one.walk("VEVENT")] == ["CANCELLED"]


def test_data_may_be_read_by_any_site(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion, langs=["en", "es"], is_accessible=True)
    answer = visitor.get("/events.json", headers={"Origin": "https://partner.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    day = (TODAY + timedelta(days=2)).date().isoformat()
    assert answer.json == {
        "events": [{
            "code": code, "url": f"https://clarion.test/events/{code}", "title": "Vigil",
            "kind": "rally", "day": day, "starts_at": f"{day}T18:00:00-06:00", "ends_at": None,
            "zone": "America/Chicago", "place": "Plaza Tenochtitlan", "city": "Chicago",
            "state": "IL", "miles": None, "languages": ["en", "es"], "is_accessible": True,
            "is_full": False,
        }],
        "page": 1, "has_more": False,
    }  # fmt: skip


def test_only_the_frame_may_be_framed_and_all_but_it_is_ours(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    framed = visitor.get("/events/embed?lang=es")
    assert "frame-ancestors *;" in framed.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in framed.headers
    assert "<form" not in framed.text
    assert 'target="_blank"' in framed.text
    for path in ("/events", f"/events/{code}"):
        assert visitor.get(path).headers["X-Frame-Options"] == "DENY"


def test_pages_may_be_kept_for_each_language_and_set_no_cookie(
    clarion: Clarion, visitor: FlaskClient
) -> None:
    code = make_event(clarion)
    for path in ("/events", "/events.json", "/events.ics", f"/events/{code}"):
        headers = visitor.get(path).headers
        assert headers["Cache-Control"] == "public, max-age=60", path
        assert headers["Vary"].startswith("Accept-Language"), path
        assert "Set-Cookie" not in headers, path


def test_search_engines_read_what_it_is(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion, what="Vigil </script><b>", langs=["es"])
    page = visitor.get(f"/events/{code}").text
    [block] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    told = json.loads(block)
    day = (TODAY + timedelta(days=2)).date().isoformat()
    assert told["name"] == "Vigil </script><b>"
    assert told["startDate"] == f"{day}T18:00:00-06:00"
    assert told["location"] == {
        "@type": "Place", "name": "Plaza Tenochtitlan",
        "address": {"@type": "PostalAddress", "addressCountry": "US",
                    "addressLocality": "Chicago", "addressRegion": "IL"},
    }  # fmt: skip
    assert told["eventStatus"] == "https://schema.org/EventScheduled"
    overview.call_off(clarion, code)
    assert "EventCancelled" in visitor.get(f"/events/{code}").text


def test_card_of_a_forwarded_link_is_drawn_once(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion, what="Vigilia por las niñas")
    page = visitor.get(f"/events/{code}?lang=es").text
    [image] = re.findall(r'og:image" content="https://clarion.test([^"]+)"', page)
    answer = visitor.get(image)
    assert answer.data[:4] == b"\x89PNG"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    again = visitor.get(image, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304


@pytest.mark.parametrize("lang", ["en", "es"])
def test_page_of_an_event_says_all_that_one_asks(
    clarion: Clarion, visitor: FlaskClient, lang: str
) -> None:
    code = make_event(clarion, langs=["es"], is_accessible=True, ends_at="20:00")
    rows(clarion, "INSERT INTO event_need SELECT id, 'drivers', 4 FROM event RETURNING event_id")
    shown = words(visitor.get(f"/events/{code}?lang={lang}").text)
    wanted = {
        "en": ["Friday, November 27, 6:00 PM–8:00 PM", "wheelchair accessible", "4 ×",
               "Who signs up gets the address by text."],
        "es": ["viernes 27 de noviembre, 6:00 p.", "acceso en silla de ruedas", "4 ×",
               "Quien se apunta recibe la dirección por mensaje."],
    }  # fmt: skip
    for part in [*wanted[lang], "Plaza Tenochtitlan, Chicago, IL", "Español"]:
        assert part in shown
    assert "Hana" not in shown


def test_full_called_off_and_doubles_say_so(clarion: Clarion, visitor: FlaskClient) -> None:
    code = make_event(clarion, capacity=2)
    guest = add_person(clarion, "+13125550151")
    rows(clarion, "INSERT INTO rsvp (event_id, contact_id, state, party)"
                  " SELECT id, %s, 'going', 2 FROM event RETURNING 1", guest)  # fmt: skip
    assert "Full: waiting list" in visitor.get("/events?lang=en").text
    assert "waiting list" in visitor.get(f"/events/{code}?lang=en").text
    kept = make_event(clarion, what="Kept")
    rows(
        clarion,
        "UPDATE event SET state = 'merged', is_listed = false, merged_into ="
        " (SELECT id FROM event WHERE code = %s) WHERE code = %s RETURNING 1",
        kept, code,
    )  # fmt: skip
    answer = visitor.get(f"/events/{code}?lang=es")
    assert (answer.status_code, answer.location) == (301, f"/events/{kept}?lang=es")
    overview.call_off(clarion, kept)
    assert "This is called off." in visitor.get(f"/events/{kept}?lang=en").text
    assert titles(visitor.get("/events").text) == []
