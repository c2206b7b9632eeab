"""The canary: a large broadcast goes to a few people first, and to the rest only when they take it.

Its first wave is planned like everybody, chosen at random; the rest is held. When the wave is out
and has been watched for a while, the clock looks at it: too many stops, filtered or failed texts
pause the broadcast with the reason, else the rest goes. All of it is in the record, so whatever is
killed, the next clock goes on.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any

import structlog

from bot.carrier.codes import filtering
from bot.clarion import Clarion
from bot.sending import held_rests, silent
from bot.sentences import Sentence, say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.plans import First, Group, Hour
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sending import canary
from bot.store.sending.canary import Wave

log = structlog.get_logger()

SETTING = "canary"  # of a broadcast: {"state": "waits" | "went_on" | "stopped" | "let_go"}
OFF = "no_canary"  # of a broadcast: its writer wants none
# One or two may stop after any text; that says nothing of it.
_LEAST = 2
# Whoever gets it within this time of the first is of the first wave's hour.
_TOGETHER = timedelta(minutes=5)


def size(clarion: Clarion, wanted: Mapping[str, Any], people: int) -> int:
    """About how many of so many people are of a first wave; 0 where all go at once. `wanted` are
    the broadcast's settings."""
    settings = clarion.settings
    if wanted.get("compare"):  # two texts are tried on some first, which is a first wave
        return 0
    if wanted.get(OFF) or not settings.canary_above or people <= settings.canary_above:
        return 0
    return min(people, max(settings.canary_least, ceil(people * settings.canary_percent / 100)))


def first_wave(
    clarion: Clarion, row: BroadcastRow, groups: Sequence[Group], hours: Sequence[Hour]
) -> First | None:
    """Who goes first, of a broadcast's people and their hours; None where all go at once."""
    people = _people_by_hour(groups, hours)
    wanted = size(clarion, row.settings, sum(people.values()))
    if not wanted:
        return None
    until = min(people) + _TOGETHER
    early = sum(count for at, count in people.items() if at <= until)
    return First(until, min(1.0, wanted / early), secrets.randbits(62))


def begin(connection: Transaction, row: BroadcastRow, now: datetime) -> None:
    """In the planning: the rest waits for the first wave."""
    _note_state(connection, row, "waits", now)


def look(clarion: Clarion) -> list[int]:
    """Judge each first wave that is out. The broadcasts whose rest goes on now.

    Raises: RecordAway.
    """
    return held_rests.look(clarion, canary.waiting, _judge)


def waits(row: BroadcastRow) -> bool:
    """Whether the rest of a broadcast waits for its first wave."""
    return bool(row.settings.get(SETTING, {}).get("state") == "waits")


def let_go(clarion: Clarion, connection: Transaction, row: BroadcastRow) -> None:
    """An organizer resumes a broadcast that its first wave has stopped: the rest goes."""
    if row.settings.get(SETTING, {}).get("state") == "stopped":
        _release(clarion, connection, row, "let_go")


def wave_of(connection: Transaction, broadcast_id: int) -> Wave:
    """How the first wave of a broadcast fares now."""
    return canary.fares(connection, broadcast_id, sorted(filtering()))


def watched_until(clarion: Clarion, wave: Wave) -> datetime | None:
    """When a first wave is judged; None while not all of it is out."""
    if wave.open or wave.last_at is None:
        return None
    return wave.last_at + timedelta(seconds=clarion.settings.canary_wait_s)


def _judge(clarion: Clarion, connection: Transaction, row: BroadcastRow) -> bool:
    """Let the rest go, or pause, or go on waiting. Whether it goes."""
    wave = wave_of(connection, row.id)
    reason = _too_much(clarion, wave)
    if reason is not None:
        _stop(clarion, connection, row, reason)
        return False
    ends = watched_until(clarion, wave)
    nobody = not wave.open and not wave.taken
    if not nobody and (ends is None or clarion.clock.now() < ends):
        return False
    _release(clarion, connection, row, "went_on")
    return True


