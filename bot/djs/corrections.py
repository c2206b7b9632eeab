"""Corrections: who has a script that was changed, or whose last day has passed, is told once.

"v2 replaces v1, discard it." Inside texting hours, and not to who has read it on its last day
already. Only a correction that one organizer asked for with a reason and another one approved may
go at any hour.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

import structlog

from bot.campaign.on_air import read_length
from bot.clarion import Clarion
from bot.djs import scripts
from bot.djs.copies import find_script, make_copy, nearest_length, title_of
from bot.engine import ActResult, Script
from bot.errors import Conflict, InputError
from bot.people.exchange import Exchange
from bot.sentences import say
from bot.store.djs import corrections as rows
from bot.store.djs import djs
from bot.store.organizers import notes
from bot.store.record import Transaction

log = structlog.get_logger()

FLOW = "correction"
ENDED = 0  # in place of a version: the last day has passed
_MIN_REASON = 8


def words_hash(script: Script) -> bytes:
    """A digest of everything of a script that is read."""
    read = {lang: dict(texts) for lang, texts in script.texts.items()}
    return hashlib.sha256(json.dumps(read, sort_keys=True).encode()).digest()


def tell_correction(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What has become of the script this person is being told of. Outcomes: replaced (with a page
    of the new one), ended."""
    connection, campaign = exchange.connection, exchange.campaign
    found = rows.untold(connection, exchange.taken.contact_id)
    script = find_script(campaign, found.script) if found else None
    if found is None or script is None:
        return ActResult("ended")
    last = djs.last_share_of(connection, exchange.taken.contact_id, script.id)
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
        raise InputError(say("Say in a sentence why it cannot wait until the morning."), "reason")
    now = clarion.clock.now()
    found = find_script(clarion.campaign.current(), script)
    with clarion.record.transaction() as connection:
        if found is not None and found.version == version:  # the clock may not have seen it yet
            rows.note_edition(connection, script, version, words_hash(found), now)
        if not rows.ask_urgent(connection, script, version, organizer_id, reason, now):
            raise Conflict(
                say(
                    "There is no version %(version)s of %(script)s to hurry.",
                    version=version,
                    script=script,
                )
            )
        _note(clarion, connection, "asked urgent correction", organizer_id)


def approve_urgent(clarion: Clarion, script: str, version: int, organizer_id: int) -> int:
    """Approve what another organizer asked for: what waits for its hour goes now. How many texts.

    Raises: Conflict where nothing was asked for, or the same person asked.
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not rows.approve_urgent(connection, script, version, organizer_id, now):
            raise Conflict(say("Somebody else than who asked for it has to approve it."))
        hurried = rows.hurry(connection, script, version, now)
        _note(clarion, connection, "approved urgent correction", organizer_id)
    clarion.wake_ups.wake("workers.jobs.send_due")
    return len(hurried)


def _note(clarion: Clarion, connection: Transaction, act: str, organizer_id: int | None) -> None:
    notes.note(
        connection,
        act=act,
        object_name="script",
        object_id=None,
        detail={},
        now=clarion.clock.now(),
        organizer_id=organizer_id,
    )
