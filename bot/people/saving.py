"""Saving a turn: everything an `Exchange` has gathered, and the text that answers, if one may."""

from __future__ import annotations

from datetime import datetime

import structlog

from bot.engine import TimerStarted, parts
from bot.people import answers, areas, brakes, consent
from bot.people.budgets import ALARMS_AN_HOUR
from bot.people.consent import How
from bot.people.contacts import seal_fields, seal_private
from bot.people.exchange import Exchange
from bot.people.machines import Recent
from bot.people.telling import tell
from bot.store import set_aside
from bot.store.conversations import conversations
from bot.store.conversations.conversations import NewMessage, SessionRow
from bot.store.inbox import tickets
from bot.store.people import people, reports, splits
from bot.store.record import Write
from bot.store.sealing import Purpose

log = structlog.get_logger()


def save(
    exchange: Exchange, *, is_reply: bool, via: str
) -> tuple[int | None, str | None, tuple[str, ...]]:
    """Write everything the turn changed. The text to send, if any: row id, body, media.

    `via` is "twiml" (the caller answers a webhook with it) or "api" (the outbox sends it).
    """
    _save_person(exchange)
    message = _reply(exchange, is_reply=is_reply, via=via)
    message_id = conversations.save_turn(
        exchange.connection,
        exchange.taken.contact_id,
        _session_row(exchange, is_reply=is_reply, has_replied=message is not None),
        message,
        exchange.now,
        _also(exchange),
    )
    if message is None:
        return None, None, ()
    return message_id, exchange.text, tuple(message.media)


def _save_person(exchange: Exchange) -> None:
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    if exchange.unreadable:
        set_aside.put(connection, "contact", str(contact_id), "SealError", exchange.now)
    if exchange.private is not None:
        exchange.change(private_sealed=seal_private(exchange.clarion.sealer, exchange.private))
    if exchange.fields is not None:
        exchange.change(**seal_fields(exchange.clarion.sealer, exchange.fields))
    _save_consent(exchange)
    if exchange.new_reports:
        reports.add_reports(
            connection,
            contact_id,
            exchange.new_reports,
            message_id=exchange.message_id,
            now=exchange.now,
        )
    for taken in exchange.splits:
        flow, _, step = taken.split.partition("/")
        splits.keep(connection, contact_id, flow, step, taken.branch, exchange.now)
    if not exchange.has_stopped:
        _save_lasting_timers(exchange)


def _may_change_late(exchange: Exchange) -> bool:
    """Whether nothing that is written of the turn looks at the contact's row: no report of theirs,
    and no word about texts, which triggers keep."""
    is_about_texts = exchange.has_stopped or exchange.is_held or exchange.takes_stop_back
    return not (is_about_texts or exchange.consents or exchange.new_reports)


def _also(exchange: Exchange) -> list[Write]:
    """What is written in one statement with the session and the reply."""
    found = []
    if exchange.changes and _may_change_late(exchange):
        found.append(people.change_of(exchange.taken.contact_id, exchange.changes))
    if exchange.answers:
        found.append(answers.kept(exchange))
    if exchange.misunderstood is not None:
        found.append(exchange.misunderstood)
    return found


def _save_consent(exchange: Exchange) -> None:
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    if exchange.takes_stop_back:
        consent.lift(exchange.clarion, connection, contact_id)
    if not _may_change_late(exchange):
        people.change_contact(connection, contact_id, exchange.changes)
    if exchange.has_stopped:
        people.cancel_waiting(connection, contact_id, "opted_out", exchange.now)
        tickets.close(connection, contact_id, "stopped", exchange.now)
    elif exchange.is_held:
        people.cancel_waiting(connection, contact_id, "may_want_out", exchange.now)
    for act, source, wording in exchange.consents:
        how = How(
            source,
            wording,
            exchange.campaign.name,
            exchange.message_id,
            address_id=exchange.taken.address_id,
        )
        consent.note(exchange.clarion, connection, contact_id, act, how, exchange.now)


def _save_lasting_timers(exchange: Exchange) -> None:
    for event in exchange.lasting:
        if isinstance(event, TimerStarted):
            people.start_timer(
                exchange.connection,
                exchange.taken.contact_id,
                event.name,
                event.due_at,
                exchange.now,
            )
        else:
            people.cancel_timer(exchange.connection, exchange.taken.contact_id, event.name)


