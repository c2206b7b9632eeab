"""The screen of a phone bank's room: a secret link that its host asks for, and ends, by text.

It shows first names only of who said yes, never a number, the code or the place.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta

from bot.clarion import Clarion
from bot.config.keys import KeyUse
from bot.engine import ActResult
from bot.errors import NotFound
from bot.people.exchange import Exchange
from bot.sentences import say
from bot.store.events import actions, hosts, rooms
from bot.store.phone_banks import rooms as rows
from bot.store.phone_banks import screens as queries
from bot.store.sealing import Purpose

WORKS_FOR = timedelta(days=3)  # after the phone bank's end
CURVE = timedelta(hours=1)
MINUTES = 5  # of a bar of the curve


@dataclass(frozen=True, slots=True)
class Screen:
    """What a room's screen shows. `names` are first names with their calls; `others` the calls of
    everybody else, so that all add up to `total`. `curve` are the calls of the last hour by spans
    of five minutes, the oldest first."""

    total: int
    goal: int | None
    day: date
    starts_at: time | None
    names: Sequence[tuple[str, int]]
    others: int
    curve: Sequence[int]

    @property
    def percent(self) -> int:
        """How much of the goal is made, at most all of it."""
        return min(100, self.total * 100 // self.goal) if self.goal else 0


def make(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A link to the screen of the room this person leads; with `off`, none works any more.
    Outcomes: ok (`link`), off, none (they lead no phone bank)."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    event_id = rooms.room_of(connection, contact_id, exchange.now)
    event = actions.by_ids(connection, [event_id or 0]).get(event_id or 0)
    event = event or actions.phone_bank_of(connection, contact_id)
    if event is None or not hosts.leads(connection, event, contact_id):
        return ActResult("none", {"link": ""})
    if args.get("off"):
        queries.end(connection, event.id, exchange.now)
        return ActResult("off", {"link": ""})
    token = secrets.token_urlsafe(24)
    digest = _digest(exchange.clarion, token)
    queries.add(connection, event.id, digest, contact_id, exchange.now)
    return ActResult("ok", {"link": f"{exchange.clarion.settings.public_url}/room/{token}"})


def read(clarion: Clarion, token: str) -> Screen:
    """What the screen of a link shows now. Raises: NotFound, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        event_id = queries.find(connection, _digest(clarion, token[:100]))
        room = rows.span_of(connection, event_id) if event_id else None
        if event_id is None or room is None or now > room.ends_at + WORKS_FOR:
            raise NotFound(
                say("This link does not work any more. The host texts SCREEN for a new one.")
            )
        event = actions.by_ids(connection, [event_id])[event_id]
        found, total = rows.members(connection, event_id), rows.total(connection, event_id)
        curve = _curve(rows.by_minutes(connection, event_id, now - CURVE, MINUTES))
    names = [
        (first_name_of(clarion, one.name_sealed), one.calls)
        for one in found
        if one.is_shown and one.calls
    ]
    shown = [(name, calls) for name, calls in names if name]
    return Screen(
        total, event.goal, event.day, event.starts_at, shown,
        total - sum(calls for _, calls in shown), curve,
    )  # fmt: skip


def first_name_of(clarion: Clarion, sealed: bytes | None) -> str:
    """The first word of a sealed name, where it is a name."""
    name = clarion.sealer.open_or_unknown(sealed, Purpose.CONTACT_NAME) or ""
    first = name.partition(" ")[0][:20]
    return first if first.replace("-", "").replace("'", "").isalpha() else ""


def _curve(by_span: Mapping[int, int]) -> list[int]:
    last = int(CURVE / timedelta(minutes=MINUTES)) - 1
    counts = [0] * (last + 1)
    for span, calls in by_span.items():
        counts[min(span, last)] += calls  # what is told this second is of the last span
    return counts


def _digest(clarion: Clarion, token: str) -> bytes:
    key = clarion.settings.key_for(KeyUse.ROOM_PAGE)
    return hmac.new(key, token.encode(), hashlib.sha256).digest()
