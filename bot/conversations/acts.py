"""What a flow's `do:` step may ask for. bot/campaign/acts.yaml declares each; this performs it.

The one seam between conversations and use cases: an act runs in the transaction of the text that
led to it, and answers with one of its declared outcomes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import structlog

from bot.calling_lists import callers, claiming, outcomes
from bot.calls import acts as calls
from bot.calls import listed, ring_acts
from bot.calls import news as call_news
from bot.conversations import webhook_calls
from bot.djs import airings, corrections, djs, recruiting, scripts
from bot.engine import ActResult
from bot.events import (
    actions,
    arriving,
    attending,
    co_hosts,
    finding,
    host_words,
    hosting,
    leading,
    line_hours,
    moving,
    needs,
    page_words,
    phone_banks,
    signing_up,
)
from bot.people import count_acts, invites, privacy_acts, report_acts
from bot.people.exchange import Exchange
from bot.phone_banks import board, kit, rooms, screens

log = structlog.get_logger()

MOST_PER_TURN = 8

# None: the answer comes later, from outside (webhooks.py); the conversation waits.
Act = Callable[[Exchange, Mapping[str, str]], ActResult | None]


ACTS: Mapping[str, Act] = {
    "dj.station": djs.read_station,
    "dj.show": djs.look_at_show,
    "dj.sign_up": djs.sign_up,
    "dj.change_show": djs.change_show,
    "dj.standing": djs.tell_standing,
    "script.next": scripts.give_next,
    "script.again": scripts.give_again,
    "script.list": scripts.list_scripts,
    "script.pick": scripts.give_listed,
    "script.card": scripts.give_card,
    "script.corrected": corrections.tell_correction,
    "airing.log": airings.log,
    "airing.confirm": airings.confirm,
    "airing.last": airings.last,
    "recruit.ask": recruiting.ask,
    "invite.card": invites.card,
    "invite.credit": invites.credit,
    "count.mine": count_acts.mine,
    "count.total": count_acts.total,
    "report.check": report_acts.check,
    "report.confirm": report_acts.confirm,
    "report.last": report_acts.last,
    "report.undo": report_acts.undo,
    "report.correct": report_acts.correct,
    "report.less": report_acts.less,
    "call.outcome": calls.outcome,
    "list.ring": listed.ring,
    "ring.ask": ring_acts.ask,
    "ring.when_free": ring_acts.ask_when_free,
    "ring.call_off": ring_acts.call_off,
    "ring.news": call_news.what,
    "privacy.mine": privacy_acts.mine,
    "privacy.erase": privacy_acts.erase,
    "events.create": leading.create,
    "events.find": finding.find,
    "events.wish": finding.wish,
    "events.rsvp": signing_up.rsvp,
    "events.bring": signing_up.bring,
    "events.offer": signing_up.offer,
    "events.tomorrow": arriving.tomorrow,
    "events.here": arriving.here,
    "events.cancel": actions.cancel,
    "events.going": actions.going,
    "events.hosted": attending.hosted,
    "events.came": attending.came,
    "phone_bank.hours": line_hours.fits,
    "events.extras": needs.tell,
    "host.events": hosting.events,
    "host.kit": hosting.kit,
    "host.guests": hosting.guests,
    "host.page": page_words.page_link,
    "host.reach": host_words.reach,
    "host.plan_text": host_words.plan_text,
    "host.text_all": host_words.text_all,
    "host.plan_move": moving.plan,
    "host.move": moving.move,
    "host.close": hosting.close,
    "host.more_seats": hosting.more_seats,
    "host.let_in": hosting.let_in,
    "host.ask_co_host": co_hosts.ask_co_host,
    "host.join": co_hosts.join_hosts,
    "host.note": host_words.note,
    "host.call_off": hosting.call_off,
    "phone_bank.host": leading.host_phone_bank,
    "phone_bank.join": actions.join_phone_bank,
    "phone_bank.enter": actions.enter_phone_bank,
    "phone_bank.screen": screens.make,
    "phone_bank.board": board.tell,
    "phone_bank.kit": kit.link,
    "phone_bank.total": rooms.total,
    "phone_bank.next": rooms.next_thing,
    "phone_bank.tally": phone_banks.tally,
    "list.mine": claiming.mine,
    "list.next": claiming.next_name,
    "list.pass": claiming.pass_on,
    "list.give_back": claiming.give_back,
    "list.tell": outcomes.tell,
    "list.later": outcomes.later,
    "list.newest": outcomes.newest,
    "list.undo": outcomes.undo,
    "list.ask": callers.ask,
    "list.standing": callers.standing,
    webhook_calls.ACT: webhook_calls.post,
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
