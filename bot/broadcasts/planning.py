"""Planning: when its time comes, a broadcast becomes one row per person, in one statement.

Each person's row says from when and until when it may go: their hour, inside their texting hours.
The clock of any machine may do it; the row lock and the state decide which one.
"""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot import set_aside
from bot.broadcasts.drafts import fingerprint, load_draft
from bot.clarion import Clarion
from bot.errors import InputError, SealError
from bot.segments import segments
from bot.sending import canary, comparing, silent
from bot.sending.outbox import UNREADABLE
from bot.sentences import Sentence, say, say_many
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts import plans
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.organizers import approvers, notes
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.texting.audience import condition_of, plan_hours, recipients, shares_of_row, target_of
from bot.texting.hours import hours_for
from bot.texting.schedules import instant_for, instants
from bot.texting.wording import find_line

log = structlog.get_logger()

# A broadcast is planned this long before its time, so that the first text goes on time: a moment,
# and more for a long list (measured: 60,000 rows a second and better).
_AHEAD_S = 1.0
_PEOPLE_PER_S = 40_000
_MOST_AHEAD_S = 40.0
_WORTH_ANALYZING = 5_000
# An approval holds while the list has not grown by more than this since.
GROWTH, GROWTH_LEAST = 1.2, 50
_FRIDAY = 4


def waits_for_approval(people: int, size: int) -> Sentence:
    """Why a large one does not go yet. `size` counts its writer's others of a day, too."""
    if size > people:
        return say_many(
            "waits for a second organizer: %(num)s person with its writer’s others of a day",
            "waits for a second organizer: %(num)s people with its writer’s others of a day",
            size,
        )
    return say_many(
        "waits for a second organizer: %(num)s person gets it",
        "waits for a second organizer: %(num)s people get it",
        people,
    )


def fire_due(clarion: Clarion) -> list[int]:
    """Plan every broadcast whose time has come, and wake the workers. Ids that began to send.

    Harmless when several clocks do it at once. Raises: RecordAway.
    """
    begun: list[int] = []
    walking = set_aside.walk(clarion, set_aside.Kind.BROADCAST)
    while True:
        with walking.row() as aside:
            broadcast_id, planned = _fire_next(clarion, aside, walking.held_ids)
            if broadcast_id is None:
                return begun
            if planned is not None:
                clarion.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)
                begun.append(broadcast_id)


def _fire_next(
    clarion: Clarion, aside: set_aside.Row, held: list[int]
) -> tuple[int | None, int | None]:
    """Plan the next broadcast that is due: its id, None where none is; and how many rows, None
    where it does not begin."""
    with clarion.record.transaction() as connection:
        now = clarion.clock.now()
        row = rows.lock_due(connection, now + _ahead(connection), held)
        if row is None:
            return None, None
        aside.is_now(row.id)
        planned = _begin(clarion, connection, row, now)
    if planned is not None and planned > _WORTH_ANALYZING:
        with clarion.record.transaction() as connection:
            plans.analyze_messages(connection)
    return row.id, planned


def _ahead(connection: Transaction) -> timedelta:
    people = plans.people_about(connection)
    return timedelta(seconds=min(_MOST_AHEAD_S, _AHEAD_S + people / _PEOPLE_PER_S))


def _begin(
    clarion: Clarion, connection: Transaction, row: BroadcastRow, now: datetime
) -> int | None:
    """Plan one broadcast, or say why it does not begin. How many rows; None if it does not.

    Its next repeat is made in the same transaction, whatever becomes of this one.
    """
    if row.repeat:
        _make_next(connection, row, now)
    for judge in _JUDGES:
        found = judge(clarion, connection, row, now)
        if found is not None:
            state, reason = found
            rows.change_state(connection, row.id, state, among=(row.state,), now=now, reason=reason)
            notes.note(
                connection, act=f"broadcast {state}", object_name="broadcast", object_id=row.id,
                detail={"reason": reason}, now=now,
            )  # fmt: skip
            log.warning("broadcast does not begin", broadcast=row.id, state=state)
            return None
    return plan(clarion, connection, row, now)


