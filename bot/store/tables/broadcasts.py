"""Broadcasts, named segments and the switches that stop things."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import DateTime, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Ref, Sealed, Word


class Broadcast(Base):
    """A text to a segment, at a time.

    `state`: draft, scheduled, approved, sending, paused, done, canceled, missed.
    `due_at` is the instant the clock looks at. With `local_at` (a wall-clock time without a zone)
    each recipient gets it at that time in their own zone, and `due_at` is the first zone's.
    `audience_hash` binds an approval to text and audience. `lateness_s`: later than this, it is
    missed and waits for a person. `texts_sealed` is JSON {language: text};
    `texts_b_sealed` the other text, where two are compared (bot/sending/comparing.py).
    `recipients` is set once, by the statement that plans; states are counted from `message`.
    """

    __tablename__ = "broadcast"
    __table_args__ = (
        Index(
            "ix_broadcast_due_at",
            "due_at",
            postgresql_where=text("state IN ('scheduled', 'approved')"),
        ),
        Index("ix_broadcast_open", "state", postgresql_where=text("state = 'sending'")),
    )

    id: Mapped[Id]
    title: Mapped[str]
    segment: Mapped[str]
    texts_sealed: Mapped[Sealed]
    texts_b_sealed: Mapped[Sealed | None]
    media: Mapped[list[str] | None]
    state: Mapped[Word]
    state_reason: Mapped[str | None]
    due_at: Mapped[datetime | None]
    local_at: Mapped[datetime | None] = mapped_column(DateTime(timezone=False))
    zone: Mapped[str | None]
    repeat: Mapped[dict[str, Any] | None]
    parent_id: Mapped[Ref | None]
    lateness_s: Mapped[int] = mapped_column(server_default="3600")
    line: Mapped[str | None]
    chapter_id: Mapped[Ref | None]
    audience_hash: Mapped[str | None]
    recipients: Mapped[int | None]
    rate_per_s: Mapped[float | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    created_by: Mapped[Ref | None]
    approved_by: Mapped[Ref | None]
    approved_at: Mapped[datetime | None]
    planned_at: Mapped[datetime | None]
    first_sent_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())


class NamedSegment(Base):
    """A segment kept under a name."""

    __tablename__ = "named_segment"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(unique=True)
    query: Mapped[str]
    created_by: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Switch(Base):
    """A thing an organizer can turn off for everyone at once: `sending` is the kill switch.

    A row that is missing means on. Read in the transaction that claims, so it works without Redis.
    """

    __tablename__ = "switch"

    name: Mapped[Word] = mapped_column(primary_key=True)
    is_on: Mapped[bool]
    reason: Mapped[str | None]
    changed_by: Mapped[Ref | None]
    changed_at: Mapped[datetime] = mapped_column(server_default=func.now())
