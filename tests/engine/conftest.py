"""The shipped campaign, loaded once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.campaign import load
from bot.engine import Campaign


@pytest.fixture(scope="session")
def campaign() -> Campaign:
    return load(Path("flows"))
