"""Telling whoever is on duty: the topic, how long it has waited, a link. Never the person's words,
name or number; and not one text for each who waits, for nobody makes us text organizers at will.

The first is told at once, whoever comes after that is counted in one text every quarter of an hour
(CLARION_NOTICE_MINUTES). Danger is told at once, a few times an hour for one person.
"""

from __future__ import annotations

from datetime import timedelta

from bot.clarion import Clarion
from bot.inbox.kinds import URGENCY, Kind, named
from bot.people import budgets
from bot.people.exchange import Exchange
from bot.people.telling import tell
from bot.sentences import own_words
from bot.store.people import spent
from bot.store.people.replies import DANGER
from bot.store.sending import marks

_WHOM = {Kind.DANGER: DANGER, Kind.STOP_UNSURE: "stop_unsure"}
_HEADS = {"en": "Clarion, somebody waits", "es": "Clarion, alguien espera"}
_MORE = {
    "en": "Clarion, {count} more wait ({kinds}). {where}",
    "es": "Clarion, esperan {count} más ({kinds}). {where}",
}
HOUR = timedelta(hours=1)
_MARK = "notices of the inbox"
_HELD = "held notice"  # of which kind nobody was told yet
_ALL_TIMES = 10  # as many notices of danger for all together as for one


def tell_duty(exchange: Exchange, kind: Kind, topic: str, ticket_id: int, *, is_new: bool) -> None:
    """Note in the record, and text to linked phones, that somebody needs a person."""
    if not is_new and kind is not Kind.DANGER:
        return
    clarion = exchange.clarion
    where = f"{clarion.settings.public_url}/console/inbox/{ticket_id}"
    more = f" ({topic.replace('_', ' ')})" if kind is Kind.DANGER else ""
    words = {
        lang: f"{head}: {named(kind).own[lang]}{more}. {where}" for lang, head in _HEADS.items()
    }
    may_tell = _may_tell_danger if kind is Kind.DANGER else _may_tell
    is_told = may_tell(exchange)
    if not is_told:
        spent.spend(exchange.connection, _HELD, str(kind), exchange.now)
    tell(
        clarion,
        exchange.connection,
        own_words(words),
        whom=_WHOM.get(kind, str(kind)),
        contact_id=exchange.taken.contact_id,
        is_texted=is_told,
    )


def _may_tell(exchange: Exchange) -> bool:
    """Whether it is told at once: where nothing was for a while, and not too often because of one
    person. Else it is counted in the next text (`tell_more`)."""
    clarion, connection = exchange.clarion, exchange.connection
    every = timedelta(minutes=clarion.settings.notice_minutes)
    by = exchange.taken.contact_id
    if not marks.take_turn(connection, _MARK, exchange.now, every):
        return False
    return budgets.may_cause(clarion, connection, budgets.NOTICE, by=by, to=None)


def _may_tell_danger(exchange: Exchange) -> bool:
    connection, hour_ago = exchange.connection, exchange.now - HOUR
    most, mine = exchange.clarion.settings.danger_notices, f"from:{exchange.taken.contact_id}"
    for subject, limit in ((mine, most), ("all", most * _ALL_TIMES)):
        told = spent.spent_since(connection, [DANGER], subject, hour_ago)
        if told.get(DANGER, 0) >= limit:
            return False
    for subject in (mine, "all"):
        spent.spend(connection, DANGER, subject, exchange.now)
    return True


def tell_more(clarion: Clarion) -> int:
    """Text how many have come to wait since organizers were last told, by kind: one text. How many
    those are. Raises: RecordAway."""
    now = clarion.clock.now()
    every = timedelta(minutes=clarion.settings.notice_minutes)
    with clarion.record.transaction() as connection:
        if not spent.any_of(connection, _HELD):
            return 0
        if not marks.take_turn(connection, _MARK, now, every):
            return 0
        held = spent.take_back(connection, _HELD)
        kinds = sorted(held, key=lambda kind: (URGENCY[Kind(kind)], kind))
        words = {
            lang: head.format(
                count=sum(held.values()),
                kinds=", ".join(f"{named(kind).own[lang]}: {held[kind]}" for kind in kinds),
                where=f"{clarion.settings.public_url}/console/inbox",
            )
            for lang, head in _MORE.items()
        }
        tell(clarion, connection, own_words(words), whom="more wait", contact_id=None)
    return sum(held.values())
