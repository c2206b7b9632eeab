"""Sources: what brought people here, each with the code that they text or the number they dial."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Ref, Word


class Source(Base):
    """A poster, link, number, DJ or broadcast that a code stands for: "CALL ELM".

    `kind` is "poster", "keyword", "link", "number", "dj", "broadcast" or "other". `code` is as it
    is texted, in capitals and without accents; it is never given again, so that what `contact` and
    `report` call "source:ELM" means one thing for good. `flow` is the conversation that the code
    alone leads to. `label` and `place` are the team's words for where it hangs.

    `extension` are the digits that are pressed for it on the phone, `number` a number of ours that
    is only dialed from there (E.164). Both are free again once it is closed. `dj_id` is the contact
    of its DJ.
    """

    __tablename__ = "source"
    __table_args__ = (
        Index(
            "uq_source_extension",
            "extension",
            unique=True,
            postgresql_where=text("closed_at IS NULL"),
        ),
        Index(
            "uq_source_number", "number", unique=True, postgresql_where=text("closed_at IS NULL")
        ),
    )

    id: Mapped[Id]
    code: Mapped[Word] = mapped_column(unique=True)
    kind: Mapped[Word] = mapped_column(server_default="poster")
    label: Mapped[str]
    flow: Mapped[Word] = mapped_column(server_default="call")
    place: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    zip: Mapped[str | None]
    chapter_id: Mapped[Ref | None]
    extension: Mapped[Word | None]
    number: Mapped[Word | None]
    dj_id: Mapped[Ref | None]
    broadcast_id: Mapped[Ref | None]
    made_by: Mapped[Ref | None]
    closed_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SourceText(Base):
    """That a person texted a source's code: first, last and how often.

    `contact.source` is what first brought somebody; this also knows people who were here already
    and came again by a poster. What they report within a day is credited to it.
    """

    __tablename__ = "source_text"
    __table_args__ = (Index("ix_source_text_source_id", "source_id"),)

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    source_id: Mapped[int] = mapped_column(
        ForeignKey("source.id", ondelete="CASCADE"), primary_key=True
    )
    times: Mapped[int] = mapped_column(server_default="1")
    first_at: Mapped[datetime]
    at: Mapped[datetime]
