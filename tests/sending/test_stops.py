"""A STOP that is committed while nobody can hear it still keeps claimed texts from being posted."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest

from bot.bootstrap import build
from bot.broadcasts import planning
from bot.carrier.client import Accepted, Carrier
from bot.carrier.texts import OutboundText
from bot.clarion import Clarion
from bot.clock import WallClock
from bot.config import Settings
from bot.sending import outbox
from bot.sending.stops import Stops
from tests.crowd import add_crowd, number, schedule, states, until
from tests.factories import rows
from tests.simulator_process import Simulator

PEOPLE = 12
# A listener is told from the others by its last statement; autocommit, so it is idle.
_LISTENERS = (
    "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND state = 'idle'"
    " AND (query = 'LISTEN stops' OR query LIKE 'SELECT pg_advisory_lock_shared%%')"
)


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """Ten rows are claimed at once. Any hour is a texting hour."""
    settings = sending.model_copy(update={"ignore_texting_hours": True, "in_flight": 8})
    services = build(settings, clock=WallClock(), pool_size=8)
    yield services
    services.record.dispose()


class FirstPostWaits:
    """The real carrier, but the first post does something before it goes: every other claimed
    text waits for its turn meanwhile, since posts share one event loop."""

    def __init__(self, carrier: Carrier, before: Callable[[int], None]) -> None:
        self._carrier = carrier
        self._before: Callable[[int], None] | None = before

    async def send(self, text: OutboundText) -> Accepted:
        if self._before is not None:
            before, self._before = self._before, None
            before(text.message_id)
        return await self._carrier.send(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._carrier, name)


def _stop_unheard(clarion: Clarion, contact_ids: list[int]) -> None:
    """In one transaction: whoever listens is cut off, and these people have said STOP."""
    with clarion.record.transaction() as connection:
        found = [row[0] for row in connection.execute(_LISTENERS).fetchall()]
        assert found, "nobody listened, so nothing was cut"
        connection.execute("SELECT pg_terminate_backend(pid) FROM unnest(%s::int[]) pid", [found])
        connection.execute(
            "UPDATE contact SET opted_out_at = now() WHERE id = ANY(%s)", [contact_ids]
        )


def test_a_stop_that_nobody_heard_is_heeded_all_the_same(
    clarion: Clarion, simulator: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_crowd(clarion, PEOPLE)
    broadcast_id = schedule(clarion)
    planning.fire_due(clarion)
    running: list[Stops] = []
    begin = Stops.__enter__
    monkeypatch.setattr(Stops, "__enter__", lambda self: running.append(self) or begin(self))
    stopped: list[int] = []

    def cut(message_id: int) -> None:
        claimed = rows(
            clarion,
            "SELECT contact_id FROM message WHERE state = 'claimed' AND id <> %s",
            message_id,
        )
        stopped.extend(row[0] for row in claimed)
        before = running[0].epoch
        _stop_unheard(clarion, stopped)
        until(lambda: running[0].may_have_missed(before))

    carrier = FirstPostWaits(clarion.carrier, cut)
    outbox.drain(replace(clarion, carrier=carrier), broadcast_id)  # type: ignore[arg-type]  # the real one but for its first post

    assert len(stopped) >= 5, "too few waited for their turn to know anything"
    assert not {number(one) for one in stopped} & set(simulator.recipients())
    assert states(clarion, broadcast_id) == {
        "accepted": PEOPLE - len(stopped),
        "skipped": len(stopped),
    }


def test_who_was_cut_off_knows_what_it_may_have_missed(clarion: Clarion) -> None:
    add_crowd(clarion, 1)
    with Stops(clarion.record) as stops:
        before = stops.wait(30)
        assert before
        assert not stops.may_have_missed(before)
        _stop_unheard(clarion, [1])
        until(lambda: stops.may_have_missed(before))
        until(lambda: stops.epoch)  # it listens again, and is another time of listening
        assert stops.may_have_missed(before)
        assert not stops.may_have_missed(stops.epoch)
