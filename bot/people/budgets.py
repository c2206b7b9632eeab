"""Budgets of what one person's doings make us text to others: by whom, to whom, of which kind.

Whoever signs up and cancels all day, or makes one thing after the other, could else ring somebody's
phone as often as they like. What is not sent still stands where organizers and hosts look.
"""

from __future__ import annotations

from datetime import timedelta

import structlog

from bot.clarion import Clarion
from bot.people.alarms import alarm_of
from bot.people.telling import tell
from bot.store.people import spent
from bot.store.record import Transaction

log = structlog.get_logger()

DAY = timedelta(days=1)
NOTICE = "notice"
_CAUSED = "caused"
_ALARM = "alarm"
# Alarms to each organizer's phone within an hour, whatever goes wrong at how many places.
ALARMS_AN_HOUR = 8


def may_cause(
    clarion: Clarion, connection: Transaction, kind: str, *, by: int | None, to: int | None
) -> bool:
    """Whether a text of a kind may go to somebody because of what somebody else did, and if so,
    count it. `by` None: an organizer's act, or many people's. `to` None: organizers' phones, who
    have a limit of their own. Organizers are told once a day of whoever goes too far."""
    settings, day_ago = clarion.settings, clarion.clock.now() - DAY
    if by is not None:
        made = spent.spent_since(connection, [_CAUSED], f"from:{by}", day_ago)
        if made.get(_CAUSED, 0) >= settings.caused_by_one:
            _alarm(clarion, connection, by)
            return False
    if to is not None and not has_room(clarion, connection, kind, to):
        log.warning("a text is left out", kind=kind, by=by, to=to)
        return False
    _count(clarion, connection, kind, by, to)
    return True


def has_room(clarion: Clarion, connection: Transaction, kind: str, to: int) -> bool:
    """Whether one more text of a kind may go to somebody because of what others did; counts
    nothing."""
    settings, day_ago = clarion.settings, clarion.clock.now() - DAY
    had = spent.spent_since(connection, [_CAUSED, kind], f"to:{to}", day_ago)
    of_kind = settings.caused_kinds.get(kind, settings.caused_to_one)
    return had.get(_CAUSED, 0) < settings.caused_to_one and had.get(kind, 0) < of_kind


def is_first(clarion: Clarion, connection: Transaction, what: str, within: timedelta = DAY) -> bool:
    """Whether this is told for the first time within so long; from now on it is told."""
    now = clarion.clock.now()
    if spent.spent_since(connection, [_ALARM], what, now - within):
        return False
    spent.spend(connection, _ALARM, what, now)
    return True


def _count(
    clarion: Clarion, connection: Transaction, kind: str, by: int | None, to: int | None
) -> None:
    now = clarion.clock.now()
    if by is not None:
        spent.spend(connection, _CAUSED, f"from:{by}", now)
    if to is not None:
        spent.spend(connection, _CAUSED, f"to:{to}", now)
        spent.spend(connection, kind, f"to:{to}", now)


def _alarm(clarion: Clarion, connection: Transaction, by: int) -> None:
    log.warning("somebody makes us text others", contact=by)
    if not is_first(clarion, connection, f"caused:{by}"):
        return
    words = alarm_of("caused", id=by, limit=clarion.settings.caused_by_one)
    tell(clarion, connection, words, whom="caused", contact_id=by, most_an_hour=ALARMS_AN_HOUR)
