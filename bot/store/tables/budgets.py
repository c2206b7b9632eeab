"""What is counted against a budget, so that nobody makes us do too much of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Word


class Spent(Base):
    """How often something was done in an hour, of what a budget allows (bot/people/budgets.py).

    `subject` is by whom, to whom or of what: "from:12", "to:7" (contacts), "area:+1312", "all".
    """

    __tablename__ = "spent"

    budget: Mapped[Word] = mapped_column(primary_key=True)
    subject: Mapped[Word] = mapped_column(primary_key=True)
    hour: Mapped[datetime] = mapped_column(primary_key=True)
    count: Mapped[int]
