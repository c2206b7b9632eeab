"""What a report was read from: the words, the step, the number. Kept sealed, to find a miscount."""

from __future__ import annotations

from bot.people.exchange import Exchange
from bot.store.sealing import Purpose

_MOST_WORDS = 300  # characters of a text


def seal_verdict(exchange: Exchange, count: int) -> bytes | None:
    """What was written, where it was said and what it was read as, sealed; None for a timer."""
    if not exchange.heard:
        return None
    session = exchange.session
    step = f"{session.flow}/{session.step}" if session else exchange.flow
    verdict = f"{exchange.heard[:_MOST_WORDS]} → {count} ({step})"
    return exchange.clarion.sealer.seal(verdict, Purpose.REPORT_VERDICT)
