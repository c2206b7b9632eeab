"""Series: what went out of them, so that nobody gets the same text twice."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Ref, Word


class SeriesSeen(Base):
    """Since when the clock knows a text of a series. `rule` is what it counts from and when it
    comes: a text that is new, or written anew, does not make up for what is past."""

    __tablename__ = "series_seen"

    series: Mapped[Word] = mapped_column(primary_key=True)
    name: Mapped[Word] = mapped_column(primary_key=True)
    rule: Mapped[str] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SeriesSent(Base):
    """A text of a series that was planned for a person, at most once for what it was about.

    `anchor` is "joined", "event:12" or "week:2026". `event_day` and `event_time` are what the text
    said: the gate compares them with the event as it is then. `message_id` is null where a
    conversation was begun instead.
    """

    __tablename__ = "series_sent"
    __table_args__ = (
        Index("ix_series_sent_contact_id", "contact_id", "at"),
        Index("ix_series_sent_at", "at"),
        Index(
            "uq_series_sent_message_id",
            "message_id",
            unique=True,
            postgresql_where=text("message_id IS NOT NULL"),
        ),
    )

    # First in the key: a look asks person by person what they have had.
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    series: Mapped[Word] = mapped_column(primary_key=True)
    name: Mapped[Word] = mapped_column(primary_key=True)
    anchor: Mapped[Word] = mapped_column(primary_key=True)
    event_id: Mapped[Ref | None]
    event_day: Mapped[date | None]
    event_time: Mapped[time | None]
    due_at: Mapped[datetime]
    message_id: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
