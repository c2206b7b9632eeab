"""Old texts are emptied, their rows stay, and nothing young or unsent is touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.conversations import inbound
from bot.people import retention
from tests.factories import ANA, CY, NOON, make_form, new_sid, rows


def after(clarion: Clarion, days: float) -> Clarion:
    return replace(clarion, clock=SetClock(NOON + timedelta(days=days)))


def full_bodies(clarion: Clarion) -> int:
    count: int = rows(clarion, "SELECT count(body_sealed)::int FROM message")[0][0]
    return count


def settle(clarion: Clarion) -> None:
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE message SET state = 'delivered' WHERE kind = 'reply'")


def test_texts_are_emptied_after_their_days_and_young_ones_kept(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    inbound.receive(after(clarion, 20), make_form(CY, "call"))
    settle(clarion)

    assert retention.purge(after(clarion, 29)) == 0
    assert retention.purge(after(clarion, 31)) == 2
    assert retention.purge(after(clarion, 31)) == 0
    assert full_bodies(clarion) == 2
    assert retention.purge(after(clarion, 51)) == 2
    assert len(rows(clarion, "SELECT id FROM message")) == 4


def test_a_text_that_is_still_to_go_out_keeps_its_body(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    with clarion.record.transaction() as connection:
        connection.execute(
            "UPDATE message SET state = 'planned', not_before = %s WHERE kind = 'reply'",
            [NOON + timedelta(days=20)],
        )
    retention.purge(after(clarion, 31))
    assert rows(clarion, "SELECT kind FROM message WHERE body_sealed IS NOT NULL") == [("reply",)]


@pytest.mark.parametrize(
    ("state", "then", "reason"),
    [
        ("planned", "skipped", "late"),
        ("held", "skipped", "late"),
        ("claimed", "failed", "never_taken"),
        ("unknown", "failed", "never_taken"),
    ],
)
def test_a_text_that_never_went_out_waits_for_nobody_after_its_days(
    clarion: Clarion, state: str, then: str, reason: str
) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    with clarion.record.transaction() as connection:
        connection.execute("UPDATE message SET state = %s WHERE kind = 'reply'", [state])
    assert retention.purge(after(clarion, 29)) == 0
    retention.purge(after(clarion, 31))
    assert rows(clarion, "SELECT state, reason, body_sealed FROM message WHERE kind = 'reply'") == [
        (then, reason, None)
    ]


def test_old_conversations_are_forgotten(clarion: Clarion) -> None:
    inbound.receive(clarion, make_form(ANA, "call"))
    retention.purge(after(clarion, 31))
    assert rows(clarion, "SELECT flow, state_sealed FROM session WHERE contact_id = 1") == [
        (None, None)
    ]


def test_an_emptied_text_is_still_known(clarion: Clarion) -> None:
    sid = new_sid()
    inbound.receive(clarion, make_form(ANA, "call", sid=sid))
    settle(clarion)
    retention.purge(after(clarion, 31))

    again = inbound.receive(after(clarion, 31), make_form(ANA, "call", sid=sid))
    assert again.body is None
    assert len(rows(clarion, "SELECT id FROM message")) == 2
