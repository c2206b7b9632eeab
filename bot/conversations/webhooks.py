"""Webhooks of flows: tells a service of the coalition's what a person answered, and goes on with
what it says.

A flow names a hook (`do: webhook.post`, `with: {hook: crm}`); its address is a setting, so a flow
file cannot send anything anywhere. The call is made after the text's transaction and never in it:
the conversation waits at the step, and goes on by a text of its own when the answer is there.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import requests
import structlog
import urllib3

from bot import set_aside
from bot.clarion import Clarion
from bot.conversations.carrying_out import carry_out
from bot.conversations.webhook_calls import ACT
from bot.engine import ActResult, fulfil
from bot.errors import SealError
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.store.conversations import waiting
from bot.store.sealing import Purpose

log = structlog.get_logger()

_TIMEOUT_S = 5.0
_MOST_BYTES = 10_000
_MOST_SHOWN = 160  # characters of an answer that a text may show
# A call that nobody finished (a crash) is made again after this long; the service sees the same id.
_LEASE = timedelta(seconds=60)
_MOST_TRIES = 3


def run_due(clarion: Clarion) -> int:
    """Make the calls that wait, and go on with their conversations. How many. Raises: RecordAway.

    Several processes at once are harmless: a call is leased before it is made.
    """
    walking, done = set_aside.walk(clarion, set_aside.Kind.WEBHOOK_CALL), 0
    while True:
        now = clarion.clock.now()
        with clarion.record.transaction() as connection:
            held = walking.held_ids
            leased = waiting.lease_outside(connection, ACT, now, now + _LEASE, held)
        if leased is None:
            return done
        contact_id, call_id, tries, sealed = leased
        with walking.row(call_id):
            result = _try(clarion, call_id, contact_id, sealed, tries)
            if result is not None or tries >= _MOST_TRIES:
                _go_on(clarion, contact_id, call_id, result or ActResult("failed"))
        done += 1


def _try(
    clarion: Clarion, call_id: int, contact_id: int, sealed: bytes, tries: int
) -> ActResult | None:
    """Make one call. None where another try may help; what no key opens fails in the end, so that
    the person is told. Raises: SealError before."""
    try:
        args = json.loads(clarion.sealer.open(sealed, Purpose.WEBHOOK_ARGS))
    except SealError:
        if tries < _MOST_TRIES:
            raise
        return ActResult("failed")
    return _call(clarion, call_id, contact_id, args)


def _go_on(clarion: Clarion, contact_id: int, call_id: int, result: ActResult) -> None:
    """Give the answer to the conversation, if it still waits for it."""
    with clarion.record.transaction() as connection:
        taken = waiting.lock_contact(connection, contact_id)
        if taken is None:  # somebody else has the contact now; the lease brings the call back
            return
        waiting.end_outside(connection, call_id)
        campaign = clarion.campaign.current()
        exchange = Exchange(clarion, connection, campaign, taken, clarion.clock.now())
        session = exchange.session
        if session is None or session.act != ACT or taken.opted_out_at is not None:
            return
        carry_out(exchange, fulfil(campaign, session, result, exchange.person, exchange.world))
        message_id, _, _ = save(exchange, is_reply=False, via="api")
    if message_id is not None:
        clarion.wake_ups.wake("workers.jobs.send_message", message_id)


def _call(
    clarion: Clarion, call_id: int, contact_id: int, args: Mapping[str, str]
) -> ActResult | None:
    """Post the arguments as JSON. None where another try may help."""
    settings = clarion.settings
    address = settings.webhook_addresses.get(args["hook"])
    if address is None:
        return ActResult("failed")
    content = {key: value for key, value in args.items() if key != "hook"}
    body = json.dumps({"id": call_id, "contact": contact_id, "values": content}).encode()
    key = settings.webhook_secret(args["hook"]).encode()
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "clarion",
        "X-Clarion-Signature": hmac.new(key, body, hashlib.sha256).hexdigest(),
    }
    try:
        with requests.post(
            address,
            data=body,
            headers=headers,
            timeout=_TIMEOUT_S,
            allow_redirects=False,
            stream=True,
        ) as response:
            answer = response.raw.read(_MOST_BYTES, decode_content=True)
            status = response.status_code
    # An answer that says it is packed and is not, or breaks off, is no answer either.
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        log.warning("webhook did not answer", call=call_id, kind=type(error).__name__)
        return None
    if status >= 500 or status == 429:
        log.warning("webhook is not well", call=call_id, status=status)
        return None
    if not 200 <= status < 300:
        return ActResult("failed")
    return ActResult("ok", {"answer": _read(answer)})


def _read(answer: bytes) -> str:
    """What a text may show of an answer: `answer` of a JSON object, or plain text."""
    text = answer.decode("utf-8", "replace")
    try:
        parsed: Any = json.loads(text)
    except ValueError:
        parsed = text
    if isinstance(parsed, dict):
        parsed = parsed.get("answer", "")
    return " ".join(str(parsed).split())[:_MOST_SHOWN]
