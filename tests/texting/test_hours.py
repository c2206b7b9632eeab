"""Texting hours: strictest wins, in every zone a person may be in."""

from __future__ import annotations

import shutil
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml
from hypothesis import given
from hypothesis import settings as limits
from hypothesis import strategies as st

from bot.bootstrap import build
from bot.clock import SetClock
from bot.config import Settings
from bot.errors import ConfigError
from bot.texting.hours import Hours, Window, candidates, hours_for, house_hours
from tests import minutes
from tests.factories import NOON, SMALL

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("hours.yaml").read_text(encoding="utf-8")
)
ZONES = house_hours().all_zones
STATES = ["IL", "TX", "PA", "KY", "RI", "ME", "FL"]
INSTANTS = st.integers(0, 2 * 366 * 24 * 60).map(
    lambda minutes: datetime(2026, 1, 1, tzinfo=UTC) + timedelta(minutes=minutes)
)


def _instant(text: str) -> datetime:
    wall, zone = text.rsplit(" ", 1)
    return datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_window_is(case: dict[str, Any]) -> None:
    window = Hours(case.get("rules", {})).window(
        case["zones"], case.get("states", ["IL"]), _instant(case["at"])
    )
    if case["opens"] is None:
        assert window is None
        return
    assert window is not None
    assert window.opens_at == _instant(case["opens"])
    assert window.closes_at == _instant(case["closes"])


@given(st.sets(st.sampled_from(ZONES), max_size=3), st.sets(st.sampled_from(STATES)), INSTANTS)
def test_nobody_is_texted_at_night_in_any_zone_they_may_be_in(
    zones: set[str], states: set[str], at: datetime
) -> None:
    hours = house_hours()
    window = hours.window(sorted(zones), sorted(states), at)
    if window is None:
        return
    assert window.closes_at > at
    for edge in (max(at, window.opens_at), window.closes_at - timedelta(minutes=1)):
        for zone in zones or set(hours.unknown_zones):
            assert 9 <= edge.astimezone(ZoneInfo(zone)).hour < 20


# Hours around the four nights in which clocks change, in two years.
CHANGES = (
    datetime(2026, 3, 8, 10, tzinfo=UTC),
    datetime(2026, 11, 1, 9, tzinfo=UTC),
    datetime(2027, 3, 14, 10, tzinfo=UTC),
    datetime(2027, 11, 7, 9, tzinfo=UTC),
)
NEAR_CHANGES = st.builds(
    lambda change, minutes: change + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(-3 * 24 * 60, 3 * 24 * 60),
)


@limits(max_examples=60, deadline=None)
@given(
    st.sets(
        st.sampled_from([*ZONES, "America/Boise", "America/Indiana/Knox"]), min_size=1, max_size=3
    ),
    st.sets(st.sampled_from([*STATES, "NV", "CA"]), min_size=1, max_size=3),
    NEAR_CHANGES,
)
def test_window_is_the_one_found_minute_by_minute(
    zones: set[str], states: set[str], at: datetime
) -> None:
    found = house_hours().window(sorted(zones), sorted(states), at)
    slowly = minutes.window(sorted(zones), sorted(states), at)
    if found is None or found.opens_at - at >= timedelta(days=6):
        assert slowly is None or slowly[0] - at >= timedelta(days=6)
        return
    assert slowly == (max(at, found.opens_at), found.closes_at)
    if found.opens_at < at:
        assert all(
            minutes.may_text(sorted(zones), sorted(states), found.opens_at + timedelta(minutes=n))
            for n in range(int((at - found.opens_at).total_seconds() // 60))
        )


@pytest.mark.parametrize(
    ("state", "area_states", "expected"),
    [
        ("IL", ["KY", "TN"], ("IL",)),
        (None, ["KY", "TN"], ("KY", "TN")),
        (None, [], ()),
        (None, None, ()),
    ],
)
def test_state_of_a_zip_comes_before_those_of_the_area_code(
    state: str | None, area_states: list[str] | None, expected: tuple[str, ...]
) -> None:
    assert candidates(state, area_states) == expected


def test_campaign_hours_are_taken_up_when_the_file_changes(
    settings: Settings, tmp_path: Path
) -> None:
    folder = tmp_path / "flows"
    shutil.copytree(SMALL, folder)
    clarion = build(settings.model_copy(update={"campaign": folder}), clock=SetClock(NOON))
    noon = _instant("2026-09-23 12:00 America/Chicago")
    assert hours_for(clarion) is hours_for(clarion)
    with (folder / "campaign.yaml").open("a", encoding="utf-8") as file:
        file.write('texting_hours: {default: {weekdays: "13:00-18:00"}}\n')
    ends_at = time.monotonic() + 30
    while hours_for(clarion).window(["America/Chicago"], ["IL"], noon).opens_at < noon:
        assert time.monotonic() < ends_at, "the new hours are not taken up"
        time.sleep(0.1)
    window = hours_for(clarion).window(["America/Chicago"], ["IL"], noon)
    assert window == Window(
        _instant("2026-09-23 13:00 America/Chicago"), _instant("2026-09-23 18:00 America/Chicago")
    )


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
