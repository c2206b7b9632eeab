"""What people did: the ledger of reports, DJs, and the scripts they were given."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Id, Ref, Sealed, Word


class Report(Base):
    """One line of the ledger behind every count: calls, airings, hosted events, tallies.

    `kind` is "called", "tallied" (calls too), "reached" (somebody of a calling list: no call to the
    line), "busy", "voicemail", "full", "aired", "hosted", "guests", "came", "asked" or another of
    the flows'; `count` how many it stands for. `credit_id` is the contact who brought this person
    in; `source` the code it came by.

    `event_id` is the action it is about: for calls the room that they were made in. `broadcast_id`
    is the broadcast, `airing_id` the airing that it follows, where it can follow only one.
    `confidence`: said (somebody texted it), checked (confirmed by them or by an organizer),
    measured (by the carrier).

    `held` says why it does not count yet: "many" (an organizer decides), "review" (an organizer has
    to look at the action it is about), "again" or "early" (the
    person has been asked). `details` are words and numbers of ours (which script, how long); what
    people said goes into `details_sealed`, as JSON. One with `taken_back_at` counts no more.
    Whatever sums reports reads the view `counted_report`, which has neither. `verdict_sealed` is
    what was written and how it was read, so that a miscount can be found.
    """

    __tablename__ = "report"
    __table_args__ = (
        Index("ix_report_kind_at", "kind", "at"),
        Index("ix_report_contact_id", "contact_id", "id"),
        Index("ix_report_broadcast_id", "broadcast_id"),
        Index("ix_report_event_id", "event_id", postgresql_where=text("event_id IS NOT NULL")),
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref | None]
    kind: Mapped[Word]
    count: Mapped[int] = mapped_column(server_default="1")
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    line: Mapped[str | None]
    state: Mapped[str | None]
    source: Mapped[str | None]
    chapter_id: Mapped[Ref | None]
    credit_id: Mapped[Ref | None]
    broadcast_id: Mapped[Ref | None]
    event_id: Mapped[Ref | None]
    message_id: Mapped[Ref | None]
    flow: Mapped[str | None]
    flow_hash: Mapped[str | None]
    details: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    details_sealed: Mapped[Sealed | None]
    held: Mapped[Word | None]
    taken_back_at: Mapped[datetime | None]
    verdict_sealed: Mapped[Sealed | None]
    airing_id: Mapped[Ref | None]
    confidence: Mapped[Word] = mapped_column(server_default="said")
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Dj(Base):
    """A contact who reads scripts on air. `state`: approved, pending, declined.

    The station and its market are sealed, in people's own words; segments find them by keyed
    digests.

    `slots` is when their show is on, as bot/djs/slots.py writes it ("mon,tue 07:00-10:00;sat
    09:00"), in their own zone, `slot` when the first of them begins; `reminded_on`
    the day of the last show they were reminded of.
    """

    __tablename__ = "dj"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    station_sealed: Mapped[Sealed | None]
    station_key: Mapped[int | None] = mapped_column(BigInteger)
    market_sealed: Mapped[Sealed | None]
    market_key: Mapped[int | None] = mapped_column(BigInteger)
    langs: Mapped[list[str]]
    show_sealed: Mapped[Sealed | None]
    slot: Mapped[str | None]
    slots: Mapped[str | None]
    reminded_on: Mapped[date | None]
    state: Mapped[Word]
    decided_by: Mapped[Ref | None]
    decided_at: Mapped[datetime | None]
    recruited_by: Mapped[Ref | None]
    source: Mapped[str | None]
    chapter_id: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class ScriptShare(Base):
    """A script given to somebody: which version, in which length and language, and its page.

    `code` is the page's address: random, and it carries nothing personal.
    """

    __tablename__ = "script_share"
    __table_args__ = (
        Index("ix_script_share_contact_id", "contact_id", "id"),
        Index("ix_script_share_script", "script", "version"),
    )

    id: Mapped[Id]
    code: Mapped[Word] = mapped_column(unique=True)
    contact_id: Mapped[Ref | None]
    script: Mapped[str]
    version: Mapped[int]
    length: Mapped[str]
    lang: Mapped[str]
    message_id: Mapped[Ref | None]
    expires_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class SplitTaken(Base):
    """The way a random split of a flow sent a person, so that what came of each can be compared.

    Always the same way for one person at one step; where the shares were changed between two
    visits it may be another, and the latest stands here.
    """

    __tablename__ = "split_taken"
    __table_args__ = (Index("ix_split_taken_flow_step", "flow", "step"),)

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    flow: Mapped[Word] = mapped_column(primary_key=True)
    step: Mapped[Word] = mapped_column(primary_key=True)
    branch: Mapped[Word]
    at: Mapped[datetime] = mapped_column(server_default=func.now())


class Answer(Base):
    """What a person answered to a flow's question; the latest stands here.

    `choice` is the key of the choice they took. Where the question takes a number, date, time,
    ZIP, state or station, that stands sealed in `value_sealed`, and `value_key` is the keyed
    digest by which segments find it. Of words of their own, and of private answers, all three
    are empty: that it was answered is all that is kept.
    """

    __tablename__ = "answer"
    __table_args__ = (
        Index("ix_answer_flow_step", "flow", "step", "choice"),
        Index("ix_answer_at", "at"),
    )

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    flow: Mapped[Word] = mapped_column(primary_key=True)
    step: Mapped[Word] = mapped_column(primary_key=True)
    choice: Mapped[str | None]
    value_sealed: Mapped[Sealed | None]
    value_key: Mapped[int | None] = mapped_column(BigInteger)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
