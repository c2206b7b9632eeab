"""Who came by a source: its code was texted, or stood in the link of the page they came from.

A page credits nobody: a number typed there may be a stranger's. What it notes is credited by the
number's own YES.
"""

from __future__ import annotations

from bot.people.exchange import Exchange
from bot.store.people import sources
from bot.store.people.sources import Source
from bot.store.record import Transaction

# Ways that say less than a code, and give way to it.
_PLAIN = (None, "text", "web form")


def credit(exchange: Exchange, source: Source) -> None:
    """Note that the person came by this source; the first one is what brought them. A closed one is
    credited nothing."""
    if not source.is_open:
        return
    sources.note_text(exchange.connection, exchange.taken.contact_id, source.id, exchange.now)
    came_by = exchange.taken.source
    if came_by in _PLAIN or came_by.startswith("keyword:"):
        exchange.change(source=source.name)


def credit_page(exchange: Exchange, source_id: int | None) -> None:
    """Credit the source by whose link somebody came to a page, now that they have said yes."""
    source = sources.by_id(exchange.connection, source_id) if source_id is not None else None
    if source is not None:
        credit(exchange, source)


def find_open(connection: Transaction, code: str) -> Source | None:
    """The open source of a code, however it is written; None where there is none such."""
    found = sources.by_code(connection, code.strip().upper()) if code else None
    return found if found is not None and found.is_open else None
