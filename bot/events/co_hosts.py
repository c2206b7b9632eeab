"""Co-hosts: whoever leads an action asks somebody by their number, and they say yes by text.

Whether a number is on our list is told to nobody: the answer is the same either way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.engine import ActResult
from bot.engine.session import LEADS
from bot.errors import InputError
from bot.events.hosting import facts_of, led, today_of
from bot.events.telling import describe, plan_in
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.people.numbers import read_phone
from bot.store.events import hosts
from bot.store.events.actions import EventRow
from bot.store.people import spent

_CO_HOST = "co_host"
_MOST_ASKED = 5  # people somebody asks to lead with them, in a day


def ask_co_host(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Ask somebody with a number to lead too. Whether that number is on our list is told to nobody:
    whoever is, and may be texted, is asked. Outcomes: ok, unfit (no US number), limited, gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    try:
        number = read_phone(args.get("phone", ""))
    except InputError:
        return ActResult("unfit")
    connection, host_id = exchange.connection, exchange.taken.contact_id
    subject, day_ago = f"from:{host_id}", exchange.now - timedelta(days=1)
    asked = spent.spent_since(connection, [_CO_HOST], subject, day_ago)
    if asked.get(_CO_HOST, 0) >= _MOST_ASKED:
        return ActResult("limited")
    spent.spend(connection, _CO_HOST, subject, exchange.now)
    whom = hosts.contact_by_digest(connection, exchange.clarion.sealer.digests("sms", number))
    if whom is not None and whom not in hosts.of(connection, event):
        _ask(exchange, event, whom)
    return ActResult("ok", facts_of(exchange, event))


def _ask(exchange: Exchange, event: EventRow, whom: int) -> None:
    clarion, connection = exchange.clarion, exchange.connection
    is_new = hosts.ask(connection, event.id, whom, exchange.now)
    may = budgets.may_cause(
        clarion, connection, "event_co_host", by=exchange.taken.contact_id, to=whom
    )
    if is_new and may:
        plan_in(clarion, connection, exchange.campaign, whom, event, "event_co_host", is_ours=True)


def join_hosts(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Say yes to leading an action with somebody: the one a code names, else the one asked last.
    Whoever leads something already names it: a bare CO-HOST of theirs asks somebody else. Outcomes:
    ok, none."""
    connection, who = exchange.connection, exchange.taken.contact_id
    asked = hosts.asked_of(connection, who, today_of(exchange))
    told = args.get("said", "").upper().replace(" ", "")
    named = [event for event in asked if event.code in told]
    if not named and LEADS not in exchange.person.fields:
        named = asked[:1]
    if not named:
        return ActResult("none")
    event = named[0]
    hosts.accept(connection, event.id, who, exchange.now)
    for other in hosts.of(connection, event):
        if other != who:
            plan_in(
                exchange.clarion, connection, exchange.campaign, other, event, "event_co_host_yes",
                is_ours=True,
            )  # fmt: skip
    return ActResult("ok", describe(exchange, event))
