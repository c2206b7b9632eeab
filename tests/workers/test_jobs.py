"""Jobs: a bad row stops no other, and the carrier is never asked within a transaction."""

from __future__ import annotations

import inspect
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.broadcasts import planning
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.sending import doubts, late_statuses, outbox, reconcile
from tests.crowd import add_crowd, number, schedule
from tests.factories import make_form, rows
from tests.simulator_process import Simulator
from tests.workers import test_bad_rows
from tests.workers.test_bad_rows import change, in_doubt, later
from workers import jobs


def test_a_person_whose_name_and_fields_cannot_be_opened(clarion: Clarion) -> None:
    add_crowd(clarion, 3)
    change(
        clarion,
        "UPDATE contact SET name_sealed = '\\x00', private_sealed = '\\x00' WHERE id = 2",
    )
    broadcast_id = schedule(clarion, texts={"en": "Hi[ {name}], call {line}"})
    assert planning.fire_due(clarion) == [broadcast_id]
    assert outbox.drain(clarion, broadcast_id).accepted == 3


def test_a_single_text_that_cannot_be_opened(clarion: Clarion) -> None:
    add_crowd(clarion, 2)
    for index in (1, 2):
        inbound.receive_late(clarion, make_form(number(index), "menu"))
    change(
        clarion,
        "UPDATE message SET body_sealed = '\\x00' WHERE kind = 'reply' AND contact_id = 1",
    )
    outbox.send_due(clarion)
    found = rows(
        clarion, "SELECT state = 'failed', reason FROM message WHERE kind = 'reply' ORDER BY id"
    )
    assert found[0] == (True, "unreadable")
    assert found[1][0] is False


class _Watched:
    """The carrier; notes what it is asked while this process has a transaction open."""

    def __init__(self, clarion: Clarion) -> None:
        self._clarion = clarion
        self.asked: list[str] = []
        self.in_transaction: list[str] = []

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._clarion.carrier, name)

        def ask(*args: Any, **more: Any) -> Any:
            self.asked.append(name)
            if self._clarion.record.engine.pool.checkedout():  # type: ignore[attr-defined]
                self.in_transaction.append(name)
            return real(*args, **more)

        return ask


def test_no_transaction_is_open_while_the_carrier_is_asked(
    clarion: Clarion, simulator: Simulator
) -> None:
    in_doubt(clarion, simulator)
    watched = _Watched(clarion)
    asking = replace(clarion, carrier=watched)
    doubts.resolve(replace(asking, clock=later(clarion, seconds=3).clock))
    reconcile.run(asking, fresh=timedelta(0))
    late_statuses.look(replace(asking, clock=later(clarion, minutes=11).clock))
    assert len(watched.asked) >= 3
    assert watched.in_transaction == []


JOBS = {
    "drain_broadcast": test_bad_rows.test_a_broadcast_whose_key_is_taken_away_pauses,
    "send_message": test_a_single_text_that_cannot_be_opened,
    "send_due": test_a_single_text_that_cannot_be_opened,
    "run_clock": test_bad_rows.test_a_broadcast_that_cannot_begin,
    "work_on_list": test_bad_rows.test_a_list_that_cannot_be_read,
}


def test_every_job_has_its_bad_row() -> None:
    named = {name for name, one in vars(jobs).items() if inspect.isfunction(one)
             and one.__module__ == jobs.__name__}  # fmt: skip
    assert named == JOBS.keys(), "say in JOBS what its bad row is"
