"""What all senders share: one pace per sender, and how far a look at the carrier has come."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Word


class Pace(Base):
    """How fast one sender (a number or a messaging service) goes, shared by all workers.

    `ready_at` is the instant up to which its rate is given away (generic cell rate algorithm).
    `factor` is what is left of the set rate after the carrier said "too many" at `slowed_at`;
    it doubles back to 1 with time.
    """

    __tablename__ = "pace"

    sender: Mapped[str] = mapped_column(primary_key=True)
    ready_at: Mapped[datetime] = mapped_column(server_default=func.now())
    factor: Mapped[float] = mapped_column(server_default="1")
    slowed_at: Mapped[datetime | None]


class SetAside(Base):
    """A row that something could not be done with, so that the rest could go on. It is tried again
    at `again_at`, each time later; it is gone when that went well."""

    __tablename__ = "set_aside"

    kind: Mapped[Word] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    """The row's id, or the carrier's for a text that is no row yet."""
    error: Mapped[Word]
    """What kind of error it was; never its words, which may hold somebody's."""
    times: Mapped[int]
    first_at: Mapped[datetime]
    last_at: Mapped[datetime]
    again_at: Mapped[datetime]


class Mark(Base):
    """How far something that looks back has come: the reconciler's last look at the carrier."""

    __tablename__ = "mark"

    name: Mapped[Word] = mapped_column(primary_key=True)
    at: Mapped[datetime]
