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


class Mark(Base):
    """How far something that looks back has come: the reconciler's last look at the carrier."""

    __tablename__ = "mark"

    name: Mapped[Word] = mapped_column(primary_key=True)
    at: Mapped[datetime]
