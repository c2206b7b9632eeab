"""Calls that nobody told the end of, asked for at a carrier that lists them: a real simulator."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from bot import set_aside
from bot.bootstrap import build
from bot.calls import sweep
from bot.clarion import Clarion
from bot.clock import wall_time
from bot.config import Settings
from bot.store.calls import calls
from bot.store.calls.calls import NewCall
from tests.crowd import carried_by
from tests.events.conftest import FLOWS
from tests.factories import rows
from tests.simulator_process import FROM, Simulator


@pytest.fixture(scope="module")
def simulator() -> Iterator[Simulator]:
    with Simulator(is_quiet=True) as running:
        yield running


@pytest.fixture
def line(
    simulator: Simulator, settings: Settings, record: str, redis_url: str
) -> Iterator[Clarion]:
    simulator.reset()
    simulator.settings(call_speed=200)
    made = build(
        carried_by(settings, simulator).model_copy(
            update={"campaign": FLOWS, "carrier_timeout_s": 20.0}
        ),
        pool_size=2,
    )
    yield made
    made.record.dispose()


def add(line: Clarion, sid: str) -> int:
    """A call that began an hour ago and was never heard of again."""
    with line.record.transaction() as connection:
        made = calls.add(
            connection, NewCall("in", "ringing", sid=sid, number=FROM),
            wall_time() - timedelta(hours=1),
        )  # fmt: skip
    assert made is not None
    return made


def _run(line: Clarion, *statements: str) -> None:
    with line.record.transaction() as connection:
        for statement in statements:
            connection.execute(statement)  # type: ignore[call-overload]  # our own words


def test_call_the_carrier_does_not_know_is_over(line: Clarion) -> None:
    add(line, "CA" + "7" * 32)
    assert sweep.sweep(line).closed == 1
    assert rows(line, "SELECT state, ended_at IS NOT NULL FROM call") == [("ended", True)]


def test_a_call_that_cannot_be_closed_stops_no_other(line: Clarion) -> None:
    bad = add(line, "CA" + "8" * 32)
    add(line, "CA" + "9" * 32)
    _run(
        line,
        "CREATE FUNCTION no_end() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        f" IF NEW.id = {bad} THEN RAISE EXCEPTION 'no'; END IF; RETURN NEW; END $$",
        "CREATE TRIGGER no_end BEFORE UPDATE ON call FOR EACH ROW EXECUTE FUNCTION no_end()",
    )
    try:
        assert sweep.sweep(line).closed == 1
        assert [one.kind for one in set_aside.listed(line)] == [set_aside.Kind.CALL]
    finally:
        _run(line, "DROP TRIGGER no_end ON call", "DROP FUNCTION no_end()")
