"""What silence brings: nudges, ends and reminders, once each."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound, timers
from tests.factories import ANA, NOON, make_form, rows


def say(clarion: Clarion, body: str) -> str | None:
    return inbound.receive(clarion, make_form(ANA, body)).body


def later(clarion: Clarion, **wait: float) -> Clarion:
    return replace(clarion, clock=SetClock(NOON + timedelta(**wait)))


def follow_ups(clarion: Clarion) -> list[str]:
    sealed = rows(clarion, "SELECT body_sealed FROM message WHERE kind = 'follow_up' ORDER BY id")
    return [clarion.sealer.open(body, "message.body") for (body,) in sealed]


def ask_for_zip(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET zip = NULL, city = NULL WHERE id = 1")
    assert (say(clarion, "join") or "").endswith("Your ZIP?")


def test_silence_brings_a_nudge_then_the_end(clarion: Clarion) -> None:
    ask_for_zip(clarion)

    assert timers.run_due(later(clarion, hours=23)) == 0
    assert timers.run_due(later(clarion, hours=25)) == 1
    assert follow_ups(clarion) == ["Still there? Your ZIP?"]
    assert timers.run_due(later(clarion, hours=25)) == 0
    assert timers.run_due(later(clarion, hours=49)) == 1
    assert rows(clarion, "SELECT flow, wake_at FROM session WHERE contact_id = 1") == [(None, None)]
    assert len(follow_ups(clarion)) == 1


def test_an_answer_takes_the_nudge_back(clarion: Clarion) -> None:
    ask_for_zip(clarion)
    say(clarion, "60608")
    timers.run_due(later(clarion, hours=25))
    assert "Still there? Your ZIP?" not in follow_ups(clarion)


def test_a_reminder_outlives_the_conversation_and_comes_once(clarion: Clarion) -> None:
    say(clarion, "call")
    assert say(clarion, "later") == "Tomorrow."
    tomorrow = later(clarion, hours=25)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: timers.run_due(tomorrow), range(4)))

    assert follow_ups(clarion) == ["Call (866) 473-5915, then DONE."]
    assert say(tomorrow, "done") == "Thanks, 1 so far."


def test_a_timer_long_past_is_dropped(clarion: Clarion) -> None:
    ask_for_zip(clarion)
    timers.run_due(later(clarion, hours=24 + 13))
    assert follow_ups(clarion) == []


def test_follow_ups_are_planned_for_the_outbox(clarion: Clarion) -> None:
    ask_for_zip(clarion)
    timers.run_due(later(clarion, hours=25))
    assert rows(
        clarion,
        "SELECT state, via, not_before IS NOT NULL FROM message WHERE kind = 'follow_up'",
    ) == [("planned", "api", True)]
