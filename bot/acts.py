"""What a flow's `do:` step may ask for. bot/campaign/acts.yaml declares each; this performs it.

The one seam between conversations and use cases: an act runs in the transaction of the text that
led to it, and answers with one of its declared outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import structlog

from bot import (
    airings,
    corrections,
    djs,
    events,
    invites,
    phone_banks,
    recruiting,
    reports,
    scripts,
)
from bot.engine import ActResult

if TYPE_CHECKING:
    from bot.exchange import Exchange

log = structlog.get_logger()

MOST_PER_TURN = 8

# None: the answer comes later, from outside (bot/webhooks.py); the conversation waits.
Act = Callable[["Exchange", Mapping[str, str]], ActResult | None]


def _post_webhook(exchange: Exchange, args: Mapping[str, str]) -> ActResult | None:
    from bot import webhooks  # a cycle: it goes on with conversations, which perform acts

    return webhooks.post(exchange, args)


ACTS: Mapping[str, Act] = {
    "dj.station": djs.read_station,
    "dj.sign_up": djs.sign_up,
    "dj.standing": djs.tell_standing,
    "script.next": scripts.give_next,
    "script.again": scripts.give_again,
    "script.list": scripts.list_scripts,
    "script.pick": scripts.give_listed,
    "script.card": scripts.give_card,
    "script.corrected": corrections.tell_correction,
    "airing.log": airings.log,
    "airing.last": airings.last,
    "recruit.ask": recruiting.ask,
    "invite.card": invites.card,
    "invite.credit": invites.credit,
    "count.mine": reports.mine,
    "count.total": reports.total,
    "events.create": events.create,
    "events.find": events.find,
    "events.rsvp": events.rsvp,
    "events.cancel": events.cancel,
    "phone_bank.host": events.host_phone_bank,
    "phone_bank.join": events.join_phone_bank,
    "phone_bank.tally": phone_banks.tally,
    "webhook.post": _post_webhook,
}


def perform(exchange: Exchange, name: str, args: Mapping[str, str]) -> ActResult | None:
    """Carry out an act; None where its answer comes later.

    One that nobody implements goes the flow's `else` way, and is logged.
    """
    act = ACTS.get(name)
    if act is None:
        log.error("a flow asks for an act that does not exist", act=name)
        return ActResult("missing")
    return act(exchange, args)
