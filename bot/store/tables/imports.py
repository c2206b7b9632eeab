"""Lists of people that were brought: what they are, what they changed, and the file meanwhile."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, SmallInteger, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import wall_time
from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class PeopleImport(Base):
    """A file of people on its way into the record.

    `state` is "reading", "shown", "writing", "done", "failed", "dropped" or "undone". `settings`
    holds what organizers said of the file: columns, answers, sheet. `proof_sealed` is how the
    people agreed, as JSON; `preview_sealed` what was shown, until it is done. `fault` is why it
    failed. `beat_at` moves while somebody works on it. `series_started_at`: since when the
    campaign's series count for whom it opted in; none begins before an organizer says so.
    `calling_list_id`: its people come onto that list, to be called, and not into the record.
    """

    __tablename__ = "people_import"

    id: Mapped[Id]
    state: Mapped[Word]
    name_sealed: Mapped[Sealed]
    source: Mapped[Word]
    calling_list_id: Mapped[Ref | None]
    made_by: Mapped[Ref | None]
    settings: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    proof_sealed: Mapped[Sealed | None]
    preview_sealed: Mapped[Sealed | None]
    counts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    fault: Mapped[str | None]
    rows_total: Mapped[int] = mapped_column(server_default="0")
    rows_done: Mapped[int] = mapped_column(server_default="0")
    beat_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    series_started_at: Mapped[datetime | None]
    undone_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), default=wall_time)


class ImportFile(Base):
    """A piece of a file, sealed: of what was brought ("file"), gone once it is in the record, or of
    the rows that were left out ("left_out"), gone after a week."""

    __tablename__ = "import_file"

    import_id: Mapped[int] = mapped_column(
        ForeignKey("people_import.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    kind: Mapped[Word] = mapped_column(primary_key=True)
    part: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    body_sealed: Mapped[Sealed]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), default=wall_time)


class ImportChange(Base):
    """What an import changed about somebody who was known: columns before and after, as JSON."""

    __tablename__ = "import_change"
    __table_args__ = (
        Index("ix_import_change_import_id", "import_id"),
        Index("ix_import_change_contact_id", "contact_id"),
    )

    id: Mapped[Id]
    import_id: Mapped[int] = mapped_column(ForeignKey("people_import.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    change_sealed: Mapped[Sealed]


class LineType(Base):
    """What kind of line a number is, as its carrier said, by the number's keyed digest: each look
    costs, so nobody is looked up twice within a year."""

    __tablename__ = "line_type"
    __table_args__ = (Index("ix_line_type_at", "at"),)

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    kind: Mapped[Word]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
