"""The queries of a text coming in: the hot path, so plain SQL on psycopg's own connection.

Everything happens in one transaction and two round trips: take the text in and lock its contact,
then save what the turn changed. SQLAlchemy would spend more CPU on building these statements than
PostgreSQL on running them (docs/architecture.md, "Speed").
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from psycopg import Connection

from bot.store.patience import IMPATIENT, patience
from bot.store.record import Write, run_kept
from bot.store.sending.outbox import DISCLOSES

# How long a reply handed over in an answer to a webhook may stay without a callback.
TWIML_LEASE = timedelta(minutes=2)

# The columns of `Taken`, but its last.
WHO_COLUMNS = f"""c.id, a.id AS address_id, a.reach, c.lang, c.name_sealed, c.zip, c.city, c.state,
    c.zones, c.fields_sealed, c.private_sealed, c.tags, c.code, c.source, c.opted_in_at,
    c.opted_out_at, c.held_at, c.handed_off_at, c.chapter_id, s.state_sealed, s.timers,
    s.last_inbound_at, s.streak_started_at, s.reply_streak, s.recent_sealed,
    (EXISTS (SELECT 1 FROM event e WHERE e.host_id = c.id
        AND e.state IN ('open', 'pending', 'changes')) OR EXISTS (SELECT 1 FROM event_host h
        WHERE h.contact_id = c.id AND h.accepted_at IS NOT NULL)) AS may_lead,
    (SELECT b.kind FROM block b WHERE b.contact_id = c.id) AS block_kind,
    (SELECT b.until FROM block b WHERE b.contact_id = c.id) AS blocked_until,
    {DISCLOSES} AS owes_disclosure"""  # noqa: S608 - a constant

# The session row is locked together with the contact: after waiting for another text of the same
# person PostgreSQL re-reads both, so this turn sees what that one saved. The insert reads from the
# locked row, so nothing is written before the lock is held.
# With "= ANY" of one digest PostgreSQL prices the generic plan higher than a fresh one and so plans
# anew for every text, at twice the cost of running it (EXPLAIN: 0.35 to 1.4 ms against 0.14 ms).
# "=" keeps the prepared plan; several digests only exist while the data key is being rotated.
_BY_ONE = "a.digest = %(digest)s"
_BY_SOME = "a.digest = ANY(%(digests)s)"


def _take_in(condition: str) -> str:
    return f"""
WITH who AS MATERIALIZED (
    SELECT {WHO_COLUMNS}
    FROM address a
    JOIN contact c ON c.id = a.contact_id
    JOIN session s ON s.contact_id = c.id
    CROSS JOIN {IMPATIENT}
    WHERE {condition}
    ORDER BY a.id LIMIT 1
    FOR UPDATE OF c, s
), taken AS (
    INSERT INTO message (contact_id, address_id, kind, state, sid, body_sealed, media, parts,
                         created_at)
    SELECT id, address_id, 'inbound', 'received', %(sid)s, %(body)s, %(media)s, %(parts)s, %(now)s
    FROM who
    ON CONFLICT (sid) WHERE sid IS NOT NULL DO NOTHING
    RETURNING id
)
SELECT who.*, taken.id FROM who LEFT JOIN taken ON true
"""  # noqa: S608 - the columns and the conditions are constants


_TAKE_IN_BY_ONE, _TAKE_IN_BY_SOME = _take_in(_BY_ONE), _take_in(_BY_SOME)

_STORED_REPLY = """
SELECT r.id, r.body_sealed, r.media
FROM message i
JOIN message r ON r.contact_id = i.contact_id AND r.id > i.id AND r.in_reply_to = i.id
WHERE i.sid = %(sid)s AND i.contact_id = %(contact_id)s AND r.via = 'twiml'
ORDER BY r.id LIMIT 1
"""

_SAVE_SESSION = """
UPDATE session SET flow = %(flow)s, step = %(step)s, flow_hash = %(flow_hash)s,
    state_sealed = %(state)s, timers = %(timers)s, wake_at = %(wake_at)s,
    last_inbound_at = %(last_inbound_at)s, streak_started_at = %(streak_started_at)s,
    reply_streak = %(reply_streak)s, recent_sealed = %(recent)s, updated_at = %(now)s
WHERE contact_id = %(contact_id)s
"""

_ADD_MESSAGE = """
INSERT INTO message (contact_id, address_id, kind, via, state, reason, body_sealed, media, lang,
                     parts, in_reply_to, flow, step, not_before, not_after, claimed_at,
                     lease_until, created_at)
VALUES (%(contact_id)s, %(address_id)s, %(kind)s, %(via)s, %(message_state)s, %(reason)s,
        %(body)s, %(media)s, %(lang)s, %(parts)s, %(in_reply_to)s, %(said_flow)s, %(said_step)s,
        %(not_before)s, %(not_after)s, %(claimed_at)s, %(lease_until)s, %(now)s)
