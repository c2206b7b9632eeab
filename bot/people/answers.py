"""What people answered to questions of flows: the choice they took, or a value, sealed.

Words of their own and private answers are not here: only that the question was answered. A value
is found by a keyed digest, never by itself (docs/privacy.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.engine import Answered
from bot.people.exchange import Exchange
from bot.store.people import answers as rows
from bot.store.record import Transaction, Write
from bot.store.sealing import Purpose, Sealer


@dataclass(frozen=True, slots=True)
class Given:
    """An answer of somebody. `what` is the choice's key or the value; empty where none is kept."""

    flow: str
    step: str
    what: str
    at: datetime


def kept(exchange: Exchange) -> Write:
    """What keeps the answers of a turn; one to the same question replaces the last one."""
    sealer = exchange.clarion.sealer
    return rows.kept([_row(sealer, one) for one in exchange.answers.values()])


def _row(sealer: Sealer, one: Answered) -> rows.NewAnswer:
    flow, _, step = one.step.partition("/")
    if not one.value:
        return rows.NewAnswer(flow, step, one.choice or None, None, None)
    return rows.NewAnswer(
        flow,
        step,
        None,
        sealer.seal(one.value, Purpose.ANSWER_VALUE),
        sealer.answer_keys(flow, one.value)[0],
    )


def of(sealer: Sealer, connection: Transaction, contact_id: int) -> Sequence[Given]:
    """All that somebody answered, the newest first."""
    return [
        Given(
            row.flow,
            row.step,
            row.choice or sealer.open_or_unknown(row.value_sealed, Purpose.ANSWER_VALUE) or "",
            row.at,
        )
        for row in rows.of(connection, contact_id)
    ]
