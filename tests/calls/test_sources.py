"""What brought a call: extensions, own numbers, airings that two DJs read within the same hour."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from bot.clarion import Clarion
from bot.people import sources
from bot.people.sources import Asked
from bot.store.people import reports
from bot.store.people.following import follow_again, follow_anew
from tests.calls.phones import Phone
from tests.events.conftest import Minutes, say
from tests.factories import add_person, rows

Make = Callable[..., Phone]
NEW, OTHER = "+13125550190", "+13125550193"
DEE, DON = "+13125550181", "+13125550182"


def call(phone: Phone, keys: str = "") -> Phone:
    return phone.call().press(keys).line_did("completed", 90).hang_up()


def reported(line: Clarion) -> list[tuple[Any, ...]]:
    return rows(line, "SELECT source, airing_id FROM report WHERE kind = 'called' ORDER BY id")


@pytest.fixture
def dee(line: Clarion) -> int:
    return add_person(line, DEE, zip="60608", name="Dee")


@pytest.fixture
def don(line: Clarion) -> int:
    return add_person(line, DON, zip="60608", name="Don")


def airing(line: Clarion, contact_id: int) -> int:
    """Somebody aired now. The report's id."""
    now = line.clock.now()
    new = reports.NewReport("aired", 1, now, None, None)
    with line.record.transaction() as connection:
        reports.add_reports(connection, contact_id, [new], message_id=None, now=now)
        follow_again(connection, now, "IL")
    [(made,)] = rows(line, "SELECT max(id) FROM report WHERE kind = 'aired'")
    return int(made)


def test_extension_is_credited_and_the_call_goes_on(line: Clarion, phone: Make) -> None:
    sources.add(line, Asked(label="Elm Street Laundry", code="ELM", extension="142"), None)
    one = phone(NEW).call().press("142")
    assert one.dials is not None
    one.line_did("completed", 90).hang_up()
    assert reported(line) == [("source:ELM", None)]
    assert rows(line, "SELECT source, extension FROM call") == [("source:ELM", "142")]


def test_extension_of_nobody_keeps_nobody_from_the_line(line: Clarion, phone: Make) -> None:
    one = phone(NEW).call().press("999")
    assert "We do not know that number, but your call counts" in one.heard
    assert one.dials is not None


def test_own_number_of_a_poster_is_credited(line: Clarion, phone: Make) -> None:
    asked = Asked(label="Oak Park", code="OAKS", number="(202) 555-0177")
    sources.add(line, asked, None)
    call(phone(NEW, to="+12025550177"))
    assert reported(line) == [("source:OAKS", None)]


def test_two_djs_within_an_hour_are_told_apart_by_their_keys(
    line: Clarion, phone: Make, clock: Minutes, dee: int, don: int
) -> None:
    sources.add(line, Asked(label="Dee", code="DEE", kind="dj", extension="21", dj_id=dee), None)
    sources.add(line, Asked(label="Don", code="KDON", kind="dj", extension="22", dj_id=don), None)
    by_dee = airing(line, dee)
    clock.forward(minutes=10)
    by_don = airing(line, don)
    clock.forward(minutes=10)
    call(phone(NEW), "21")
    call(phone(OTHER), "22")
    call(phone("+13125550194"))
    assert reported(line) == [("source:DEE", by_dee), ("source:KDON", by_don), (None, None)]


def test_airing_told_after_the_calls_is_credited_with_its_own(
    line: Clarion, phone: Make, clock: Minutes, dee: int, don: int
) -> None:
    sources.add(line, Asked(label="Dee", code="DEE", kind="dj", extension="21", dj_id=dee), None)
    by_don = airing(line, don)
    clock.forward(minutes=5)
    call(phone(NEW), "21")
    assert reported(line) == [("source:DEE", None)], "Don's airing is not what brought it"
    at = clock.now()
    clock.at = at.replace(minute=1)
    by_dee = airing(line, dee)
    clock.at = at
    assert reported(line) == [("source:DEE", by_dee)]
    with line.record.transaction() as connection:
        reports.take_back(connection, by_dee, at)
        follow_anew(connection, [by_dee])
    assert reported(line) == [("source:DEE", None)]
    assert by_don != by_dee


def test_only_airing_of_the_state_is_credited_without_keys(
    line: Clarion, phone: Make, clock: Minutes, dee: int
) -> None:
    one = airing(line, dee)
    clock.forward(minutes=20)
    call(phone(NEW))
    assert reported(line) == [(None, one)]


def test_poster_takes_no_airings_credit(
    line: Clarion, phone: Make, clock: Minutes, dee: int
) -> None:
    sources.add(line, Asked(label="Elm Street Laundry", code="ELM", extension="142"), None)
    airing(line, dee)
    clock.forward(minutes=5)
    call(phone(NEW), "142")
    assert reported(line) == [("source:ELM", None)]


def test_code_texted_before_is_what_a_call_without_keys_came_by(line: Clarion, phone: Make) -> None:
    sources.add(line, Asked(label="Elm Street Laundry", code="ELM"), None)
    say(line, NEW, "CALL ELM")
    call(phone(NEW))
    assert reported(line) == [("source:ELM", None)]
