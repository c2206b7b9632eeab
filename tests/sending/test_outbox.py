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
from bot.store.sealing import Purpose
from tests.crowd import add_crowd, number, schedule, states
from tests.factories import rows
from tests.simulator_process import Simulator


def _send(clarion: Clarion, **changes: Any) -> int:
    broadcast_id = schedule(clarion, **changes)
    assert planning.fire_due(clarion) == [broadcast_id]
    outbox.drain(clarion, broadcast_id)
    return broadcast_id


def _set(clarion: Clarion, index: int, **columns: Any) -> None:
    names = ", ".join(f"{name} = %({name})s" for name in columns)
    with clarion.record.transaction() as connection:
        connection.execute(
            f"UPDATE contact SET {names} WHERE id ="  # noqa: S608 - a test's own names
            " (SELECT contact_id FROM address WHERE digest = %(digest)s)",
            {**columns, "digest": clarion.sealer.digest("sms", number(index))},
        )


def _reach(clarion: Clarion, index: int, reach: str) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE address SET reach = %s WHERE digest = %s",
            [reach, clarion.sealer.digest("sms", number(index))],
        )


def test_everybody_gets_it_once_in_their_language(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 30)
    broadcast_id = _send(clarion)
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
    _send(clarion, texts={"en": "Call.", "es": "¡Únete hoy! " + "Una acción más. " * 9})
    assert simulator.texts_to(number(3)) == [("¡Unete hoy! " + "Una accion mas. " * 9).strip()]
    assert rows(clarion, "SELECT DISTINCT parts FROM message WHERE kind = 'broadcast'") == [(1,)]


def test_second_run_and_second_plan_send_nothing(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 5)
    broadcast_id = _send(clarion)
    outbox.drain(clarion, broadcast_id)
    assert planning.fire_due(clarion) == []
    assert set(simulator.recipients().values()) == {1}


def test_our_id_and_the_useful_time_travel_with_the_text(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    _send(clarion)
    [(message_id,)] = rows(clarion, "SELECT id FROM message WHERE kind = 'broadcast'")
    [entry] = simulator.log("accepted")
    assert entry["callback"] == f"https://clarion.test/twilio/status/{message_id}"
    status, listed = simulator.api("GET", "/Messages.json")
    assert status == 200
    assert [one["sid"] for one in listed["messages"]] == [entry["sid"]]
    assert rows(clarion, "SELECT sid FROM message WHERE id = %s", message_id) == [(entry["sid"],)]


def test_fields_are_filled_for_each_person(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 2)
    _set(clarion, 1, name_sealed=clarion.sealer.seal("Ana Ruiz", "contact.name"), city="Chicago")
    _send(clarion, texts={"en": "Hi[ {name|first}], call {line}[ from {city}]."})
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
        _set(clarion, 2, **columns)
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
    _set(clarion, 1, zones=["Pacific/Honolulu"])  # 07:00 there
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
        assert states(clarion, _send(clarion, title=title)) == {"accepted": 2}
    fourth = _send(clarion, title="four")
    assert states(clarion, fourth) == {"skipped": 2}
    assert broadcasts.progress(clarion, fourth).skipped == {"capped": 2}
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(days=1)
    assert states(clarion, _send(clarion, title="five")) == {"accepted": 2}


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
    broadcast_id = _send(clarion)
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


def test_429_goes_back_untouched_and_slows_everyone(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 20)
    simulator.fault("429", times=5)
    broadcast_id = _send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 20}
    assert set(simulator.recipients().values()) == {1}
    [(factor,)] = rows(clarion, "SELECT factor FROM pace")
    assert factor == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("behaviour", "code", "reach"),
    [("invalid", 21211, "bad"), ("landline", None, None), ("opted_out", 21610, None)],
)
def test_refusal_is_final_and_sets_off_its_reaction(
    clarion: Clarion, simulator: Simulator, behaviour: str, code: int | None, reach: str | None
) -> None:
    add_crowd(clarion, 3)
    simulator.numbers(**{behaviour: [number(2)]})
    broadcast_id = _send(clarion)
    if code is None:  # a landline is accepted first; a callback says so later
        assert states(clarion, broadcast_id) == {"accepted": 3}
        return
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, broadcast_id).failures
    assert failure.code == code
    found = rows(
        clarion,
        "SELECT a.reach, c.opted_out_at IS NOT NULL FROM address a JOIN contact c"
        " ON c.id = a.contact_id WHERE a.digest = %s",
        clarion.sealer.digest("sms", number(2)),
    )
    assert found == [(reach or "mobile", code == 21610)]


def test_time_out_reset_and_500_are_in_doubt_and_not_sent_again(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 4)
    simulator.fault("500_after", to=number(1))
    simulator.fault("lost_response", to=number(2))
    simulator.fault("500_before", to=number(3))
    broadcast_id = _send(clarion)
    outbox.drain(clarion, broadcast_id)
    assert states(clarion, broadcast_id) == {"accepted": 1, "unknown": 3}
    assert max(simulator.recipients().values()) == 1


