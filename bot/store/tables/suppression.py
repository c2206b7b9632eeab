"""Who must not be texted, whatever else is known of them; and the keys that this is kept under."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Sealed, Word


class Suppression(Base):
    """An address whose person stopped. It outlives them: erased, it is all that is left.

    `digest` is what `Sealer.traces` finds again, made with the key `key_id` in the end. `origin` is
    "person", or the list of another Clarion it came with. Triggers put every address of whoever
    stops here, and refuse to take a stop off a contact while it is here: only
    `bot.people.consent.lift` takes it out. `is_journaled`: it is in the journal beside the record
    (bot/people/stop_journal.py), which outlives a restore of an older backup.
    """

    __tablename__ = "suppression"
    __table_args__ = (
        Index("ix_suppression_key_id", "key_id"),
        Index("ix_suppression_not_journaled", "since", postgresql_where=text("NOT is_journaled")),
    )

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    key_id: Mapped[bytes] = mapped_column(LargeBinary(4))
    origin: Mapped[Word] = mapped_column(server_default="person")
    since: Mapped[datetime]
    is_journaled: Mapped[bool] = mapped_column(server_default=text("false"))


class DataKey(Base):
    """A data key that was ever used, in the order of `n`; triggers note it. Each is at hand, or
    `lookup_sealed` has its lookup key in hexadecimal, left by `clarion keys rotate`: else nobody
    knows who stopped, and nothing goes out. `is_list`: it is that of a list of stops which another
    Clarion gave us."""

    __tablename__ = "data_key"

    id: Mapped[bytes] = mapped_column(LargeBinary(4), primary_key=True)
    n: Mapped[int] = mapped_column(BigInteger, Identity(), unique=True)
    lookup_sealed: Mapped[Sealed | None]
    is_list: Mapped[bool] = mapped_column(server_default=text("false"))


class StopJournal(Base):
    """How far a journal of stops, a file beside the record, was read back into it, in bytes."""

    __tablename__ = "stop_journal"

    name: Mapped[Word] = mapped_column(primary_key=True)
    done: Mapped[int]
