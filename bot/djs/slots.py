"""Slots: when a DJ's show is on. How they are stored, shown, and when the next one begins."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine.readers.airings import OnAir
from bot.engine.readers.shows import Slot
from bot.engine.wording import Lexicon

_NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MOST = 6  # slots of one DJ


def write_slot(slot: Slot) -> str:
    """A slot by its beginning alone: "mon,tue 07:00"."""
    return f"{','.join(_NAMES[day] for day in slot.days)} {slot.at:%H:%M}"


def write_slots(slots: Sequence[Slot]) -> str:
    """All slots as they are stored: "mon,tue 07:00-10:00;sat 09:00"."""
    return ";".join(
        write_slot(slot) + (f"-{slot.until:%H:%M}" if slot.until else "") for slot in slots
    )


def read_stored(text: str | None) -> tuple[Slot, ...]:
    """Slots as they are stored; none for what an older version wrote otherwise."""
    try:
        return tuple(_read(part) for part in (text or "").split(";") if part)
    except ValueError:
        return ()


def _read(text: str) -> Slot:
    days, _, hours = text.partition(" ")
    begins, _, until = hours.partition("-")
    return Slot(
        tuple(_NAMES.index(name) for name in days.split(",")),
        time.fromisoformat(begins),
        time.fromisoformat(until) if until else None,
    )


def next_show(slots: Sequence[Slot], zone: str, now: datetime) -> datetime | None:
    """The next time one of these begins after `now`. Aware, in that zone."""
    known = ZoneInfo(zone)
    first = now.astimezone(known).date()
    shows = [
        show
        for ahead in range(9)
        for slot in slots
        if (show := datetime.combine(first + timedelta(days=ahead), slot.at, known)) > now
        and show.weekday() in slot.days
    ]
    return min(shows, default=None)


def on_air(slots: Sequence[Slot]) -> list[OnAir]:
    """The slots as what tells am from pm in an airing."""
    return [OnAir(slot.days, slot.at, slot.until) for slot in slots]


def show_slots(slots: Sequence[Slot], lexicon: Lexicon, lang: str) -> str:
    """Slots as people read them: "Mon-Fri 6-10am, Sat 10:30am"."""
    return ", ".join(_show(slot, lexicon, lang) for slot in slots)


def _show(slot: Slot, lexicon: Lexicon, lang: str) -> str:
    labels = lexicon.languages[lang].weekday_labels if lang in lexicon.languages else ()
    names = [labels[day] if labels else _NAMES[day] for day in slot.days]
    is_run = len(slot.days) > 2 and slot.days == tuple(range(slot.days[0], slot.days[-1] + 1))
    days = f"{names[0]}-{names[-1]}" if is_run else ", ".join(names)
    if slot.until is None:
        return f"{days} {_clock(slot.at)}{_half(slot.at)}"
    begins_in = "" if _half(slot.at) == _half(slot.until) else _half(slot.at)
    return f"{days} {_clock(slot.at)}{begins_in}-{_clock(slot.until)}{_half(slot.until)}"


def _clock(at: time) -> str:
    return f"{at.hour % 12 or 12}" + (f":{at:%M}" if at.minute else "")


def _half(at: time) -> str:
    return "am" if at.hour < 12 else "pm"
