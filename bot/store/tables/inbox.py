"""Who needs a person, and what people of the team do about it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, String, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import wall_time
from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class Ticket(Base):
    """Somebody who needs a person, from the first text to the end. One at a time for each contact.

    `kind` is what began it and `urgency` its place in the list (0 is first). `waiting_since` is
    the oldest text nobody has answered, null once it is. Whoever works on it claims it until
    `claimed_until` (an organizer, or a volunteer by link); `assigned_to` is who should.
    `promised_at` and `late_told_at` are when they were told when somebody reads it.
    """

    __tablename__ = "ticket"
    __table_args__ = (
        Index("uq_ticket_open", "contact_id", unique=True, postgresql_where=text("state = 'open'")),
        Index(
            "ix_ticket_waiting",
            "urgency",
            "waiting_since",
            postgresql_where=text("state = 'open'"),
        ),
        Index("ix_ticket_contact_id", "contact_id"),
    )

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[Word]
    urgency: Mapped[int] = mapped_column(SmallInteger)
    topic: Mapped[Word | None]
    lang: Mapped[str | None] = mapped_column(String(8))
    state: Mapped[Word] = mapped_column(server_default="open")
    broadcast_id: Mapped[Ref | None]
    message_id: Mapped[Ref | None]
    flags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    opened_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)
    waiting_since: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    answers: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    claimed_by: Mapped[Ref | None]
    claimed_link: Mapped[Ref | None]
    claimed_until: Mapped[datetime | None]
    assigned_to: Mapped[Ref | None]
    promised_at: Mapped[datetime | None]
    late_told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    closed_by: Mapped[Ref | None]
    closed_why: Mapped[Word | None]


class TicketEvent(Base):
    """What happened to a ticket, for the team's eyes: who claimed, answered, noted, closed.
    `detail` names ids and words of ours; a note's own words are sealed."""

    __tablename__ = "ticket_event"
    __table_args__ = (Index("ix_ticket_event_ticket_id", "ticket_id"),)

    id: Mapped[Id]
    ticket_id: Mapped[int] = mapped_column(ForeignKey("ticket.id", ondelete="CASCADE"))
    organizer_id: Mapped[Ref | None]
    link_id: Mapped[Ref | None]
    act: Mapped[Word]
    message_id: Mapped[Ref | None]
    note_sealed: Mapped[Sealed | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class Task(Base):
    """Something an organizer will do about a person by a day."""

    __tablename__ = "task"
    __table_args__ = (
        Index("ix_task_due_at", "due_at", postgresql_where=text("done_at IS NULL")),
        Index("ix_task_contact_id", "contact_id"),
    )

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    owner_id: Mapped[Ref | None]
    what_sealed: Mapped[Sealed]
    due_at: Mapped[datetime]
    made_by: Mapped[Ref | None]
    done_at: Mapped[datetime | None]
    done_by: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class CannedAnswer(Base):
    """An answer the team keeps ready; the same `name` in each language."""

    __tablename__ = "canned_answer"
    __table_args__ = (UniqueConstraint("name", "lang"),)

    id: Mapped[Id]
    name: Mapped[Word]
    lang: Mapped[str] = mapped_column(String(8))
    body: Mapped[str]
    made_by: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class VolunteerLink(Base):
    """A link that lets a volunteer without an account do one task so many times, until it ends.
    `task`: replies, or checkins of the action `event_id`."""

    __tablename__ = "volunteer_link"

    id: Mapped[Id]
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    task: Mapped[Word]
    event_id: Mapped[Ref | None]
    name: Mapped[Word]
    lang: Mapped[str | None] = mapped_column(String(8))
    most: Mapped[int] = mapped_column(SmallInteger)
    used: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    until: Mapped[datetime]
    made_by: Mapped[Ref | None]
    revoked_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class Block(Base):
    """Somebody who is not answered until a day: by anybody ("block"), or by people only
    ("quiet")."""

    __tablename__ = "block"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Word]
    until: Mapped[datetime]
    made_by: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)
