"""A large broadcast goes to a few first, and to the rest only when that went well."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot import set_aside
from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.cli import broadcast_shown
from bot.clock import SetClock
from bot.errors import Conflict
from bot.sending import canary, outbox, silent
from bot.store.sending import canary as waves
from tests.carried import NOON
from tests.crowd import TEXTS, add_crowd, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator

PEOPLE, FIRST_LEAST = 600, 60


@pytest.fixture
def crowd(clarion: Clarion) -> Clarion:
    """600 people; above 100 a first wave of about 60 goes, and is watched for five minutes."""
    made = at(clarion, canary_above=100, canary_least=FIRST_LEAST)
    add_crowd(made, PEOPLE)
    return made


def at(clarion: Clarion, minutes: float = 0, **settings: Any) -> Clarion:
    return replace(
        clarion,
        settings=clarion.settings.model_copy(update=settings),
        clock=SetClock(NOON + timedelta(minutes=minutes)),
    )


def begin(clarion: Clarion, **changes: Any) -> int:
    broadcast_id = schedule(clarion, **changes)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    return broadcast_id


def wave(clarion: Clarion, broadcast_id: int) -> waves.Wave:
    with clarion.record.transaction() as connection:
        return canary.wave_of(connection, broadcast_id)


def stop(clarion: Clarion, broadcast_id: int, people: int) -> None:
    """So many of the first wave ask to stop a minute after it went out."""
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET opted_out_at = %s WHERE id IN (SELECT contact_id FROM message"
            " WHERE broadcast_id = %s AND sid IS NOT NULL ORDER BY id LIMIT %s)",
            [NOON + timedelta(minutes=1), broadcast_id, people],
        )


def fail(clarion: Clarion, broadcast_id: int, texts: int, code: int) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET state = 'undelivered', error_code = %s WHERE id IN (SELECT id"
            " FROM message WHERE broadcast_id = %s AND sid IS NOT NULL ORDER BY id LIMIT %s)",
            [code, broadcast_id, texts],
        )


def test_a_few_go_first_and_the_rest_after_a_look(crowd: Clarion, simulator: Simulator) -> None:
    broadcast_id = begin(crowd)
    first = len(simulator.recipients())
    assert FIRST_LEAST / 2 < first < FIRST_LEAST * 2  # dice
    assert states(crowd, broadcast_id) == {"accepted": first, "held": PEOPLE - first}

    assert canary.look(at(crowd, minutes=4.9)) == []
    later = at(crowd, minutes=5.1)
    assert canary.look(later) == [broadcast_id]
    outbox.drain(later, broadcast_id)
    assert simulator.recipients() == dict.fromkeys(simulator.recipients(), 1)
    assert states(later, broadcast_id) == {"accepted": PEOPLE}


def test_first_waves_are_not_the_same_people(crowd: Clarion) -> None:
    found = []
    for _ in range(2):
        broadcast_id = begin(crowd)
        found.append(
            {row[0] for row in rows(crowd, "SELECT contact_id FROM message WHERE broadcast_id = %s"
                                           " AND state = 'accepted'", broadcast_id)}
        )  # fmt: skip
    assert found[0] != found[1]


@pytest.mark.parametrize(("stopped", "goes"), [(1, True), (2, None), (FIRST_LEAST // 2, False)])
def test_too_many_stops_hold_the_rest(crowd: Clarion, stopped: int, goes: bool | None) -> None:
    broadcast_id = begin(crowd)
    stop(crowd, broadcast_id, stopped)
    taken = wave(crowd, broadcast_id).taken
    is_over = stopped >= 2 and stopped * 100 > taken * 3

    released = canary.look(at(crowd, minutes=6))
    found = broadcasts.progress(crowd, broadcast_id)
    assert (released == []) is is_over
    assert found.state == ("paused" if is_over else "sending")
    if is_over:
        assert f"{stopped} of the first {taken} people asked to stop" in str(found.state_reason)
        assert canary.look(at(crowd, minutes=60)) == []
    assert goes is None or goes is not is_over


@pytest.mark.parametrize(
    ("code", "texts", "says"),
    [(30007, 4, "texts were filtered"), (30003, 40, "texts failed")],
)
def test_filtered_and_failed_texts_hold_the_rest(
    crowd: Clarion, code: int, texts: int, says: str
) -> None:
    broadcast_id = begin(crowd)
    fail(crowd, broadcast_id, texts, code)

    assert canary.look(at(crowd, minutes=0.1)) == []  # at once, not after the watch
    found = broadcasts.progress(crowd, broadcast_id)
    assert found.state == "paused"
    assert says in str(found.state_reason)


def test_what_was_stopped_goes_on_when_somebody_says_so(
    crowd: Clarion, simulator: Simulator
) -> None:
    broadcast_id = begin(crowd)
    stop(crowd, broadcast_id, 20)
    canary.look(crowd)
    broadcasts.resume(crowd, broadcast_id, None)
    outbox.drain(crowd, broadcast_id)

    assert states(crowd, broadcast_id) == {"accepted": PEOPLE}
    assert set(simulator.recipients().values()) == {1}
    assert canary.look(at(crowd, minutes=60)) == []


def test_a_pause_by_somebody_is_not_the_wave_s(crowd: Clarion) -> None:
    """Whoever pauses while the wave is watched, and resumes, lets nobody go that it would hold."""
    broadcast_id = begin(crowd)
    broadcasts.pause(crowd, broadcast_id, None)
    assert canary.look(at(crowd, minutes=10)) == []
    broadcasts.resume(crowd, broadcast_id, None)
    assert states(crowd, broadcast_id)["held"] > 0
    assert canary.look(at(crowd, minutes=10)) == [broadcast_id]


def test_canceled_nobody_else_gets_it(crowd: Clarion, simulator: Simulator) -> None:
    broadcast_id = begin(crowd)
    first = len(simulator.recipients())
    broadcasts.cancel(crowd, broadcast_id, None)
    assert states(crowd, broadcast_id) == {"accepted": first, "canceled": PEOPLE - first}
    assert canary.look(at(crowd, minutes=10)) == []
    with pytest.raises(Conflict):
        broadcasts.resume(crowd, broadcast_id, None)


def test_small_ones_and_those_without_it_go_at_once(crowd: Clarion) -> None:
    few = at(crowd, canary_above=PEOPLE)
    assert states(few, begin(few)) == {"accepted": PEOPLE}
    off = at(crowd, canary_above=0)
    assert states(off, begin(off)) == {"accepted": PEOPLE}
    assert states(crowd, begin(crowd, settings={"undo_s": 0, "no_canary": True})) == {
        "accepted": PEOPLE
    }


def test_who_gets_it_hours_later_is_not_waited_for(crowd: Clarion) -> None:
    """Of two zones those of the first hour are the wave; everybody of the other one is held."""
    add_crowd(crowd, 300, first=1_001, zone="America/Los_Angeles")
    wall = (NOON + timedelta(minutes=5)).replace(tzinfo=None) - timedelta(hours=5)  # Chicago's
    early = at(crowd, minutes=5.1)
    broadcast_id = schedule(
        crowd,
        schedule=broadcasts.Schedule(NOON + timedelta(minutes=5), wall, "America/Chicago"),
    )
    assert planning.fire_due(early) == [broadcast_id]
    outbox.drain(early, broadcast_id)
    late_zone = rows(
        early,
        "SELECT count(*) FROM message m JOIN contact c ON c.id = m.contact_id WHERE"
        " m.broadcast_id = %s AND c.zones = '{America/Los_Angeles}' AND m.state <> 'held'",
        broadcast_id,
    )
    assert late_zone == [(0,)]
    assert canary.look(at(crowd, minutes=11)) == [broadcast_id]
    assert states(early, broadcast_id)["planned"] > 300


def test_who_must_be_looked_up_is_held_for_that_when_the_rest_goes(crowd: Clarion) -> None:
    looking = at(crowd, look_up_silent=True)
    long_ago = NOON - timedelta(days=100)
    rows(looking, "UPDATE contact SET opted_in_at = %s RETURNING id", long_ago)
    rows(looking, "UPDATE address SET created_at = %s RETURNING id", long_ago)
    broadcast_id = begin(looking)
    silent.look_up(looking)
    outbox.drain(looking, broadcast_id)

    assert canary.look(at(looking, minutes=6)) == [broadcast_id]
    found = dict(rows(looking, "SELECT reason, count(*) FROM message WHERE state = 'held'"
                               " GROUP BY reason"))  # fmt: skip
    assert set(found) == {"silent"}


def test_two_clocks_look_once(crowd: Clarion) -> None:
    broadcast_id = begin(crowd)
    later = at(crowd, minutes=6)
    assert [canary.look(later), canary.look(later)] == [[broadcast_id], []]
    [(noted,)] = rows(crowd, "SELECT count(*) FROM audit WHERE act = 'first wave went on'")
    assert noted == 1


def test_nobody_of_the_wave_could_be_texted_the_rest_goes(crowd: Clarion) -> None:
    broadcast_id = schedule(crowd)
    planning.fire_due(crowd)
    rows(
        crowd,
        "UPDATE message SET state = 'skipped', reason = 'opted_out' WHERE state = 'planned'"
        " RETURNING id",
    )
    assert canary.look(crowd) == [broadcast_id]


def test_one_that_cannot_be_judged_stops_no_other(crowd: Clarion) -> None:
    bad, good = begin(crowd), begin(crowd)
    rows(
        crowd,
        "UPDATE broadcast SET settings = settings || '{\"resumed_at\": 1}', media = NULL,"
        " repeat = '[1]' WHERE id = %s RETURNING id",
        bad,
    )
    rows(
        crowd,
        "UPDATE message SET claimed_at = 'infinity' WHERE broadcast_id = %s AND sid IS NOT NULL"
        " RETURNING id",
        bad,
    )
    assert canary.look(at(crowd, minutes=6)) == [good]
    assert [row.key for row in set_aside.listed(crowd)] == [str(bad)]


def test_page_and_command_say_who_waits_and_until_when(crowd: Clarion) -> None:
    broadcast_id = begin(crowd)
    stop(crowd, broadcast_id, 1)
    found = broadcasts.progress(crowd, broadcast_id)
    assert found.wave is not None
    assert found.wave.taken + found.wave.waiting == PEOPLE
    assert found.wave_until == NOON + timedelta(minutes=5)
    said = "\n".join(broadcast_shown.lines(found))
    assert f"first wave: {found.wave.taken} texts" in said
    assert "until 17:05 UTC" in said
    assert "of it 1 asked to stop" in said


def test_preview_says_how_many_get_it_first(crowd: Clarion) -> None:
    draft = broadcasts.Draft("Kick-off", "all", TEXTS)
    assert broadcasts.preview(crowd, draft).first_wave == FIRST_LEAST
    plain = replace(draft, settings={"no_canary": True})
    assert broadcasts.preview(crowd, plain).first_wave == 0
