"""What stood open in the record before it was sealed, on its way there."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Ref, Word


class ToSeal(Base):
    """Values of a row that a migration took out of columns in clear. The clock seals them where
    they belong, some at a time, and deletes the row (bot/people/left_open.py); empty otherwise.

    `kind` is contact, report, dj or station_ask, `row_id` its id, `told` the values by name.
    """

    __tablename__ = "to_seal"

    id: Mapped[Id]
    kind: Mapped[Word]
    row_id: Mapped[Ref]
    told: Mapped[dict[str, Any]] = mapped_column()
