"""A carrier, the services of a bot that sends through it (tests/carried.py), and bugs of ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.clock import SetClock, WallClock
from bot.config import Settings
from tests.carried import sending as sending
from tests.carried import simulator as simulator

Break = Callable[..., None]


@pytest.fixture
def clarion(sending: Settings) -> Iterator[Clarion]:
    """At the real time: look-ups compare it with the carrier's. Any hour is a texting hour."""
    services = build(
        sending.model_copy(update={"ignore_texting_hours": True}),
        clock=SetClock(WallClock().now()),
        pool_size=8,
    )
    yield services
    services.record.dispose()


@pytest.fixture
def breaks(monkeypatch: pytest.MonkeyPatch) -> Break:
    def make(module: Any, name: str, is_bad: Callable[..., bool]) -> None:
        """From now on this function fails for the calls that are bad, as a bug of ours would."""
        real = getattr(module, name)

        def broken(*args: Any, **more: Any) -> Any:
            if is_bad(*args):
                raise ValueError("a bug of ours")
            return real(*args, **more)

        monkeypatch.setattr(module, name, broken)

    return make
