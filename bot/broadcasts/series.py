"""Series: texts that organizers wrote to come so long before or after something.

The clock calls `run_due` every few seconds. Who is due follows from the record and the files as
they are at that moment (bot/store/broadcasts/series.py); nothing waits in a plan. What is due
becomes a single text, which goes through the gate like every other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot import set_aside
from bot.campaign import follow_up_name
from bot.clarion import Clarion
from bot.engine import Campaign, Person, Session, World, parts
from bot.engine.series import EVENT, HOSTING, JOINED, Series, SeriesText
from bot.engine.walk import Walk
from bot.errors import InputError
from bot.events import telling
from bot.people import counts
from bot.segments import segments
from bot.sending.due_rows import load_people
from bot.store.broadcasts import series as rows
from bot.store.broadcasts.series import DueRow, Place, Planned
from bot.store.broadcasts.series_due import Due
from bot.store.broadcasts.series_owed import Reminder
from bot.store.events import actions as event_rows
from bot.store.events import hosting, letting_in
from bot.store.events.hosting import Crowd
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.store.sending import switches
from bot.texting.audience import condition_of
from bot.texting.hours import candidates, hours_for
from bot.texting.limits import Asked, asked_less, caps_for

log = structlog.get_logger()

EVERY_S = 5.0  # how often the clock looks
_BATCH = 1000
# Single texts go ahead of the sender's pace. No more of them are planned than half of it carries
# until the next look, so that neither a reply nor the carrier's limit meets a long queue.
_SHARE = 0.5
_WIDEST = timedelta(hours=15)  # a wall clock is reached within this of the same one in UTC


def run_due(clarion: Clarion) -> int:
    """Plan every text of a series that is due and may go now. How many.

    May run on several machines at once: one looks, and the ledger lets a text through once.
    Raises: RecordAway.
    """
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    if not campaign.series:
        return 0
    texts = [(one, text) for one in campaign.series for text in one.texts.values()]
    with clarion.record.transaction() as connection:
        if not switches.read(connection, "sending").is_on:
            return 0
        keys = [(one.name, text.name, one.key_of(text)) for one, text in texts]
        seen = rows.seen_since(connection, keys, now)
        room = _room(clarion, connection, now)
    planned = 0

    def plan(pair: tuple[Series, SeriesText]) -> None:
        nonlocal planned
        one, text = pair
        since = seen[one.name, text.name, one.key_of(text)]
        planned += _Look(clarion, one, text, since, now).run(room - planned)

    # An action will not wait; a welcome can, and what goes to everybody most of all.
    due = [pair for pair in texts if _may_be_due(*pair, now)]
    due.sort(key=lambda pair: _urgency(pair[0]))
    set_aside.each(
        clarion,
        set_aside.Kind.SERIES_TEXT,
        due,
        plan,
        lambda pair: f"{pair[0].name}/{pair[1].name}",
    )
    if planned:
        log.info("series planned", texts=planned)
        clarion.wake_ups.wake("workers.jobs.send_due")
    return planned


@dataclass(frozen=True, slots=True)
class TextSeen:
    """One text as organizers see it: its words (or the way it goes), and how many were planned."""

    text: SeriesText
    shown: str
    sent: int


@dataclass(frozen=True, slots=True)
class SeriesView:
    """A series as organizers see it."""

    series: Series
    texts: tuple[TextSeen, ...]


def overview(clarion: Clarion, lang: str) -> list[SeriesView]:
    """Every series of the campaign, its words in a language where there are some.

    Raises: RecordAway.
    """
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        sent = rows.count_sent(connection)

    def seen(one: Series, text: SeriesText) -> TextSeen:
        shown = text.target
        if text.say:
            shown = text.say.pick(lang, campaign.default_lang)[0].source
        return TextSeen(text, shown, sent.get((one.name, text.name), 0))

    return [
        SeriesView(one, tuple(seen(one, text) for text in one.texts.values()))
        for one in campaign.series
    ]


def _room(clarion: Clarion, connection: Transaction, now: datetime) -> int:
    carried = clarion.settings.send_rate_per_s * EVERY_S * _SHARE
    return max(0, max(1, int(carried)) - rows.waiting_texts(connection, now))


def _urgency(series: Series) -> int:
    return 0 if series.is_about_event else 1 if series.anchor == JOINED else 2


def _may_be_due(series: Series, text: SeriesText, now: datetime) -> bool:
    """False where no zone of the world can be due for a text that counts from a day."""
    when = text.when
    if series.day is None or when.clock is None:
        return True
    wall = datetime.combine(series.day, when.clock, now.tzinfo) + timedelta(days=when.days)
    return wall - _WIDEST <= now <= wall + _WIDEST + series.late


def _reminders(campaign: Campaign) -> Iterator[Reminder]:
    """The texts before an action, of which nobody is deprived by what may wait."""
    for one in campaign.series:
        for text in one.texts.values():
            when = text.when
            if when.is_reminder and one.anchor in (EVENT, HOSTING):
                is_hosts = one.anchor == HOSTING
                yield Reminder(
                    one.name, text.name, is_hosts, when.days, when.clock, when.minutes, one.kinds
                )


def _one_each(found: Sequence[DueRow]) -> list[DueRow]:
    """The first of each person's: what one look plans counts for what one gets in a day from the
    next look on, which finds the others."""
    first: dict[int, DueRow] = {}
    for row in found:
        first.setdefault(row.contact_id, row)
    return list(first.values())


class _Look:
    """One look at one text."""

    def __init__(
        self, clarion: Clarion, series: Series, text: SeriesText, seen_at: datetime, now: datetime
    ) -> None:
        self._clarion = clarion
        self._campaign = clarion.campaign.current()
        self._series = series
        self._text = text
        self._now = now
        self._seen_at = seen_at
        self._described: dict[tuple[int, str, telling.Sight], dict[str, Any]] = {}

    def run(self, room: int) -> int:
        """Plan at most `room` texts. How many; a segment that cannot be asked plans nothing."""
        if room <= 0:
            return 0
        with self._clarion.record.transaction() as connection:
            try:
                due = self._due(connection)
            except InputError as error:
                log.error("series has no segment", series=self._series.name, error=str(error))
                return 0
            waiting = self._open(rows.waiting_places(connection, due))[:room]
        planned = 0
        for first in range(0, len(waiting), _BATCH):
            with self._clarion.record.transaction() as connection:
                if not rows.lock(connection):
                    break
                some = waiting[first : first + _BATCH]
                found = _one_each(rows.due_people(connection, due, some))
                planned += self._plan(connection, found)
        return planned

    def _due(self, connection: Transaction) -> Due:
        series, when = self._series, self._text.when
        node = segments.parse(series.segment).node
        condition, parameters = condition_of(self._clarion.sealer, connection, node, self._now)
        # Who signed up for an action is reminded of it, also when they asked for fewer texts.
        asked = Asked() if series.is_about_event else asked_less(self._clarion, series.segment)
        return Due(
            series=series.name,
            name=self._text.name,
            anchor="day" if series.day else series.anchor,
            seen_at=self._seen_at,
            now=self._now,
            late=series.late,
            zone=self._campaign.zone,
            caps=caps_for(self._clarion),
            days=when.days,
            clock=when.clock,
            minutes=when.minutes,
            is_reminder=when.is_reminder,
            day=series.day,
            anchor_key=f"{series.anchor}:{series.day.year}" if series.day else "",
            kinds=series.kinds,
            condition=condition,
            parameters=parameters,
            never=asked.never,
            few=asked.few,
            reminders=() if when.is_reminder else tuple(_reminders(self._campaign)),
        )

    def _open(self, places: Sequence[Place]) -> list[int]:
        """Who may be texted at this minute, where they are; for the others the text waits."""
        hours = hours_for(self._clarion)
        windows = (
            (p, hours.window(p.zones, candidates(p.state, p.area_states), self._now))
            for p in places
        )
        open_now = [place for place, window in windows if window and window.holds(self._now)]
        return [contact_id for place in open_now for contact_id in place.contact_ids]

    # --- what goes ---------------------------------------------------------------------------

    def _plan(self, connection: Transaction, found: Sequence[DueRow]) -> int:
        series, name = self._series.name, self._text.name
        if self._text.target:
            timer = f"later:{follow_up_name(series, name)}"
            return rows.plan_conversations(connection, series, name, found, timer, self._now)
        planned = list(self._worded(connection, found))
        return rows.plan_texts(connection, series, name, planned, self._now)

    def _worded(self, connection: Transaction, found: Sequence[DueRow]) -> Iterator[Planned]:
        people = load_people(self._clarion, connection, [row.contact_id for row in found])
        totals = counts.of_all(self._clarion, connection)
        world = World(self._now, counts.Counts(lambda: totals))
        led = event_rows.by_ids(connection, [row.event_id for row in found if row.event_id])
        is_hosts = self._series.anchor == HOSTING
        crowds = hosting.crowds(connection, list(led)) if is_hosts else {}
        asked = [one.id for one in led.values() if telling.must_be_let_in(self._clarion, one)]
        inside = letting_in.are_in(connection, list(led), asked) if led else set()
        for row in found:
            person, shown = people[row.contact_id], {}
            if row.event_id is not None:
                lang = person.lang or person.wrote_in or self._campaign.default_lang
                sight = self._sight((row.event_id, row.contact_id), inside)
                crowd = crowds.get(row.event_id, Crowd()) if is_hosts else None
                shown = self._shown(led[row.event_id], lang, sight, crowd)
            text, used = self._say(person, world, shown)
            if text:
                sealed = self._clarion.sealer.seal(text, Purpose.MESSAGE_BODY)
                yield Planned(row, sealed, used, parts(self._campaign.as_sent(text)).count)

    def _sight(self, who: tuple[int, int], inside: set[tuple[int, int]]) -> telling.Sight:
        """What a person reads of an action: (its id, theirs)."""
        if self._series.anchor == HOSTING:
            return telling.Sight.HOST
        return telling.Sight.GUEST if who in inside else telling.Sight.OTHERS

    def _shown(
        self, event: event_rows.EventRow, lang: str, sight: telling.Sight, crowd: Crowd | None
    ) -> dict[str, str | int]:
        key = (event.id, lang, sight)
        if key not in self._described:
            found = telling.describe_in(self._clarion, self._campaign, event, lang, sight)
            shown = {f"events.{name}": value for name, value in found.items() if value != ""}
            if crowd is not None:
                shown["events.going"] = crowd.going
                shown |= {"events.signed": crowd.signed} if crowd.signed_for else {}
            self._described[key] = shown
        return self._described[key]

    def _say(self, person: Person, world: World, shown: dict[str, str | int]) -> tuple[str, str]:
        walk = Walk(self._campaign, Session(fields=shown), person, world)
        walk.say(self._text.say)
        return "\n".join(walk.said), walk.lang
