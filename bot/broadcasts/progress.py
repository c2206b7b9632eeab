"""How a broadcast stands: every number is counted in the record, and they add up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

from bot.carrier.codes import reaction
from bot.clarion import Clarion
from bot.sending import canary, doubts, reconcile
from bot.sentences import say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import counts as numbers
from bot.store.sending import switches
from bot.store.sending.canary import Wave
from bot.texting.limits import caps_for
from bot.texting.prices import price
from bot.texting.reasons import sentence

log = structlog.get_logger()

_BEHIND = say(
    "waits until the carrier has listed what people texted during an outage: somebody may have "
    "said STOP"
)
_SENT = ("accepted", "sent", "delivered", "undelivered")


@dataclass(frozen=True, slots=True)
class Summary:
    """A line in the list of broadcasts."""

    id: int
    title: str
    segment: str
    state: str
    state_reason: str | None
    due_at: datetime | None
    local_at: datetime | None
    zone: str | None
    recipients: int | None
    created_at: datetime
    done_at: datetime | None


@dataclass(frozen=True, slots=True)
class Failure:
    """Why texts failed, in plain words, and how many; the carrier's code where it gave one."""

    code: int | None
    why: str
    count: int


Then = Literal["send", "ask", "give_up"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How a broadcast stands.

    `states` has every state a row can be in, with its number; they sum to `recipients`, which is
    None before it is planned. `waiting` of the planned ones wait for their hour, from `next_at`
    on until `last_at`. `in_flight` are with the carrier at this moment. `sent` were taken by the
    carrier. `doubts` are held until an organizer decides about them, `silent` until the carrier
    says whose their numbers are. `wave` is a first wave that the rest waits for, until `wave_until`
    (None while it is going out). `known_at` is when it is known
    of the last unknown one whether the carrier took it: those that it does not list by then are
    sent once more, held for an organizer, or given up, as `then` says. `caps` are the most
    broadcasts to one person in a day and in a week.
    `rate_per_s` is texts a second over the last minute; `left_s` None where it cannot be said.
    """

    id: int
    title: str
    segment: str
    state: str
    state_reason: str | None
    due_at: datetime | None
    local_at: datetime | None
    zone: str | None
    first_sent_at: datetime | None
    done_at: datetime | None
    recipients: int | None
    states: Mapping[str, int]
    skipped: Mapping[str, int]
    failures: tuple[Failure, ...]
    waiting: int
    next_at: datetime | None
    last_at: datetime | None
    doubts: int
    silent: int
    wave: Wave | None
    wave_until: datetime | None
    known_at: datetime | None
    then: Then
    in_flight: int
    sent: int
    parts: int
    cost: float
    rate_per_s: float
    left_s: float | None
    replies: int
    opt_outs: int
    calls: int
    is_sound: bool
    is_stopped: bool
    caps: tuple[int, int]

    @property
    def settled(self) -> int:
        """Rows for which nothing more is to be done by us."""
        return sum(n for state, n in self.states.items() if state not in numbers.OPEN_STATES)

    @property
    def share(self) -> int:
        """Percent of all recipients whom the carrier took it for; 100 only where that is all."""
        return 100 * self.sent // self.recipients if self.recipients else 0

    @property
    def waits_for_decision(self) -> bool:
        """Whether nothing but texts in doubt keeps it from being done."""
        total = sum(self.states.values())
        return self.state == "sending" and 0 < self.doubts == total - self.settled


def _failures(counts: numbers.Counts) -> tuple[Failure, ...]:
    by_code = (Failure(code, reaction(code).sentence, n) for code, n in counts.by_error.items())
    by_us = (Failure(None, sentence(reason), n) for reason, n in counts.by_failure.items())
    return tuple(sorted((*by_code, *by_us), key=lambda one: -one.count))


def list_recent(clarion: Clarion, limit: int = 50) -> list[Summary]:
    """The newest broadcasts. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return [_summary(row) for row in rows.newest(connection, limit)]


def _summary(row: rows.BroadcastRow) -> Summary:
    return Summary(
        row.id, row.title, row.segment, row.state, row.state_reason, row.due_at,
        row.local_at, row.zone, row.recipients, row.created_at, row.done_at,
    )  # fmt: skip


def progress(clarion: Clarion, broadcast_id: int) -> Progress:
    """How one broadcast stands. Raises: NotFound, RecordAway."""
    row, counts, since, is_behind, is_on, wave = _snapshot(clarion, broadcast_id)
    states = counts.by_state
    sent = sum(states[state] for state in _SENT)
    return Progress(
        id=row.id, title=row.title, segment=row.segment, state=row.state,
        state_reason=_BEHIND if is_behind else row.state_reason,
        due_at=row.due_at,
        local_at=row.local_at,
        zone=row.zone,
        first_sent_at=row.first_sent_at,
        done_at=row.done_at,
        recipients=row.recipients,
        states=states,
        skipped={k: n for k, n in counts.by_reason.items() if n},
        failures=_failures(counts),
        waiting=counts.waiting,
        next_at=counts.next_at,
        last_at=counts.last_at,
        doubts=counts.doubts,
        silent=counts.silent,
        wave=wave,
        wave_until=canary.watched_until(clarion, wave) if wave else None,
        known_at=counts.known_at,
        then=clarion.settings.unknown_then if row.state in ("sending", "paused") else "give_up",
        in_flight=states["claimed"],
        sent=sent,
        parts=counts.parts,
        cost=price(clarion.settings, texts=sent, parts=counts.parts, has_media=bool(row.media)),
        rate_per_s=since.rate_per_s,
        left_s=_left_s(row, counts, since.rate_per_s),
        replies=since.replies,
        opt_outs=since.opt_outs,
        calls=since.calls,
        is_sound=_is_sound(row, counts),
        is_stopped=not is_on,
        caps=caps_for(clarion),
    )  # fmt: skip


def _snapshot(
    clarion: Clarion, broadcast_id: int
) -> tuple[rows.BroadcastRow, numbers.Counts, numbers.Since, bool, bool, Wave | None]:
    """Its row and its numbers, whether stops are still being listed, whether sending is on, and a
    first wave that is waited for."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        # One snapshot for all counts, so that they add up while rows move.
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = rows.load(connection, broadcast_id)
        counts = numbers.count(connection, broadcast_id, now, doubts.wait_of(clarion.settings))
        since = numbers.count_since(connection, row, now)
        is_behind = row.state == "sending" and reconcile.is_behind(connection, now)
        wave = canary.wave_of(connection, broadcast_id) if canary.waits(row) else None
        return row, counts, since, is_behind, switches.read(connection, "sending").is_on, wave


def _left_s(row: rows.BroadcastRow, counts: numbers.Counts, rate: float) -> float | None:
    """Seconds until those who may be texted now have been; None where it cannot be said."""
    due_now = counts.by_state["planned"] - counts.waiting + counts.by_state["claimed"]
    return due_now / rate if rate > 0 and due_now and row.state == "sending" else None


def _is_sound(row: rows.BroadcastRow, counts: numbers.Counts) -> bool:
    total = sum(counts.by_state.values())
    if row.recipients is None or total == row.recipients:
        return True
    log.error("states do not add up", broadcast=row.id, recipients=row.recipients, total=total)
    return False
