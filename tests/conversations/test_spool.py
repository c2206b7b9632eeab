"""Texts that come in while PostgreSQL is away: kept sealed, taken in once, in order."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from pydantic import SecretStr

from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from bot.conversations import inbound, spool
from bot.conversations.inbound import SILENCE
from bot.errors import RecordAway, RecordBusy
from bot.store.record import Record
from tests.factories import ANA, CY, DEE, NOON, make_clarion, make_form, rows

ANA_ID = 1


def test_record_away_is_said_as_such(settings: Settings) -> None:
    nowhere = SecretStr("postgresql://x@127.0.0.1:9/x")
    away = make_clarion(settings.model_copy(update={"database_url": nowhere}))
    with pytest.raises(RecordAway):
        inbound.receive(away, make_form(ANA, "call"))


def test_kept_texts_are_taken_in_once_and_in_order(clarion: Clarion) -> None:
    forms = [make_form(CY, body) for body in ("call", "done", "menu")]
    for form in forms:
        spool.keep(clarion, form)
    spool.keep(clarion, forms[0])  # Twilio tried the same text twice

    assert inbound.replay_spool(clarion) == 4
    assert not spool.is_waiting(clarion)
    sealed = rows(clarion, "SELECT body_sealed FROM message WHERE kind = 'reply' ORDER BY id")
    said = [clarion.sealer.open(body, "message.body") for (body,) in sealed]
    assert [text.split()[0] for text in said] == ["Call", "Thanks,", "CALL"]
    assert rows(clarion, "SELECT DISTINCT via, state FROM message WHERE kind = 'reply'") == [
        ("api", "planned")
    ]


def test_a_clock_set_back_does_not_turn_a_persons_texts_around(clarion: Clarion) -> None:
    for hours, body in ((0, "call"), (-1, "done"), (-2, "menu")):
        spool.keep(
            replace(clarion, clock=SetClock(NOON + timedelta(hours=hours))), make_form(CY, body)
        )
    taken: list[str] = []
    assert spool.replay(clarion, lambda _, form: taken.append(form.body)) == 3
    assert taken == ["call", "done", "menu"]


def test_a_text_queues_behind_its_own_senders_and_no_other(clarion: Clarion) -> None:
    spool.keep(clarion, make_form(CY, "call"))
    assert inbound.receive(clarion, make_form(CY, "done")) == SILENCE
    assert (inbound.receive(clarion, make_form(ANA, "menu")).body or "").startswith("CALL")
    assert inbound.replay_spool(clarion) == 2
    assert (inbound.receive(clarion, make_form(CY, "menu")).body or "").startswith("CALL")


@contextmanager
def _held_by_somebody(record: str, phone_of: int) -> Iterator[None]:
    """A transaction that somebody left open, with a contact's row in hand."""
    with psycopg.connect(record) as left_open:
        left_open.execute("SELECT FROM contact WHERE id = %s FOR UPDATE", [phone_of])
        yield


def test_whose_row_is_held_waits_on_disk_and_nobody_else(clarion: Clarion, record: str) -> None:
    first, second = make_form(ANA, "menu"), make_form(ANA, "call")
    with _held_by_somebody(record, ANA_ID):
        with pytest.raises(RecordBusy):
            inbound.receive(clarion, first)
        spool.keep(clarion, first)
        assert inbound.receive(clarion, second) == SILENCE
        spool.keep(clarion, make_form(DEE, "menu"))
        assert inbound.replay_spool(clarion) == 1, "only Dee's text can be taken in"
        assert spool.is_waiting(clarion, first)
    assert inbound.replay_spool(clarion) == 2
    in_order = "SELECT sid FROM message WHERE kind = 'inbound' AND contact_id = %s ORDER BY id"
    assert rows(clarion, in_order, ANA_ID) == [(first.sid,), (second.sid,)]


def test_whoever_is_held_back_holds_few_threads_for_long(clarion: Clarion, record: str) -> None:
    """Six texts at once for a row that is held: two wait for it, four are put aside quickly."""

    def patience_of(body: str) -> float:
        began = time.monotonic()
        with pytest.raises(RecordBusy):
            inbound.receive(clarion, make_form(ANA, body))
        return time.monotonic() - began

    with _held_by_somebody(record, ANA_ID), ThreadPoolExecutor(6) as threads:
        took = sorted(threads.map(patience_of, ["menu", "call", "done", "help me", "2", "yes"]))
    assert took[1] < 2 <= took[-1]
    assert sum(seconds >= 2 for seconds in took) <= 2


def test_a_webhook_takes_in_no_waiting_text(clarion: Clarion) -> None:
    for i in range(300):
        spool.keep(clarion, make_form(f"+1312555{i:04d}", "call"))
    inbound.receive(clarion, make_form(CY, "call"))
    assert spool.is_waiting(clarion), "one request took in all 300 before it was answered"


def test_replay_stops_when_the_record_goes_away_again(clarion: Clarion) -> None:
    for body in ("call", "done"):
        spool.keep(clarion, make_form(CY, body))

    def away(*_: object) -> None:
        raise RecordAway("away")

    assert spool.replay(clarion, away) == 0
    assert inbound.replay_spool(clarion) == 2


def test_a_text_that_breaks_us_is_set_aside_and_the_rest_goes_on(clarion: Clarion) -> None:
    bad, good = make_form(CY, "call"), make_form(ANA, "call")
    spool.keep(clarion, bad)
    spool.keep(clarion, good)

    def take(_: Clarion, form: object) -> None:
        if form == bad:
            raise ValueError("a bug of ours")

    assert spool.replay(clarion, take) == 1
    aside = list((spool.folder(clarion) / "set-aside").iterdir())
    assert [bad.sid in path.name for path in aside] == [True]


def test_files_are_private_and_sealed(clarion: Clarion) -> None:
    spool.keep(clarion, make_form(CY, "a secret word"))
    [path] = [p for p in spool.folder(clarion).iterdir() if p.suffix == ".sealed"]
    assert path.stat().st_mode & 0o077 == 0
    assert b"secret" not in path.read_bytes()
    assert CY.encode() not in path.read_bytes()


def test_a_disk_that_is_full_is_an_error(settings: Settings, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    clarion = make_clarion(settings.model_copy(update={"data_dir": blocked}))
    with pytest.raises(OSError, match="file"):
        spool.keep(clarion, make_form(CY, "call"))


def test_connections_of_a_forked_child_are_its_own(record: str) -> None:
    parent = Record(record)
    with parent.transaction() as connection:
        connection.execute("SELECT 1")
    mine = parent.engine
    parent._pid = -1  # as a child of a fork sees it
    assert parent.engine is not mine
    assert parent.engine is parent.engine
    mine.dispose()
    parent.dispose()
