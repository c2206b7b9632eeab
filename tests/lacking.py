"""What a machine may lack: a browser, a voice, npm, a wheel. Whoever runs the tests there skips
what needs it, by its reason; in CI, which installs all of it, those tests fail."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest

from bot.cli.voice import has_voice

IN_CI = os.environ.get("CI") == "true"
needs_voice = pytest.mark.skipif(not has_voice() and not IN_CI, reason="espeak-ng is not installed")


def give_up(reason: str) -> NoReturn:
    """Skip the test that asks; fail it in CI."""
    (pytest.fail if IN_CI else pytest.skip)(reason)
