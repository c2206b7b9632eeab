"""Tells whoever has a script that was changed or has ended (bot/djs/corrections)."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot import set_aside
from bot.campaign.on_air import is_current
from bot.clarion import Clarion
from bot.conversations.carrying_out import carry_out
from bot.djs.corrections import ENDED, FLOW, words_hash
from bot.engine import Campaign, Script, time_out
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import waiting
from bot.store.djs import corrections as rows
from bot.store.djs import overview

BATCH = 200
# Copy that was given longer ago than this is on nobody's desk.
_GIVEN_WITHIN = timedelta(days=30)
# A system that was off when a script ended says so only this much later.
_ENDED_WITHIN = timedelta(days=2)


def run(clarion: Clarion) -> int:
    """Note new editions, and tell whoever has an older one or one that has ended.

    How many were told. Safe to run by several at once: each is told once. Raises: RecordAway.
    """
    campaign, told = clarion.campaign.current(), 0
    if FLOW not in campaign.flows:
        return 0
    with clarion.record.transaction() as connection:
        overview.note_pushes(connection, clarion.clock.now())
        for script in campaign.scripts:
            rows.note_edition(
                connection, script.id, script.version, words_hash(script), clarion.clock.now()
            )

    def tell(script: Script) -> None:
        nonlocal told
        told += _tell_all(clarion, campaign, script)

    set_aside.each(
        clarion, set_aside.Kind.CORRECTION, campaign.scripts, tell, lambda script: script.id
    )
    return told


def _tell_all(clarion: Clarion, campaign: Campaign, script: Script) -> int:
    now = clarion.clock.now()
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    has_ended = script.airs_until is not None and today > script.airs_until
    if has_ended and script.airs_until and today > script.airs_until + _ENDED_WITHIN:
        return 0
    if not has_ended and (script.version == 1 or not is_current(campaign, script, now)):
        return 0
    version = ENDED if has_ended else script.version
    with clarion.record.transaction() as connection:
        found = rows.holders(
            connection,
            script.id,
            version,
            last_day=script.airs_until,
            zone=campaign.zone,
            since=now - _GIVEN_WITHIN,
            limit=BATCH,
        )
    told = 0

    def tell(holder: rows.Holder) -> None:
        nonlocal told
        message_id = _tell(clarion, campaign, script, version, holder)
        if message_id is not None:
            told += 1
            clarion.wake_ups.wake("workers.jobs.send_message", message_id)

    set_aside.each(clarion, set_aside.Kind.CORRECTION_TEXT, found, tell, lambda one: one.contact_id)
    return told


def _tell(
    clarion: Clarion, campaign: Campaign, script: Script, version: int, holder: rows.Holder
) -> int | None:
    """Tell one person, in one transaction. The row of the text; None where there was none."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, holder.contact_id)
        if taken is None or taken.opted_out_at is not None:
            return None
        reason = "aired_last_day" if holder.had_last_day else None
        correction_id = rows.add_correction(
            connection, holder.contact_id, script.id, version, holder.had_version, reason, now
        )
        if correction_id is None or reason:
            return None
        exchange = Exchange(clarion, connection, campaign, taken, now)
        carry_out(
            exchange,
            time_out(campaign, exchange.session, f"later:{FLOW}", exchange.person, exchange.world),
        )
        message_id, _, _ = save(exchange, is_reply=False, via="api")
        if message_id is not None:
            is_urgent = version != ENDED and rows.is_urgent(connection, script.id, version)
            rows.mark_told(connection, correction_id, message_id, is_urgent=is_urgent)
        return message_id
