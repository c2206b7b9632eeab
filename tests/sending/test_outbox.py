"""What goes out: once, to whom it may, in their words, through one gate."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.broadcasts import broadcasts, planning
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.sending import outbox
from bot.sending.upkeep import finish
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import rows
from tests.sending.outgoing import change_person, send
from tests.simulator_process import Simulator


def _reach(clarion: Clarion, index: int, reach: str) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE address SET reach = %s WHERE digest = %s",
            [reach, clarion.sealer.digest("sms", number(index))],
        )


def test_everybody_gets_it_once_in_their_language(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 30)
    broadcast_id = send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 30}
    assert simulator.recipients() == {number(i): 1 for i in range(1, 31)}
    assert simulator.texts_to(number(1)) == ["Call (866) 473-5915 now."]
    assert simulator.texts_to(number(3)) == ["Llama ya: (866) 473-5915."]
    assert finish(clarion, broadcast_id)
    assert broadcasts.progress(clarion, broadcast_id).state == "done"


def test_accents_are_folded_as_it_leaves_and_parts_are_of_that(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 3)
    send(clarion, texts={"en": "Call.", "es": "¡Únete hoy! " + "Una acción más. " * 9})
    assert simulator.texts_to(number(3)) == [("¡Unete hoy! " + "Una accion mas. " * 9).strip()]
    assert rows(clarion, "SELECT DISTINCT parts FROM message WHERE kind = 'broadcast'") == [(1,)]


def test_second_run_and_second_plan_send_nothing(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 5)
    broadcast_id = send(clarion)
    outbox.drain(clarion, broadcast_id)
    assert planning.fire_due(clarion) == []
    assert set(simulator.recipients().values()) == {1}


def test_our_id_and_the_useful_time_travel_with_the_text(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    send(clarion)
    [(message_id,)] = rows(clarion, "SELECT id FROM message WHERE kind = 'broadcast'")
    [entry] = simulator.log("accepted")
    assert entry["callback"] == f"https://clarion.test/twilio/status/{message_id}"
    status, listed = simulator.api("GET", "/Messages.json")
    assert status == 200
    assert [one["sid"] for one in listed["messages"]] == [entry["sid"]]
    assert rows(clarion, "SELECT sid FROM message WHERE id = %s", message_id) == [(entry["sid"],)]


def test_fields_are_filled_for_each_person(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 2)
    change_person(
        clarion, 1, name_sealed=clarion.sealer.seal("Ana Ruiz", "contact.name"), city="Chicago"
    )
    send(clarion, texts={"en": "Hi[ {name|first}], call {line}[ from {city}]."})
    assert simulator.texts_to(number(1)) == ["Hi Ana, call (866) 473-5915 from Chicago."]
    assert simulator.texts_to(number(2)) == ["Hi, call (866) 473-5915."]


@pytest.mark.parametrize(
    ("columns", "reach", "reason"),
    [
        ({"opted_out_at": "2026-09-01T00:00Z"}, "mobile", "opted_out"),
        ({"opted_in_at": None}, "mobile", "no_consent"),
        ({}, "landline", "bad_number"),
        ({}, "no_reply", "bad_number"),
    ],
)
@pytest.mark.parametrize("when", ["before planning", "after planning"])
def test_gate_skips_and_says_why(
    clarion: Clarion,
    simulator: Simulator,
    columns: dict[str, Any],
    reach: str,
    reason: str,
    when: str,
) -> None:
    add_crowd(clarion, 3)
    broadcast_id = schedule(clarion)
    if when == "after planning":
        planning.fire_due(clarion)
    if columns:
        change_person(clarion, 2, **columns)
    _reach(clarion, 2, reach)
    planning.fire_due(clarion)
    outbox.drain(clarion, broadcast_id)
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.skipped == {reason: 1}
    assert states(clarion, broadcast_id) == {"accepted": 2, "skipped": 1}
    assert number(2) not in simulator.recipients()


def test_person_whose_zone_changed_waits_for_their_morning(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    change_person(clarion, 1, zones=["Pacific/Honolulu"])  # 07:00 there
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 1, "planned": 1}
    found = broadcasts.progress(clarion, broadcast_id)
    assert found.waiting == 1
    assert found.next_at is not None
    assert found.next_at.hour == 19  # 09:00 in Honolulu
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(hours=2, minutes=1)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 2}


def test_nobody_gets_more_than_three_broadcasts_a_day(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 2)
    for title in ("one", "two", "three"):
        assert states(clarion, send(clarion, title=title)) == {"accepted": 2}
    fourth = send(clarion, title="four")
    assert states(clarion, fourth) == {"skipped": 2}
    assert broadcasts.progress(clarion, fourth).skipped == {"capped": 2}
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(days=1)
    assert states(clarion, send(clarion, title="five")) == {"accepted": 2}


def test_paused_broadcast_claims_nothing_and_goes_on_later(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 4)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    broadcasts.pause(clarion, broadcast_id, None, "a typo")
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"planned": 4}
    broadcasts.resume(clarion, broadcast_id, None)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 4}


def test_kill_switch_stops_every_claim(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 4)
    broadcasts.stop_all(clarion, None, "wrong number in the text")
    broadcast_id = send(clarion)
    assert states(clarion, broadcast_id) == {"planned": 4}
    assert broadcasts.progress(clarion, broadcast_id).is_stopped
    broadcasts.start_all(clarion, None)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 4}


def test_canceled_broadcast_texts_nobody_else(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 4)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    broadcasts.cancel(clarion, broadcast_id, None)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"canceled": 4}
    assert simulator.recipients() == {}


def test_who_asked_for_fewer_texts_gets_fewer(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    change_person(clarion, 1, tags=["few"])
    change_person(clarion, 2, tags=["near"], state="IL")

    first, second = send(clarion), send(clarion)
    assert broadcasts.progress(clarion, first).skipped == {"asked_less": 1}
    assert broadcasts.progress(clarion, second).skipped == {"asked_less": 2}
    assert simulator.recipients() == {number(1): 1, number(3): 2}

    send(clarion, segment="state = IL and tag = near")
    assert simulator.recipients()[number(2)] == 1


def test_texts_of_series_count_towards_the_cap(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 2)
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO series_sent (series, name, contact_id, anchor, due_at, at)"
            " SELECT 'welcome', 'text' || n, (SELECT min(id) FROM contact), 'joined', %(now)s,"
            " %(now)s FROM generate_series(1, 3) n",
            {"now": clarion.clock.now() - timedelta(hours=1)},
        )
    broadcast_id = send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 1, "skipped": 1}
    assert rows(clarion, "SELECT reason FROM message WHERE state = 'skipped'") == [("capped",)]
    assert simulator.recipients() == {number(2): 1}
