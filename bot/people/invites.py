"""Invitations: a code of one's own to forward, and credit for who comes with it."""

from __future__ import annotations

from collections.abc import Mapping

import phonenumbers

from bot.engine import ActResult
from bot.people import friends
from bot.people.exchange import Exchange
from bot.store.people import people


def show_number(e164: str) -> str:
    """A number as people read it: "(202) 555-0100". Short codes stay as they are."""
    try:
        number = phonenumbers.parse(e164, None)
    except phonenumbers.NumberParseException:
        return e164
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.NATIONAL)


def card(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """This person's code, and our number to text it to. Outcome: ok."""
    number = show_number(exchange.clarion.settings.twilio_from)
    return ActResult("ok", {"code": exchange.taken.code, "number": number})


def credit(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Note whose code a person came with; the first one counts. Outcomes: ok, unknown."""
    code = "".join(args.get("code", "").split()).upper()
    whose = people.find_code(exchange.connection, code)
    if whose in (None, exchange.taken.contact_id):
        return ActResult("unknown")
    if whose is not None and not (exchange.taken.source or "").startswith("code:"):
        exchange.change(source=f"code:{code}")
        friends.credit(exchange, whose)
    return ActResult("ok")
