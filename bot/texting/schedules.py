"""When a broadcast goes out: read from what a person types, without guessing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.clock import read_day
from bot.errors import ScheduleError
from bot.sentences import Sentence, say

_FORM = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})[ T](\d{1,2}):(\d{2})(?::(\d{2}))?")
_PAST_GRACE = timedelta(minutes=1)  # "10:00", typed at 10:00 and some seconds
_FARTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Schedule:
    """When: now, at an instant, or at a wall-clock time in each recipient's own zone.

    `due_at` (aware UTC) is None for now. `local_at` is the wall clock without a zone, or None;
    `due_at` is then the first zone's instant. `zone` is the zone an instant was written in.
    `note` says what was assumed, for the person to see.
    """

    due_at: datetime | None = None
    local_at: datetime | None = None
    zone: str | None = None
    note: str = ""

    @property
    def is_local(self) -> bool:
        """Whether each recipient gets it at their own hour."""
        return self.local_at is not None


NOW = Schedule()


def parse_when(
    text: str,
    zone: str | None,
    now: datetime,
    is_local: bool,
    zones: Sequence[str] = (),
) -> Schedule:
    """Read "2026-09-21 10:00" (or "now") as a schedule.

    `zone` is the IANA zone it is meant in; with `is_local` it is meant in each recipient's zone
    and `zones` are all of them. Raises: ScheduleError, when it cannot be read, is past, falls
    into the hour that is skipped when clocks go forward, or has no zone.
    """
    if text.strip().lower() == "now":
        return NOW
    wall = _read(text)
    if is_local:
        return _local(wall, zones or ("America/New_York", "Pacific/Honolulu"), now)
    if not zone:
        raise ScheduleError(
            say(
                "%(text)s in which zone? Add --zone America/Chicago, or "
                "--local-time for each person's own.",
                text=text.strip(),
            ),
            "zone",
        )
    check_exists(wall, zone)
    first, second = instants(wall, zone)
    _check_future(first, second, wall, zone, now)
    due = first if first > now - _PAST_GRACE else second
    note = "" if first == second else _twice(wall, zone, due, is_first=due == first)
    return Schedule(due_at=due, zone=zone, note=note)


def _twice(wall: datetime, zone: str, due: datetime, *, is_first: bool) -> Sentence:
    values = {
        "time": f"{wall:%H:%M}", "day": f"{wall:%Y-%m-%d}", "zone": zone, "utc": f"{due:%H:%M} UTC",
    }  # fmt: skip
    if is_first:
        return say(
            "%(time)s comes twice on %(day)s in %(zone)s, as clocks go back: taken as the "
            "first, %(utc)s.",
            **values,
        )
    return say(
        "%(time)s comes twice on %(day)s in %(zone)s, as clocks go back: taken as the "
        "second, %(utc)s.",
        **values,
    )


def _local(wall: datetime, zones: Iterable[str], now: datetime) -> Schedule:
    due = []
    for zone in zones:
        check_exists(wall, zone)
        due.append(instants(wall, zone)[0])
    if max(due) <= now - _PAST_GRACE:
        raise ScheduleError(
            say("%(time)s is past in every zone.", time=f"{wall:%Y-%m-%d %H:%M}"), "at"
        )
    _check_not_far(min(due), now)
    note = ""
    if min(due) <= now - _PAST_GRACE:
        note = say(
            "It is past already in the zones farthest east: people there may be skipped as late."
        )
    return Schedule(due_at=min(due), local_at=wall, note=note)


def instant_for(wall: datetime, zones: Sequence[str]) -> datetime:
    """The instant at which it is that wall-clock time, or later, in every one of the zones.

    A time that a zone skips counts from the end of the gap; one that comes twice counts first.
    """
    return max(instants(wall, zone)[0] for zone in zones)


def instants(wall: datetime, zone: str) -> tuple[datetime, datetime]:
    """The first and the second time a wall clock shows that time; mostly the same."""
    known = ZoneInfo(zone)
    return (
        wall.replace(tzinfo=known, fold=0).astimezone(UTC),
        wall.replace(tzinfo=known, fold=1).astimezone(UTC),
    )


def check_exists(wall: datetime, zone: str) -> None:
    """Raises: ScheduleError for an unknown zone or a time its clocks skip."""
    try:
        known = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ScheduleError(
            say("“%(zone)s” is not a time zone; write one like America/Chicago.", zone=zone), "zone"
        ) from None
    there = wall.replace(tzinfo=known)
    back = there.astimezone(UTC).astimezone(known).replace(tzinfo=None)
    if back != wall:
        after = _end_of_gap(wall, zone)
        raise ScheduleError(
            say(
                "%(time)s does not exist on %(day)s in %(zone)s: clocks go forward. Say %(other)s.",
                time=f"{wall:%H:%M}",
                day=f"{wall:%Y-%m-%d}",
                zone=zone,
                other=f"{after:%H:%M}",
            ),
            "at",
        )


def _end_of_gap(wall: datetime, zone: str) -> datetime:
    """The first wall-clock minute after the gap that `wall` is in."""
    known = ZoneInfo(zone)
    # In a gap, fold 0 reads with the offset before, so its instant lies after the gap by as much
    # as `wall` lies inside it.
    before = wall.replace(tzinfo=known, fold=0).utcoffset() or timedelta(0)
    after = wall.replace(tzinfo=known, fold=1).utcoffset() or timedelta(0)
    gap = abs(after - before)
    minute = wall.replace(second=0, microsecond=0)
    for _ in range(int(gap.total_seconds() // 60) + 1):
        there = minute.replace(tzinfo=known)
        if there.astimezone(UTC).astimezone(known).replace(tzinfo=None) == minute:
            return minute
        minute += timedelta(minutes=1)
    return minute


def _read(text: str) -> datetime:
    found = _FORM.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError
        wall = datetime(*(int(part or 0) for part in found.groups()))  # type: ignore[arg-type]  # noqa: DTZ001 - a wall clock has no zone yet
        return datetime.combine(read_day(wall.date().isoformat()), wall.time())
    except ValueError:
        raise ScheduleError(
            say(
                "“%(text)s” is not a time; write it like 2026-09-21 10:00, or now.",
                text=text.strip()[:40],
            ),
            "at",
        ) from None


def _check_future(
    first: datetime, second: datetime, wall: datetime, zone: str, now: datetime
) -> None:
    if max(first, second) <= now - _PAST_GRACE:
        here = now.astimezone(ZoneInfo(zone))
        raise ScheduleError(
            say(
                "%(time)s in %(zone)s is past: it is %(now)s there.",
                time=f"{wall:%Y-%m-%d %H:%M}",
                zone=zone,
                now=f"{here:%Y-%m-%d %H:%M}",
            ),
            "at",
        )
    _check_not_far(first, now)


def _check_not_far(due: datetime, now: datetime) -> None:
    if due > now + _FARTHEST:
        raise ScheduleError(
            say("%(day)s is more than a year away; check the year.", day=f"{due:%Y-%m-%d}"), "at"
        )
