"""TEXT ALL from a host's page: words, limits and looks of bot/events/host_words.py, as by text."""

from __future__ import annotations

from collections.abc import Mapping

from bot.clarion import Clarion
from bot.engine import ActResult
from bot.errors import NotFound
from bot.events import host_words, pages
from bot.events.hosting import led
from bot.events.telling import value
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.events.pages import PageRow
from bot.store.record import Transaction


def text_all(clarion: Clarion, page: PageRow, words: str) -> ActResult:
    """Send a ready text, by its digit, or hand own words to the organizers. Outcomes of
    `host_words.plan_text` where nothing is sent, else of `host_words.text_all`.

    Raises: NotFound.
    """
    args = {"code": page.code, "words": words}
    with clarion.record.transaction() as connection:
        exchange = _exchange(clarion, connection, page)
        planned = host_words.plan_text(exchange, args)
        if planned.outcome not in ("ready", "own"):
            return planned
        done = host_words.text_all(exchange, args)
        save(exchange, is_reply=False, via="api")
    clarion.wake_ups.wake("workers.jobs.send_due")
    return done


def reach(clarion: Clarion, page: PageRow) -> ActResult:
    """Whom a text to all would reach, as `host_words.reach` says. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        return host_words.reach(_exchange(clarion, connection, page), {"code": page.code})


def ready_texts(clarion: Clarion, lang: str) -> list[tuple[str, str]]:
    """The campaign's ready texts: the digit, and its words."""
    campaign = clarion.campaign.current()
    found = [(str(n), value(campaign, name, lang)) for n, name in enumerate(host_words.READY, 1)]
    return [(digit, words) for digit, words in found if words]


def page_link(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """A new link to the page of an action, for whoever leads it and asks by text. Outcomes: ok,
    gone."""
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    link = pages.make_in(exchange.clarion, exchange.connection, event, exchange.taken.contact_id)
    return ActResult("ok", {"page": link})


def _exchange(clarion: Clarion, connection: Transaction, page: PageRow) -> Exchange:
    taken = waiting.wait_for_contact(connection, page.contact_id or 0)
    if taken is None:
        raise NotFound(say("This link does not work any more. Text HOST PAGE for a new one."))
    return Exchange(clarion, connection, clarion.campaign.current(), taken, clarion.clock.now())
