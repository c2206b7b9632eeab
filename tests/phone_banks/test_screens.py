"""The screen of a room, the kit and the board: what they show, to whom, and that it adds up."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.errors import NotFound
from bot.events import overview
from bot.phone_banks import board, kit, screens
from tests.events.conftest import GUEST, HOST, STRANGER, Minutes, say
from tests.factories import add_person, rows


@pytest.fixture
def code(line: Clarion, clock: Minutes) -> str:
    """A room on Friday at two in Chicago, its goal 20, with a guest; it has begun."""
    answer = say(line, HOST, "HOST PHONEBANK", "friday", "2pm", "Casa Roja", "20", "YES")
    made = answer.partition("PHONEBANK ")[2].partition(".")[0]
    say(line, GUEST, f"BANK {made}")
    clock.forward(days=2, hours=2, minutes=1)
    return made


def link(line: Clarion, phone: str = HOST) -> str:
    answer = say(line, phone, "SCREEN")
    return answer.partition("/room/")[2].partition(" ")[0]


def test_names_are_of_who_said_yes_and_all_adds_up(
    line: Clarion, clock: Minutes, code: str
) -> None:
    token = link(line)
    say(line, GUEST, "TALLY 5", "show name")
    clock.forward(minutes=20)
    say(line, HOST, "TALLY 7")
    found = screens.read(line, token)
    assert (found.total, found.goal, found.percent) == (12, 20, 60)
    assert (list(found.names), found.others) == ([("Gil", 5)], 7)
    assert sum(found.curve) == 12
    assert len(found.curve) == 12

    assert "ahí va a salir tu nombre" in say(line, HOST, "con nombre")
    say(line, GUEST, "NO NAME")
    found = screens.read(line, token)
    assert (list(found.names), found.others) == ([("Hana", 7)], 5)


def test_a_link_is_the_hosts_and_ends_when_they_say_so(line: Clarion, code: str) -> None:
    assert "host no phone bank" in say(line, GUEST, "SCREEN")
    first, second = link(line), link(line)
    with pytest.raises(NotFound):
        screens.read(line, first)
    assert screens.read(line, second).total == 0
    assert say(line, HOST, "SCREEN OFF").startswith("Done")
    with pytest.raises(NotFound):
        screens.read(line, second)
    digests = rows(line, "SELECT token_digest FROM event_page")
    assert all(second.encode() not in bytes(digest) for (digest,) in digests)


def test_a_link_ends_days_after_the_phone_bank(line: Clarion, clock: Minutes, code: str) -> None:
    token = link(line)
    clock.forward(days=3)
    assert screens.read(line, token).total == 0
    clock.forward(days=1)
    with pytest.raises(NotFound, match="texts SCREEN"):
        screens.read(line, token)


def test_the_board_has_who_said_yes_and_rooms_that_were_looked_at(line: Clarion, code: str) -> None:
    assert "Nobody is on the board" in say(line, HOST, "BOARD")
    add_person(line, "+13055550170", name="Mia", zip="33135")
    say(line, "+13055550170", "CALLED 4", "SHOW NAME")
    say(line, GUEST, "TALLY 9", "SHOW NAME")
    say(line, STRANGER, "CALLED 6")
    found = board.read(line)
    assert list(found.cities) == [("Chicago, IL", 9), ("Miami, FL", 4)]
    assert (list(found.rooms), found.shown, found.total) == ([], 13, 19)
    overview.approve(line, code)
    assert list(board.read(line).rooms) == []  # its host has not said yes
    say(line, HOST, "show my name")
    assert list(board.read(line).rooms) == [("Hana, Chicago", 9)]
    assert code not in str(board.read(line))
    answer = say(line, STRANGER, "leaderboard")
    assert "Cities: 1) Chicago, IL 9, 2) Miami, FL 4. Rooms: 1) Hana 9." in answer


def test_the_kit_says_the_same_in_both_languages(line: Clarion) -> None:
    english, spanish = kit.read(line)
    assert [part for part, _ in english.parts] == list(kit.PARTS)
    assert [part for part, _ in spanish.parts] == list(kit.PARTS)
    assert "the White House" in dict(english.parts)["invite"]
    assert spanish.line == "(866) 473-5915"
    assert "/phone-bank-kit?lang=en" in say(line, HOST, "KIT", "2")
