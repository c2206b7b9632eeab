"""A call-in line: a number with languages, hours and dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True)
class Line:
    """A number people are asked to call. `hours` maps a weekday (Monday is 0) to spans.

    No hours at all means: always open. `shown` is the number as people read it, `number`
    E.164. `hours_text` says the hours per language, `from_day`/`until_day` are inclusive.
    """

    name: str
    number: str
    shown: str
    languages: tuple[str, ...]
    zone: str = "America/New_York"
    hours: Mapping[int, tuple[tuple[time, time], ...]] = field(default_factory=dict)
    hours_text: Mapping[str, str] = field(default_factory=dict)
    from_day: date | None = None
    until_day: date | None = None
    closed_days: frozenset[date] = frozenset()

    def is_open(self, now: datetime) -> bool:
        """Whether somebody answers at `now` (aware)."""
        local = now.astimezone(ZoneInfo(self.zone))
        clock = local.time()
        return any(start <= clock < end for start, end in self._spans(local.date()))

    def next_open(self, now: datetime) -> datetime | None:
        """The next instant the line opens, `now` itself if it is open, None if never again."""
        if self.is_open(now):
            return now
        zone = ZoneInfo(self.zone)
        local = now.astimezone(zone)
        first = max(local.date(), self.from_day or local.date())
        for ahead in range(32):
            day = first + timedelta(days=ahead)
            for start, _ in self._spans(day):
                opens = datetime.combine(day, start, zone)
                if opens > local:
                    return opens
        return None

    def is_over(self, now: datetime) -> bool:
        """Whether the line's last day has passed."""
        today = now.astimezone(ZoneInfo(self.zone)).date()
        return self.until_day is not None and today > self.until_day

    def state(self, now: datetime) -> str:
        """ "open", "closed" or "over"."""
        if self.is_over(now):
            return "over"
        return "open" if self.is_open(now) else "closed"

    def open_s(self, since: datetime, until: datetime) -> float:
        """For how many seconds of a span it was open."""
        zone = ZoneInfo(self.zone)
        begin, end = since.astimezone(UTC), until.astimezone(UTC)
        first, last = since.astimezone(zone).date(), until.astimezone(zone).date()
        total = 0.0
        for ahead in range((last - first).days + 1):
            day = first + timedelta(days=ahead)
            for start, stop in self._spans(day):
                # In UTC: within a zone Python reckons by the wall clock, an hour off in a change.
                opens = max(begin, datetime.combine(day, start, zone).astimezone(UTC))
                closes = min(end, datetime.combine(day, stop, zone).astimezone(UTC))
                total += max(0.0, (closes - opens).total_seconds())
        return total

    def _spans(self, day: date) -> tuple[tuple[time, time], ...]:
        if day in self.closed_days or (self.from_day and day < self.from_day):
            return ()
        if self.until_day and day > self.until_day:
            return ()
        if not self.hours:
            return ((time.min, time.max),)
        return self.hours.get(day.weekday(), ())


@dataclass(frozen=True, slots=True)
class Duty:
    """When people of the team read what the bot cannot answer, and within how many of those
    seconds somebody who waits should be answered."""

    hours: Line
    within_s: int = 3600

    def is_late(self, since: datetime, now: datetime) -> bool:
        """Whether somebody who waits since then has waited longer than they should, in duty."""
        return self.hours.open_s(since, now) > self.within_s
