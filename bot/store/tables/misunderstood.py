"""What nobody understood: texts that got the catch-all, a guess, or their question again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Sealed, Word


class Misunderstood(Base):
    """One text that was not understood, for organizers to make words of the campaign from.

    `flow` and `step` are the question it came to, null where none was open. `verdict` is "unknown"
    or "suggestion", `offered` the word or flow that was suggested. Deleted with the bodies of
    texts (`CLARION_KEEP_TEXTS_DAYS`).
    """

    __tablename__ = "misunderstood"
    __table_args__ = (
        Index("ix_misunderstood_at", "at"),
        Index("ix_misunderstood_contact_id", "contact_id"),
    )

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    words_sealed: Mapped[Sealed]
    lang: Mapped[str | None]
    flow: Mapped[str | None]
    step: Mapped[str | None]
    verdict: Mapped[Word]
    offered: Mapped[str | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
