"""From a text that may be an order to its answer: the carrier's word, the code, the act.

A text is looked up at the carrier by its id before anything of it counts. One that the carrier does
not have, or has from somebody else, is dropped without an answer: it was forged, and whoever owns
the number it names hears nothing and loses no tries.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from datetime import datetime, timedelta

import structlog

from bot import set_aside
from bot.carrier.texts import Listed
from bot.clarion import Clarion
from bot.conversations.orders import Order, read
from bot.engine import parts
from bot.errors import CarrierError, CarrierRefused
from bot.orders.acts import Giver, perform
from bot.orders.answers import Said, alarm, how, words
from bot.organizers import one_time_codes
from bot.organizers.rights import Role
from bot.people.telling import tell
from bot.store.organizers import notes
from bot.store.organizers import orders as rows
from bot.store.organizers.orders import Linked, OrderRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()

MOST_WRONG = 5
# A code is typed, sent and carried: one that was shown up to a minute and a half ago still works.
CODE_WINDOW_S = 60
_AGAIN = timedelta(seconds=5)
_LEASE = timedelta(seconds=60)
_NOT_FOUND = 404
_MOST_LOOKS = 3  # before a text that the carrier does not know counts as forged
_LASTS = timedelta(minutes=10)
_MOST_ANSWERS = 60  # to one phone in a day


def run_due(clarion: Clarion) -> int:
    """Look up and carry out what waits. How many were looked at. Raises: RecordAway."""
    walking, done = set_aside.walk(clarion, set_aside.Kind.ORDER), 0
    while True:
        now = clarion.clock.now()
        with clarion.record.transaction() as connection:
            order = rows.lease(connection, now, now + _LEASE, walking.held_ids)
        if order is None:
            return done
        with walking.row(order.message_id):
            _look(clarion, order)
        done += 1


def _look(clarion: Clarion, order: OrderRow) -> None:
    now = clarion.clock.now()
    try:
        copy = _copy(clarion, order)
    except CarrierError:
        is_last = now - order.created_at > _LASTS
    else:
        if copy is not None:
            _carry_out(clarion, order, copy.sent_at or copy.created_at or order.created_at)
            return
        is_last = order.tries >= _MOST_LOOKS
    with clarion.record.transaction() as connection:
        if not is_last:
            rows.again(connection, order.message_id, now + _AGAIN)
        elif rows.end(connection, order.message_id):
            _note(clarion, connection, order, None, {"outcome": "unproved"})
            log.warning("order not proved", contact=order.contact_id, message=order.message_id)


def _copy(clarion: Clarion, order: OrderRow) -> Listed | None:
    """The carrier's copy, if it has this very text from this phone. Raises: CarrierError, where it
    cannot say now."""
    if order.sid is None or order.body_sealed is None or order.value_sealed is None:
        return None
    try:
        found = clarion.carrier.fetch(order.sid)
    except CarrierRefused as error:
        if error.http_status != _NOT_FOUND:
            raise
        return None
    sender = clarion.sealer.open(order.value_sealed, Purpose.ADDRESS_VALUE)
    body = clarion.sealer.open(order.body_sealed, Purpose.MESSAGE_BODY)
    is_same = unicodedata.normalize("NFC", found.body) == body
    return found if found.is_inbound and found.sender == sender and is_same else None


def _carry_out(clarion: Clarion, row: OrderRow, sent_at: datetime) -> None:
    """The text is theirs, sent at an instant of the carrier's: look at its code as of then, and do
    it, once."""
    order = read(clarion.sealer.open(row.body_sealed or b"", Purpose.MESSAGE_BODY))
    with clarion.record.transaction() as connection:
        if not rows.end(connection, row.message_id) or order is None:
            return
        is_late = row.created_at - sent_at > _LASTS
        at = min(sent_at, row.created_at)
        judged = Said("late") if is_late else _judge(clarion, connection, row, order, at)
    if judged is None:
        return
    said = judged if isinstance(judged, Said) else perform(clarion, judged, order)
    by = judged.id if isinstance(judged, Giver) else None
    detail = {"order": order.act.value, "outcome": said.name, "broadcast": order.broadcast_id}
    with clarion.record.transaction() as connection:
        _note(clarion, connection, row, by, detail)
    message_id = _answer(clarion, row, order, said)
    if message_id:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)


def _judge(
    clarion: Clarion, connection: Transaction, row: OrderRow, order: Order, at: datetime
) -> Giver | Said | None:
    """Who proves to be behind it; else what to answer, None where it is nobody's phone any more."""
    linked = rows.organizers_of(connection, row.contact_id)
    own = f"{clarion.settings.public_url}/console/account/"
    if not linked:
        return None
    if rows.is_locked(connection, row.contact_id):
        return Said("locked", {"where": own})
    if not any(one.secret for one in linked):
        return Said("no_factor", {"where": own})
    if order.code is None:
        return Said("no_code", {"how": how(order.act, order.lang, order.broadcast_id)})
    for one in linked:
        step = _step(clarion, one, order.code, at)
        if step is None:
            continue
        if not rows.spend_code(connection, one.id, step):
            return Said("used_code")
        rows.unlock(connection, row.contact_id)
        role = next((role for role in Role if role.value in one.roles), Role.VIEWER)
        return Giver(one.id, role, one.off_duty_at is None)
    return _count_wrong(clarion, connection, row, linked[0].id, own)


def _step(clarion: Clarion, one: Linked, code: str, at: datetime) -> int | None:
    if not one.secret:
        return None
    return one_time_codes.step_of(clarion.settings, one.secret, code, at, CODE_WINDOW_S)


def _count_wrong(
    clarion: Clarion, connection: Transaction, row: OrderRow, organizer_id: int, own: str
) -> Said:
    now = clarion.clock.now()
    wrong = rows.count_wrong(connection, row.contact_id, MOST_WRONG, now)
    if wrong < MOST_WRONG:
        return Said("wrong_code", {"left": MOST_WRONG - wrong})
    where = f"{clarion.settings.public_url}/console/audit/"
    text = alarm(organizer_id, where)
    tell(clarion, connection, text, whom="order_locked", contact_id=row.contact_id)
    notes.note(
        connection, act="locked orders", object_name="organizer", object_id=organizer_id,
        detail={}, now=now,
    )  # fmt: skip
    log.warning("orders locked", organizer=organizer_id)
    return Said("locked", {"where": own})


def _answer(clarion: Clarion, row: OrderRow, order: Order, said: Said) -> int:
    now, campaign = clarion.clock.now(), clarion.campaign.current()
    body = words(said, order.lang)
    with clarion.record.transaction() as connection:
        day = now - timedelta(days=1)
        if rows.answers_since(connection, row.contact_id, day) >= _MOST_ANSWERS:
            return 0
        return rows.add_answer(
            connection,
            row,
            body=clarion.sealer.seal(body, Purpose.MESSAGE_BODY),
            lang=order.lang,
            parts=parts(campaign.as_sent(body)).count,
            now=now,
            until=now + _LASTS,
        )


def _note(
    clarion: Clarion,
    connection: Transaction,
    row: OrderRow,
    by: int | None,
    detail: Mapping[str, object],
) -> None:
    notes.note(
        connection, act="texted order", object_name="contact", object_id=row.contact_id,
        detail=detail, now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip
