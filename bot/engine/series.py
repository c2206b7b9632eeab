"""A series, compiled: texts that come by themselves, so long before or after something happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time, timedelta

from bot.engine.localized import Text

JOINED, EVENT, HOSTING = "joined", "event", "hosting"
CAME, MISSED = "came", "missed"
GUESTS = (EVENT, CAME, MISSED)


@dataclass(frozen=True, slots=True)
class Moment:
    """When a text is due, from its anchor.

    With `clock`: at that wall clock, `days` after the anchor's day (before it, if negative), in
    the zone of the person or of the event. Without: `minutes` after the anchor's instant (before
    it, if negative). A `reminder` is of no use any more once the event has begun.
    """

    days: int = 0
    clock: time | None = None
    minutes: int = 0
    is_reminder: bool = False


@dataclass(frozen=True, slots=True)
class SeriesText:
    """One text of a series: words, or the step ("/flow/step") a conversation begins at."""

    name: str
    when: Moment
    written: str
    say: Text | None = None
    target: str = ""


@dataclass(frozen=True, slots=True)
class Series:
    """`anchor` is "joined", "event" (people going), "hosting" (who leads it), "came" and "missed"
    (guests after it), or a name under `dates`, whose day is then `day`. `segment` narrows who gets
    it, `kinds` which actions.
    """

    name: str
    about: str
    anchor: str
    late: timedelta
    texts: Mapping[str, SeriesText]
    day: date | None = None
    segment: str = "all"
    kinds: tuple[str, ...] = field(default=())

    @property
    def is_about_event(self) -> bool:
        """Whether its texts belong to an action somebody leads or goes to."""
        return self.anchor in (*GUESTS, HOSTING)

    def key_of(self, text: SeriesText) -> str:
        """How the record knows a text and when it was to come: written anew, it is a new text."""
        return f"{self.anchor} {self.day or ''} {text.written}"