def _too_much(clarion: Clarion, wave: Wave) -> Sentence | None:
    limits = clarion.settings
    shown = {"all": f"{wave.taken:,}"}
    if _is_over(wave.stopped, wave.taken, limits.canary_stops_percent):
        return say(
            "%(count)s of the first %(all)s people asked to stop (the limit is %(limit)s percent)."
            " Read it as they did before you resume.",
            count=wave.stopped,
            limit=f"{limits.canary_stops_percent:g}",
            **shown,
        )
    if _is_over(wave.filtered, wave.taken, limits.brake_filtered_percent):
        return say(
            "%(count)s of the first %(all)s texts were filtered by carriers (the limit is %(limit)s"
            " percent). Change its words or links before you resume.",
            count=wave.filtered,
            limit=f"{limits.brake_filtered_percent:g}",
            **shown,
        )
    if _is_over(wave.failed, wave.taken, limits.brake_failed_percent):
        return say(
            "%(count)s of the first %(all)s texts failed (the limit is %(limit)s percent). Look at"
            " the reasons below before you resume.",
            count=wave.failed,
            limit=f"{limits.brake_failed_percent:g}",
            **shown,
        )
    return None


def _is_over(count: int, taken: int, percent: float) -> bool:
    return count >= _LEAST and count * 100 > taken * percent


def _stop(clarion: Clarion, connection: Transaction, row: BroadcastRow, reason: Sentence) -> None:
    now = clarion.clock.now()
    _note_state(connection, row, "stopped", now)
    _pause(connection, row, say("%(reason)s Resuming sends it to the rest.", reason=reason), now)


def stops_at(clarion: Clarion, connection: Transaction, row: BroadcastRow, wave: Wave) -> bool:
    """Pause a broadcast of two texts whose trial people or carriers do not take. Whether it was;
    never again after somebody resumed it."""
    if row.settings.get("resumed_at"):
        return False
    if wave.open and wave.taken < clarion.settings.canary_least:
        return False
    reason = _too_much(clarion, wave)
    if reason is not None:
        said = say("%(reason)s Resuming goes on with both texts.", reason=reason)
        _pause(connection, row, said, clarion.clock.now())
    return reason is not None


def _pause(connection: Transaction, row: BroadcastRow, reason: Sentence, now: datetime) -> None:
    rows.change_state(connection, row.id, "paused", among=("sending",), now=now, reason=reason)
    notes.note(
        connection, act="braked broadcast", object_name="broadcast", object_id=row.id,
        detail={"reason": reason}, now=now,
    )  # fmt: skip
    log.warning("the first wave stopped a broadcast", broadcast=row.id, reason=reason)


def _release(clarion: Clarion, connection: Transaction, row: BroadcastRow, state: str) -> None:
    now = clarion.clock.now()
    _note_state(connection, row, state, now)
    people = canary.release(connection, row.id)
    silent.hold(clarion, connection, row.id, now)
    notes.note(
        connection, act="first wave went on", object_name="broadcast", object_id=row.id,
        detail={"people": people}, now=now,
    )  # fmt: skip
    log.info("the rest of a broadcast goes", broadcast=row.id, people=people)


def _note_state(connection: Transaction, row: BroadcastRow, state: str, now: datetime) -> None:
    settings = {**row.settings, SETTING: {"state": state, "at": now.isoformat()}}
    rows.update(connection, row.id, {"settings": settings, "updated_at": now})


def _people_by_hour(groups: Sequence[Group], hours: Sequence[Hour]) -> Counter[datetime]:
    """How many people get it at each instant."""
    at = {(hour.zones, hour.place): hour.not_before for hour in hours}
    counted: Counter[datetime] = Counter()
    for group in groups:
        hour = at.get((group.zones_key, group.place_key))
        if group.reason is None and hour is not None:
            counted[hour] += group.people
    return counted
