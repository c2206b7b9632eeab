"""What needs a person now, and what will send by itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.calling_lists import callers
from bot.clarion import Clarion
from bot.events import changing, host_words
from bot.people import brakes
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.organizers import agenda as counts
from bot.store.organizers.agenda import People
from bot.store.sending import switches
from bot.store.set_aside import AsideRow
from bot.texting.schedules import instants

_MOST = 200
_MOST_PEOPLE = 20  # named at once; the page says that there may be more
_TO_COME = ("draft", "scheduled", "approved")
_STOPPED = ("paused", "missed")
_FRIDAY = 4


@dataclass(frozen=True, slots=True)
class Needed:
    """What waits for a person.

    `approvals`, `missed` and `paused` are broadcasts, `doubts` are broadcasts with the number of
    their texts that somebody must decide about; the others are numbers. `problems` are of changed
    campaign files, `silenced` people who get no automatic reply (bot/people/brakes.py);
    `replies_spent`: nobody does until midnight, the budget is spent. `set_aside` are rows that
    something could not be done with (bot/set_aside.py). `people` wait for somebody, by id.
    `from_hosts` are words and changes of hosts that guests do not know of yet.
    `callers` ask to call a list. `acts` on segments wait for somebody else's yes.
    """

    approvals: tuple[BroadcastRow, ...]
    missed: tuple[BroadcastRow, ...]
    paused: tuple[BroadcastRow, ...]
    actions: int
    djs: int
    unknown: int
    doubts: tuple[tuple[BroadcastRow, int], ...]
    problems: int
    silenced: int
    replies_spent: bool
    people: People
    set_aside: tuple[AsideRow, ...] = ()
    acts: int = 0
    from_hosts: int = 0
    callers: int = 0

    @property
    def is_anything(self) -> bool:
        """Whether anybody has to do anything."""
        broadcasts = self.approvals or self.missed or self.paused or self.doubts
        waiting = self.actions or self.djs or self.unknown or self.problems or self.acts
        waiting = waiting or self.from_hosts or self.callers
        wrong = self.silenced or self.replies_spent or self.set_aside
        return bool(any(self.people) or broadcasts or waiting or wrong)


@dataclass(frozen=True, slots=True)
class Coming:
    """One time at which something sends. `due_at` is the first zone's instant when it goes at
    `local_at`, each person's own wall clock. `is_repeat` for the times after the first one."""

    broadcast_id: int
    title: str
    segment: str
    state: str
    due_at: datetime
    local_at: datetime | None
    is_repeat: bool


def needed(clarion: Clarion) -> Needed:
    """What waits for a person now. Raises: RecordAway."""
    today = _today(clarion)
    with clarion.record.transaction() as connection:
        ids = counts.broadcasts_in(connection, ("draft", *_STOPPED), _MOST)
        found = [rows.load(connection, broadcast_id) for broadcast_id in ids]
        waiting = counts.waiting(connection, today, clarion.clock.now())
        replies_spent = not switches.read(connection, brakes.SWITCH).is_on
        people = counts.people(connection, clarion.clock.now(), _MOST_PEOPLE)
        in_doubt = counts.doubts(connection, _MOST)
        doubts = tuple((rows.load(connection, one), count) for one, count in in_doubt)
    by_state = {
        state: tuple(row for row in found if row.state == state) for state in ("draft", *_STOPPED)
    }
    return Needed(
        approvals=by_state["draft"],
        missed=by_state["missed"],
        paused=by_state["paused"],
        actions=waiting.actions,
        djs=waiting.djs,
        unknown=waiting.unknown,
        doubts=doubts,
        problems=len(clarion.campaign.problems),
        silenced=waiting.silenced,
        acts=waiting.acts,
        replies_spent=replies_spent,
        people=people,
        set_aside=tuple(set_aside.listed(clarion)),
        from_hosts=len(host_words.waiting(clarion)) + len(changing.waiting(clarion)),
        callers=callers.who_asks(clarion),
    )


def running(clarion: Clarion) -> list[BroadcastRow]:
    """Broadcasts that are being sent. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        ids = counts.broadcasts_in(connection, ("sending",), _MOST)
        return [rows.load(connection, broadcast_id) for broadcast_id in ids]


def to_come(clarion: Clarion, days: int = 14) -> list[Coming]:
    """Everything that will send within so many days, in order. Raises: RecordAway."""
    until = clarion.clock.now() + timedelta(days=days)
    with clarion.record.transaction() as connection:
        ids = counts.broadcasts_in(connection, _TO_COME, _MOST)
        found = [rows.load(connection, broadcast_id) for broadcast_id in ids]
    times = (one for row in found for one in times_of(row, until))
    return sorted(times, key=lambda one: (one.due_at, one.broadcast_id))


def times_of(row: BroadcastRow, until: datetime) -> Iterator[Coming]:
    """Every time at which a broadcast goes, up to an instant: the first, then its repeats on the
    same wall clock."""
    if row.due_at is None or row.due_at > until:
        return
    zone = ZoneInfo(row.zone or "UTC")
    wall = first = row.local_at or row.due_at.astimezone(zone).replace(tzinfo=None)
    repeat = row.repeat or {}
    last = date.fromisoformat(repeat["until"]) if repeat else first.date()
    while wall.date() <= last:
        due = (
            row.due_at + (wall - first) if row.local_at else instants(wall, zone.key)[0]
        ) if wall != first else row.due_at  # fmt: skip
        if due > until:
            return
        yield Coming(
            row.id, row.title, row.segment, row.state, due,
            wall if row.local_at else None, wall != first,
        )  # fmt: skip
        wall += timedelta(days=1)
        while repeat.get("every") == "weekday" and wall.weekday() > _FRIDAY:
            wall += timedelta(days=1)


def _today(clarion: Clarion) -> date:
    zone = ZoneInfo(clarion.campaign.current().zone)
    return clarion.clock.now().astimezone(zone).date()
