"""Texting hours: strictest wins, in every zone a person may be in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ConfigError
from bot.hours import Hours, house_hours

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("hours.yaml").read_text(encoding="utf-8")
)
ZONES = house_hours().all_zones
STATES = [None, "IL", "TX", "PA", "KY", "RI", "ME", "FL"]
INSTANTS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def _instant(text: str) -> datetime:
    wall, zone = text.rsplit(" ", 1)
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_window_is(case: dict[str, Any]) -> None:
    window = Hours(case.get("rules", {})).window(
        case["zones"], case.get("state"), _instant(case["at"])
    )
    if case["opens"] is None:
        assert window is None
        return
    assert window is not None
    assert window.opens_at == _instant(case["opens"])
    assert window.closes_at == _instant(case["closes"])


@given(st.sets(st.sampled_from(ZONES), max_size=3), st.sampled_from(STATES), INSTANTS)
def test_nobody_is_texted_at_night_in_any_zone_they_may_be_in(
    zones: set[str], state: str | None, at: datetime
) -> None:
    hours = house_hours()
    window = hours.window(sorted(zones), state, at)
    if window is None:
        return
    assert window.closes_at > at
    for edge in (max(at, window.opens_at), window.closes_at - timedelta(minutes=1)):
        for zone in zones or set(hours.unknown_zones):
            assert 9 <= edge.astimezone(ZoneInfo(zone)).hour < 20


@pytest.mark.parametrize(
    ("rules", "says"),
    [
        ({"default": {"daily": "9-5"}}, "09:00-20:00"),
        ({"default": {"daily": "20:00-09:00"}}, "cannot be read"),
        ({"default": {"someday": "09:00-20:00"}}, "no day"),
    ],
)
def test_rules_that_cannot_be_read_are_refused(rules: dict[str, Any], says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        Hours(rules)