RETURNING id
"""


@dataclass(frozen=True, slots=True)
class Taken:
    """A contact, locked, and the row of the text just taken in. `may_lead`: they lead an action,
    over or not.

    `message_id` is None when this text had been taken in before. Sealed values are as stored.
    """

    contact_id: int
    address_id: int
    reach: str
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    fields_sealed: bytes | None
    private_sealed: bytes | None
    tags: list[str]
    code: str
    source: str | None
    opted_in_at: datetime | None
    opted_out_at: datetime | None
    held_at: datetime | None
    handed_off_at: datetime | None
    chapter_id: int | None
    state_sealed: bytes | None
    timers: dict[str, str]
    last_inbound_at: datetime | None
    streak_started_at: datetime | None
    reply_streak: int
    recent_sealed: bytes | None
    may_lead: bool
    block_kind: str | None
    blocked_until: datetime | None
    owes_disclosure: bool
    message_id: int | None


@dataclass(frozen=True, slots=True)
class SessionRow:
    """What a turn leaves in the session row. `timers` is {name: ISO instant}."""

    flow: str | None
    step: str | None
    flow_hash: str | None
    state: bytes | None
    timers: Mapping[str, str]
    wake_at: datetime | None
    last_inbound_at: datetime | None
    streak_started_at: datetime | None
    reply_streak: int
    recent: bytes | None


@dataclass(frozen=True, slots=True)
class NewMessage:
    """A text to go out to one contact: in the answer to a webhook ("twiml") or by the API.

    `reason` "confirms_stop" marks the one text that may follow an opt-out.
    """

    contact_id: int
    address_id: int
    kind: str
    via: str
    body: bytes
    media: Sequence[str]
    lang: str
    parts: int
    reason: str | None = None
    in_reply_to: int | None = None
    flow: str | None = None
    step: str | None = None
    not_before: datetime | None = None
    not_after: datetime | None = None


def take_in(
    connection: Connection[Any],
    digests: Sequence[bytes],
    *,
    sid: str,
    body: bytes,
    media: Sequence[str],
    parts: int,
    now: datetime,
) -> Taken | None:
    """Lock the contact behind an address and store its text. None when nobody has the address."""
    parameters = {
        "digest": digests[0],
        "digests": list(digests),
        "sid": sid,
        "body": body,
        "media": list(media) or None,
        "parts": parts,
        "now": now,
    }
    statement = _TAKE_IN_BY_ONE if len(digests) == 1 else _TAKE_IN_BY_SOME
    with patience() as waits:
        values = parameters | {"patience": waits}
        row = run_kept(connection, statement, values).fetchone()
    return None if row is None else Taken(*row)


def stored_reply(
    connection: Connection[Any], sid: str, contact_id: int
) -> tuple[int, bytes | None, list[str]] | None:
    """What was answered to a text of somebody before: message id, sealed body (null when emptied),
    media."""
    values = {"sid": sid, "contact_id": contact_id}
    row = connection.execute(_STORED_REPLY, values, prepare=True).fetchone()
    return None if row is None else (row[0], row[1], row[2] or [])


def save_turn(
    connection: Connection[Any],
    contact_id: int,
    row: SessionRow,
    message: NewMessage | None,
    now: datetime,
    also: Sequence[Write] = (),
) -> int | None:
    """Write the session row of a locked contact, `also` what else the turn has changed, and store
    the text that goes out, if any.

    One statement for all. A text by TwiML counts as claimed at once, until a callback or a
    look-up says more; by the API it is planned, and the outbox sends it. The new row's id.
    """
    parameters: dict[str, Any] = {
        "flow": row.flow,
        "step": row.step,
        "flow_hash": row.flow_hash,
        "state": row.state,
        "timers": json.dumps(row.timers),
        "wake_at": row.wake_at,
        "last_inbound_at": row.last_inbound_at,
        "streak_started_at": row.streak_started_at,
        "reply_streak": row.reply_streak,
        "recent": row.recent,
        "contact_id": contact_id,
        "now": now,
    }
    for write in also:
        parameters |= write.values
    changes = tuple(write.statement for write in also)
    if message is None:
        run_kept(connection, _together((*changes, _SAVE_SESSION)), parameters)
        return None
    parameters |= _message_values(message, now)
    statement = _together((*changes, _SAVE_SESSION, _ADD_MESSAGE))
    found = run_kept(connection, statement, parameters).fetchone()
    return None if found is None else int(found[0])


@lru_cache(maxsize=512)
def _together(statements: tuple[str, ...]) -> str:
    """One statement that does what these do; it gives what the last of them does."""
    *before, last = statements
    parts = [f"done_{number} AS ({statement})" for number, statement in enumerate(before)]
    return f"WITH {', '.join(parts)} {last}" if parts else last


def _message_values(message: NewMessage, now: datetime) -> dict[str, Any]:
    is_twiml = message.via == "twiml"
    return {
        "address_id": message.address_id,
        "kind": message.kind,
        "via": message.via,
        "message_state": "claimed" if is_twiml else "planned",
        "reason": message.reason,
        "body": message.body,
        "media": list(message.media) or None,
        "lang": message.lang,
        "parts": message.parts,
        "in_reply_to": message.in_reply_to,
        "said_flow": message.flow,
        "said_step": message.step,
        "not_before": None if is_twiml else message.not_before or now,
        "not_after": message.not_after,
        "claimed_at": now if is_twiml else None,
        "lease_until": now + TWIML_LEASE if is_twiml else None,
    }
