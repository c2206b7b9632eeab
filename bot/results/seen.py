"""What was seen around a broadcast or a reading, and for how long the line was open then."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.engine import Campaign
from bot.results.verdicts import Side, Verdict
from bot.sentences import Sentence
from bot.store.results.effects import HOUR

MOST_DAYS = 3  # that one hour is compared with
_LOOKED_BACK = 7  # days to find them in: a week has every weekday's hours once
HALF_OPEN = 0.5  # of an hour; below, the line counts as closed
TENTH = 0.1  # of people or calls that something else reached: then nothing can be told


@dataclass(frozen=True, slots=True)
class Effect:
    """What moved after a broadcast ("broadcast") or a reading on air ("airing").

    `people` got the broadcast; `state` and `own` (calls by the DJ's own code, digits or number, in
    the hour after) are a reading's. `after` and `before` are None where calls may be of two
    readings. `days` is with how many earlier days it was compared, 0: with the hour before.
    """

    kind: str
    id: int
    title: str
    at: datetime
    people: int | None
    state: str | None
    own: Side | None
    after: Side | None
    before: Side | None
    verdict: Verdict
    compared: Sentence | None
    days: int = 0
    is_guessed: bool = False


def open_share(campaign: Campaign, line: str | None, began: datetime) -> float:
    """Which part of an hour a line was open, or where none is named the one that was longest."""
    named = [one for one in campaign.lines if one.name == line] or campaign.lines
    return max((one.open_s(began, began + HOUR) / 3600 for one in named), default=1.0)


def days_before(at: datetime, zone: str) -> Iterator[tuple[int, datetime]]:
    """How many days before, and the same time by the clock on the wall, the newest day first."""
    local = at.astimezone(ZoneInfo(zone))
    for days in range(1, _LOOKED_BACK + 1):
        yield days, (local - timedelta(days=days)).astimezone(UTC)


def looked_back() -> timedelta:
    """How far back hours are compared with, and a little more."""
    return timedelta(days=_LOOKED_BACK + 1)