def _reply(exchange: Exchange, *, is_reply: bool, via: str) -> NewMessage | None:
    text = exchange.text
    media = tuple(url for said in exchange.said for url in said.media)
    if not text and not media:
        return None
    if is_reply and not _may_answer(exchange, text):
        return None
    flow, step = _where(exchange)
    return NewMessage(
        contact_id=exchange.taken.contact_id,
        address_id=exchange.taken.address_id,
        kind="reply" if is_reply else "follow_up",
        via=via,
        body=exchange.clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
        media=media,
        lang=exchange.said[0].lang,
        parts=parts(exchange.campaign.as_sent(text)).count,
        reason=_reason(exchange, is_reply=is_reply),
        in_reply_to=exchange.message_id,
        flow=flow or None,
        step=step or None,
    )


def _where(exchange: Exchange) -> tuple[str, str]:
    """The flow that spoke, and its question that is open now; else its step that spoke first."""
    flow, _, step = exchange.said[0].step.partition("/")
    session = exchange.session
    return (flow, session.step) if session and session.flow == flow else (flow, step)


def _reason(exchange: Exchange, *, is_reply: bool) -> str | None:
    """Why the gate lets it through where it would not let others."""
    if exchange.has_stopped:
        return "confirms_stop"
    if is_reply:
        return None
    if exchange.is_about_call:
        return "call"
    return "action" if exchange.is_about_action else None


def _may_answer(exchange: Exchange, reply: str) -> bool:
    """Whether the reply may go out; where it may not, organizers are told once."""
    why = None
    must_answer = exchange.has_stopped or exchange.must_answer
    if exchange.must_answer and not exchange.has_stopped and _is_beyond_all(exchange):
        why = brakes.Silence.PERSON_LIMIT
    elif not must_answer:
        why = brakes.why_silent(
            exchange.clarion,
            exchange.connection,
            exchange.recent,
            _streak(exchange),
            exchange.heard,
            reply,
            exchange.area,
        )
    if why is None:
        areas.count_reply(exchange.clarion, exchange.area)
        exchange.recent = exchange.recent.and_answered(exchange.heard, reply, exchange.now)
        return True
    contact_id = exchange.taken.contact_id
    log.warning("no reply", contact=contact_id, why=str(why))
    words = brakes.notice(why, contact_id, exchange.clarion.settings.replies_per_person)
    if words and not exchange.recent.was_told(why, exchange.now, brakes.tell_again_after(why)):
        exchange.recent = exchange.recent.and_told(why, exchange.now)
        tell(
            exchange.clarion, exchange.connection, words, whom=why, contact_id=contact_id,
            most_an_hour=ALARMS_AN_HOUR,
        )  # fmt: skip
    return False


def _is_beyond_all(exchange: Exchange) -> bool:
    return brakes.is_beyond_all(exchange.clarion, _streak(exchange))


def _streak(exchange: Exchange) -> int:
    """Replies of the day that is counted, this one too."""
    started = exchange.taken.streak_started_at
    if started is None or exchange.now - started > brakes.DAY:
        return 1
    return exchange.taken.reply_streak + 1


def _session_row(exchange: Exchange, *, is_reply: bool, has_replied: bool) -> SessionRow:
    session = exchange.session
    streak = _streak(exchange) if is_reply else exchange.taken.reply_streak
    return SessionRow(
        flow=session.flow or None if session else None,
        step=session.step or None if session else None,
        flow_hash=session.flow_hash or None if session else None,
        state=exchange.clarion.sealer.seal(session.to_json(), Purpose.SESSION_STATE)
        if session
        else None,
        timers=exchange.timers,
        wake_at=min(map(datetime.fromisoformat, exchange.timers.values()), default=None),
        last_inbound_at=exchange.now if is_reply else exchange.taken.last_inbound_at,
        streak_started_at=(exchange.now if streak == 1 else exchange.taken.streak_started_at),
        reply_streak=streak if has_replied else max(0, streak - 1) if is_reply else streak,
        recent=exchange.clarion.sealer.seal(exchange.recent.to_json(), Purpose.SESSION_RECENT)
        if exchange.recent != Recent()
        else None,
    )
