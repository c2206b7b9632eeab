"""Who was erased: so that nobody comes back with an older backup."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest


class Erased(Base):
    """The keyed digest of an address whose person was erased, and when last. The same list is in a
    file of the data folder, for the record may be an older one (bot/privacy/erasing.py). It does
    not keep anybody out: whoever comes anew after `at` is welcome."""

    __tablename__ = "erased"

    digest: Mapped[Digest] = mapped_column(primary_key=True)
    at: Mapped[datetime]
