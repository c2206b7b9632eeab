"""Caps, brakes and the undo window are settings, heeded where they bind and where they show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap import build
from bot.broadcasts import broadcasts, planning, why
from bot.broadcasts.broadcasts import Draft
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.sending import outbox, statuses
from bot.sending.upkeep import Upkeep
from bot.sentences import recalled
from bot.texting.reasons import sentence
from tests.carried import NOON
from tests.crowd import TEXTS, add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator

Make = Callable[..., Clarion]


@pytest.fixture
def make(sending: Settings) -> Iterator[Make]:
    """Services at noon with other limits: `make(most_a_day=1)`."""
    made: list[Clarion] = []

    def build_with(**limits: Any) -> Clarion:
        services = build(sending.model_copy(update=limits), clock=SetClock(NOON), pool_size=4)
        made.append(services)
        return services

    yield build_with
    for services in made:
        services.record.dispose()


def _send(clarion: Clarion, title: str) -> int:
    broadcast_id = schedule(clarion, title=title)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    Upkeep(clarion).look()
    return broadcast_id


def test_caps_of_the_settings_bind_and_are_named(make: Make) -> None:
    clarion = make(most_a_day=1, most_a_week=2)
    add_crowd(clarion, 1)
    assert states(clarion, _send(clarion, "one")) == {"accepted": 1}
    second = _send(clarion, "two")
    assert states(clarion, second) == {"skipped": 1}
    found = broadcasts.progress(clarion, second)
    assert sentence("capped", found.caps).endswith("(1 a day, 2 a week)")
    assert "(1 a day, 2 a week)" in why.explain(clarion, number(1), second).verdict
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(days=1, minutes=1)
    assert states(clarion, _send(clarion, "three")) == {"accepted": 1}
    clarion.clock.at += timedelta(days=1, minutes=1)
    later = schedule(clarion, title="four")
    [caps] = [s for s in why.explain(clarion, number(1), later).steps if s.rule == "caps"]
    assert (caps.holds, caps.words) == (
        False, "0 of 1 texts in a day, 2 of 2 in a week",
    )  # fmt: skip
    assert broadcasts.preview(clarion, Draft("Next", "all", TEXTS)).caps == (1, 2)


@pytest.mark.parametrize(("undo_from", "waits_s"), [(2, 90.0), (3, 0.0)])
def test_undo_window_of_the_settings(make: Make, undo_from: int, waits_s: float) -> None:
    clarion = make(undo_s=90.0, undo_from=undo_from)
    add_crowd(clarion, 2)
    broadcast_id = broadcasts.schedule(clarion, Draft("Now", "all", TEXTS), None)
    due_at = broadcasts.progress(clarion, broadcast_id).due_at
    assert due_at == NOON + timedelta(seconds=waits_s)


def _fare(clarion: Clarion, lang: str, count: int, code: int) -> str | None:
    """`count` texts in a language come back with a code. Why the broadcast paused, if it did."""
    found = rows(
        clarion, "SELECT id, sid FROM message WHERE lang = %s AND error_code IS NULL ORDER BY id"
        " LIMIT %s", lang, count,
    )  # fmt: skip
    assert len(found) == count
    for message_id, sid in found:
        statuses.reactions._look_at.clear()
        statuses.take(clarion, message_id, sid, "undelivered", code)
    [(state, reason)] = rows(clarion, "SELECT state, state_reason FROM broadcast")
    assert (state == "paused") == (reason is not None)
    return str(recalled(reason)) if reason else None


@pytest.fixture
def sent(make: Make, simulator: Simulator) -> Callable[..., Clarion]:
    """A broadcast to 20 people in English and 10 in Spanish, taken by the carrier."""

    def send(**limits: Any) -> Clarion:
        clarion = make(**limits)
        add_crowd(clarion, 30)
        broadcast_id = schedule(clarion)
        planning.fire_due(clarion)
        outbox.drain(clarion, broadcast_id)
        return clarion

    return send


def test_filtered_text_is_named_with_its_language_and_why(sent: Callable[..., Clarion]) -> None:
    clarion = sent(brake_filtered_least=4, brake_filtered_percent=10.0)
    assert _fare(clarion, "es", 3, 30007) is None  # 10 percent, but not four texts
    reason = _fare(clarion, "en", 1, 30007)
    assert reason is not None
    assert reason.startswith("4 of 30 texts were filtered")
    assert "the limit is 10 percent" in reason
    assert "the text in Spanish: 3 of 10." in reason


def test_filter_brake_heeds_its_share(sent: Callable[..., Clarion]) -> None:
    clarion = sent(brake_filtered_least=1, brake_filtered_percent=50.0)
    assert _fare(clarion, "en", 15, 30007) is None  # exactly half is not more than half
    assert _fare(clarion, "en", 1, 30007) is not None


def test_failing_text_is_named_with_the_commonest_reason(sent: Callable[..., Clarion]) -> None:
    clarion = sent(brake_failed_least=9, brake_failed_percent=20.0)
    assert _fare(clarion, "en", 2, 30005) is None
    assert _fare(clarion, "en", 6, 30003) is None
    reason = _fare(clarion, "en", 1, 30003)
    assert reason is not None
    assert reason.startswith("9 of 30 texts failed (the limit is 20 percent)")
    assert "the text in English: 9 of 20. Most often: The phone is off" in reason


def test_share_of_100_never_brakes(sent: Callable[..., Clarion]) -> None:
    clarion = sent(
        brake_failed_least=1, brake_failed_percent=100.0, brake_filtered_least=1,
        brake_filtered_percent=100.0,
    )  # fmt: skip
    assert _fare(clarion, "en", 20, 30007) is None
    assert _fare(clarion, "es", 10, 30007) is None


def _fail(clarion: Clarion, first: int, count: int) -> None:
    """So many texts come back filtered within a second."""
    found = rows(
        clarion, "SELECT id, sid FROM message ORDER BY id OFFSET %s LIMIT %s", first, count
    )
    for message_id, sid in found:
        statuses.take(clarion, message_id, sid, "undelivered", 30007)


def _a_second_later(clarion: Clarion) -> str:
    """The state, after the clock's next look."""
    statuses.reactions._look_at.clear()
    Upkeep(clarion, lambda: False).look()
    [(state,)] = rows(clarion, "SELECT state FROM broadcast")
    return str(state)


