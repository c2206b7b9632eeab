"""A carrier and the services of a bot that sends through it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import SetClock
from bot.config import Settings
from tests.crowd import carried_by
from tests.simulator_process import Simulator

SMALL = Path(__file__).parent / "campaigns" / "small"
# A Wednesday, noon in Chicago, in the week of action.
NOON = datetime(2026, 9, 23, 17, 0, tzinfo=UTC)


@pytest.fixture
def simulator(running_simulator: Simulator) -> Simulator:
    """The carrier, as on its first day, and sparing us callbacks unless a test wants them."""
    running_simulator.begin_again()
    running_simulator.settings(callbacks=False)
    return running_simulator


@pytest.fixture
def sending(settings: Settings, record: str, simulator: Simulator) -> Settings:
    """Settings of a bot whose carrier is the simulator. No Redis: wake-ups are lost."""
    return carried_by(settings, simulator, campaign=SMALL)


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """Services whose clock stands at noon."""
    services = build(sending, clock=SetClock(NOON), pool_size=8)
    yield services
    services.record.dispose()
