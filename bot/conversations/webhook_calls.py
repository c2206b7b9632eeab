"""The act that asks for a call to a service of the coalition's; bot/conversations/webhooks.py makes
the call, after the text's transaction."""

from __future__ import annotations

import json
from collections.abc import Mapping

import structlog

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.conversations import waiting
from bot.store.sealing import Purpose

log = structlog.get_logger()

ACT = "webhook.post"


def post(exchange: Exchange, args: Mapping[str, str]) -> ActResult | None:
    """Note the call to make; the conversation waits. Outcome failed for a hook nobody set up."""
    if args.get("hook", "") not in exchange.clarion.settings.webhook_addresses:
        log.error("a flow names a hook that CLARION_WEBHOOKS does not have")
        return ActResult("failed")
    waiting.ask_outside(
        exchange.connection,
        exchange.taken.contact_id,
        ACT,
        exchange.clarion.sealer.seal(json.dumps(dict(args)), Purpose.WEBHOOK_ARGS),
        exchange.now,
    )
    return None
