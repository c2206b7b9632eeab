"""A carrier whose clock a test moves: `carrier_clock(seconds)` puts it that far from the start."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.bootstrap import build
from bot.clock import OFFSET_FILE, SetClock, wall_time
from bot.config import Settings
from bot.organizers.rights import Role
from bot.web import create_app
from tests.carried import sending as sending
from tests.carried import simulator as simulator
from tests.orders.phones import PHONE, Line
from tests.simulator_process import Simulator
from tests.web.conftest import PUBLIC_URL, browser


@pytest.fixture(scope="module")
def offset_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clock") / "offset"


@pytest.fixture(scope="module")
def running_simulator(offset_file: Path) -> Iterator[Simulator]:
    offset_file.write_text("0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(OFFSET_FILE, str(offset_file))
        running = Simulator()
    with running:
        yield running


@pytest.fixture
def carrier_clock(offset_file: Path) -> Iterator[Callable[[float], None]]:
    # What moves this process's clock, where a trial does, moves the carrier's as far.
    with pytest.MonkeyPatch.context() as patch:
        moved = wall_time()
        patch.delenv(OFFSET_FILE, raising=False)
        base = (moved - wall_time()).total_seconds()

    def move(seconds: float) -> None:
        offset_file.write_text(f"{base + seconds:.3f}")

    move(0)
    yield move
    move(0)


@pytest.fixture
def line(
    sending: Settings,
    simulator: Simulator,
    record: str,
    redis_url: str,
    carrier_clock: Callable[[float], None],
) -> Iterator[Line]:
    settings = sending.model_copy(
        update={"ignore_texting_hours": True, "approval_above": 1000, "public_url": PUBLIC_URL}
    )
    clarion = build(settings, clock=SetClock(wall_time()), pool_size=8)
    made = Line(clarion, browser(create_app(clarion)), simulator, carrier_clock)
    made.link(PHONE, "olga@clarion.test", Role.ORGANIZER)
    yield made
    clarion.record.dispose()
