"""Lists of people whom volunteers call: the list, who is on it, who may call, and each try."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.clock import wall_time
from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class CallingList(Base):
    """A list that a group of the coalition brought, of people who agreed to be called.

    `state` is open, paused or ended. `event_id` is the phone bank whose room calls it, besides who
    was let in. `gap_s` is the least time between two tries of one person, `most_tries` the most of
    one person, `an_hour` the names one caller gets in an hour. People are called between `from_at`
    and `until_at` on their own clock, and never when they may not be texted. `scripts` says by
    language what callers say first. `is_paper`: callers read numbers off a printed sheet.
    """

    __tablename__ = "calling_list"

    id: Mapped[Id]
    code: Mapped[Word] = mapped_column(unique=True)
    title: Mapped[str]
    state: Mapped[Word] = mapped_column(server_default="open")
    is_paper: Mapped[bool] = mapped_column(server_default=text("false"))
    event_id: Mapped[int | None] = mapped_column(ForeignKey("event.id", ondelete="SET NULL"))
    gap_s: Mapped[int]
    most_tries: Mapped[int]
    an_hour: Mapped[int]
    from_at: Mapped[time]
    until_at: Mapped[time]
    scripts: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    ends_on: Mapped[date]
    made_by: Mapped[Ref | None]
    ended_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), default=wall_time)


class ListedPerson(Base):
    """Somebody on a list, who need not be a contact of ours. `n` is their row on a printed sheet.

    The number and the first name are sealed; the number is found by its keyed digest. `place` is
    what their hours go by: zones and states as words. `state` is open, done (talked with, or tried
    often enough) or aside (wrong number, wants no calls, has stopped). `outcome` is the last one,
    `tries` those that reached nobody, `laters` how often they asked for another time. They are not
    called before `next_at`. While `claimed_until` is to come they are some caller's.
    """

    __tablename__ = "listed_person"
    __table_args__ = (
        UniqueConstraint("list_id", "digest"),
        UniqueConstraint("list_id", "n"),
        Index("ix_listed_person_digest", "digest"),
        Index("ix_listed_person_import_id", "import_id"),
        Index(
            "ix_listed_person_open",
            "list_id",
            "tries",
            "id",
            postgresql_where=text("state = 'open'"),
        ),
    )

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(ForeignKey("calling_list.id", ondelete="CASCADE"))
    import_id: Mapped[Ref]
    n: Mapped[int]
    digest: Mapped[Digest]
    value_sealed: Mapped[Sealed]
    name_sealed: Mapped[Sealed | None]
    lang: Mapped[str | None]
    zip: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None]
    place: Mapped[str]
    state: Mapped[Word] = mapped_column(server_default="open")
    outcome: Mapped[Word | None]
    tries: Mapped[int] = mapped_column(server_default="0")
    laters: Mapped[int] = mapped_column(server_default="0")
    next_at: Mapped[datetime | None]
    claimed_until: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"), default=wall_time)


class ListCaller(Base):
    """Somebody who asked to call a list (`state` asked), was let in (in) or was not (out)."""

    __tablename__ = "list_caller"
    __table_args__ = (Index("ix_list_caller_contact_id", "contact_id"),)

    list_id: Mapped[int] = mapped_column(
        ForeignKey("calling_list.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    state: Mapped[Word]
    at: Mapped[datetime]
    decided_by: Mapped[Ref | None]


class ListCall(Base):
    """A name that a caller was given, and how the call went.

    `state`: claimed (theirs until `until_at`), told, passed, lapsed (nothing was said). `outcome`
    is the caller's word: talked, voicemail, no_answer, wrong, never, later. `measured` is what the
    carrier said of the call, if it was ours, and `measured_s` how long they were connected.
    `before` is how the person stood, for an undo; `report_id` what it put into the ledger. A person
    has one claim at a time.
    """

    __tablename__ = "list_call"
    __table_args__ = (
        Index("ix_list_call_list_id", "list_id"),
        Index("ix_list_call_person_id", "person_id"),
        Index("ix_list_call_caller_id", "caller_id", "claimed_at"),
        Index(
            "uq_list_call_claimed_person",
            "person_id",
            unique=True,
            postgresql_where=text("state = 'claimed'"),
        ),
    )

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(ForeignKey("calling_list.id", ondelete="CASCADE"))
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("listed_person.id", ondelete="SET NULL")
    )
    caller_id: Mapped[Ref | None]
    state: Mapped[Word]
    claimed_at: Mapped[datetime]
    until_at: Mapped[datetime]
    outcome: Mapped[Word | None]
    told_at: Mapped[datetime | None]
    measured: Mapped[Word | None]
    measured_s: Mapped[int | None]
    report_id: Mapped[Ref | None]
    before: Mapped[dict[str, Any] | None]
    taken_back_at: Mapped[datetime | None]
