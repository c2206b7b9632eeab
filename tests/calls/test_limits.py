"""Two calls an hour, minutes a day, blocked and hidden numbers."""

from __future__ import annotations

from collections.abc import Callable

from bot.calls import blocking
from bot.clarion import Clarion
from bot.web import create_app
from tests.calls.phones import LINE, NEW, Phone, call_of
from tests.events.conftest import OLGA, Minutes, changed, got
from tests.factories import rows

Make = Callable[..., Phone]


def test_third_call_of_an_hour_is_told_kindly(line: Clarion, phone: Make, clock: Minutes) -> None:
    for _ in range(2):
        phone(NEW).call().wait().line_did("completed", 50).hang_up()
    one = phone(NEW).call()
    assert "We connect two calls an hour" in one.heard
    assert "eight six six, four seven three, five nine one five" in one.heard
    assert one.verbs[-1] == "Hangup"
    clock.forward(minutes=61)
    assert phone(NEW).call().verbs == ["Gather"]


def test_days_minutes_end_and_organizers_are_told(line: Clarion, phone: Make) -> None:
    small = changed(line, call_minutes_a_day=5)
    app = create_app(small)
    Phone(app, small, NEW).call().wait().line_did("completed", 110).hang_up(170)
    assert [text for text in got(line, OLGA, "notice") if "5 minutes of calls" in text]
    one = Phone(app, small, "+13125550192").call()
    assert "We cannot connect more calls today" in one.heard
    assert call_of(line, one)["reason"] == "budget"


def test_blocked_number_is_told_kindly(line: Clarion, phone: Make, clock: Minutes) -> None:
    blocking.block(line, NEW, days=2, why="rings all night", by=None)
    one = phone(NEW).call()
    assert "We cannot connect this number now" in one.heard
    assert one.verbs[-1] == "Hangup"
    clock.forward(days=2, minutes=1)
    assert phone(NEW).call().verbs == ["Gather"]


def test_caller_who_hides_their_number_is_served(line: Clarion, phone: Make) -> None:
    one = phone("+266696687").call().wait()
    assert one.dials == LINE
    one.line_did("busy").press("4")
    assert "We cannot text this number" in one.heard
    one.hang_up()
    assert rows(line, "SELECT caller_digest FROM call") == [(None,)]
