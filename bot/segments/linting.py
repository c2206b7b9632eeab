"""What is wrong with a segment in a campaign's files, where no record can be asked."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.rules.series import SegmentFault
from bot.engine import Campaign
from bot.errors import InputError
from bot.segments import segments
from bot.segments.checking import find_faults


def lint(text: str, campaign: Campaign | None = None) -> Iterator[SegmentFault]:
    """That it cannot be read, else, with the campaign, each value that nobody can have."""
    try:
        node = segments.parse(text).node
    except InputError as error:
        yield SegmentFault(error.said)
        return
    if campaign is not None:
        yield from (SegmentFault(*fault) for fault in find_faults(campaign, node))
