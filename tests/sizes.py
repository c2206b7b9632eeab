"""How many: some in `make test`, where more prove nothing else, and all in `make test-hours`.

A test that asks is marked `sized`; the nightly target runs those once more, in full.
"""

from __future__ import annotations

import os
from typing import TypeVar

VARIABLE = "CLARION_TESTS_IN_FULL"
T = TypeVar("T")


def sized(usual: T, in_full: T) -> T:
    """What this run takes."""
    return in_full if os.environ.get(VARIABLE) else usual
