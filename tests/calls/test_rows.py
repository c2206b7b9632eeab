"""Calls in the record: taken in once, moved forward only, counted, and not served while blocked."""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from bot.store.calls import blocks, calls
from bot.store.calls.calls import NewCall
from tests.factories import NOON

SID = "CA" + "1" * 32
DIGEST = b"d" * 32


def _add(clarion: Clarion, **more: object) -> int:
    new = {"direction": "in", "state": "ringing", "sid": SID, "caller_digest": DIGEST}
    with clarion.record.transaction() as connection:
        made = calls.add(connection, NewCall(**{**new, **more}), NOON)  # type: ignore[arg-type]
    assert made is not None
    return made


def test_call_is_taken_in_once(clarion: Clarion) -> None:
    first = _add(clarion)
    with clarion.record.transaction() as connection:
        assert calls.add(connection, NewCall("in", "ringing", sid=SID), NOON) is None
        found = calls.find(connection, SID)
    assert found is not None
    assert found.id == first


def test_state_only_moves_forward(clarion: Clarion) -> None:
    made = _add(clarion)
    with clarion.record.transaction() as connection:
        assert calls.move(connection, made, "dialing", dialed_at=NOON, place="line")
        assert not calls.move(connection, made, "answered", place="greeting")
        assert calls.move(connection, made, "ended", ended_at=NOON)
        assert not calls.move(connection, made, "canceled", ended_at=NOON, reason="late")
        found = calls.get(connection, made)
    assert found is not None
    assert (found.state, found.place, found.reason) == ("ended", "line", None)


def test_one_wish_of_a_kind_for_each_call(clarion: Clarion) -> None:
    made = _add(clarion)
    wish = NewCall("back", "planned", after_id=made, not_before=NOON)
    with clarion.record.transaction() as connection:
        assert calls.add(connection, wish, NOON) is not None
        assert calls.add(connection, wish, NOON) is None


def test_calls_of_an_hour_leave_out_those_turned_away(clarion: Clarion) -> None:
    hour_ago = NOON - timedelta(hours=1)
    first = _add(clarion)
    _add(clarion, sid="CA" + "2" * 32)
    with clarion.record.transaction() as connection:
        assert calls.count_of(connection, [DIGEST], hour_ago) == 2
        assert calls.count_of(connection, [DIGEST], hour_ago, but=first) == 1
        assert calls.count_of(connection, [DIGEST], NOON) == 0
        calls.move(connection, first, "ended", reason="often", ended_at=NOON)
        assert calls.count_of(connection, [DIGEST], hour_ago) == 1


def test_running_calls_are_summed(clarion: Clarion) -> None:
    made = _add(clarion)
    with clarion.record.transaction() as connection:
        assert calls.running_s(connection, NOON, 1200) == (0, 0.0)
        calls.move(connection, made, "answered", answered_at=NOON)
        assert calls.running_s(connection, NOON + timedelta(seconds=90), 1200) == (1, 90.0)
        assert calls.running_s(connection, NOON + timedelta(days=1), 1200) == (0, 0.0)
        calls.move(connection, made, "ended", ended_at=NOON)
        assert calls.running_s(connection, NOON + timedelta(seconds=90), 1200) == (0, 0.0)


def test_block_ends_with_its_day(clarion: Clarion) -> None:
    until = NOON + timedelta(days=1)
    with clarion.record.transaction() as connection:
        one = blocks.block(
            connection, DIGEST, ends_in="42", why="rings all night", until=until, made_by=None,
            now=NOON,
        )  # fmt: skip
        assert blocks.is_blocked(connection, [b"x" * 32, DIGEST], NOON)
        assert not blocks.is_blocked(connection, [DIGEST], until)
        assert [row.ends_in for row in blocks.listed(connection, NOON)] == ["42"]
        assert blocks.lift(connection, one)
        assert not blocks.is_blocked(connection, [DIGEST], NOON)
