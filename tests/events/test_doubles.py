"""Two actions that are one: the calls of two rooms become one room's, each once."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.errors import Conflict
from bot.events import doubles
from bot.store.people import limits, reports, sums
from tests.events.conftest import (
    GUEST,
    HOST,
    OLGA,
    STRANGER,
    Minutes,
    say,
    set_up_phone_bank,
)
from tests.factories import rows


@pytest.fixture
def kept(line: Clarion, clock: Minutes) -> str:
    """Hana's phone bank on Friday at two; it is one there."""
    code = set_up_phone_bank(line, HOST)
    clock.forward(days=2, hours=1)
    return code


def by_room(line: Clarion) -> dict[str | None, int]:
    with line.record.transaction() as connection:
        found = sums.by_part(connection, "room", limits.CALLS)
    codes = dict(rows(line, "SELECT id::text, code FROM event"))
    return {codes.get(room): calls for room, calls in found.items()}


def whole(line: Clarion) -> int:
    with line.record.transaction() as connection:
        return reports.totals(connection).get("called", 0)


def test_calls_of_a_double_are_the_kept_rooms_once(
    line: Clarion, clock: Minutes, kept: str
) -> None:
    twin = set_up_phone_bank(line, STRANGER)
    say(line, GUEST, twin)
    say(line, HOST, "TALLY 5")
    say(line, GUEST, "TALLY 4")
    say(line, STRANGER, "TALLY 3")
    assert by_room(line) == {kept: 5, twin: 7}
    doubles.merge(line, twin, kept, None)
    assert by_room(line) == {kept: 12}
    assert whole(line) == 12
    # Whoever was in either goes on in the one there is, also who has the old code, and after it.
    assert "The room: 14." in say(line, GUEST, "TALLY 2")
    assert "You are in" in say(line, OLGA, twin)
    clock.forward(hours=6)
    assert "The room: 15." in say(line, STRANGER, "TALLY 1")
    assert whole(line) == 15


def test_a_phone_bank_is_no_double_of_another_kind(line: Clarion, kept: str) -> None:
    say(line, GUEST, "LEAD", "rally", "saturday", "6pm", "Union hall, 18th St", "20", "YES")
    [(rally,)] = rows(line, "SELECT code FROM event WHERE kind = 'rally'")
    for gone, other in ((rally, kept), (kept, rally)):
        with pytest.raises(Conflict, match="the other is none"):
            doubles.merge(line, gone, other, None)
