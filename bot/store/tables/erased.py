"""Who was erased: so that nobody comes back with an older backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, Index, SmallInteger, String, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Ref, Word


class ErasureAsk(Base):
    """Somebody who has asked, by text and with a yes, to be erased. The clock does it once the
    answer to them is on its way."""

    __tablename__ = "erasure_ask"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_at: Mapped[datetime]


class CarrierCopy(Base):
    """A text of somebody erased that the carrier has, by its SID, until it is deleted there.
    `outcome`: waiting, deleted, gone (it had none), refused. `erased_id` points at nobody."""

    __tablename__ = "carrier_copy"
    __table_args__ = (
        Index("ix_carrier_copy_again_at", "again_at", postgresql_where=text("outcome = 'waiting'")),
        Index("ix_carrier_copy_erased_id", "erased_id"),
    )

    sid: Mapped[str] = mapped_column(String(34), primary_key=True)
    erased_id: Mapped[Ref]
    outcome: Mapped[Word] = mapped_column(server_default="waiting")
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    again_at: Mapped[datetime]
    asked_at: Mapped[datetime]


class Erased(Base):
    """The keyed digest of an address whose person was erased, and when last. The same list is in a
    file of the data folder, for the record may be an older one (bot/privacy/erasing.py). It does
    not keep anybody out: whoever comes anew after `at` is welcome."""

    __tablename__ = "erased"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    at: Mapped[datetime]
