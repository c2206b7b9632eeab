"""What a campaign that runs could still do better: warnings."""

from __future__ import annotations

from collections.abc import Sequence

from bot.campaign.sources import Sources
from bot.engine import Campaign
from bot.errors import Problem


def lint(sources: Sources, campaign: Campaign) -> Sequence[Problem]:
    """Every warning."""
    return []
