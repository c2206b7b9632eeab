"""Budgets of replies to an area code and a country, and which numbers are texted at all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound
from bot.errors import InputError
from bot.people import areas, joining
from bot.people.numbers import Reach, is_answered, read_sender
from tests.factories import add_person, make_clarion, make_form, rows

TEXTS = ("call", "menu", "join", "who knows", "what now")


def say(line: Clarion, sender: str, body: str) -> bool:
    """Whether a text is answered."""
    return bool(inbound.receive(line, make_form(sender, body)).body)


def with_budget(line: Clarion, **named: int) -> Clarion:
    changed = {"replies_per_area": {"area": 100} | named}
    return replace(line, settings=line.settings.model_copy(update=changed))


@pytest.fixture
def line(settings: Settings, record: str) -> Iterator[Clarion]:
    made = make_clarion(settings)
    yield made
    made.record.dispose()


@pytest.fixture
def olga(line: Clarion) -> int:
    """An organizer's linked phone, in New York."""
    found = add_person(line, "+17185550199")
    with line.record.transaction() as connection:
        connection.execute(
            "INSERT INTO organizer (email, active, fs_uniquifier, contact_id)"
            " VALUES ('olga@example.org', true, 'olga', %s)",
            [found],
        )
    return found


def notices(line: Clarion) -> list[str]:
    found = rows(line, "SELECT body_sealed FROM message WHERE kind = 'notice' ORDER BY id")
    return [line.sealer.open(body, "message.body") for (body,) in found]


def test_an_area_code_gets_so_many_replies_a_day_however_many_numbers_write(
    line: Clarion, olga: int
) -> None:
    few = with_budget(line, area=10)
    answers = [say(few, f"+1312555{1000 + number}", TEXTS[number % 5]) for number in range(14)]
    assert answers == [True] * 10 + [False] * 4
    assert say(few, "+13125551000", "HELP")
    assert say(few, "+13125551001", "please stop texting me")
    assert say(few, "+16465551000", "call")  # somewhere else
    near, spent = notices(few)
    assert near.startswith(
        "8 automatic replies within a day to numbers of +1312, of a budget of 10"
    )
    assert "the budget of 10 is spent" in spent
    tomorrow = replace(few, clock=SetClock(few.clock.now() + timedelta(hours=26)))
    assert say(tomorrow, "+13125551002", "call")


def test_a_named_area_and_a_named_country_have_budgets_of_their_own(line: Clarion) -> None:
    few = with_budget(line, **{"area": 2, "+1312": 4, "CA": 3})
    chicago = [say(few, f"+1312555{2000 + number}", "call") for number in range(6)]
    assert chicago == [True] * 4 + [False] * 2
    # Toronto, Vancouver and Montréal: two each, and three in all.
    canada = [say(few, f"+1{area}5552000", "call") for area in (416, 604, 514, 416, 604)]
    assert canada == [True] * 3 + [False] * 2


def test_processes_add_up_what_they_count(
    line: Clarion, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(areas, "_FRESH_S", 0.0)  # every look is a fresh one
    one, other = with_budget(line, area=6), with_budget(make_clarion(settings), area=6)
    answers = [
        say((one, other)[number % 2], f"+1312555{3000 + number}", "call") for number in range(12)
    ]
    # Each knows its own at once, and the other's with that one's next look.
    assert 6 <= sum(answers) <= 7
    assert not any(answers[8:])
    other.record.dispose()


def test_help_without_end_is_not_answered_without_end(line: Clarion) -> None:
    few = replace(line, settings=line.settings.model_copy(update={"replies_per_person": 2}))
    answers = [say(few, "+13125554000", "HELP") for _ in range(25)]
    assert answers == [True] * 20 + [False] * 5
    assert say(few, "+13125554000", "please stop texting me")  # a stop always is


@pytest.mark.parametrize(
    "number",
    [
        "+15005550142", "+15335550142", "+15445550142", "+16005550142", "+17005550142",
        "+17105550142", "+19005550142", "+19765550142", "+14565550142",
    ],
)  # fmt: skip
def test_numbers_that_are_nowhere_are_not_answered(number: str) -> None:
    assert not is_answered(number, {"US", "CA"}) or read_sender(number).reach is Reach.NO_REPLY


@pytest.mark.parametrize(
    "number", ["+12425550142", "+18765550142", "+18095550142", "+14415550142", "+16645550142"]
)
def test_every_island_that_is_not_named_is_left_out(line: Clarion, number: str) -> None:
    assert not say(line, number, "call")
    assert not say(line, number, "HELP")
    with pytest.raises(
        InputError, match=r"do not text numbers of this place|is not a US phone number"
    ):
        joining.ask_by_page(line, number, "en")
    assert rows(line, "SELECT 1 FROM message WHERE kind <> 'inbound' AND state = 'planned'") == []


def test_a_country_that_is_named_is_answered_and_asked(line: Clarion) -> None:
    wide = replace(
        line, settings=line.settings.model_copy(update={"answered": frozenset({"US", "JM"})})
    )
    assert say(wide, "+18765550142", "call")
