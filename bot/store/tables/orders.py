"""What organizers ask for by text, from the text to the carrier's word that it is one."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base


class TextedOrder(Base):
    """A text that may be an order: from a linked phone, and not yet looked up at the carrier. Its
    words are those of the message. `due_at` is when it is looked up next."""

    __tablename__ = "texted_order"
    __table_args__ = (Index("ix_texted_order_due_at", "due_at"),)

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    tries: Mapped[int] = mapped_column(SmallInteger, server_default="0")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]


class OrderLock(Base):
    """Wrong codes from a phone since its last right one, and since when it is locked for them."""

    __tablename__ = "order_lock"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    wrong: Mapped[int] = mapped_column(SmallInteger)
    locked_at: Mapped[datetime | None]
