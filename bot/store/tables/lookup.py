"""Finding people, what was changed about them by hand, and acts on many at once."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ARRAY, BigInteger, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import wall_time
from bot.store.base import Base, Id, Ref, Sealed, Word


class ContactKey(Base):
    """By what a person is found whose name and number are sealed: keyed digests of the words of
    the name, of the beginnings of these, and of a number's last four digits, 64 bits each.

    `keys` is null until they are worked out: a trigger says so when somebody is added and when a
    name changes. Whoever has the database and no key sees which people share a word of their
    names, and how many, but not the word (docs/privacy.md).
    """

    __tablename__ = "contact_key"
    __table_args__ = (
        Index("ix_contact_key_keys", "keys", postgresql_using="gin"),
        Index("ix_contact_key_missing", "contact_id", postgresql_where=text("keys IS NULL")),
    )

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    keys: Mapped[list[int] | None] = mapped_column(ARRAY(BigInteger))


class ContactChange(Base):
    """What an organizer changed about a person: `what` is a column, or "field.NAME"; before and
    after, sealed."""

    __tablename__ = "contact_change"
    __table_args__ = (Index("ix_contact_change_contact_id", "contact_id", "id"),)

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    organizer_id: Mapped[Ref | None]
    what: Mapped[str]
    before_sealed: Mapped[Sealed | None]
    after_sealed: Mapped[Sealed | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class MergedContact(Base):
    """Who became part of whom: `id` is the contact that is no more. Their invite code lives on."""

    __tablename__ = "merged_contact"
    __table_args__ = (Index("ix_merged_contact_kept_id", "kept_id"),)

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    kept_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    code: Mapped[Word] = mapped_column(unique=True)
    merged_by: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class BulkAct(Base):
    """One act on everybody of a segment. `kind`: tag, untag, assign, flow; `detail` has the tag,
    the flow or the owner. `state`: done, waiting (for somebody else's yes), running, undone,
    refused. `people` is how many it reached, or will; `left_out` how many could not be reached.
    """

    __tablename__ = "bulk_act"
    __table_args__ = (
        Index("ix_bulk_act_running", "id", postgresql_where=text("state = 'running'")),
    )

    id: Mapped[Id]
    kind: Mapped[Word]
    segment: Mapped[str]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    state: Mapped[Word]
    people: Mapped[int]
    left_out: Mapped[int] = mapped_column(server_default="0")
    made_by: Mapped[Ref | None]
    approved_by: Mapped[Ref | None]
    undone_by: Mapped[Ref | None]
    undone_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class BulkPerson(Base):
    """One person of a bulk act: whom it really changed, so that it can be undone for them alone.
    `task_id` is the task it made; `done_at` when their flow began, `failed` why it did not."""

    __tablename__ = "bulk_person"
    __table_args__ = (
        Index("ix_bulk_person_due", "bulk_id", postgresql_where=text("done_at IS NULL")),
        Index("ix_bulk_person_contact_id", "contact_id"),
        Index(
            "ix_bulk_person_done_at",
            "bulk_id",
            "done_at",
            postgresql_where=text("done_at IS NOT NULL"),
        ),
    )

    bulk_id: Mapped[int] = mapped_column(
        ForeignKey("bulk_act.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    task_id: Mapped[Ref | None]
    done_at: Mapped[datetime | None]
    failed: Mapped[Word | None]
