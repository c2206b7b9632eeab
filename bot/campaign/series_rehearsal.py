"""The texts of series in a dry run: what one made-up person would get, and when."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.campaign.rehearsal import Performed, Rehearsal
from bot.campaign.series_compiling import follow_up_name
from bot.engine import Session
from bot.engine.series import CAME, EVENT, HOSTING, JOINED, Series, SeriesText
from bot.engine.walk import Walk

# Whether a segment holds for whoever rehearses. Given by whoever knows segments.
IsIn = Callable[[str, Rehearsal], bool]
_GOING = ("events.rsvp", "phone_bank.join")
_LEADING = ("events.create", "phone_bank.host")
_LONG_AGO = timedelta(days=365)  # whoever is on the list when the run begins
_GUESTS = 5  # how many have signed up for what the person leads


@dataclass(frozen=True, slots=True)
class Coming:
    """A text of a series that comes to this person at an instant."""

    at: datetime
    series: Series
    text: SeriesText
    anchor: str
    shown: Mapping[str, str | int] = field(default_factory=dict)

    @property
    def key(self) -> tuple[str, str, str]:
        """What comes once."""
        return (self.series.name, self.text.name, self.anchor)


@dataclass(frozen=True, slots=True)
class _Anchor:
    name: str
    since: datetime
    day: date
    instant: datetime | None
    shown: Mapping[str, str | int] = field(default_factory=dict)


def next_text(
    rehearsal: Rehearsal, until: datetime, had: set[tuple[str, str, str]], is_in: IsIn
) -> Coming | None:
    """The next text of a series after now and up to an instant, if any. Texting hours, caps and
    an open question do not count in a dry run."""
    found = [
        coming
        for coming in _coming(rehearsal)
        if rehearsal.now < coming.at <= until and coming.key not in had
    ]
    for coming in sorted(found, key=lambda one: one.at):
        if is_in(coming.series.segment, rehearsal):
            return coming
    return None


def say(rehearsal: Rehearsal, coming: Coming) -> str:
    """What it says; for one that begins a conversation, nothing: its timer is set."""
    if coming.text.target:
        name = follow_up_name(coming.series.name, coming.text.name)
        rehearsal.timers[f"later:{name}"] = rehearsal.now
        return ""
    session = Session(fields=dict(coming.shown))
    walk = Walk(rehearsal.campaign, session, rehearsal.person, rehearsal.world)
    walk.say(coming.text.say)
    return "\n".join(walk.said)


def _coming(rehearsal: Rehearsal) -> Iterator[Coming]:
    if rehearsal.is_stopped or not rehearsal.person.is_opted_in:
        return
    zone = ZoneInfo(rehearsal.person.zone or rehearsal.campaign.zone)
    for series in rehearsal.campaign.series:
        for anchor in _anchors(rehearsal, series, zone):
            yield from _counted_from(anchor, series, zone)


def _counted_from(anchor: _Anchor, series: Series, zone: ZoneInfo) -> Iterator[Coming]:
    for text in series.texts.values():
        at = _due_at(text, anchor, zone)
        is_late = at and text.when.is_reminder and anchor.instant and at >= anchor.instant
        if at is not None and at >= anchor.since and not is_late:
            yield Coming(at, series, text, anchor.name, anchor.shown)


def _due_at(text: SeriesText, anchor: _Anchor, zone: ZoneInfo) -> datetime | None:
    when = text.when
    if when.clock is not None:
        return datetime.combine(anchor.day + timedelta(days=when.days), when.clock, zone)
    return anchor.instant and anchor.instant + timedelta(minutes=when.minutes)


def _anchors(rehearsal: Rehearsal, series: Series, zone: ZoneInfo) -> Iterator[_Anchor]:
    joined = rehearsal.joined_at or datetime.min.replace(tzinfo=UTC) + _LONG_AGO
    if series.day is not None:
        yield _Anchor(series.anchor, joined, series.day, None)
    elif series.anchor == JOINED:
        yield _Anchor(JOINED, joined, joined.astimezone(zone).date(), joined)
    wanted = {EVENT: _GOING, CAME: _GOING, HOSTING: _LEADING}.get(series.anchor, ())
    for number, done in enumerate(rehearsal.performed):
        if done.act in wanted and done.result.outcome in ("ok", "review"):
            anchor = _action(rehearsal, done, zone, f"{series.anchor}:{number}")
            if anchor is not None and (not series.kinds or anchor.shown["kind"] in series.kinds):
                yield anchor


def _action(rehearsal: Rehearsal, done: Performed, zone: ZoneInfo, name: str) -> _Anchor | None:
    values: dict[str, str | int] = {**done.args, **done.result.values}
    try:
        day = date.fromisoformat(str(values.get("date", "")))
    except ValueError:
        return None
    try:
        instant = datetime.combine(day, time.fromisoformat(str(values.get("time", ""))), zone)
    except ValueError:
        instant = None
    kind = "phone_bank" if done.act.startswith("phone_bank") else str(values.get("kind", ""))
    lang = rehearsal.person.lang or rehearsal.campaign.default_lang
    label = rehearsal.campaign.value(f"action_{kind}", lang)
    title = values.get("title") or values.get("what") or label or kind
    values |= {"title": title, "going": _GUESTS}
    bring = values.get("bring") or rehearsal.campaign.value(f"bring_{kind}", lang) or ""
    shown = {f"events.{key}": value for key, value in {**values, "bring": bring}.items()}
    return _Anchor(name, done.at, day, instant, {**shown, "kind": kind})
