"""Texting hours as written in bot/texting/hours.yaml and under `texting_hours` of a campaign.

A week is seven spans of wall-clock time, Monday first; None is a day on which nobody is texted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date, time, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from bot.campaign.documents import Loc
from bot.campaign.shapes import WrongValue, words_of
from bot.sentences import say

HOUSE = Path(__file__).parents[1] / "texting" / "hours.yaml"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_GROUPS = {"daily": DAYS, "weekdays": DAYS[:5], "weekend": DAYS[5:]}

Span = tuple[time, time]
Week = tuple[Span | None, ...]
Fault = tuple[Loc, str, str]  # where, what is wrong, the mend


@cache
def house() -> dict[str, Any]:
    """The rules of hours.yaml."""
    loaded: dict[str, Any] = yaml.safe_load(HOUSE.read_text(encoding="utf-8"))
    return loaded


def read_week(row: Mapping[str, str]) -> Week:
    """{"daily": "09:00-20:00", "sun": "closed"}; a day not named is closed. Raises ValueError."""
    week: dict[str, Span | None] = dict.fromkeys(DAYS)
    # Groups first, so that a single day named beside "daily" wins.
    for name in sorted(row, key=lambda name: name not in _GROUPS):
        span = read_span(row[name])
        for day in days_named(name):
            week[day] = span
    return tuple(week[day] for day in DAYS)


def days_named(name: str) -> Sequence[str]:
    """The days "weekdays" or "mon" stands for. Raises ValueError."""
    days = _GROUPS.get(name, (name,))
    if days[0] not in DAYS:
        raise WrongValue(
            say("'%(name)s' is no day.", name=name),
            say("Write mon to sun, daily, weekdays or weekend."),
        )
    return days


def read_span(text: str) -> Span | None:
    """ "09:00-20:00", or None for "closed". Raises ValueError."""
    if text == "closed":
        return None
    try:
        opens, closes = (time.fromisoformat(edge.strip()) for edge in text.split("-"))
    except ValueError:
        opens = closes = time(0)
    if opens >= closes or opens.tzinfo or closes.tzinfo:
        raise WrongValue(
            say("'%(text)s' cannot be read as hours.", text=text),
            say('Write "09:00-20:00", or closed.'),
        )
    return opens, closes


def meet(*weeks: Week) -> Week:
    """The hours that all of the weeks allow."""
    return tuple(_meet(spans) for spans in zip(*weeks, strict=True))


def _meet(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if len(known) < len(spans):
        return None
    opens, closes = max(span[0] for span in known), min(span[1] for span in known)
    return (opens, closes) if opens < closes else None


def is_closed(day: date, closed: Sequence[str]) -> bool:
    """Whether a local day is one of those: "12-25", "2026-09-07" or "thanksgiving"."""
    holidays = house()["holidays"]
    return any(_is_day(day, holidays.get(_folded(one), one)) for one in closed)


def _is_day(day: date, rule: Any) -> bool:
    if isinstance(rule, str):
        return rule in (f"{day:%m-%d}", day.isoformat())
    month, weekday, which = rule
    if day.month != month or DAYS[day.weekday()] != weekday:
        return False
    if which == -1:
        return bool((day + timedelta(days=7)).month != month)
    return bool((day.day - 1) // 7 + 1 == which)


def _folded(name: str) -> str:
    return " ".join(name.lower().replace("’", "").replace("'", "").split())


def find_faults(rules: Mapping[str, Any], known_states: Collection[str]) -> Iterator[Fault]:
    """What is wrong with a campaign's hours: what cannot be read, and what the law forbids."""
    federal = read_week(house()["federal"])
    for name, text in rules.get("default", {}).items():
        yield from _row(("default", name), name, text, federal, say("federal law"))
    for state, row in rules.get("states", {}).items():
        if state not in known_states:
            yield (
                ("states", state),
                say("'%(state)s' is no state.", state=state),
                say("Write its two letters: TX."),
            )
            continue
        law = house()["states"].get(state)
        bound = meet(federal, read_week(law)) if law else federal
        whose = say("the law of %(state)s", state=state) if law else say("federal law")
        # A day beside "daily" wins, so only the days that a name decides are its own.
        for name, text in row.items():
            yield from _row(("states", state, name), name, text, bound, whose, row)
    for index, day in enumerate(rules.get("closed", ())):
        if not _can_be_day(day):
            names = ", ".join(house()["holidays"])
            yield (
                ("closed", index),
                say("'%(day)s' is not a day.", day=day),
                say("Write it like 12-25, 2026-09-07, or by name: %(names)s.", names=names),
            )


def _row(
    loc: Loc,
    name: str,
    text: str,
    bound: Week,
    whose: str,
    row: Mapping[str, str] | None = None,
) -> Iterator[Fault]:
    try:
        days, span = days_named(name), read_span(text)
    except ValueError as error:
        yield (loc, *words_of(error))
        return
    for day in days:
        is_overruled = name in _GROUPS and row is not None and day in row
        if is_overruled or span is None or _meet((span, bound[DAYS.index(day)])) == span:
            continue
        yield (
            loc,
            say("'%(text)s' is more than %(whose)s allows.", text=text, whose=whose),
            _mend(name, day, days, bound),
        )
        return


def _mend(name: str, day: str, days: Sequence[str], bound: Week) -> str:
    allowed = bound[DAYS.index(day)]
    if allowed is None:
        return say("It allows nobody to be texted on %(day)s: write %(day)s: closed.", day=day)
    is_same = all(bound[DAYS.index(other)] == allowed for other in days)
    shown = f"{allowed[0]:%H:%M}-{allowed[1]:%H:%M}"
    return say('Write %(name)s: "%(shown)s", or less.', name=name if is_same else day, shown=shown)


def _can_be_day(text: str) -> bool:
    if _folded(text) in house()["holidays"]:
        return True
    for form in (text, f"2028-{text}"):  # a leap year, for 02-29
        try:
            date.fromisoformat(form)
        except ValueError:
            continue
        return len(form) == 10 and form.count("-") == 2
    return False
