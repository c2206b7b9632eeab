"""Actions of the week that people lead and join, and the stations that volunteers ask."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import Float, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class Event(Base):
    """An action somebody leads. `kind`: rally, protest, voters, phone_bank, other.

    `state`: open, pending (an organizer looks first), called_off. Only what an organizer has
    looked at `is_listed`: whoever means harm could otherwise call people to a place. `day` and
    `starts_at` are the wall clock of the place; `latitude`, `longitude` those of its ZIP. `goal`
    is the number of calls a phone bank wants. The place and what it is in words are sealed, and
    nobody but the host reads them before an organizer has, at `reviewed_at`. `told_at` is when the
    host last heard of guests.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_day", "day", postgresql_where=text("state = 'open' AND is_listed")),
        Index("ix_event_open_day", "day", postgresql_where=text("state = 'open'")),
        Index("ix_event_host_id", "host_id", "id"),
    )

    id: Mapped[Id]
    code: Mapped[Word] = mapped_column(unique=True)
    kind: Mapped[Word]
    host_id: Mapped[Ref]
    state: Mapped[Word]
    day: Mapped[date]
    starts_at: Mapped[time | None]
    zip: Mapped[str | None] = mapped_column(String(5))
    city: Mapped[str | None]
    zone: Mapped[str | None]
    latitude: Mapped[float | None] = mapped_column(Float)
    longitude: Mapped[float | None] = mapped_column(Float)
    place_sealed: Mapped[Sealed | None]
    what_sealed: Mapped[Sealed | None]
    is_listed: Mapped[bool] = mapped_column(server_default=text("false"))
    capacity: Mapped[int | None]
    goal: Mapped[int | None]
    chapter_id: Mapped[Ref | None]
    reviewed_at: Mapped[datetime | None]
    told_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Rsvp(Base):
    """A person who comes to an event. `state`: going, waiting, canceled.

    `source` is how they signed up: text, or organizer. `checked_as` is what was heard when somebody
    asked them whether they come: comes, not_coming, not_reached; or asked, where no answer has come
    yet. A volunteer who asks by a link has them until `claimed_until`.
    """

    __tablename__ = "rsvp"
    __table_args__ = (Index("ix_rsvp_contact_id", "contact_id"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    state: Mapped[Word]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    source: Mapped[Word] = mapped_column(server_default="text")
    checked_as: Mapped[Word | None]
    checked_at: Mapped[datetime | None]
    claimed_link: Mapped[Ref | None]
    claimed_until: Mapped[datetime | None]
    told_as: Mapped[Word | None]


class StationAsk(Base):
    """A volunteer who asks a station to read the number. The station is sealed, folded; it is
    compared by its keyed digest.

    `state`: asked, signed_up. One volunteer a station: the first one has it.
    """

    __tablename__ = "station_ask"
    __table_args__ = (Index("ix_station_ask_contact_id", "contact_id"),)

    id: Mapped[Id]
    station_sealed: Mapped[Sealed | None]
    station_digest: Mapped[Digest | None] = mapped_column(unique=True)
    contact_id: Mapped[Ref]
    state: Mapped[Word]
    dj_id: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
