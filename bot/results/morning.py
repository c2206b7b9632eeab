"""The morning's report, for the coalition's call at eight: what a day brought, what goes out on
the next, what needs somebody. In sentences, for a page, paper, a text and a command."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from bot.cells import inert
from bot.clarion import Clarion
from bot.organizers import agenda
from bot.results import day as days
from bot.results import funnel, needs
from bot.results.day import Day
from bot.sentences import Sentence, say, say_many
from bot.store.results import mornings as rows
from bot.store.results.mornings import CallsSoFar, ChapterDay, OnDay, Sent

_MOST_NAMED = 8  # broadcasts


@dataclass(frozen=True, slots=True)
class Facts:
    """A day, and the one on which its report is read: `next_day` is today while the day is not
    over. `calls` of that day, `so_far` of all days up to its end."""

    found: Day
    before: Day
    calls: CallsSoFar
    so_far: CallsSoFar
    chapters: Sequence[ChapterDay]
    sent: Sequence[Sent]
    next_day: date
    on_next: OnDay


class Section(NamedTuple):
    """A heading and what is said under it."""

    title: Sentence
    lines: Sequence[Sentence]


@dataclass(frozen=True, slots=True)
class Report:
    """A day's facts, and what is said of them: it brought, goes out, needs somebody."""

    facts: Facts
    brought: Section
    goes_out: Section
    needed: Section

    @property
    def sections(self) -> tuple[Section, Section, Section]:
        """All three, in order."""
        return self.brought, self.goes_out, self.needed


def of(clarion: Clarion, day: date) -> Report:
    """The report of a day; what goes out and what needs somebody is as it stands now.

    Raises: RecordAway.
    """
    facts = _facts(clarion, day)
    found = facts.found
    waits = needs.sentences(clarion, found.waiting, found.oldest_s)
    return Report(
        facts,
        Section(
            say("What today brought so far") if found.is_today else say("What the day brought"),
            [*_calls(facts), *days.lines_of_people(found), *_sent(facts.sent)],
        ),
        Section(say("What goes out next"), list(_goes_out(clarion, facts))),
        Section(say("What needs somebody"), waits or [say("Nothing. All is well.")]),
    )


def in_short(report: Report) -> list[Sentence]:
    """What goes by text: calls, who joined, what needs somebody, what is next."""
    waits = report.needed.lines[:2]
    return [*report.brought.lines[:3], *waits, *report.goes_out.lines[:1]]


def figures(report: Report) -> dict[str, int]:
    """Every figure by its name."""
    facts = report.facts
    return {
        **facts.found.counted._asdict(),
        "calls_said": facts.calls.said,
        "calls_measured": facts.calls.measured,
        "calls_so_far": sum(facts.so_far),
        "goal": facts.found.goal or 0,
        "waiting": facts.found.waiting,
    }


def as_csv(report: Report) -> str:
    """Figures of the day, then those of its chapters (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["chapter", "figure", "count"])
    writer.writerows(["", name, count] for name, count in figures(report).items())
    for one in report.facts.chapters:
        name = inert(one.name or "(none)")
        writer.writerows([name, *pair] for pair in _figures_of(one).items())
    return buffer.getvalue()


def as_data(report: Report) -> dict[str, object]:
    """The same for JSON, with the sentences in English."""
    facts = report.facts
    return {
        "day": facts.found.day.isoformat(),
        "figures": figures(report),
        "by_hour": {str(hour): calls for hour, calls in facts.found.by_hour.items()},
        "chapters": [one._asdict() for one in facts.chapters],
        "broadcasts": [one._asdict() for one in facts.sent],
        "says": {str(one.title): [str(line) for line in one.lines] for one in report.sections},
    }


def _figures_of(one: ChapterDay) -> dict[str, int]:
    return {name: count for name, count in one._asdict().items() if name != "name"}


def _facts(clarion: Clarion, day: date) -> Facts:
    found = days.of(clarion, day)
    began, ended = funnel.instants(clarion, day, day)
    next_day = day if found.is_today else day + timedelta(days=1)
    with clarion.record.transaction() as connection:
        return Facts(
            found=found,
            before=days.of(clarion, day - timedelta(days=1)),
            calls=rows.calls(connection, began, ended),
            so_far=rows.calls(connection, None, ended),
            chapters=rows.by_chapter(connection, began, ended),
            sent=rows.sent(connection, began, ended),
            next_day=next_day,
            on_next=rows.on_day(connection, next_day),
        )


def _calls(facts: Facts) -> Iterator[Sentence]:
    calls, before = f"{sum(facts.calls):,}", f"{facts.before.counted.calls:,}"
    if facts.found.goal:  # of a day
        yield say(
            "Calls: %(calls)s of %(goal)s, the day before %(before)s.",
            calls=calls,
            goal=f"{facts.found.goal:,}",
            before=before,
        )
    else:
        yield say("Calls: %(calls)s, the day before %(before)s.", calls=calls, before=before)
    if facts.calls.measured:
        yield say(
            "The phone line measured %(measured)s of them; people told us of %(said)s.",
            measured=f"{facts.calls.measured:,}",
            said=f"{facts.calls.said:,}",
        )
    yield say("In all: %(calls)s.", calls=f"{sum(facts.so_far):,}")
    if facts.found.by_hour:
        hour = max(facts.found.by_hour, key=lambda one: facts.found.by_hour[one])
        most = f"{facts.found.by_hour[hour]:,}"
        yield say("Best hour: from %(hour)s, with %(calls)s.", hour=_clock(hour), calls=most)


def _clock(hour: int) -> str:
    return f"{hour % 12 or 12} {'AM' if hour < 12 else 'PM'}"


def _sent(sent: Sequence[Sent]) -> Iterator[Sentence]:
    for one in sent[:_MOST_NAMED]:
        yield say_many(
            "“%(title)s” went to %(num)s person; %(stopped)s asked to stop.",
            "“%(title)s” went to %(num)s people; %(stopped)s asked to stop.",
            one.texts,
            title=one.title,
            stopped=one.stopped,
        )
    rest = len(sent) - _MOST_NAMED
    if rest > 0:
        yield say_many("And %(num)s more broadcast.", "And %(num)s more broadcasts.", rest)


def _goes_out(clarion: Clarion, facts: Facts) -> Iterator[Sentence]:
    zone = ZoneInfo(clarion.campaign.current().zone)
    coming = [
        (at, one.title)
        for one in agenda.to_come(clarion, days=3)
        if (at := one.local_at or one.due_at.astimezone(zone)).date() <= facts.next_day
    ]
    for at, title in coming[:_MOST_NAMED]:
        yield say("%(at)s: “%(title)s”.", at=f"{at:%-I:%M %p}", title=title)
    if not coming:
        yield say("No broadcast goes out by itself.")
    on_day = facts.on_next
    if on_day.actions:
        yield say(
            "Actions: %(count)s, with %(people)s people coming.",
            count=on_day.actions,
            people=on_day.guests,
        )
    if on_day.rooms:
        yield say(
            "Phone banks: %(count)s, with %(people)s callers.",
            count=on_day.rooms,
            people=on_day.callers,
        )
