"""A closed line, and one that closes while somebody calls."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from bot.clarion import Clarion
from bot.store.sending import outbox
from tests.calls.phones import NEW, Phone, counted, texts
from tests.events.conftest import STRANGER, Minutes
from tests.factories import rows

Make = Callable[..., Phone]


def test_closed_line_says_when_it_opens_and_reminds(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)  # Friday, six in the evening there
    one = phone(NEW).call().wait()
    assert "They open Monday, September twenty-eighth at nine in the morning" in one.heard
    assert "Abren el lunes veintiocho de septiembre a las nueve de la mañana" in one.heard
    one.press("2").press("1")
    assert "Te mandamos un mensaje cuando abran" in one.heard
    one.again().hang_up()
    assert texts(line, NEW) == []
    clock.at = datetime(2026, 9, 28, 13, 1, tzinfo=UTC)
    [text] = texts(line, NEW)
    assert text.startswith("Ya abrió la línea")


def test_reminder_reaches_somebody_who_never_joined(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 25, 22, 0, tzinfo=UTC)
    phone(NEW).call().wait().press("1").hang_up()
    clock.at = datetime(2026, 9, 28, 15, 1, tzinfo=UTC)
    texts(line, NEW)
    assert rows(line, "SELECT state, reason FROM message WHERE kind = 'follow_up'") == [
        ("planned", "call")
    ]
    with line.record.transaction() as connection:
        [claimed] = outbox.claim_singles(
            connection, count=10, now=clock.now(), lease=clock.now() - clock.now()
        )
    assert claimed.reason is None


def test_line_that_closes_while_the_briefing_is_heard(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call()
    assert "Say your city" in one.heard
    clock.forward(seconds=20)
    one.wait()
    assert one.dials is None
    assert "does not answer now" in one.heard


def test_line_that_closes_after_it_was_dialed_goes_on(
    line: Clarion, phone: Make, clock: Minutes
) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call().wait()
    clock.forward(minutes=3)
    one.line_did("completed", 170)
    assert "Your call counts" in one.heard
    assert counted(line) == [("called", 1, "measured")]


def test_line_that_closes_between_two_tries(line: Clarion, phone: Make, clock: Minutes) -> None:
    clock.at = datetime(2026, 9, 23, 20, 59, 50, tzinfo=UTC)
    one = phone(STRANGER).call().wait().line_did("busy")
    clock.forward(seconds=30)
    one.press("1")
    assert "does not answer now" in one.heard
