"""Messages in and out, timers, and what could not be taken in.

`message` is sized for ten million rows: no foreign keys on it (each would lock and dirty the row
it points to on every insert), states are short words, bodies of a broadcast are not repeated.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, SmallInteger, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Ref, Sealed, Word

_DUE = "state = 'planned'"
_OPEN = "state IN ('claimed', 'unknown')"


class Message(Base):
    """One text, in or out. A row is committed before anything is sent (save, then send).

    `kind` is "inbound", "reply", "broadcast", "follow_up", "answer" (a person's), "notice",
    "confirm" (asks whether they want to join), "test".
    `state`: planned, held, claimed, unknown, accepted, sent, delivered, undelivered, failed,
    canceled, skipped; for inbound: received. Rank only ever rises (bot/carrier/statuses).
    `via` is how it goes: "twiml" (in the answer to a webhook) or "api".
    `arm` is which of two texts that are compared: a or b, none of them, and ra or rb for the rest
    that got the better one later.
    `body_sealed` is null for a broadcast's rows until claimed; `reason` is a word of
    bot/texting/reasons for held, skipped and canceled; `error_code` is the carrier's.
    `carrier_status` is kept for a status of the carrier's that we do not know.
    `claimed_at`, `lease_until` and `fence` belong to whoever claimed it last: a record with an
    older fence is refused. `looked_at` and `looks` count look-ups of an unknown outcome.
    """

    __tablename__ = "message"
    __table_args__ = (
        Index("uq_message_sid", "sid", unique=True, postgresql_where=text("sid IS NOT NULL")),
        Index(
            "uq_message_broadcast_contact",
            "broadcast_id",
            "contact_id",
            unique=True,
            postgresql_where=text("kind = 'broadcast'"),
        ),
        Index("ix_message_contact_id", "contact_id", "id"),
        Index("ix_message_created_at", "created_at", postgresql_using="brin"),
        Index("ix_message_due", "broadcast_id", "not_before", "id", postgresql_where=text(_DUE)),
        Index("ix_message_inbound", "created_at", postgresql_where=text("kind = 'inbound'")),
        Index("ix_message_open", "lease_until", postgresql_where=text(_OPEN)),
        Index("ix_message_held", "broadcast_id", postgresql_where=text("state = 'held'")),
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    address_id: Mapped[Ref]
    kind: Mapped[str] = mapped_column(String(12))
    via: Mapped[str] = mapped_column(String(6), server_default="api")
    state: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str | None] = mapped_column(String(24))
    sid: Mapped[str | None] = mapped_column(String(34))
    body_sealed: Mapped[Sealed | None]
    media: Mapped[list[str] | None]
    lang: Mapped[str | None] = mapped_column(String(8))
    parts: Mapped[int | None] = mapped_column(SmallInteger)
    broadcast_id: Mapped[Ref | None]
    arm: Mapped[str | None] = mapped_column(String(4))
    in_reply_to: Mapped[Ref | None]
    flow: Mapped[str | None]
    step: Mapped[str | None]
    not_before: Mapped[datetime | None]
    not_after: Mapped[datetime | None]
    claimed_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    fence: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    looks: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    looked_at: Mapped[datetime | None]
    error_code: Mapped[int | None]
    carrier_status: Mapped[str | None] = mapped_column(String(24))
    status_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Timer(Base):
    """Something to do for a contact later that outlives the session: a reminder, a follow-up.

    `name` is the engine's ("later:flow/step") and unique per contact: starting it again moves it.
    `args` never holds a number, a name or a body.
    """

    __tablename__ = "timer"
    __table_args__ = (
        Index("uq_timer_contact_name", "contact_id", "name", unique=True),
        Index("ix_timer_due_at", "due_at"),
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref]
    name: Mapped[str]
    args: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    due_at: Mapped[datetime]
    not_after: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class InboundError(Base):
    """A signed webhook that could not be handled: kept sealed, for a person to look at."""

    __tablename__ = "inbound_error"

    id: Mapped[Id]
    sid: Mapped[Word] = mapped_column(unique=True)
    form_sealed: Mapped[Sealed]
    error: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())