def test_carrier_that_cannot_be_reached_is_no_doubt(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    gone = clarion.settings.model_copy(update={"twilio_api_base_url": "http://127.0.0.1:9"})
    from bot.bootstrap import build

    away = build(gone, clock=clarion.clock)
    broadcast_id = schedule(away)
    planning.fire_due(away)
    outbox.drain(away, broadcast_id, slice_s=0.3)
    assert states(away, broadcast_id) == {"planned": 3}
    away.record.dispose()


def test_text_that_cannot_be_opened_fails_alone(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE address SET value_sealed = '\\x00' WHERE digest = %s",
            [clarion.sealer.digest("sms", number(2))],
        )
    broadcast_id = _send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 2, "failed": 1}
    [failure] = broadcasts.progress(clarion, broadcast_id).failures
    assert "could not be opened" in failure.why


# --- single texts ------------------------------------------------------------------------------


def _single(clarion: Clarion, kind: str, body: str = "Hello", **more: Any) -> int:
    values = {"reason": None, "created_at": clarion.clock.now(), **more}
    [(message_id,)] = rows(
        clarion,
        "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, reason,"
        " created_at) SELECT contact_id, id, %s, 'api', 'planned', %s, %s, %s FROM address"
        " ORDER BY id LIMIT 1 RETURNING id",
        kind,
        clarion.sealer.seal(body, Purpose.MESSAGE_BODY),
        values["reason"],
        values["created_at"],
    )
    return int(message_id)


def _state(clarion: Clarion, message_id: int) -> tuple[str, str | None]:
    [(state, reason)] = rows(clarion, "SELECT state, reason FROM message WHERE id = %s", message_id)
    return state, reason


@pytest.mark.parametrize(
    ("kind", "columns", "expected"),
    [
        ("reply", {}, ("accepted", None)),
        ("reply", {"opted_in_at": None}, ("accepted", None)),
        ("reply", {"opted_out_at": "2026-09-23T16:59Z"}, ("accepted", None)),
        ("reply", {"opted_out_at": "2026-09-23T17:01Z"}, ("skipped", "opted_out")),
        ("follow_up", {}, ("accepted", None)),
        ("follow_up", {"opted_in_at": None}, ("skipped", "no_consent")),
        ("follow_up", {"opted_out_at": "2026-09-23T16:59Z"}, ("skipped", "opted_out")),
        ("notice", {"opted_in_at": None}, ("accepted", None)),
        ("notice", {"opted_out_at": "2026-09-23T16:59Z"}, ("skipped", "opted_out")),
    ],
)
def test_single_text_passes_its_gate(
    clarion: Clarion,
    simulator: Simulator,
    kind: str,
    columns: dict[str, Any],
    expected: tuple[str, str | None],
) -> None:
    add_crowd(clarion, 1)
    if columns:
        _set(clarion, 1, **columns)
    message_id = _single(clarion, kind)
    outbox.send_one(clarion, message_id)
    assert _state(clarion, message_id) == expected
    assert len(simulator.texts_to(number(1))) == (expected[0] == "accepted")


def test_stop_is_confirmed_although_the_person_has_stopped(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    _set(clarion, 1, opted_out_at="2026-09-23T17:01Z")
    message_id = _single(clarion, "reply", "You are stopped.", reason="confirms_stop")
    outbox.send_due(clarion)
    assert _state(clarion, message_id)[0] == "accepted"


def test_follow_up_at_night_waits_and_a_reply_does_not(
    clarion: Clarion, simulator: Simulator
) -> None:
    add_crowd(clarion, 1)
    assert isinstance(clarion.clock, SetClock)
    clarion.clock.at += timedelta(hours=12)  # midnight in Chicago
    late, reply = _single(clarion, "follow_up"), _single(clarion, "reply", "An answer")
    outbox.send_due(clarion)
    assert (_state(clarion, late)[0], _state(clarion, reply)[0]) == ("planned", "accepted")
    clarion.clock.at += timedelta(hours=10)
    outbox.send_due(clarion)
    assert _state(clarion, late)[0] == "accepted"


def test_everything_due_goes_with_one_call(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 1)
    sent = [_single(clarion, "reply", f"Answer {n}") for n in range(5)]
    outbox.send_due(clarion)
    assert {_state(clarion, one)[0] for one in sent} == {"accepted"}
    assert len(simulator.texts_to(number(1))) == 5


def test_who_asked_for_fewer_texts_gets_fewer(clarion: Clarion, simulator: Simulator) -> None:
    add_crowd(clarion, 3)
    _set(clarion, 1, tags=["few"])
    _set(clarion, 2, tags=["near"], state="IL")

    first, second = _send(clarion), _send(clarion)
    assert broadcasts.progress(clarion, first).skipped == {"asked_less": 1}
    assert broadcasts.progress(clarion, second).skipped == {"asked_less": 2}
    assert simulator.recipients() == {number(1): 1, number(3): 2}

    _send(clarion, segment="state = IL and tag = near")
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
    broadcast_id = _send(clarion)
    assert states(clarion, broadcast_id) == {"accepted": 1, "skipped": 1}
    assert rows(clarion, "SELECT reason FROM message WHERE state = 'skipped'") == [("capped",)]
    assert simulator.recipients() == {number(2): 1}
