"""Signing up by text with others, for what is needed, and with a friend's code; changing it."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from tests.events.conftest import GUEST, HOST, STRANGER, changed, got, say
from tests.events.test_seats import change, hold, states, taken
from tests.events.test_seats import code as code
from tests.factories import add_person, rows


@pytest.fixture
def rally(line: Clarion, code: str) -> str:
    """For ten, and it needs two drivers and signs."""
    hold(line, 10)
    change(
        line,
        "INSERT INTO event_need (event_id, kind, wanted) SELECT event.id, n.kind, n.wanted"
        " FROM event, (VALUES ('driver', 2), ('sign', 1)) AS n(kind, wanted)",
    )
    return code


def party_of(line: Clarion, phone: str) -> tuple[str, int, list[str]]:
    [found] = rows(
        line,
        "SELECT r.state, r.party::int, r.needs FROM rsvp r JOIN address a"
        " ON a.contact_id = r.contact_id WHERE a.digest = ANY(%s)",
        list(line.sealer.digests("sms", phone)),
    )
    return found  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("said", "party"),
    [
        ("RSVP {}", 1),
        ("RSVP {} me and 2", 3),
        ("{} me and 2", 3),
        ("IR {} somos 4", 4),
        ("{} somos 4", 4),
        ("voy a {} con mi esposo", 2),
        ("rsvp {} party of 5", 5),
    ],
)
def test_with_whom_they_come_is_heard_with_the_code(
    line: Clarion, rally: str, said: str, party: int
) -> None:
    for typed in (rally, f"{rally[:4]} {rally[4:]}".lower()):
        say(line, GUEST, said.format(typed))
        assert party_of(line, GUEST)[:2] == ("going", party)
        say(line, GUEST, "CANT")


def test_after_signing_up_others_and_help_are_told_in_words(line: Clarion, rally: str) -> None:
    first = say(line, GUEST, f"RSVP {rally}")
    assert "Still needed: 2 drivers, signs." in first
    assert f"RSVP {rally} " in first
    assert f"Calendar: https://clarion.test/events/{rally}/calendar.ics" in first
    assert "you are 3 in all" in say(line, GUEST, "me and 2")
    assert "Thank you for helping: drivers" in say(line, GUEST, "I can drive")
    assert party_of(line, GUEST) == ("going", 3, ["driver"])
    assert "Noted." in say(line, GUEST, "actually just me")
    assert party_of(line, GUEST) == ("going", 1, ["driver"])
    assert "Still needed: drivers, signs" in say(line, STRANGER, f"RSVP {rally}")
    assert "enough of that; what they still need: drivers, signs" in say(
        line, STRANGER, "I can bring food"
    )
    assert party_of(line, STRANGER)[2] == []


def test_in_spanish(line: Clarion, rally: str) -> None:
    phone = "+13125552500"
    add_person(line, phone, lang="es")
    assert "Falta: 2 choferes, pancartas." in say(line, phone, f"IR {rally} somos 4")
    assert "Gracias por ayudar con: pancartas" in say(line, phone, "traigo carteles")
    assert "Gracias por ayudar con: choferes" in say(line, phone, "puedo manejar")
    assert party_of(line, phone) == ("going", 4, ["driver", "sign"])
    assert "Responde como" not in say(line, phone, "gracias")


def test_a_larger_party_than_fits_keeps_its_seats(line: Clarion, rally: str) -> None:
    say(line, STRANGER, f"RSVP {rally} party of 7")
    say(line, GUEST, f"RSVP {rally}")
    answer = say(line, GUEST, "somos 5")
    assert "2" in answer
    assert "no room for all of you" in answer
    assert (party_of(line, GUEST)[:2], taken(line)) == (("going", 1), 8)
    assert "you are 3 in all" in say(line, GUEST, "me and 2")
    assert taken(line) == 10
    assert "waiting list for 2" in say(line, HOST, f"RSVP {rally} me and 1")
    say(line, STRANGER, "CANT")
    assert taken(line) <= 10


def test_a_smaller_party_makes_room_for_who_waits(line: Clarion, rally: str) -> None:
    say(line, STRANGER, f"RSVP {rally} party of 10")
    say(line, GUEST, f"RSVP {rally}")
    assert states(line) == ["going", "waiting"]
    say(line, STRANGER, f"RSVP {rally} we are 6")
    assert states(line) == ["going", "offered"]


def code_of(line: Clarion, phone: str) -> str:
    digests = list(line.sealer.digests("sms", phone))
    [(own,)] = rows(
        line,
        "SELECT c.code FROM contact c JOIN address a ON a.contact_id = c.id"
        " WHERE a.digest = ANY(%s)",
        digests,
    )
    return str(own)


def test_who_brings_a_friend_is_credited_and_told(line: Clarion, rally: str) -> None:
    say(line, GUEST, f"RSVP {rally}")
    own = code_of(line, GUEST)
    friend = "+13125552501"
    assert "You are on the list with 2" in say(line, friend, f"RSVP {rally} {own} me and 1")
    [(brought, source)] = rows(
        line,
        "SELECT b.code, c.source FROM rsvp r JOIN contact b ON b.id = r.brought_by"
        " JOIN contact c ON c.id = r.contact_id",
    )
    assert (brought, source) == (own, f"code:{own}")
    assert got(line, GUEST) == [
        "A friend is coming to rally, Sat Sep 26, with your code. Thank you!"
        " The more we are, the safer."
    ]
    say(line, friend, f"RSVP {rally} {own}")  # signing up once more tells nothing new
    assert len(got(line, GUEST)) == 1
    say(line, GUEST, f"RSVP {rally} {own}")  # one's own code brings nobody
    assert rows(line, "SELECT count(*)::int FROM rsvp WHERE brought_by IS NOT NULL") == [(1,)]


def test_friends_are_told_of_within_a_budget(line: Clarion, rally: str) -> None:
    hold(line, 100)
    line = changed(line, replies_per_person=500)
    say(line, GUEST, f"RSVP {rally}")
    own = code_of(line, GUEST)
    for number in range(9):
        say(line, f"+1312555{2600 + number}", f"RSVP {rally} {own}")
    assert len(got(line, GUEST)) == line.settings.caused_kinds["event_friend"] == 5
    assert rows(line, "SELECT count(*)::int FROM rsvp WHERE brought_by IS NOT NULL") == [(9,)]
