"""Codes of actions: whoever has one may sign up and learns where people meet, so that they are long
and guesses are counted, by person and for all together.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot.people import budgets
from bot.people.alarms import alarm_of
from bot.people.exchange import Exchange
from bot.people.telling import tell
from bot.store.events import actions as rows
from bot.store.events.actions import EventRow
from bot.store.people import spent
from bot.store.record import Transaction

log = structlog.get_logger()

_LETTERS, _DIGITS = "BCDFGHJKLMNPRSTVWXZ", "23456789"
_FORM = re.compile(rf"[{_LETTERS}]{{4}} ?[{_DIGITS}]{{4}}", re.I)
_GUESS, _ALL = "guess", "all"
_HOUR = timedelta(hours=1)
_WHEN_MANY_GUESS = 1  # wrong codes of one person in a day while all together guess too much


@dataclass(frozen=True, slots=True)
class Found:
    """What a code stands for. `is_locked`: it was not looked for, for this person, or everybody,
    has sent too many that are none."""

    event: EventRow | None
    is_locked: bool = False


def new_code(connection: Transaction) -> str:
    """A code like KTRM4729, easy to say, none in use: 530 million, and no word in either language
    is made of such letters alone."""
    while True:
        code = "".join(secrets.choice(_LETTERS) for _ in range(4))
        code += "".join(secrets.choice(_DIGITS) for _ in range(4))
        if rows.lock_event(connection, code) is None:
            return code


def is_one(said: str) -> bool:
    """Whether something has the form of a code."""
    return _FORM.fullmatch(said.strip()) is not None


def find_by_code(exchange: Exchange, said: str) -> Found:
    """The locked action with the code that somebody texted, or that it is a double of. One that is
    none is counted; after too many, right ones are not looked for any more until the next day
    (CLARION_GUESSES, CLARION_GUESSES_ALL), and organizers are told."""
    connection, mine = exchange.connection, f"from:{exchange.taken.contact_id}"
    settings = exchange.clarion.settings
    by_all = _guesses(exchange, _ALL, _HOUR)
    most = settings.guesses if by_all < settings.guesses_all else _WHEN_MANY_GUESS
    if _guesses(exchange, mine, budgets.DAY) >= most:
        log.warning("a code is not looked for", contact=exchange.taken.contact_id)
        return Found(None, is_locked=True)
    event = rows.lock_kept(connection, "".join(said.split())[:20])
    if event is None:
        for subject in (mine, _ALL):
            spent.spend(connection, _GUESS, subject, exchange.now)
        if by_all + 1 >= settings.guesses_all:
            _alarm(exchange, by_all + 1)
    return Found(event)


def _guesses(exchange: Exchange, subject: str, within: timedelta) -> int:
    found = spent.spent_since(exchange.connection, [_GUESS], subject, exchange.now - within)
    return found.get(_GUESS, 0)


def _alarm(exchange: Exchange, count: int) -> None:
    clarion, connection = exchange.clarion, exchange.connection
    if not budgets.is_first(clarion, connection, "guesses", _HOUR):
        return
    log.warning("codes are guessed", count=count)
    tell(
        clarion, connection, alarm_of("guesses", count=count), whom="guesses", contact_id=None,
        most_an_hour=budgets.ALARMS_AN_HOUR,
    )  # fmt: skip
