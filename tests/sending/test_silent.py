"""Whoever was silent for 90 days is looked up before a broadcast texts them, and only they wait."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.broadcasts import broadcasts, planning
from bot.broadcasts.broadcasts import Draft
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.sending import outbox, silent
from tests.carried import NOON
from tests.crowd import schedule, states
from tests.factories import add_person, make_form, rows
from tests.simulator_process import Simulator

LONG_AGO = NOON - timedelta(days=100)
OLD, GONE, FRESH, HEARD, REACHED = (f"+1312555020{n}" for n in range(5))


@pytest.fixture
def looking(clarion: Clarion, simulator: Simulator) -> Clarion:
    """Look-ups are on. Old and Gone were silent, and Gone's number is somebody else's by now; Fresh
    joined lately, Heard wrote lately, Reached had a text lately."""
    simulator.numbers(reassigned=[GONE, FRESH, HEARD, REACHED])  # who is asked about is told so
    on = switched(clarion)
    for number in (OLD, GONE, HEARD, REACHED):
        add_person(on, number, opted_in_at=LONG_AGO, lang="en")
    add_person(on, FRESH, opted_in_at=NOON - timedelta(days=80))
    rows(
        on,
        "UPDATE session SET last_inbound_at = %s WHERE contact_id = %s RETURNING contact_id",
        NOON - timedelta(days=10), who(on, HEARD),
    )  # fmt: skip
    rows(
        on,
        "INSERT INTO message (contact_id, address_id, kind, state, created_at)"
        " SELECT contact_id, id, 'broadcast', 'delivered', %s FROM address"
        " WHERE contact_id = %s RETURNING id",
        NOON - timedelta(days=10), who(on, REACHED),
    )  # fmt: skip
    rows(on, "UPDATE address SET created_at = %s RETURNING id", LONG_AGO)
    return on


def switched(clarion: Clarion, **more: Any) -> Clarion:
    settings = clarion.settings.model_copy(update={"look_up_silent": True, **more})
    return replace(clarion, settings=settings)


def who(clarion: Clarion, number: str) -> int:
    digest = clarion.sealer.digest("sms", number)
    found = rows(clarion, "SELECT contact_id FROM address WHERE digest = %s", digest)
    return int(found[0][0])


def send(clarion: Clarion) -> int:
    broadcast_id = schedule(clarion)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    return broadcast_id


def later(clarion: Clarion, **wait: float) -> Clarion:
    return replace(clarion, clock=SetClock(clarion.clock.now() + timedelta(**wait)))


def test_off_nobody_is_looked_up(clarion: Clarion, simulator: Simulator) -> None:
    simulator.numbers(reassigned=[GONE])
    add_person(clarion, GONE, opted_in_at=LONG_AGO)
    send(clarion)
    assert silent.look_up(clarion) == 0
    assert simulator.recipients() == {GONE: 1}


def test_others_go_at_once_and_who_still_has_the_number_follows(
    looking: Clarion, simulator: Simulator
) -> None:
    broadcast_id = send(looking)
    assert simulator.recipients() == {FRESH: 1, HEARD: 1, REACHED: 1}
    found = broadcasts.progress(looking, broadcast_id)
    assert (found.silent, found.doubts, found.state) == (2, 0, "sending")
    assert silent.look_up(looking) == 2
    outbox.drain(looking, broadcast_id)
    assert simulator.recipients() == {FRESH: 1, HEARD: 1, REACHED: 1, OLD: 1}
    assert broadcasts.progress(looking, broadcast_id).skipped == {"reassigned": 1}


def test_reassigned_number_is_shown_before_the_next_one(looking: Clarion) -> None:
    send(looking)
    silent.look_up(looking)
    draft = Draft(title="Next", segment="all", texts={"en": "Hi.", "es": "Hola."})
    assert broadcasts.preview(looking, draft).skipped == {"reassigned": 1}
    acts = rows(looking, "SELECT object_id FROM audit WHERE act = 'number reassigned'")
    assert acts == [(who(looking, GONE),)]


def test_nobody_is_looked_up_twice_within_the_days_set(
    looking: Clarion, simulator: Simulator
) -> None:
    send(looking)
    silent.look_up(looking)
    soon = later(looking, days=2)
    second = send(soon)
    assert broadcasts.progress(soon, second).silent == 0
    simulator.clear_faults()
    much_later = later(switched(looking, look_up_again_days=1, silent_days=1), days=4)
    rows(looking, "UPDATE message SET state = 'sent' WHERE state = 'delivered' RETURNING id")
    third = send(much_later)
    assert broadcasts.progress(much_later, third).silent == 4  # all but Gone: it is known


def test_a_look_up_that_fails_holds_only_them(looking: Clarion, simulator: Simulator) -> None:
    simulator.fault("500_before", call="lookup", to=OLD)
    broadcast_id = send(looking)
    assert silent.look_up(looking) == 1
    outbox.drain(looking, broadcast_id)
    assert states(looking, broadcast_id) == {"accepted": 3, "skipped": 1, "held": 1}
    assert silent.look_up(looking) == 0  # not at once again
    simulator.clear_faults()
    soon = later(looking, minutes=2)
    assert silent.look_up(soon) == 1
    outbox.drain(soon, broadcast_id)
    assert states(soon, broadcast_id) == {"accepted": 4, "skipped": 1}
    assert simulator.recipients()[OLD] == 1


def test_who_was_not_looked_up_in_time_is_skipped_with_the_reason(
    looking: Clarion, simulator: Simulator
) -> None:
    simulator.fault("500_before", call="lookup")
    broadcast_id = send(looking)
    silent.look_up(looking)
    rows(looking, "UPDATE message SET not_after = %s WHERE state = 'held' RETURNING id", NOON)
    silent.look_up(looking)
    assert broadcasts.progress(looking, broadcast_id).skipped == {"not_looked_up": 2}


def test_stop_while_waiting_is_a_stop(looking: Clarion, simulator: Simulator) -> None:
    broadcast_id = send(looking)
    inbound.receive(looking, make_form(OLD, "STOP"))
    silent.look_up(looking)
    outbox.drain(looking, broadcast_id)
    assert OLD not in simulator.recipients("Call")


def test_whoever_texts_from_a_reassigned_number_is_somebody_new(looking: Clarion) -> None:
    before = who(looking, GONE)
    sealed = looking.sealer.seal("Gina", "contact.name")
    rows(looking, "UPDATE contact SET name_sealed = %s WHERE id = %s RETURNING id", sealed, before)
    send(looking)
    silent.look_up(looking)
    form = make_form(GONE, "MENU")
    first = inbound.receive(looking, form)
    assert first.body
    after = who(looking, GONE)
    assert after != before
    new = rows(looking, "SELECT name_sealed, opted_in_at FROM contact WHERE id = %s", after)
    assert new == [(None, None)]
    assert rows(looking, "SELECT 1 FROM address WHERE contact_id = %s", before) == []
    assert inbound.receive(looking, form) == first
    old = rows(looking, "SELECT count(*) FROM message WHERE contact_id = %s", before)
    assert old == [(1,)]  # the broadcast's row, and not the new one's text
