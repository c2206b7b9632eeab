"""STOP, HELP and START: heard whatever else is the matter, and answered once."""

from __future__ import annotations

import pytest

from bot.clarion import Clarion
from bot.conversations import inbound
from tests.factories import ANA, BO, CY, NOON, make_form, rows


def say(clarion: Clarion, sender: str, body: str, **more: object) -> str | None:
    return inbound.receive(clarion, make_form(sender, body, **more)).body


@pytest.mark.parametrize(
    ("body", "opt_out_type", "answer"),
    [
        ("STOP", None, None),  # the carrier confirms its own words
        (" stop ", None, None),
        ("STOP", "STOP", None),
        ("Alto", "STOP", None),
        ("alto", None, "Small: parado. START para volver."),
        ("Please stop texting me", None, "Small: stopped. START to come back."),
        ("¡NO MÁS!", None, "Small: parado. START para volver."),
        ("Stop.", None, "Small: stopped. START to come back."),
    ],
)
def test_stop_gets_exactly_one_confirmation(
    clarion: Clarion, body: str, opt_out_type: str | None, answer: str | None
) -> None:
    assert say(clarion, CY, body, opt_out_type=opt_out_type) == answer
    assert say(clarion, CY, body, opt_out_type=opt_out_type) is None
    assert rows(clarion, "SELECT act FROM consent WHERE source LIKE 'word%%'") == [("opt_out",)]


def test_a_call_to_stop_a_bill_is_not_an_opt_out(clarion: Clarion) -> None:
    assert "MENU" in (say(clarion, ANA, "We have got to STOP this bill") or "")
    assert rows(clarion, "SELECT id FROM consent WHERE source LIKE 'word%%'") == []


def test_stop_word_ends_session_timers_and_waiting_texts(clarion: Clarion) -> None:
    say(clarion, ANA, "call")
    say(clarion, ANA, "later")
    say(clarion, ANA, "join")
    [(contact_id, address_id)] = rows(
        clarion, "SELECT contact_id, id FROM address WHERE contact_id = 1"
    )
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, state, not_before)"
            " VALUES (%s, %s, 'follow_up', 'planned', now())",
            [contact_id, address_id],
        )
    assert rows(clarion, "SELECT count(*)::int FROM timer") == [(1,)]

    say(clarion, ANA, "stop")

    assert rows(clarion, "SELECT flow, wake_at FROM session WHERE contact_id = 1") == [(None, None)]
    assert rows(clarion, "SELECT count(*)::int FROM timer") == [(0,)]
    assert rows(clarion, "SELECT state, reason FROM message WHERE kind = 'follow_up'") == [
        ("skipped", "opted_out")
    ]


def test_somebody_who_stopped_hears_nothing_but_help(clarion: Clarion) -> None:
    assert say(clarion, BO, "call") is None
    assert say(clarion, BO, "hola") is None
    assert say(clarion, BO, "help") == "Small ayuda: help@small.example"


@pytest.mark.parametrize("word", ["START", "unstop", "Alta", "YES"])
def test_start_words_bring_somebody_back(clarion: Clarion, word: str) -> None:
    assert say(clarion, BO, word) == "De nuevo con Small."
    assert say(clarion, BO, "llamar").startswith("Llama")
    assert rows(clarion, "SELECT act FROM consent ORDER BY id DESC LIMIT 1") == [("opt_in",)]


def test_joining_brings_somebody_back(clarion: Clarion) -> None:
    assert say(clarion, BO, "unirme").startswith("Hola de Small.")
    assert rows(clarion, "SELECT opted_out_at FROM contact WHERE id = 2") == [(None,)]


def test_start_from_somebody_new_joins(clarion: Clarion) -> None:
    assert say(clarion, CY, "START").startswith("Welcome to Small")


def test_carrier_answered_help_and_start_are_not_answered_again(clarion: Clarion) -> None:
    assert say(clarion, ANA, "help", opt_out_type="HELP") is None
    assert say(clarion, BO, "start", opt_out_type="START") is None
    assert rows(clarion, "SELECT opted_out_at FROM contact WHERE id = 2") == [(None,)]


def _break_session(clarion: Clarion, contact_id: int) -> None:
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE session SET state_sealed = '\\x00' WHERE contact_id = %s", [contact_id]
        )


def test_stop_counts_though_the_session_cannot_be_opened(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    _break_session(clarion, 1)
    inbound.receive(clarion, make_form(ANA, "STOP"))
    assert rows(clarion, "SELECT opted_out_at IS NULL FROM contact WHERE id = 1") == [(False,)]


def test_whose_data_cannot_be_opened_is_heard_and_answered(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    _break_session(clarion, 1)
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE contact SET name_sealed = '\\x00', private_sealed = '\\x00' WHERE id = 1"
        )
    assert inbound.receive(clarion, make_form(ANA, "menu")).body
    assert rows(clarion, "SELECT kind, key, error FROM set_aside") == [
        ("contact", "1", "SealError")
    ]
    # What was there may open again with its key: it is not written over.
    assert rows(clarion, "SELECT private_sealed FROM contact WHERE id = 1") == [(b"\x00",)]


def test_start_ends_a_hand_off(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE contact SET handed_off_at = %s WHERE id = 1", [NOON])
    inbound.receive(clarion, make_form(ANA, "alto"))
    inbound.receive(clarion, make_form(ANA, "START"))
    assert inbound.receive(clarion, make_form(ANA, "call")).body is not None
