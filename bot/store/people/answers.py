"""Queries of what people answered: one row a person and question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from psycopg import Connection
from psycopg.rows import class_row

from bot.store.record import Write


@dataclass(frozen=True, slots=True)
class NewAnswer:
    """An answer to be kept: a choice's key, or a value sealed with its digest, or neither."""

    flow: str
    step: str
    choice: str | None
    value_sealed: bytes | None
    value_key: int | None


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """An answer that was given."""

    flow: str
    step: str
    choice: str | None
    value_sealed: bytes | None
    at: datetime


def kept(given: Sequence[NewAnswer]) -> Write:
    """What keeps somebody's answers; one to the same question replaces what was answered before."""
    return Write(
        """
        INSERT INTO answer (contact_id, flow, step, choice, value_sealed, value_key, at)
        SELECT %(contact_id)s, g.flow, g.step, g.choice, g.value_sealed, g.value_key, %(now)s
        FROM unnest(%(answer_flows)s::text[], %(answer_steps)s::text[], %(answer_choices)s::text[],
                    %(answers_sealed)s::bytea[], %(answer_keys)s::bigint[])
            AS g (flow, step, choice, value_sealed, value_key)
        ON CONFLICT (contact_id, flow, step) DO UPDATE SET choice = excluded.choice,
            value_sealed = excluded.value_sealed, value_key = excluded.value_key, at = excluded.at
        """,
        {
            "answer_flows": [one.flow for one in given],
            "answer_steps": [one.step for one in given],
            "answer_choices": [one.choice for one in given],
            "answers_sealed": [one.value_sealed for one in given],
            "answer_keys": [one.value_key for one in given],
        },
    )  # fmt: skip


def of(connection: Connection[Any], contact_id: int) -> list[AnswerRow]:
    """What somebody answered, the newest first."""
    with connection.cursor(row_factory=class_row(AnswerRow)) as cursor:
        cursor.execute(
            "SELECT flow, step, choice, value_sealed, at FROM answer WHERE contact_id = %s"
            " ORDER BY at DESC, flow, step LIMIT 200",
            [contact_id],
        )
        return cursor.fetchall()
