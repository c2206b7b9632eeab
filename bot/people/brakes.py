"""When an automatic reply is not sent: to a machine, to one person too often, to all too often.

A stop is confirmed, HELP answered and danger met whatever the brakes say (`Exchange.must_answer`).
"""

from __future__ import annotations

import threading
import time
from datetime import datetime, timedelta
from enum import StrEnum
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import structlog

from bot.clarion import Clarion
from bot.people import areas
from bot.people.alarms import alarm_of
from bot.people.machines import ALIKE_REPLIES, WINDOW, Recent
from bot.people.telling import tell
from bot.sentences import Sentence, say
from bot.store.people import replies as rows
from bot.store.record import Record, Transaction
from bot.store.sending import switches

log = structlog.get_logger()

DAY = timedelta(days=1)
SWITCH = "replies"
MUST_TIMES = 10
_ALARM_AT = 0.8  # of the budget
_FRESH_S = 5.0  # how old what a process knows of the switch may be

_lock = threading.Lock()
_known: WeakKeyDictionary[Record, tuple[float, bool]] = WeakKeyDictionary()


class Silence(StrEnum):
    """Why a reply is not sent."""

    MACHINE = "machine"
    PERSON_LIMIT = "person_limit"
    BUDGET = "budget"
    AREA = "area"


_ABOUT_ONE = frozenset({Silence.MACHINE, Silence.PERSON_LIMIT})


def is_beyond_all(clarion: Clarion, today: int) -> bool:
    """Whether somebody has had so many replies of a day that not even HELP and danger are answered
    any more: `MUST_TIMES` as many as else. A machine that sends such words has no end."""
    return today > clarion.settings.replies_per_person * MUST_TIMES


def why_silent(
    clarion: Clarion,
    connection: Transaction,
    recent: Recent,
    today: int,
    text: str,
    reply: str,
    area: str = "",
) -> Silence | None:
    """Why this reply should not go out; None where it may. `today` counts this person's replies
    of the day, this one too; `area` is where their number is, "+1312"."""
    now = clarion.clock.now()
    if recent.alike(text, reply, now) >= ALIKE_REPLIES:
        return Silence.MACHINE
    if today > clarion.settings.replies_per_person:
        return Silence.PERSON_LIMIT
    if not _may_reply(clarion, connection):
        return Silence.BUDGET
    return None if areas.may_reply(clarion, connection, area) else Silence.AREA


def notice(why: Silence, contact_id: int, limit: int) -> Sentence | None:
    """What organizers are told; None where the alarm of the budget says it."""
    return alarm_of(why, id=contact_id, limit=limit) if why in _ABOUT_ONE else None


def tell_again_after(why: Silence) -> timedelta:
    """How long one telling holds."""
    return WINDOW if why is Silence.MACHINE else DAY


def _may_reply(clarion: Clarion, connection: Transaction) -> bool:
    known = _known.get(clarion.record)
    if known is None or time.monotonic() - known[0] >= _FRESH_S:
        known = (time.monotonic(), switches.read(connection, SWITCH).is_on)
        with _lock:
            _known[clarion.record] = known
    return known[1]


def watch_budget(clarion: Clarion) -> int:
    """Count the automatic replies since midnight in the campaign's zone; an alarm at four fifths of
    the budget, silence when it is spent, and replies again with the new day. How many there were.

    Raises: RecordAway.
    """
    now, budget = clarion.clock.now(), clarion.settings.replies_per_day
    local = now.astimezone(ZoneInfo(clarion.campaign.current().zone))
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    with clarion.record.transaction() as connection:
        made = rows.made_since(connection, midnight)
        standing = switches.read(connection, SWITCH)
        is_on = made < budget
        if is_on != standing.is_on:
            reason = "" if is_on else _spent(made, budget)
            switches.turn(connection, SWITCH, is_on=is_on, by=None, reason=reason, now=now)
        if made >= budget * _ALARM_AT:
            _alarm(clarion, connection, made, is_on, midnight)
    return made


def _spent(made: int, budget: int) -> Sentence:
    return say(
        "%(count)s automatic replies today, the budget is %(budget)s", count=made, budget=budget
    )


def _alarm(
    clarion: Clarion, connection: Transaction, made: int, is_on: bool, midnight: datetime
) -> None:
    whom = "budget_near" if is_on else "budget_spent"
    if rows.was_told(connection, whom, midnight):
        return
    budget = clarion.settings.replies_per_day
    text = alarm_of(whom, made=made, budget=budget)
    tell(clarion, connection, text, whom=whom, contact_id=None)
    log.warning("budget of replies", made=made, budget=budget, is_on=is_on)
