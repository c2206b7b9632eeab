"""Who may want no more texts: held at once, asked once, out or back by their own word."""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from bot.conversations import inbound
from bot.store.sending import outbox
from tests.factories import ANA, NOON, make_form, rows


def say(clarion: Clarion, body: str) -> str | None:
    return inbound.receive(clarion, make_form(ANA, body)).body


def state(clarion: Clarion) -> tuple[bool, bool]:
    """Whether Ana is held, and whether she is out."""
    return rows(
        clarion,
        "SELECT c.held_at IS NOT NULL, c.opted_out_at IS NOT NULL FROM contact c"
        " WHERE c.id = (SELECT contact_id FROM message WHERE kind = 'inbound' LIMIT 1)",
    )[0]


def test_unsure_text_holds_and_asks(clarion: Clarion) -> None:
    assert "STOP" in (say(clarion, "wrong number") or "")
    assert state(clarion) == (True, False)


def test_follow_up_to_a_held_person_does_not_pass_the_gate(clarion: Clarion) -> None:
    say(clarion, "wrong number")
    with clarion.record.transaction() as connection:
        connection.execute(
            "INSERT INTO message (contact_id, address_id, kind, via, state, body_sealed, parts,"
            " created_at) SELECT contact_id, address_id, 'follow_up', 'api', 'planned',"
            " body_sealed, 1, %s FROM message WHERE kind = 'inbound' LIMIT 1",
            [NOON],
        )
        claimed = outbox.claim_singles(connection, count=9, now=NOON, lease=timedelta(minutes=5))
    assert [row.reason for row in claimed if row.kind == "follow_up"] == ["may_want_out"]


def test_yes_is_a_stop_with_one_confirmation(clarion: Clarion) -> None:
    say(clarion, "wrong number")
    assert "stopped" in (say(clarion, "yes") or "")
    assert state(clarion) == (False, True)
    assert say(clarion, "stop") is None


def test_no_and_start_lift_it(clarion: Clarion) -> None:
    say(clarion, "wrong number")
    assert say(clarion, "no")
    assert state(clarion) == (False, False)
    say(clarion, "not interested")
    assert say(clarion, "start")
    assert state(clarion) == (False, False)


def test_reaction_gets_no_answer_and_holds_nothing(clarion: Clarion) -> None:
    assert say(clarion, "Liked “Reply STOP to end”") is None
    assert state(clarion) == (False, False)
