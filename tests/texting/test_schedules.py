"""When a broadcast goes out, read from what a person types."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import ScheduleError
from bot.texting.hours import house_hours
from bot.texting.schedules import NOW, instant_for, parse_when

NOON = datetime(2026, 9, 20, 17, 0, tzinfo=UTC)
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("schedules.yaml").read_text(encoding="utf-8")
)
_OFFER = re.compile(r"does not exist .* Say (\d\d:\d\d)\.")
# All zones of the system, not only those of the list's country.
EVERY_ZONE = sorted(zone for zone in available_timezones() if "/" in zone)


def _parse(case: dict[str, Any]) -> Any:
    now = datetime.fromisoformat(case["now"]) if "now" in case else NOON
    return parse_when(
        case["at"],
        case.get("zone"),
        now,
        case.get("local", False),
        house_hours().all_zones,
    )


@pytest.mark.parametrize("case", [c for c in CASES if "due" in c], ids=lambda c: c["name"])
def test_time_is_read_as(case: dict[str, Any]) -> None:
    found = _parse(case)
    assert found.due_at == datetime.fromisoformat(case["due"])
    assert case.get("note", "") in found.note
    assert bool(found.note) == bool(case.get("note"))
    assert found.is_local == case.get("local", False)


@pytest.mark.parametrize("case", [c for c in CASES if "says" in c], ids=lambda c: c["name"])
def test_time_is_refused_and_says(case: dict[str, Any]) -> None:
    with pytest.raises(ScheduleError) as refusal:
        _parse(case)
    assert case["says"] in str(refusal.value)


def test_now_is_now() -> None:
    assert parse_when(" NOW ", None, NOON, False) == NOW


@given(
    st.datetimes(datetime(2026, 9, 21), datetime(2027, 9, 21)),  # noqa: DTZ001 - a wall clock has no zone
    st.sampled_from(EVERY_ZONE),
)
def test_time_that_is_taken_is_what_the_wall_clock_shows_there(wall: datetime, zone: str) -> None:
    wall = wall.replace(second=0, microsecond=0)
    try:
        found = parse_when(f"{wall:%Y-%m-%d %H:%M}", zone, NOON, False)
    except ScheduleError as refusal:
        offered = _OFFER.search(str(refusal))
    else:
        offered = None
    if offered is not None:  # a gap: what it offers instead does exist
        found = parse_when(f"{wall:%Y-%m-%d} {offered[1]}", zone, NOON, False)
        wall = wall.replace(hour=int(offered[1][:2]), minute=int(offered[1][3:]))
    assert found.due_at is not None
    assert found.due_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None) == wall


@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)),  # noqa: DTZ001 - a wall clock has no zone
    st.sets(st.sampled_from(house_hours().all_zones), min_size=1, max_size=4),
)
def test_local_time_is_never_before_that_time_in_any_zone(wall: datetime, zones: set[str]) -> None:
    due = instant_for(wall, sorted(zones))
    for zone in zones:
        there = due.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
        # In the hour that comes twice, the same clock may show an earlier hour a second time.
        assert there >= wall - timedelta(hours=1)
        assert due >= wall.replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    try:
        parse_when(text, "America/Chicago", NOON, False)
    except ScheduleError:
        return