def _is_missed(
    clarion: Clarion, _connection: Transaction, row: BroadcastRow, now: datetime
) -> tuple[str, str] | None:
    target = target_of(row, now)
    last_at = target.due_at
    if row.local_at is not None:
        last_at = instant_for(row.local_at, hours_for(clarion).all_zones)
    if now <= last_at + target.lateness:
        return None
    minutes = int((now - last_at).total_seconds() // 60)
    return "missed", say_many(
        "its time passed %(num)s minute ago while nothing could be sent; resume it if it is "
        "still useful",
        "its time passed %(num)s minutes ago while nothing could be sent; resume it if it is "
        "still useful",
        minutes,
    )


def _has_no_audience(
    clarion: Clarion, connection: Transaction, row: BroadcastRow, now: datetime
) -> tuple[str, str] | None:
    """What its segment names may be gone, or an action of it called off, since it was written."""
    try:
        condition_of(clarion.sealer, connection, segments.parse(row.segment).node, now)
    except InputError as error:
        return "paused", say("nobody can say who gets it: %(problem)s", problem=error.said)
    return None


def _is_not_what_was_approved(
    clarion: Clarion, _connection: Transaction, row: BroadcastRow, _now: datetime
) -> tuple[str, str] | None:
    """An approval is for these words and this list."""
    if row.state != "approved":
        return None
    if fingerprint(load_draft(clarion, row)) == row.audience_hash:
        return None
    return "draft", say("it is not what was approved: its words or its list have changed")


def _is_unapproved(
    clarion: Clarion, connection: Transaction, row: BroadcastRow, now: datetime
) -> tuple[str, str] | None:
    """The list may have grown past the size that needs a second person, or past what was seen."""
    is_approved = row.state == "approved"
    if is_approved and "approved_people" not in row.settings:
        return None
    seen = int(row.settings.get("approved_people", 0))
    alone = 0
    most = seen * GROWTH + GROWTH_LEAST if is_approved else clarion.settings.approval_above
    condition, parameters = condition_of(
        clarion.sealer, connection, segments.parse(row.segment).node, now
    )
    if not is_approved:
        writers = {row.created_by, *row.settings.get("writers", ())}
        alone = approvers.begun_alone(connection, tuple(writers), row.due_at or now, row.id)
        most -= alone
    # Not many more can be texted at all: quickly counted. Only else is it looked at closely.
    if plans.people_in(connection, condition, parameters) <= most:
        return None
    people = recipients(shares_of_row(clarion, connection, row, now))
    if people <= most:
        return None
    if is_approved:
        reason = say_many(
            "the list grew from %(num)s person, as approved, to %(count)s",
            "the list grew from %(num)s people, as approved, to %(count)s",
            seen,
            count=f"{people:,}",
        )
    else:
        reason = waits_for_approval(people, people + alone)
    return "draft", reason


def _has_closed_line(
    clarion: Clarion, _connection: Transaction, row: BroadcastRow, now: datetime
) -> tuple[str, str] | None:
    """A call-in line that is closed when people are asked to call holds the broadcast."""
    settings = clarion.settings
    if row.settings.get("send_when_closed") or (
        settings.is_simulated and settings.ignore_texting_hours
    ):
        return None
    texts: dict[str, str] = json.loads(
        clarion.sealer.open(row.texts_sealed, Purpose.BROADCAST_TEXTS)
    )
    due = max(row.due_at or now, now)
    for lang, text in texts.items():
        line = find_line(clarion.campaign.current(), row.line, lang, due)
        if "{line" not in text or line is None or line.is_open(due):
            continue
        opens = line.next_open(due)
        if opens is None:
            closed = say(
                "the line %(line)s is closed; resume to send it all the same", line=line.shown
            )
        else:
            closed = say(
                "the line %(line)s is closed until %(at)s; resume to send it all the same",
                line=line.shown,
                at=f"{opens:%Y-%m-%d %H:%M} UTC",
            )
        return "paused", closed
    return None


def _make_next(connection: Transaction, row: BroadcastRow, now: datetime) -> None:
    """The next time of a broadcast that repeats, with the approval of this one."""
    repeat = row.repeat or {}
    due_at, local_at = row.due_at or now, row.local_at
    zone = ZoneInfo(row.zone or "UTC")
    wall = local_at or due_at.astimezone(zone).replace(tzinfo=None)
    next_wall = wall + timedelta(days=1)
    while repeat["every"] == "weekday" and next_wall.weekday() > _FRIDAY:
        next_wall += timedelta(days=1)
    if next_wall.date() > date.fromisoformat(repeat["until"]):
        return
    # The same wall clock, also when clocks change in between.
    moved = due_at + (next_wall - wall) if local_at else instants(next_wall, zone.key)[0]
    rows.insert(
        connection,
        {
            "title": row.title, "segment": row.segment, "texts_sealed": row.texts_sealed,
            "media": row.media, "state": row.state, "due_at": moved,
            "local_at": next_wall if local_at else None, "zone": row.zone, "repeat": row.repeat,
            "parent_id": row.parent_id or row.id, "lateness_s": row.lateness_s, "line": row.line,
            "audience_hash": row.audience_hash, "settings": row.settings,
            "created_by": row.created_by, "approved_by": row.approved_by,
            "created_at": now, "updated_at": now,
        },
    )  # fmt: skip


def plan(clarion: Clarion, connection: Transaction, row: BroadcastRow, now: datetime) -> int:
    """One row per person of the segment, in the transaction given. How many."""
    condition, parameters = condition_of(
        clarion.sealer, connection, segments.parse(row.segment).node, now
    )
    skip_talking = bool(row.settings.get("skip_in_conversation", False))
    groups = plans.survey(connection, condition, parameters, now)
    hours = plan_hours(hours_for(clarion), target_of(row, now), groups, now)
    arms = comparing.arms_of(row)
    first = None if arms else canary.first_wave(clarion, row, groups, hours)
    planned = plans.plan(
        connection, row.id, condition, parameters, hours, now,
        skip_talking=skip_talking, first=first, arms=arms,
    )  # fmt: skip
    if first:
        canary.begin(connection, row, now)
    if arms:
        comparing.begin(connection, row, now)
    silent.hold(clarion, connection, row.id, now)
    plans.mark_planned(connection, row.id, planned, now)
    log.info("broadcast planned", broadcast=row.id, recipients=planned)
    return planned


# In this order: why a broadcast whose time has come does not begin.
def _cannot_be_read(
    clarion: Clarion, _connection: Transaction, row: BroadcastRow, _now: datetime
) -> tuple[str, str] | None:
    """Texts that no key at hand opens reach nobody; a person has to see that, not a log."""
    try:
        clarion.sealer.open(row.texts_sealed, Purpose.BROADCAST_TEXTS)
    except SealError:
        return "paused", UNREADABLE
    return None


_JUDGES = (
    _cannot_be_read, _is_missed, _has_no_audience, _is_not_what_was_approved, _is_unapproved,
    _has_closed_line,
)  # fmt: skip
