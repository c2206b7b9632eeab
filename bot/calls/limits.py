"""How much calling there may be: minutes a day, calls of a number an hour, who is not served."""

from __future__ import annotations

import math
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.calls.talk import Talk
from bot.clarion import Clarion
from bot.people import budgets
from bot.people.alarms import alarm_of
from bot.people.budgets import ALARMS_AN_HOUR
from bot.people.telling import tell
from bot.store.calls import calls, opening
from bot.store.calls.opening import Standing
from bot.store.people import spent
from bot.store.record import Transaction

MINUTES = "call_minutes"
_ALL = "all"
_HOUR = timedelta(hours=1)
_NEAR = 0.8  # of the budget
_PROMPTS_S = 600
_LEGS = 2  # a connected call is two: the caller's and the line's


def stand(call: Talk) -> Standing:
    """How a call stands that begins, by one look."""
    return opening.standing(
        call.connection,
        call.row,
        call.caller.digests,
        hour_ago=call.now - _HOUR,
        day=day_begins(call.clarion, call.now),
        longest_s=longest_s(call.clarion),
        now=call.now,
    )


def why_not(call: Talk, standing: Standing) -> str | None:
    """Why a call that begins is not served: "blocked", "often" or "budget"; None where it is."""
    settings = call.clarion.settings
    if standing.is_blocked:
        return "blocked"
    if call.caller.digests and standing.had >= settings.calls_an_hour:
        return "often"
    return "budget" if _used(standing) >= settings.call_minutes_a_day else None


def _used(standing: Standing) -> int:
    return standing.minutes + _of_running(standing.running, standing.running_s)


def is_spent(call: Talk) -> bool:
    """Whether today's minutes are used up, those of calls that are going on counted."""
    return _used(stand(call)) >= call.clarion.settings.call_minutes_a_day


def minutes(clarion: Clarion, connection: Transaction, now: datetime) -> int:
    """Minutes of today, in the campaign's zone: of calls that are over, and of those going on."""
    since = day_begins(clarion, now)
    made = spent.spent_since(connection, [MINUTES], _ALL, since).get(MINUTES, 0)
    count, running = calls.running_s(connection, now, longest_s(clarion))
    return made + _of_running(count, running)


def _of_running(count: int, seconds: float) -> int:
    return math.ceil(seconds / 60) * _LEGS if count else 0


def spend(call: Talk, seconds: int) -> None:
    """Count a leg of a call that is over, each begun minute as one, and tell organizers when the
    day's budget is near its end, and when it is spent."""
    if seconds <= 0:
        return
    clarion, connection, now = call.clarion, call.connection, call.now
    call.flush()  # whether it still goes on is looked at below
    spent.spend(connection, MINUTES, _ALL, now, math.ceil(seconds / 60))
    budget, made = clarion.settings.call_minutes_a_day, minutes(clarion, connection, now)
    if made < budget * _NEAR:
        return
    name = "call_minutes_spent" if made >= budget else "call_minutes_near"
    if budgets.is_first(clarion, connection, name, now - day_begins(clarion, now)):
        words = alarm_of(name, made=made, budget=budget)
        tell(clarion, connection, words, whom=name, contact_id=None, most_an_hour=ALARMS_AN_HOUR)


def longest_s(clarion: Clarion) -> int:
    """Seconds that a call lasts at most, prompts, ringing and every try together."""
    settings = clarion.settings
    return settings.call_limit_s + 3 * settings.call_rings_s + _PROMPTS_S


def day_begins(clarion: Clarion, now: datetime) -> datetime:
    """Midnight in the campaign's zone."""
    local = now.astimezone(ZoneInfo(clarion.campaign.current().zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)
