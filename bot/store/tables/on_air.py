"""Scripts on their way: editions, the corrections they cause, and parts that wait their turn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint, func
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Id, Ref, Word


class ScriptEdition(Base):
    """One version of a script, noted when it was first seen to run.

    `words_hash` tells whether its words were changed without a new version. An urgent correction
    may go at any hour: somebody asked for it with a reason, somebody else approved it.
    """

    __tablename__ = "script_edition"
    __table_args__ = (UniqueConstraint("script", "version"),)

    id: Mapped[Id]
    script: Mapped[str]
    version: Mapped[int]
    words_hash: Mapped[Digest]
    urgent_reason: Mapped[str | None]
    urgent_by: Mapped[Ref | None]
    urgent_at: Mapped[datetime | None]
    approved_by: Mapped[Ref | None]
    approved_at: Mapped[datetime | None]
    seen_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ScriptCorrection(Base):
    """What a person who has a script was told of it, once: `version` replaces theirs, or, with
    version 0, its last day has passed. `message_id` is null where they needed not be told."""

    __tablename__ = "script_correction"
    __table_args__ = (UniqueConstraint("contact_id", "script", "version"),)

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    script: Mapped[str]
    version: Mapped[int]
    had_version: Mapped[int]
    reason: Mapped[Word | None]
    message_id: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class ScriptPart(Base):
    """A text that goes once the one before it has arrived, or when `due_at` has come."""

    __tablename__ = "script_part"

    message_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    after_id: Mapped[Ref]
    due_at: Mapped[datetime]
