"""Corrections: who has a script that was changed, or whose last day has passed, is told once.

"v2 replaces v1, discard it." Inside texting hours, and not to who has read it on its last day
already. Only a correction that one organizer asked for with a reason and another one approved may
go at any hour.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from bot import scripts
from bot.campaign.on_air import is_current, read_length
from bot.copies import find_script, make_copy, nearest_length, title_of
from bot.engine import ActResult, time_out
from bot.errors import Conflict, InputError
from bot.store import corrections as rows
from bot.store import deeds, dj_counts, notes, waiting

if TYPE_CHECKING:
    from psycopg import Connection

    from bot.bootstrap import Clarion
    from bot.engine import Campaign, Script
    from bot.exchange import Exchange

log = structlog.get_logger()

FLOW = "correction"
ENDED = 0  # in place of a version: the last day has passed
BATCH = 200
# Copy that was given longer ago than this is on nobody's desk.
_GIVEN_WITHIN = timedelta(days=30)
# A system that was off when a script ended says so only this much later.
_ENDED_WITHIN = timedelta(days=2)
_MIN_REASON = 8


def run(clarion: Clarion) -> int:
    """Note new editions, and tell whoever has an older one or one that has ended.

    How many were told. Safe to run by several at once: each is told once. Raises: RecordAway.
    """
    campaign, told = clarion.campaign.current(), 0
    if FLOW not in campaign.flows:
        return 0
    with clarion.record.hot() as connection:
        dj_counts.note_pushes(connection)
        for script in campaign.scripts:
            rows.note_edition(
                connection, script.id, script.version, words_hash(script), clarion.clock.now()
            )
    for script in campaign.scripts:
        told += _tell_all(clarion, campaign, script)
    return told


def words_hash(script: Script) -> bytes:
    """A digest of everything of a script that is read."""
    read = {lang: dict(texts) for lang, texts in script.texts.items()}
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).digest()


def _tell_all(clarion: Clarion, campaign: Campaign, script: Script) -> int:
    now = clarion.clock.now()
    today = now.astimezone(ZoneInfo(campaign.zone)).date()
    has_ended = script.airs_until is not None and today > script.airs_until
    if has_ended and script.airs_until and today > script.airs_until + _ENDED_WITHIN:
        return 0
    if not has_ended and (script.version == 1 or not is_current(campaign, script, now)):
        return 0
    version = ENDED if has_ended else script.version
    with clarion.record.hot() as connection:
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
    for holder in found:
        message_id = _tell(clarion, campaign, script, version, holder)
        if message_id is not None:
            told += 1
            clarion.wake_ups.wake("workers.jobs.send_message", message_id)
    return told


def _tell(
    clarion: Clarion, campaign: Campaign, script: Script, version: int, holder: rows.Holder
) -> int | None:
    """Tell one person, in one transaction. The row of the text; None where there was none."""
    from bot.exchange import Exchange  # an exchange carries out acts, this one among them

    now = clarion.clock.now()
    with clarion.record.hot() as connection:
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
        exchange.apply(
            time_out(campaign, exchange.session, f"later:{FLOW}", exchange.person, exchange.world)
        )
        message_id, _, _ = exchange.save(is_reply=False, via="api")
        if message_id is not None:
            is_urgent = version != ENDED and rows.is_urgent(connection, script.id, version)
            rows.mark_told(connection, correction_id, message_id, is_urgent=is_urgent)
        return message_id


def tell_correction(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What has become of the script this person is being told of. Outcomes: replaced (with a page
    of the new one), ended."""
    connection, campaign = exchange.connection, exchange.campaign
    found = rows.untold(connection, exchange.taken.contact_id)
    script = find_script(campaign, found.script) if found else None
    if found is None or script is None:
        return ActResult("ended")
    last = deeds.last_share_of(connection, exchange.taken.contact_id, script.id)
    lang = last.lang if last and last.lang in script.texts else next(iter(script.texts))
    values: dict[str, str | int] = {
        "title": title_of(script, lang), "old": found.had_version, "new": "", "link": "",
    }  # fmt: skip
    if found.version == ENDED:
        return ActResult("ended", values)
    wanted = read_length(last.length) if last else 30
    nearest = nearest_length(script, lang, wanted)
    copy = make_copy(campaign, script, lang, nearest or 0, exchange.now)
    link = f"{exchange.clarion.settings.public_url}/on-air/{scripts.share(exchange, copy)}"
    return ActResult("replaced", values | {"new": found.version, "link": link})


# --- at any hour -------------------------------------------------------------------------------


def ask_urgent(
    clarion: Clarion, script: str, version: int, organizer_id: int | None, reason: str
) -> None:
    """Ask that a correction may go at any hour. Raises: InputError without a reason, Conflict
    where there is no such edition or it was approved before."""
    reason = " ".join(reason.split())[:300]
    if len(reason) < _MIN_REASON:
        raise InputError("Say in a sentence why it cannot wait until the morning.", "reason")
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        if not rows.ask_urgent(connection, script, version, organizer_id, reason, now):
            raise Conflict(f"There is no version {version} of {script} to hurry.")
        _note(clarion, connection, "asked urgent correction", organizer_id)


def approve_urgent(clarion: Clarion, script: str, version: int, organizer_id: int) -> int:
    """Approve what another organizer asked for: what waits for its hour goes now. How many texts.

    Raises: Conflict where nothing was asked for, or the same person asked.
    """
    now = clarion.clock.now()
    with clarion.record.hot() as connection:
        if not rows.approve_urgent(connection, script, version, organizer_id, now):
            raise Conflict("Somebody else than who asked for it has to approve it.")
        hurried = rows.hurry(connection, script, version, now)
        _note(clarion, connection, "approved urgent correction", organizer_id)
    clarion.wake_ups.wake("workers.jobs.send_due")
    return len(hurried)


def _note(
    clarion: Clarion, connection: Connection[object], act: str, organizer_id: int | None
) -> None:
    notes.note(
        connection,
        act=act,
        object_name="script",
        object_id=None,
        detail={},
        now=clarion.clock.now(),
        organizer_id=organizer_id,
    )
