"""Doubts: texts whose outcome nobody heard. Never sent again blindly; looked up, then decided.

A row is in doubt after a time-out, a reset, a 5xx or a crash. A callback with our id ends the
doubt by itself. Else the carrier's list of messages to that person since the claim is read: found
means taken. Absent in two looks `unknown_wait_s` apart, and still useful, it is planned once more;
or, where CLARION_UNKNOWN_THEN is ask, a broadcast's text is held until an organizer decides.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import set_aside
from bot.carrier.texts import Listed
from bot.clarion import Clarion
from bot.config import Settings
from bot.errors import CarrierError, NotFound, SealError
from bot.sending import statuses
from bot.store.broadcasts import broadcasts as rows
from bot.store.organizers import notes
from bot.store.sealing import Purpose
from bot.store.sending import doubts
from bot.store.sending.doubts import Doubt

log = structlog.get_logger()

_AT_ONCE = 8  # look-ups under way
_BATCH = 200
_HOLD = timedelta(seconds=60)
# The carrier's clock has whole seconds and may differ from ours by so much.
_SKEW = timedelta(seconds=120)
_MOST_LISTED = 100
_LATE_REPLY = timedelta(minutes=30)  # an answer that comes later than this confuses
# A row that was planned once more may come into doubt again (a worker that dies before it posts is
# no fault of the text's), but not for ever.
_MOST_LOOKS = 10


@dataclass(slots=True)
class Resolved:
    """What one round of looks found."""

    expired: int = 0
    found: int = 0
    absent: int = 0
    planned: int = 0
    held: int = 0
    given_up: int = 0
    no_answer: int = 0


def resolve(clarion: Clarion) -> Resolved:
    """End leases that are over, and look up what is due. Raises: RecordAway."""
    result = Resolved()
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not doubts.waiting(connection, now):
            return result
        result.expired = doubts.expire_leases(connection, now)
        result.given_up = doubts.expire_held(connection, now)
    while True:
        with clarion.record.transaction() as connection:
            due = doubts.lock_due(connection, clarion.clock.now(), _BATCH, _HOLD)
        if not due:
            break
        with ThreadPoolExecutor(_AT_ONCE, "looks") as pool:
            looks = list(pool.map(lambda doubt: _look(clarion, doubt), due))
        set_aside.each(
            clarion,
            set_aside.Kind.DOUBT,
            zip(due, looks, strict=True),
            lambda pair: _decide(clarion, pair[0], pair[1], result),
            lambda pair: pair[0].id,
        )
    log.info(
        "doubts looked up", expired=result.expired, found=result.found, absent=result.absent,
        planned=result.planned, held=result.held, given_up=result.given_up,
        no_answer=result.no_answer,
    )  # fmt: skip
    return result


def wait_of(settings: Settings) -> timedelta:
    """How long after a first look without a find the second one decides."""
    return timedelta(seconds=settings.unknown_wait_s)


def decide(clarion: Clarion, broadcast_id: int, organizer_id: int | None, *, is_send: bool) -> int:
    """An organizer decides about the texts of a broadcast that are held in doubt. How many.

    Sent again, each is looked up one last time and then passes the gate like any other; left, it
    has failed, until a late callback says otherwise. Deciding twice finds none: 0, and no note.
    Raises: NotFound, RecordAway.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        rows.load(connection, broadcast_id, lock=True)
        if is_send:
            count = doubts.send_again(connection, broadcast_id, now)
        else:
            count = doubts.leave(connection, broadcast_id)
        if count:
            notes.note(
                connection, act="sent doubts again" if is_send else "left doubts",
                object_name="broadcast", object_id=broadcast_id, detail={"texts": count},
                now=now, organizer_id=organizer_id,
            )  # fmt: skip
    return count


def _look(clarion: Clarion, doubt: Doubt) -> list[Listed] | None:
    """Messages to that person since the claim; None where the carrier did not answer."""
    try:
        value = clarion.sealer.open(doubt.value_sealed or b"", Purpose.ADDRESS_VALUE)
        to = value if doubt.channel == "sms" else f"{doubt.channel}:{value}"
        since = doubt.claimed_at - _SKEW
        found = []
        for listed in clarion.carrier.list_messages(to=to, page_size=_MOST_LISTED):
            if listed.created_at is not None and listed.created_at < since:
                break
            found.append(listed)
            if len(found) >= _MOST_LISTED:
                break
    except (CarrierError, SealError):
        return None
    except Exception as error:  # one bad answer must not end the look at the others
        log.error("look-up failed", message=doubt.id, exc_info=error)
        return None
    return found