def test_failures_that_come_all_at_once_brake_a_second_later(
    sent: Callable[..., Clarion],
) -> None:
    clarion = sent(brake_filtered_least=4, brake_filtered_percent=10.0)
    _keep_sending(clarion)
    _fail(clarion, 0, 4)
    assert _a_second_later(clarion) == "paused"


def test_after_a_resume_only_what_is_sent_since_is_judged(sent: Callable[..., Clarion]) -> None:
    clarion = sent(brake_filtered_least=4, brake_filtered_percent=10.0)
    assert isinstance(clarion.clock, SetClock)
    _keep_sending(clarion)
    _fail(clarion, 0, 4)
    assert _a_second_later(clarion) == "paused"
    clarion.clock.at += timedelta(minutes=5)
    broadcasts.resume(clarion, 1, None)
    _fail(clarion, 4, 6)  # sent before the organizer looked
    assert _a_second_later(clarion) == "sending"
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET claimed_at = %s WHERE id > 10", [clarion.clock.now()]
        )
    _fail(clarion, 10, 4)
    assert _a_second_later(clarion) == "paused"


def _keep_sending(clarion: Clarion) -> None:
    """One more is still to be sent, later."""
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET state = 'planned', sid = NULL, not_before = %s WHERE id = 30",
            [clarion.clock.now() + timedelta(days=1)],
        )
        connection.execute("UPDATE broadcast SET state = 'sending', done_at = NULL")
