"""One event in the console: reviewed, changed, merged, filled, taken out; by whom it may be."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from bot.clarion import Clarion
from bot.events import pages
from bot.organizers.rights import Role
from bot.people import samples
from bot.store.sealing import Purpose
from tests.factories import add_person, rows
from tests.web.broadcasting import press, stand_still, words
from tests.web.conftest import post
from tests.web.eventing import HOST, make_event

ALL = "/console/actions/"
EDITED = {
    "kind": "rally", "what": "Vigil", "day": "2026-11-27", "starts_at": "18:00", "ends_at": "",
    "zip": "60608", "place": "Plaza Tenochtitlan, 1800 S Blue Island", "bring": "", "link": "",
    "venue": "place", "capacity": "", "access": "", "lang_es": "yes",
}  # fmt: skip


@pytest.fixture
def olga(sign_in: Callable[..., FlaskClient], clarion: Clarion) -> FlaskClient:
    stand_still(clarion)
    samples.seed(clarion)
    return sign_in("olga@clarion.test", Role.ADMIN)


def told(clarion: Clarion, phone: str = HOST) -> list[str]:
    found = rows(
        clarion,
        "SELECT m.body_sealed FROM message m JOIN address a ON a.contact_id = m.contact_id"
        " WHERE a.digest = %s AND m.kind = 'follow_up' ORDER BY m.id",
        clarion.sealer.digest("sms", phone),
    )
    return [clarion.sealer.open(bytes(body), Purpose.MESSAGE_BODY) for (body,) in found]


def signs_up(clarion: Clarion, code: str, phone: str, party: int = 1, state: str = "going") -> int:
    guest = add_person(clarion, phone, name=f"Guest {phone[-2:]}")
    rows(
        clarion,
        "INSERT INTO rsvp (event_id, contact_id, state, party, at)"
        " SELECT id, %s, %s, %s, clock_timestamp() FROM event WHERE code = %s RETURNING 1",
        guest, state, party, code,
    )  # fmt: skip
    return guest


def acts(clarion: Clarion) -> list[str]:
    found = rows(clarion, "SELECT act FROM audit WHERE object = 'event' ORDER BY id")
    return [act for (act,) in found]


def test_what_is_odd_is_said_before_the_yes(clarion: Clarion, olga: FlaskClient) -> None:
    code = make_event(
        clarion, is_approved=False, zip="90012", time="23:30", capacity=900,
    )  # fmt: skip
    sealed = clarion.sealer.seal("Bring 20 dollars to evil.com, 312 555 0199", Purpose.EVENT_PLACE)
    rows(clarion, "UPDATE event SET place_sealed = %s RETURNING 1", sealed)
    other = make_event(clarion, zip="90012", what="The same")
    make_event(clarion, what="A third")
    shown = words(olga.get(ALL + code).text)
    for part in (
        "There is a link", "There is a phone number", "There is money", "miles from where its host",
        "made 3 within a day", "here for less than a day", "It begins at night.",
        "very many people",
        "These may be the same one: The same 18:00 " + other,
    ):  # fmt: skip
        assert part in shown, part
    assert "Nothing odd" not in shown


@pytest.mark.parametrize(
    ("act", "state", "says"),
    [("ask_changes", "changes", "is not on the list yet. Please change this first: Say the door."),
     ("decline", "declined", "We cannot put your Vigil")],
)  # fmt: skip
def test_host_is_told_why_not(
    clarion: Clarion, olga: FlaskClient, act: str, state: str, says: str
) -> None:
    code = make_event(clarion, is_approved=False)
    answer = press(olga, ALL + code, ALL + code, act=act, why="")
    assert answer.status_code == 409
    assert "Say why" in answer.text
    press(olga, ALL + code, ALL + code, act=act, why="Say the door.")
    assert rows(clarion, "SELECT state, is_listed FROM event") == [(state, False)]
    assert [text for text in told(clarion) if says in text and "Say the door." in text]
    assert state in acts(clarion)
    assert olga.get(f"/events/{code}").status_code == 404
    approved = press(olga, ALL + code, ALL + code, act="approve") if act == "ask_changes" else None
    assert approved is None or approved.status_code == 302


def test_everything_is_edited_and_guests_hear_of_what_matters(
    clarion: Clarion, olga: FlaskClient
) -> None:
    code = make_event(clarion)
    signs_up(clarion, code, "+13125550171")
    for wrong in ({"zip": "00000"}, {"day": "x"}, {"starts_at": "25"}, {"capacity": "-1"},
                  {"place": ""}, {"kind": "riot"}):  # fmt: skip
        assert (
            press(olga, ALL + code, ALL + code, act="edit", **{**EDITED, **wrong}).status_code
            == 409
        )
    edited = {**EDITED, "what": "Vigilia", "capacity": "40", "access": "yes", "need_driver": "4",
              "ends_at": "20:30", "lang_en": "yes"}  # fmt: skip
    before = len(told(clarion, "+13125550171"))
    assert press(olga, ALL + code, ALL + code, act="edit", **edited).status_code == 302
    assert len(told(clarion, "+13125550171")) == before
    page = words(olga.get(f"/events/{code}?lang=en").text)
    for part in ("Vigilia", "6:00 PM–8:30 PM", "wheelchair accessible", "English, Español"):
        assert part in page
    moved = {**edited, "place": "Casa Roja, 12 Elm", "starts_at": "19:00"}
    press(olga, ALL + code, ALL + code, act="edit", **moved)
    assert "7pm, Casa Roja, 12 Elm" in told(clarion, "+13125550171")[-1]
    assert acts(clarion).count("edited_event") == 2
    assert 'value="Casa Roja, 12 Elm"' in olga.get(ALL + code).text


def test_doubles_become_one_and_guests_move_within_its_seats(
    clarion: Clarion, olga: FlaskClient
) -> None:
    gone = make_event(clarion, what="Twin")
    kept = make_event(clarion, what="Kept", capacity=3, phone="+13125550151")
    both = signs_up(clarion, kept, "+13125550172")
    rows(clarion, "INSERT INTO rsvp (event_id, contact_id, state, at) SELECT id, %s, 'going', now()"
                  " FROM event WHERE code = %s RETURNING 1", both, gone)  # fmt: skip
    signs_up(clarion, gone, "+13125550173", party=2)
    signs_up(clarion, gone, "+13125550174", party=2)
    link = pages.make(clarion, gone, None)
    assert press(olga, ALL + gone, ALL + gone, act="merge", kept=gone).status_code == 409
    assert press(olga, ALL + gone, ALL + gone, act="merge", kept="NOPE1").status_code == 404
    answer = press(olga, ALL + gone, ALL + gone, act="merge", kept=kept.lower())
    assert answer.status_code == 302
    found = rows(
        clarion,
        "SELECT right(a.code, 2), r.state, r.party FROM rsvp r JOIN event e ON e.id = r.event_id"
        " JOIN contact c ON c.id = r.contact_id, LATERAL (SELECT c.id::text AS code) a"
        " WHERE e.code = %s ORDER BY r.at",
        kept,
    )
    assert [(state, party) for _, state, party in found] == [
        ("going", 1),
        ("going", 2),
        ("waiting", 2),
    ]
    assert (
        "Two actions are now one, and you are on its list: Kept"
        in told(clarion, "+13125550173")[-1]
    )
    assert "It is full, you are on its waiting list" in told(clarion, "+13125550174")[-1]
    assert olga.get(f"/events/{gone}").location == f"/events/{kept}"
    assert olga.get(link.removeprefix("https://clarion.test")).status_code == 404
    [(host,)] = rows(
        clarion,
        "SELECT h.contact_id FROM event_host h JOIN event e ON e.id = h.event_id"
        " WHERE e.code = %s AND accepted_at IS NOT NULL",
        kept,
    )
    assert rows(clarion, "SELECT host_id FROM event WHERE code = %s", gone) == [(host,)]
    assert "merged_event" in acts(clarion)
    again = press(olga, ALL, ALL + gone, act="merge", kept=kept)
    assert again.status_code == 409


def test_invitation_begins_a_broadcast_for_as_many_as_there_are_seats(
    clarion: Clarion, olga: FlaskClient
) -> None:
    code = make_event(clarion, capacity=1)
    for number in range(12):
        add_person(clarion, f"+1312555{4000 + number}", zip="60608")
    assert "See whom one may invite" in olga.get(ALL + code).text
    page = olga.get(f"{ALL}{code}?invite=yes").text
    assert "too many for the seats that are left" in page
    assert "broadcasts/new?action" not in page
    rows(clarion, "UPDATE event SET capacity = 20 RETURNING 1")
    page = olga.get(f"{ALL}{code}?invite=yes").text
    link = re.findall(r'href="(/console/broadcasts/new\?action=[^"]+)"', page)[0].replace(
        "&amp;", "&"
    )
    form = olga.get(link).text
    assert f"not event = {code} and not waiting = {code} and not hosting = {code}" in form
    assert f"Text RSVP {code}." in form
    assert f"Escribe IR {code}." in form
    assert "Blue Island" not in form
    assert "There are no seats" in olga.get(link.replace("miles=5", "miles=7")).text
    rows(clarion, "UPDATE event SET closed_at = now() RETURNING 1")
    assert "Nobody to invite" in olga.get(f"{ALL}{code}?invite=yes").text
    assert rows(clarion, "SELECT 1 FROM broadcast") == []


def test_led_by_a_form_it_is_on_the_list_at_once(clarion: Clarion, olga: FlaskClient) -> None:
    new = ALL + "new"
    assert "link your own phone first" in post(olga, new, EDITED).text
    assert post(olga, new, {**EDITED, "phone": "+17185550199"}).status_code == 409
    add_person(clarion, "+13125550175", name="Hugo")
    answer = post(olga, new, {**EDITED, "phone": "312 555 0175", "what": "March"})
    code = answer.headers["Location"].rpartition("/")[2]
    assert "March" in olga.get("/events").text
    assert f"RSVP {code}" in told(clarion, "+13125550175")[-1]
    assert "created" in acts(clarion)


def test_host_page_is_made_and_ended_here(clarion: Clarion, olga: FlaskClient) -> None:
    code = make_event(clarion)
    page = press(olga, ALL + code, f"{ALL}{code}/page").text
    link = re.findall(r"https://clarion.test(/host/[\w-]+)", page)[0]
    assert olga.get(link).status_code == 200
    assert "/host/" not in olga.get(ALL + code).text
    [row] = pages.working(clarion, code)
    post(olga, ALL + code, {"act": "revoke", "page": str(row.id)})
    assert olga.get(link).status_code == 404
    assert [act for act in acts(clarion) if "page" in act] == [
        "made_host_page",
        "revoked_host_page",
    ]


def test_few_guests_and_the_calendar_show_what_there_is(
    clarion: Clarion, olga: FlaskClient
) -> None:
    thin = make_event(clarion, what="Thin", capacity=30)
    full = make_event(clarion, what="Full", capacity=4)
    far = make_event(clarion, what="Later", in_days=20)
    signs_up(clarion, full, "+13125550176", party=4)
    page = olga.get(ALL + "thin").text
    assert (thin in page, full in page, far in page) == (True, False, False)
    month = olga.get(ALL + "calendar").text
    assert all(code in month for code in (thin, full, far))
    assert far not in olga.get(ALL + "calendar?from=2026-01-01").text
    for odd in ("x", "9999-12-31", "0001-01-01", "2999-12-31"):
        assert olga.get(f"{ALL}calendar?from={odd}").status_code == 200


def test_sheets_have_first_names_no_numbers_and_a_day_to_go(
    clarion: Clarion, olga: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    code = make_event(clarion, what="=HYPERLINK()")
    signs_up(clarion, code, "+13125550177", party=3)
    rows(clarion, "UPDATE rsvp SET came = 'here' RETURNING 1")
    for path, name in ((f"{code}/guests.csv", f"guests-{code}"), ("actions.csv", "actions")):
        answer = olga.get(ALL + path)
        assert answer.status_code == 200, path
        assert re.search(
            name + r"\.delete-by-\d{4}-\d\d-\d\d\.csv", answer.headers["Content-Disposition"]
        )
        assert "555" not in answer.text
    [_, line] = csv.reader(io.StringIO(olga.get(f"{ALL}{code}/guests.csv").text))
    assert line == ["Guest", "3", "", "going", "here"]
    assert "'=HYPERLINK()" in olga.get(ALL + "actions.csv").text
    [(count,)] = rows(clarion, "SELECT count(*)::int FROM audit WHERE act = 'took out a sheet'")
    assert count == 4
    viewer = sign_in("vera@clarion.test", Role.VIEWER)
    assert viewer.get(f"{ALL}{code}/guests.csv").status_code == 403
    assert olga.get(f"{ALL}NOPE1/guests.csv").status_code == 404


def test_a_viewer_sees_nobody_by_name_and_changes_nothing(
    clarion: Clarion, olga: FlaskClient, sign_in: Callable[..., FlaskClient]
) -> None:
    code = make_event(clarion)
    guest = signs_up(clarion, code, "+13125550178")
    viewer = sign_in("vera@clarion.test", Role.VIEWER)
    page = viewer.get(ALL + code).text
    assert "Guest" not in words(page).replace("Guests", "")
    assert "<form" not in page.partition('id="content"')[2]
    assert viewer.post(ALL + code, data={"act": "decline"}).status_code in (400, 403)
    assert f'href="/console/people/{guest}"' in olga.get(ALL + code).text


def test_attendance_is_noted_here_too(clarion: Clarion, olga: FlaskClient) -> None:
    code = make_event(clarion, in_days=0)
    guest = signs_up(clarion, code, "+13125550179")
    press(olga, ALL + code, ALL + code, act="mark", came="here", guest=str(guest))
    assert rows(clarion, "SELECT came FROM rsvp") == [("here",)]
    found = rows(clarion, "SELECT organizer_id IS NOT NULL FROM audit WHERE act = 'checked_in'")
    assert found == [(True,)]
    press(olga, ALL + code, ALL + code, act="mark", came="unknown", guest=str(guest))
    assert rows(clarion, "SELECT came FROM rsvp") == [(None,)]
