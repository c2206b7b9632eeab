"""The carrier's own look at the time, moved by a trial as the bot's is (`CLOCK_OFFSET_FILE`)."""

from __future__ import annotations

import os
import time
from pathlib import Path


def wall_time() -> float:
    """Seconds since 1970; with `CLOCK_OFFSET_FILE`, so many more as that file says."""
    return time.time() + moved_s()


def moved_s() -> float:
    """How many seconds a trial has moved the clock."""
    file = os.environ.get("CLOCK_OFFSET_FILE")
    return float(Path(file).read_text(encoding="ascii")) if file else 0.0
