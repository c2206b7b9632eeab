"""Slots: when a DJ's show is on, read from what a person types: "La Hora Latina, weekdays 7am"."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine import fold
from bot.engine.readers.moments import find_time
from bot.engine.wording import Lexicon

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_EVERY_DAY = tuple(range(7))
# Words for several days at once, folded.
_GROUPS: Mapping[str, tuple[int, ...]] = {
    "weekdays": (0, 1, 2, 3, 4), "weekday": (0, 1, 2, 3, 4), "entre semana": (0, 1, 2, 3, 4),
    "weekends": (5, 6), "weekend": (5, 6), "fin de semana": (5, 6), "fines de semana": (5, 6),
    "daily": _EVERY_DAY, "every day": _EVERY_DAY, "everyday": _EVERY_DAY, "diario": _EVERY_DAY,
    "todos los dias": _EVERY_DAY, "cada dia": _EVERY_DAY,
}  # fmt: skip
_TO = frozenset({"to", "through", "thru", "a", "al", "hasta"})
_CLOCK = re.compile(r"\d{1,2}(?:[:.]\d{2})?\s*(?:[ap]\.?m\b\.?)?", re.IGNORECASE)
# What may stand between a show's name and its hours.
_LOOSE = re.compile(
    r"(?:[\s,;:–-]|\b(?:on|at|every|from|los|las|el|la|de|a|y|and|cada|del)\b)+$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Slot:
    """The weekdays (Monday is 0) and the wall-clock time a show begins, in the DJ's own zone."""

    days: tuple[int, ...]
    at: time

    def __str__(self) -> str:
        """How it is stored: "mon,tue 07:00"."""
        return f"{','.join(_NAMES[day] for day in self.days)} {self.at:%H:%M}"

    def next_show(self, zone: str, now: datetime) -> datetime:
        """The next time the show begins after `now`. Aware, in that zone."""
        known = ZoneInfo(zone)
        first = now.astimezone(known).date()
        shows = (
            datetime.combine(first + timedelta(days=ahead), self.at, known) for ahead in range(9)
        )
        return next(show for show in shows if show.weekday() in self.days and show > now)


def read_stored(text: str | None) -> Slot | None:
    """A slot as it is stored; None for none, or for what an older version wrote otherwise."""
    days, _, at = (text or "").partition(" ")
    try:
        found = tuple(_NAMES.index(name) for name in days.split(","))
        return Slot(found, time.fromisoformat(at))
    except ValueError:
        return None


def read_show(said: str, lexicon: Lexicon, lang: str) -> tuple[str, Slot | None]:
    """The show's name and its slot. A time without days is every day; days without a time, and a
    text without either, are no slot."""
    days, first_at = _days(said, lexicon)
    clock = _clock(said, has_days=bool(days))
    at = find_time(said[clock:] if clock is not None else _in_words(said, lexicon), lexicon, lang)
    if clock is not None and (first_at is None or clock < first_at):
        first_at = clock
    name = said if at is None and not days else said[:first_at]
    if at and first_at is None:  # the time is in words: what stands before them is the name
        name = ""
    while (shorter := _LOOSE.sub("", name)) != name:
        name = shorter
    return name.strip(" ,;:-"), Slot(days or _EVERY_DAY, at) if at else None


def _clock(said: str, *, has_days: bool) -> int | None:
    """Where a clock time in digits begins. A bare number is one only beside days: "Show 98"."""
    found = list(_CLOCK.finditer(said))
    sure = [m for m in found if re.search(r"[:ap]", m[0], re.IGNORECASE)]
    if not sure and not has_days:
        return None
    return (sure or found)[-1].start() if found else None


def _in_words(said: str, lexicon: Lexicon) -> str:
    """The part of a text that is a time in words ("noon", "mediodía"), or nothing."""
    folded = f" {fold(said)} "
    words = (word for m in lexicon.languages.values() for word in m.times)
    return next((word for word in words if f" {word} " in folded), "")


def _days(said: str, lexicon: Lexicon) -> tuple[tuple[int, ...], int | None]:
    """The weekdays named, and where in the text the first of them stands."""
    known = {word: day for m in lexicon.languages.values() for word, day in m.weekdays.items()}
    for phrase, days in _GROUPS.items():
        at = _position(said, phrase.split())
        if at is not None:
            return days, at
    found: list[int] = []
    first_at: int | None = None
    through = False
    for match in re.finditer(r"[^\W\d_]+|[-–]", said):
        word = fold(match[0]).rstrip("s") if len(match[0]) > 4 else fold(match[0])
        day = known.get(fold(match[0]), known.get(word))
        if day is None:
            through = bool(found) and (match[0] in "-–" or word in _TO)
            continue
        first_at = match.start() if first_at is None else first_at
        found.extend(_between(found[-1], day) if through else [day])
        through = False
    return tuple(sorted(set(found))), first_at


def _between(first: int, last: int) -> Sequence[int]:
    return [(first + ahead) % 7 for ahead in range(1, (last - first) % 7 + 1)]


def _position(said: str, words: Sequence[str]) -> int | None:
    found = [(fold(match[0]), match.start()) for match in re.finditer(r"[^\W\d_]+", said)]
    for index in range(len(found) - len(words) + 1):
        if [word for word, _ in found[index : index + len(words)]] == list(words):
            return found[index][1]
    return None


def show_slot(slot: Slot, lexicon: Lexicon, lang: str) -> str:
    """A slot as people read it: "Mon-Fri 7am", "Sat, Sun 10:30am"."""
    labels = lexicon.languages[lang].weekday_labels if lang in lexicon.languages else ()
    names = [labels[day] if labels else _NAMES[day] for day in slot.days]
    is_run = len(slot.days) > 2 and slot.days == tuple(range(slot.days[0], slot.days[-1] + 1))
    days = f"{names[0]}-{names[-1]}" if is_run else ", ".join(names)
    minute = f":{slot.at:%M}" if slot.at.minute else ""
    return f"{days} {slot.at.hour % 12 or 12}{minute}{'am' if slot.at.hour < 12 else 'pm'}"
