"""What refers to something that is not there: errors."""

from __future__ import annotations

from collections.abc import Sequence

from bot.campaign.sources import Sources
from bot.errors import Problem


def check_references(sources: Sources) -> Sequence[Problem]:
    """Every error that only shows when all files are read."""
    return []
