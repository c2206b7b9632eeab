"""Whether somebody may be rung at this moment: the last look before a call is made."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.calls import limits
from bot.clarion import Clarion
from bot.people.numbers import Reach, is_answered
from bot.store.calls import blocks, calls, queue
from bot.store.calls.calls import CallRow
from bot.store.conversations.conversations import Taken
from bot.store.people import people
from bot.store.record import Transaction
from bot.store.sealing import Purpose
from bot.texting.hours import candidates, hours_for

_HOUR = timedelta(hours=1)
_NOT_RUNG = (Reach.NO_REPLY, Reach.BAD, Reach.REASSIGNED)


@dataclass(frozen=True, slots=True)
class Callee:
    """Who is to be rung: a number in E.164, and its keyed digests."""

    number: str
    digests: tuple[bytes, ...]


def callee_of(clarion: Clarion, connection: Transaction, taken: Taken) -> Callee | None:
    """The number of somebody that can be rung; None where it cannot, or no key opens it."""
    if taken.reach in _NOT_RUNG:
        return None
    sealed = queue.number_of(connection, taken.address_id)
    number = clarion.sealer.open_or_none(sealed, Purpose.ADDRESS_VALUE)
    if (
        not number
        or not number.startswith("+")
        or not is_answered(number, clarion.settings.answered)
    ):
        return None
    return Callee(number, tuple(clarion.sealer.digests("sms", number)))


def why_not(
    clarion: Clarion, connection: Transaction, taken: Taken, callee: Callee, now: datetime
) -> str | None:
    """Why somebody is not rung now: stopped, blocked, over, closed, hours, often or budget; None
    where they are."""
    why = why_not_line(clarion, taken.lang, now) or why_not_them(
        clarion, connection, taken, callee, now
    )
    if why is not None:
        return why
    had = calls.count_of(connection, callee.digests, now - _HOUR)
    return "often" if had >= clarion.settings.calls_an_hour else None


def why_not_them(
    clarion: Clarion, connection: Transaction, taken: Taken, callee: Callee, now: datetime
) -> str | None:
    """Why a person is rung for nothing now: stopped, blocked, hours or budget; else None."""
    if taken.opted_out_at is not None or taken.held_at is not None:
        return "stopped"
    if blocks.is_blocked(connection, callee.digests, now):
        return "blocked"
    if not is_their_hour(clarion, connection, taken, now):
        return "hours"
    if limits.minutes(clarion, connection, now) >= clarion.settings.call_minutes_a_day:
        return "budget"
    return None


def why_not_line(clarion: Clarion, lang: str | None, now: datetime) -> str | None:
    """Why nobody can be connected: over (there is no line any more) or closed (it opens again)."""
    campaign = clarion.campaign.current()
    line = campaign.line(lang or campaign.default_lang, now)
    if line is None or line.is_over(now):
        return "over"
    return None if line.is_open(now) else "closed"


def is_their_hour(clarion: Clarion, connection: Transaction, taken: Taken, now: datetime) -> bool:
    """Whether it is an hour at which this person may be texted or rung, wherever they may be."""
    area = people.area_states(connection, taken.contact_id)
    window = hours_for(clarion).window(taken.zones, candidates(taken.state, area), now)
    return window is not None and window.holds(now)


def line_name(clarion: Clarion, row: CallRow, now: datetime) -> str | None:
    """The line that a wish is for: its own, else the one of its language."""
    campaign = clarion.campaign.current()
    line = campaign.line(row.lang or campaign.default_lang, now)
    return row.line or (line.name if line else None)
