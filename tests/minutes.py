"""Texting hours worked out the slow way, minute by minute from
bot/texting/hours.yaml, to hold the quick way against. Shares no code with it but the file."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

import bot

RULES = yaml.safe_load(
    (Path(bot.__file__).parent / "texting" / "hours.yaml").read_text(encoding="utf-8")
)
MINUTE = timedelta(minutes=1)
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_HORIZON = 7 * 24 * 60


def may_text(zones: Sequence[str], states: Sequence[str], minute: datetime) -> bool:
    """Whether somebody who may be in any of the zones and states may be texted in that minute."""
    rows = [RULES["federal"], RULES["default"]]
    rows += [RULES["states"][state] for state in states if state in RULES["states"]]
    for zone in zones:
        day, clock, weekday = _local(zone, minute)
        if day in RULES["closed"]:
            return False
        for row in rows:
            group = "weekdays" if weekday in _DAYS[:5] else "weekend"
            span = row.get(weekday, row.get(group, row.get("daily", "closed")))
            opens, _, closes = span.partition("-")
            if span == "closed" or not opens <= clock < closes:
                return False
    return True


@cache
def _local(zone: str, minute: datetime) -> tuple[str, str, str]:
    local = minute.astimezone(ZoneInfo(zone))
    return f"{local:%m-%d}", f"{local:%H:%M}", _DAYS[local.weekday()]


def window(
    zones: Sequence[str], states: Sequence[str], at: datetime
) -> tuple[datetime, datetime] | None:
    """The first minutes from `at` on in which they may be texted: from the first of them until
    the first in which they may not. `at` is a whole minute. None where there are none in a week."""
    assert at == at.replace(second=0, microsecond=0, tzinfo=UTC)
    minutes = (at + MINUTE * n for n in range(_HORIZON))
    opens = next((minute for minute in minutes if may_text(zones, states, minute)), None)
    if opens is None:
        return None
    closes = opens
    while may_text(zones, states, closes):
        closes += MINUTE
    return opens, closes
