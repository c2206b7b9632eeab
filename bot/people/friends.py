"""Friends that somebody brought: credited in the ledger, and told of to who brought them."""

from __future__ import annotations

from bot.engine import parts
from bot.people import budgets, reached
from bot.people.exchange import Exchange
from bot.store.organizers import notes
from bot.store.people import reports
from bot.store.sealing import Purpose

TEXT = "friend_joined"
BROUGHT = "brought"


def credit(exchange: Exchange, inviter_id: int) -> None:
    """Write into the ledger that somebody brought the person of this turn, and tell them, by no
    name: who joined says so to whom they like."""
    connection, now = exchange.connection, exchange.now
    brought = reports.NewReport(BROUGHT, 1, now, exchange.flow or None, None)
    reports.add_reports(connection, inviter_id, [brought], message_id=None, now=now)
    count, _ = reports.count_reports(connection, inviter_id, BROUGHT)
    _tell(exchange, inviter_id, count)


def _tell(exchange: Exchange, inviter_id: int, count: int) -> None:
    clarion, connection, campaign = exchange.clarion, exchange.connection, exchange.campaign
    found = reached.find(clarion, connection, inviter_id)
    by = exchange.taken.contact_id
    if found is None or TEXT not in campaign.texts:
        return
    if not budgets.may_cause(clarion, connection, TEXT, by=by, to=inviter_id):
        return
    address_id, lang = found
    default = campaign.default_lang
    template, used = campaign.texts[TEXT].pick(lang or default, default)
    shown = {"friends.count": count}
    text = template.render(
        lambda key: shown.get(key) or campaign.value(key, used), used, campaign.lexicon
    ).strip()
    notes.add_text(
        connection,
        contact_id=inviter_id,
        address_id=address_id,
        kind="follow_up",
        body=clarion.sealer.seal(text, Purpose.MESSAGE_BODY),
        lang=used,
        parts=parts(campaign.as_sent(text)).count,
        now=exchange.now,
    )
