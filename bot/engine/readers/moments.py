"""Days and clock times in people's words."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from bot.engine.readers.reading import Span
from bot.engine.wording import Lexicon, Meanings, fold

_ISO = re.compile(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b")
_NUMERIC = re.compile(r"(?<![\d:])(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{2}|\d{4}))?(?![\d:])")
_DAY_NUMBER = re.compile(r"^(\d{1,2})(?:st|nd|rd|th|ro|do|to|vo)?$")
_CLOCK = re.compile(
    r"(?<![\d/.:])(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*([ap])(?:\.?\s?m\.?)?(?![a-z])|(?<![\d/.])(\d{1,2})[:h](\d{2})(?!\d)",
    re.IGNORECASE,
)


def find_date(
    text: str, today: date, lexicon: Lexicon, lang: str, window: Span | None
) -> date | None:
    """The day `text` names: "sat", "mañana", "9/27", "27 de septiembre", "the 27th".

    A weekday or a bare day number is the next such day, or the one inside `window` (inclusive).
    A date without a year is the next one that has not passed. The answer may be outside the
    window: whether that is good is the question's business.
    """
    found = _written(text, today)
    if found:
        return found
    words = fold(text).split(" ")
    start = max(today, window[0]) if window else today
    for meanings in lexicon.in_order(lang):
        found = _named(words, today, start, meanings)
        if found:
            return found
    return _numbered(words, start) if window or len(words) <= 2 else None


def _written(text: str, today: date) -> date | None:
    iso = _ISO.search(text)
    if iso:
        return _day(int(iso.group(1)), int(iso.group(2)), int(iso.group(3)))
    found = _NUMERIC.search(text)
    if not found:
        return None
    month, day, year = int(found.group(1)), int(found.group(2)), found.group(3)
    if month > 12 >= day:
        month, day = day, month
    if year:
        return _day(int(year) + (2000 if len(year) == 2 else 0), month, day)
    return _coming(month, day, today)


def _named(words: Sequence[str], today: date, start: date, meanings: Meanings) -> date | None:
    for at, word in enumerate(words):
        month = meanings.months.get(word)
        if month:
            day = _beside(words, at, meanings)
            if day:
                return _coming(month, day, today)
    joined = f" {' '.join(words)} "
    for phrase, ahead in meanings.days.items():
        if f" {phrase} " in joined:
            return today + timedelta(days=ahead)
    is_next = any(word in meanings.next_words for word in words)
    for word in words:
        weekday = meanings.weekdays.get(word)
        if weekday is not None:
            return _next_weekday(start + timedelta(days=is_next and start == today), weekday)
    return None


def _beside(words: Sequence[str], at: int, meanings: Meanings) -> int | None:
    order = (at - 1, at + 1, at - 2, at + 2)
    for index in order:
        if 0 <= index < len(words):
            found = _DAY_NUMBER.match(words[index])
            if found:
                return int(found.group(1))
            if words[index] in meanings.numbers:
                return meanings.numbers[words[index]]
    return None


def _numbered(words: Sequence[str], start: date) -> date | None:
    numbers = [int(m.group(1)) for m in map(_DAY_NUMBER.match, words) if m]
    if len(numbers) != 1 or not 1 <= numbers[0] <= 31:
        return None
    for ahead in range(62):
        day = start + timedelta(days=ahead)
        if day.day == numbers[0]:
            return day
    return None


def _next_weekday(start: date, weekday: int) -> date:
    return start + timedelta(days=(weekday - start.weekday()) % 7)


def _coming(month: int, day: int, today: date) -> date | None:
    this_year = _day(today.year, month, day)
    if this_year and this_year >= today:
        return this_year
    return _day(today.year + 1, month, day) or this_year


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def find_time(
    text: str, lexicon: Lexicon, lang: str, before: datetime | None = None
) -> time | None:
    """The clock time `text` names: "6pm", "18:00", "6 y media", "noon", "half past six".

    Without am or pm, one to seven is the afternoon and eight to eleven the morning; with
    `before` (the person speaks of the past) it is the latest such time that has passed.
    """
    folded = fold(text)
    orders = lexicon.in_order(lang)
    hour, minute, half = _digits(text) or _spoken(folded, orders) or (-1, 0, "")
    if hour < 0:
        return next((t for t in (_word(folded, m) for m in orders) if t), None)
    if not half:
        half = _half(folded, orders)
    if not 0 <= hour <= 23 or minute > 59:
        return None
    if half and not 1 <= hour <= 12:
        return time(hour, minute)
    if half:
        return time(hour % 12 + (12 if half == "p" else 0), minute)
    return _guess(hour, minute, before)


def _digits(text: str) -> tuple[int, int, str] | None:
    found = _CLOCK.search(text)
    if not found:
        return None
    if found.group(1):
        return int(found.group(1)), int(found.group(2) or 0), found.group(3).lower()
    return int(found.group(4)), int(found.group(5)), ""


def _spoken(folded: str, orders: Sequence[Meanings]) -> tuple[int, int, str] | None:
    joined, shift = f" {folded} ", 0
    for phrase, minutes in (pair for m in orders for pair in m.minutes.items()):
        if f" {phrase} " in joined:
            joined, shift = joined.replace(f" {phrase} ", " ", 1), minutes
            break
    for meanings in orders:
        for word in joined.split():
            hour = int(word) if word.isdecimal() and len(word) <= 2 else meanings.numbers.get(word)
            if hour is not None and 0 <= hour <= 23:
                total = hour * 60 + shift
                return total // 60 % 24, total % 60, ""
    return None


def _word(folded: str, meanings: Meanings) -> time | None:
    joined = f" {folded} "
    for phrase, clock in meanings.times.items():
        if f" {phrase} " in joined:
            return time.fromisoformat(clock)
    return None


def _half(folded: str, orders: Sequence[Meanings]) -> str:
    joined = f" {folded} "
    for meanings in orders:
        if any(f" {phrase} " in joined for phrase in meanings.pm):
            return "p"
        if any(f" {phrase} " in joined for phrase in meanings.am):
            return "a"
    return ""


def _guess(hour: int, minute: int, before: datetime | None) -> time:
    if hour > 12 or hour == 0:
        return time(hour, minute)
    morning, evening = time(hour % 12, minute), time(hour % 12 + 12, minute)
    if before is not None:
        passed = [t for t in (morning, evening) if t <= before.time()]
        return max(passed) if passed else evening
    return evening if hour == 12 or hour <= 7 else morning
