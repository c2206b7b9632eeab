"""Actions of the week that people lead and join, and the stations that volunteers ask."""

from __future__ import annotations

from datetime import date, datetime, time

from sqlalchemy import BigInteger, Float, ForeignKey, Index, String, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class Event(Base):
    """An action somebody leads. `kind`: rally, protest, voters, phone_bank, other.

    `state`: open, pending (an organizer looks first), changes (the host has been asked for some),
    declined, called_off, merged (it was a double of `merged_into`). Only what an organizer has
    looked at `is_listed`: whoever means harm could otherwise call people to a place. `day`,
    `starts_at` and `ends_at` are the wall clock of the place; `latitude`, `longitude` those of its
    ZIP. `goal` is the number of calls a phone bank wants.

    The place and what it is in words are sealed, and nobody but the host reads them before an
    organizer has, at `reviewed_at`. What follows the first comma of the place is its address, read
    by who signed up (where `lets_in`, only by whom the host has let in); sealed are also the host's
    word to guests, and the link of a video call, read by who joined. `venue`: place, home, video.
    `closed_at` is when the host said that it is full. `told_at` is when the host last heard of
    guests, or had had enough to hear of them.
    """

    __tablename__ = "event"
    __table_args__ = (
        Index("ix_event_day", "day", postgresql_where=text("state = 'open' AND is_listed")),
        Index(
            "ix_event_latitude",
            "latitude",
            "longitude",
            "day",
            postgresql_where=text("state = 'open' AND is_listed"),
        ),
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
    ends_at: Mapped[time | None]
    venue: Mapped[Word] = mapped_column(server_default="place")
    langs: Mapped[list[str] | None]
    is_accessible: Mapped[bool | None]
    lets_in: Mapped[bool] = mapped_column(server_default=text("false"))
    closed_at: Mapped[datetime | None]
    merged_into: Mapped[Ref | None]
    bring_sealed: Mapped[Sealed | None]
    link_sealed: Mapped[Sealed | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class EventHost(Base):
    """Somebody who leads an event together with its host, and may do what the host may; from
    `accepted_at` on. Null: the host has asked them, and they have not said yes."""

    __tablename__ = "event_host"
    __table_args__ = (Index("ix_event_host_contact_id", "contact_id"),)

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    accepted_at: Mapped[datetime | None]


class EventNeed(Base):
    """What an event needs of its guests: so many (`wanted`) of a kind of ours, like drivers. Never
    the host's own words, since guests read it."""

    __tablename__ = "event_need"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    kind: Mapped[Word] = mapped_column(primary_key=True)
    wanted: Mapped[int] = mapped_column(server_default="1")


class EventChange(Base):
    """Something about an event changed that its guests are told of. `what`: day, time, place,
    called_off, seats, words. `told` is how many texts were planned, when they were; `held` of them
    wait for an organizer's yes, for they would come outside texting hours or too late.
    `approved_by` said that they go at once, and why."""

    __tablename__ = "event_change"
    __table_args__ = (Index("ix_event_change_event_id", "event_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    what: Mapped[Word]
    by_contact: Mapped[Ref | None]
    by_organizer: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    told: Mapped[int | None]
    held: Mapped[int] = mapped_column(server_default="0")
    approved_by: Mapped[Ref | None]
    approved_at: Mapped[datetime | None]
    approved_why: Mapped[str | None]


class EventText(Base):
    """A text that tells somebody of an event they signed up for, or lead: that is what they have
    asked for, so that it goes to whoever gets nothing else of ours. `change_id`: what it tells of.
    """

    __tablename__ = "event_text"
    __table_args__ = (Index("ix_event_text_change_id", "change_id"),)

    message_id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    change_id: Mapped[Ref | None]


class HostWord(Base):
    """Words of a host that guests would read, until an organizer has looked. `kind`: text (to
    all), note (what to bring), place (where it is now). `state`: waiting, passed, refused; the
    words are sealed. `told` is how many guests were texted."""

    __tablename__ = "host_word"
    __table_args__ = (
        Index("ix_host_word_event_id", "event_id"),
        Index("ix_host_word_waiting", "id", postgresql_where=text("state = 'waiting'")),
    )

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    kind: Mapped[Word]
    words_sealed: Mapped[Sealed]
    state: Mapped[Word] = mapped_column(server_default="waiting")
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[Ref | None]
    told: Mapped[int | None]


class EventPage(Base):
    """A secret page of an event: its host's, or the screen of a phone bank's room. `kind`: host,
    room. The address holds a token; here is its keyed digest. Revoked, it is nobody's."""

    __tablename__ = "event_page"
    __table_args__ = (Index("ix_event_page_event_id", "event_id"),)

    id: Mapped[Id]
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    kind: Mapped[Word]
    token_digest: Mapped[Digest] = mapped_column(unique=True)
    contact_id: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    revoked_at: Mapped[datetime | None]


class RoomText(Base):
    """What the people of a phone bank's room were told, once: `what` is first, half, goal,
    last_ten, closing or put_right of the room (`contact_id` 0), nudge or thanks of one person.
    `made` is how many calls a closing text told of."""

    __tablename__ = "room_text"

    event_id: Mapped[int] = mapped_column(
        ForeignKey("event.id", ondelete="CASCADE"), primary_key=True
    )
    contact_id: Mapped[int] = mapped_column(primary_key=True, server_default="0")
    what: Mapped[Word] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    made: Mapped[int | None]


class EventWish(Base):
    """Somebody who found nothing near them and wants a text when there is something."""

    __tablename__ = "event_wish"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    zip: Mapped[str] = mapped_column(String(5))
    latitude: Mapped[float] = mapped_column(Float)
    longitude: Mapped[float] = mapped_column(Float)
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    told_at: Mapped[datetime | None]


class EventAsk(Base):
    """Somebody typed a number on an event's page: it was asked by the text `message_id` whether it
    wants to come, with these words of the campaign, and has not said. `party` and `needs` as in
    `Rsvp`. A newer question replaces the older; `times` counts them."""

    __tablename__ = "event_ask"
    __table_args__ = (Index("ix_event_ask_event_id", "event_id"),)

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    event_id: Mapped[int] = mapped_column(ForeignKey("event.id", ondelete="CASCADE"))
    lang: Mapped[Word]
    words: Mapped[str]
    party: Mapped[int]
    needs: Mapped[list[str]]
    message_id: Mapped[Ref]
    at: Mapped[datetime]
    times: Mapped[int]
    source_id: Mapped[Ref | None]


class Rsvp(Base):
    """A person who comes to an event. `state`: going, waiting, offered (a seat is held for them
    until `seat_until`; null until they are asked), canceled. `brought_by` is whose code they came
    with.

    `party` is how many come, with themselves; `needs` what they bring or do, by the kinds of
    `EventNeed`. `let_in_at` is when the host let them in. `came`: here, no_show; null is unknown.

    `source` is how they signed up: text, web, organizer. `checked_as` is what was heard when
    somebody asked them whether they come: comes, not_coming, not_reached; or asked, where no
    answer has come yet. A volunteer who asks by a link has them until `claimed_until`.
    """

    __tablename__ = "rsvp"
    __table_args__ = (
        Index("ix_rsvp_contact_id", "contact_id"),
        Index("ix_rsvp_offered", "event_id", postgresql_where=text("state = 'offered'")),
        Index("ix_rsvp_brought_by", "brought_by", postgresql_where=text("brought_by IS NOT NULL")),
    )

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
    party: Mapped[int] = mapped_column(server_default="1")
    needs: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    seat_until: Mapped[datetime | None]
    let_in_at: Mapped[datetime | None]
    came: Mapped[Word | None]
    came_at: Mapped[datetime | None]
    brought_by: Mapped[Ref | None]


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
