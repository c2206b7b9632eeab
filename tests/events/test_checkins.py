"""Ten check-ins by a link: first names only, never two with one guest, counted, and it ends."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.errors import InputError, NotFound
from bot.events import by_hand, checkins, overview
from bot.inbox import links
from bot.store.events import actions
from bot.store.events import checkins as queries
from bot.store.inbox.ready import LinkRow
from tests.factories import NOON, add_person, make_form, rows

PHONES = [f"+1312555{1000 + index}" for index in range(14)]


@pytest.fixture
def guests(clarion: Clarion) -> list[int]:
    """Fourteen who go to OAK33 tomorrow, in the order in which they signed up."""
    host = add_person(clarion, "+13125552000", name="Hana Host")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO event (code, kind, host_id, state, day, zone)"
            " VALUES ('OAK33', 'rally', %s, 'open', %s, 'America/Chicago')",
            [host, clarion.clock.now().date() + timedelta(days=1)],
        )
    found = [add_person(clarion, one, name=f"Guest{n} Lopez") for n, one in enumerate(PHONES)]
    for minute, one in enumerate(found):
        by_hand.sign_up(_at(clarion, minute - 60), one, "OAK33", None)
    return found


def _at(clarion: Clarion, minutes: float) -> Clarion:
    return replace(clarion, clock=SetClock(NOON + timedelta(minutes=minutes)))


def _link(clarion: Clarion, most: int = 10, lang: str = "") -> LinkRow:
    _, address = checkins.make_link(clarion, "oak33", "Rosa", lang, most, 8, None)
    return links.find(clarion, address.rpartition("/")[2])


def _again(clarion: Clarion, link: LinkRow) -> LinkRow:
    return next(one for one in links.working(clarion) if one.id == link.id)


def _ids(clarion: Clarion, link: LinkRow) -> list[int]:
    return [one.contact_id for one in checkins.now_with(clarion, link).guests]


def test_ten_at_a_time_with_first_names_and_nothing_else(
    clarion: Clarion, guests: list[int]
) -> None:
    link = _link(clarion)
    assert _ids(clarion, link) == []
    checkins.take_next(clarion, link)
    found = checkins.now_with(clarion, link)
    assert [one.contact_id for one in found.guests] == guests[:10]
    assert found.guests[3].first_name == "Guest3"
    assert "Lopez" not in str(found)
    assert "555" not in str(found)
    checkins.take_next(clarion, link)
    assert _ids(clarion, link) == guests[:10]


def test_two_links_at_once_never_have_one_guest(clarion: Clarion, guests: list[int]) -> None:
    pair = [_link(clarion), _link(clarion)]
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(lambda link: checkins.take_next(clarion, link), pair))
    first, second = (_ids(clarion, link) for link in pair)
    assert not set(first) & set(second)
    assert sorted(first + second) == guests


def test_what_is_heard_is_noted_counted_and_audited(clarion: Clarion, guests: list[int]) -> None:
    link = _link(clarion, most=3)
    checkins.take_next(clarion, link)
    assert _ids(clarion, link) == guests[:3]
    for guest, heard in zip(guests, ("comes", "not_coming", "not_reached"), strict=False):
        checkins.note(clarion, link, guest, heard)
    assert rows(
        clarion,
        "SELECT checked_as, state FROM rsvp WHERE checked_as IS NOT NULL ORDER BY contact_id",
    ) == [("comes", "going"), ("not_coming", "canceled"), ("not_reached", "going")]
    assert [one.said_yes for one in overview.list_to_come(clarion)] == [1]
    assert links.working(clarion) == []
    assert rows(clarion, "SELECT count(*)::int FROM audit WHERE act = 'checked_guest'") == [(3,)]


def test_a_used_up_link_notes_nothing(clarion: Clarion, guests: list[int]) -> None:
    link = _link(clarion, most=2)
    checkins.take_next(clarion, link)
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE volunteer_link SET used = most")
    with pytest.raises(NotFound, match="is done"):
        checkins.note(clarion, link, guests[0], "comes")
    assert rows(clarion, "SELECT 1 FROM rsvp WHERE checked_as IS NOT NULL") == []


def test_who_was_not_reached_comes_back_after_the_others(
    clarion: Clarion, guests: list[int]
) -> None:
    link = _link(clarion, most=50)
    checkins.take_next(clarion, link)
    for guest in guests[:10]:
        checkins.note(clarion, link, guest, "not_reached")
    checkins.take_next(clarion, _again(clarion, link))
    assert _ids(clarion, link) == guests[10:]
    later = _at(clarion, 150)
    checkins.take_next(later, _again(later, link))
    assert sorted(_ids(later, link)) == sorted([*guests[:6], *guests[10:]])


def test_who_stopped_is_not_shown(clarion: Clarion, guests: list[int]) -> None:
    link = _link(clarion)
    checkins.take_next(clarion, link)
    inbound.receive(clarion, make_form(PHONES[0], "STOP"))
    assert _ids(clarion, link) == guests[1:10]
    with pytest.raises(InputError):
        checkins.note(clarion, link, guests[0], "comes")


def test_guest_of_another_link_cannot_be_noted(clarion: Clarion, guests: list[int]) -> None:
    first, second = _link(clarion), _link(clarion)
    checkins.take_next(clarion, first)
    with pytest.raises(InputError, match="do not have this guest"):
        checkins.note(clarion, second, guests[0], "comes")
    assert _again(clarion, second).used == 0


def test_asked_by_text_and_answered(clarion: Clarion, guests: list[int]) -> None:
    link = _link(clarion)
    checkins.take_next(clarion, link)
    checkins.note(clarion, link, guests[0], "asked")
    assert rows(
        clarion,
        "SELECT kind, body_sealed IS NOT NULL FROM message WHERE contact_id = %s",
        guests[0],
    ) == [("follow_up", True)]
    with clarion.record.transaction() as connection:
        event = actions.lock_event(connection, "OAK33")
        assert event is not None
        for guest in guests[:2]:  # RSVP once more; only one of them was asked
            queries.confirm(connection, event.id, guest, NOON)
    assert rows(clarion, "SELECT contact_id FROM rsvp WHERE checked_as = 'comes'") == [(guests[0],)]


def test_one_language_a_revoked_link_and_an_action_that_is_over(
    clarion: Clarion, guests: list[int]
) -> None:
    rows(clarion, "UPDATE contact SET lang = 'es' WHERE id = %s RETURNING id", guests[5])
    link = _link(clarion, lang="es")
    checkins.take_next(clarion, link)
    assert _ids(clarion, link) == [guests[5]]
    links.revoke(clarion, link.id, None)
    assert rows(clarion, "SELECT 1 FROM rsvp WHERE claimed_link IS NOT NULL") == []
    other = _link(clarion)
    with pytest.raises(NotFound, match="over or called off"):
        checkins.now_with(_at(clarion, 3 * 24 * 60), other)
    with pytest.raises(InputError, match="no action to come"):
        checkins.make_link(clarion, "NONE9", "Rosa", "", 5, 8, None)