def _decide(clarion: Clarion, doubt: Doubt, listed: list[Listed] | None, result: Resolved) -> None:
    now = clarion.clock.now()
    wait = wait_of(clarion.settings)
    if listed is None:
        result.no_answer += 1
        with clarion.record.transaction() as connection:
            at = now + min(wait, timedelta(seconds=15))
            doubts.look_again(connection, doubt, now=now, at=at, counts=False)
        return
    taken = _find(clarion, doubt, listed)
    if taken is not None:
        result.found += 1
        statuses.take(clarion, doubt.id, taken.sid, taken.status, taken.error_code)
        return
    result.absent += 1
    with clarion.record.transaction() as connection:
        if doubt.looks % doubts.LOOKS == 0:
            doubts.look_again(connection, doubt, now=now, at=now + wait, counts=True)
            return
        then = _then(clarion, doubt)
        if then == "plan":
            result.planned += doubts.plan_again(connection, doubt, now)
        elif then == "ask":
            result.held += 1
            doubts.give_up(connection, doubt, "held", doubts.IN_DOUBT, now)
        else:
            result.given_up += 1
            doubts.give_up(connection, doubt, "failed", "never_taken", now)


def _then(clarion: Clarion, doubt: Doubt) -> str:
    """What happens to a text that was absent in two looks: "plan", "ask" or "give_up"."""
    if not _is_useful(clarion, doubt):
        return "give_up"
    if doubt.reason == doubts.SEND_AGAIN:
        return "plan"
    if doubt.kind == "broadcast" and clarion.settings.unknown_then == "ask":
        return "ask"
    return "plan" if doubt.looks < _MOST_LOOKS - 1 else "give_up"


def _is_useful(clarion: Clarion, doubt: Doubt) -> bool:
    """Whether sending it now would still help anybody."""
    now = clarion.clock.now()
    if doubt.not_after is not None and doubt.not_after <= now:
        return False
    if doubt.kind == "reply":
        return now - doubt.created_at < _LATE_REPLY
    return doubt.broadcast_state in (None, "sending", "paused")


def _find(clarion: Clarion, doubt: Doubt, listed: Iterable[Listed]) -> Listed | None:
    """The carrier's message that is this row: going out, of no other row, and of the same words."""
    going_out = [one for one in listed if not one.is_inbound]
    if not going_out:
        return None
    with clarion.record.transaction() as connection:
        known = doubts.known_sids(connection, [one.sid for one in going_out])
    pattern = _pattern(clarion, doubt)
    for one in reversed(going_out):  # oldest first: a row is claimed before a later one like it
        if one.sid not in known and pattern.fullmatch(_bare(one.body)):
            return one
    return None


def _pattern(clarion: Clarion, doubt: Doubt) -> re.Pattern[str]:
    """The words of the row; fields of a broadcast's text stand for anything."""
    if doubt.body_sealed is not None:
        texts = [clarion.sealer.open(doubt.body_sealed, Purpose.MESSAGE_BODY)]
    else:
        texts = _broadcast_texts(clarion, doubt)
    return re.compile("|".join(_loose(text) for text in texts), re.DOTALL)


def _broadcast_texts(clarion: Clarion, doubt: Doubt) -> list[str]:
    try:
        with clarion.record.transaction() as connection:
            row = rows.load(connection, doubt.broadcast_id or 0)
    except NotFound:
        return []
    held = [sealed for sealed in (row.texts_sealed, row.texts_b_sealed) if sealed is not None]
    opened = [json.loads(clarion.sealer.open(one, Purpose.BROADCAST_TEXTS)) for one in held]
    return [text for texts in opened for text in texts.values()]


_FIELDS = re.compile(r"\{[^{}]*\}|\[\[|\]\]|\[(?:[^\[\]])*\]")


def _loose(text: str) -> str:
    """A pattern for a text whose fields and optional parts may be anything."""
    return ".*".join(re.escape(_bare(piece)) for piece in _FIELDS.split(text))


def _bare(text: str) -> str:
    """Letters and digits only, folded: carriers' smart encoding changes marks and blanks."""
    folded = unicodedata.normalize("NFKD", text).casefold()
    return "".join(char for char in folded if char.isalnum())
