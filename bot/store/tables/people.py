"""People: contacts, their addresses, where each one is in a flow, and the consent ledger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, func, text
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class Chapter(Base):
    """A group of the coalition. Contacts without one belong to the coalition itself."""

    __tablename__ = "chapter"

    id: Mapped[Id]
    slug: Mapped[Word] = mapped_column(unique=True)
    name: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Contact(Base):
    """A person. Suppression (`opted_out_at`) is the person's, across all addresses.

    `zip`, `state` and `zones` are coarse on purpose. `zones` holds every IANA zone the person
    may be in: one when the ZIP is known, the area code's whole set otherwise, none when unknown.
    `area_states` holds every state of the number's area code, null where that is not worked out
    yet; it counts for texting hours where `state` is not known.
    `held_at`: they may want no more texts, and nothing goes to them until they, or an organizer,
    have said so.
    `import_id` is the list that brought them. `series_import_id` is the list that opted them in,
    until they do it themselves: series count from when an organizer starts them for that list.
    `disclose_since`: the first text after this instant carries the campaign's disclosure.
    `fields_sealed` holds what segments may ask for, as JSON, and `field_keys` by name the keyed
    digest by which they find it; `private_sealed` holds the rest, as JSON.
    """

    __tablename__ = "contact"
    __table_args__ = (
        Index("ix_contact_tags", "tags", postgresql_using="gin"),
        Index("ix_contact_state_zip", "state", "zip"),
        Index("ix_contact_chapter_id", "chapter_id"),
        Index("ix_contact_source", "source"),
        # Who joined when: series look there every few seconds.
        Index(
            "ix_contact_opted_in_at",
            "opted_in_at",
            postgresql_where=text("opted_out_at IS NULL"),
        ),
        Index("ix_contact_held_at", "held_at", postgresql_where=text("held_at IS NOT NULL")),
        Index(
            "ix_contact_handed_off_at",
            "handed_off_at",
            postgresql_where=text("handed_off_at IS NOT NULL"),
        ),
        Index("ix_contact_import_id", "import_id", postgresql_where=text("import_id IS NOT NULL")),
        Index(
            "ix_contact_series_import_id",
            "series_import_id",
            postgresql_where=text("series_import_id IS NOT NULL"),
        ),
        Index("ix_contact_no_area_states", "id", postgresql_where=text("area_states IS NULL")),
    )

    id: Mapped[Id]
    lang: Mapped[str | None]
    name_sealed: Mapped[Sealed | None]
    zip: Mapped[str | None]
    city: Mapped[str | None]
    state: Mapped[str | None]
    zones: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    area_states: Mapped[list[str] | None]
    fields_sealed: Mapped[Sealed | None]
    field_keys: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    private_sealed: Mapped[Sealed | None]
    tags: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    code: Mapped[Word] = mapped_column(unique=True)
    source: Mapped[str | None]
    chapter_id: Mapped[Ref | None]
    opted_in_at: Mapped[datetime | None]
    opted_out_at: Mapped[datetime | None]
    held_at: Mapped[datetime | None]
    handed_off_at: Mapped[datetime | None]
    import_id: Mapped[Ref | None]
    series_import_id: Mapped[Ref | None]
    disclose_since: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Address(Base):
    """One way to reach a contact: a channel and a sealed value, found by keyed digest.

    `reach` is "mobile", "unknown", "landline", "bad" or "no_reply" (short codes, toll-free,
    senders we never answer), "reassigned" (somebody else has the number by now, as the carrier
    said). `looked_up_at`: when it last said whose it is. `lang_hint` etc. are not kept: an address
    says nothing of a person.
    """

    __tablename__ = "address"
    __table_args__ = (UniqueConstraint("digest"), Index("ix_address_contact_id", "contact_id"))

    id: Mapped[Id]
    contact_id: Mapped[int] = mapped_column(ForeignKey("contact.id", ondelete="CASCADE"))
    channel: Mapped[Word]
    value_sealed: Mapped[Sealed]
    digest: Mapped[Digest]
    reach: Mapped[Word] = mapped_column(server_default="unknown")
    looked_up_at: Mapped[datetime | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now())


class Session(Base):
    """Where a contact is in a flow: one row per contact, empty (`flow` null) between flows.

    One row that is locked together with the contact, so that two texts at once are handled one
    after the other. `state_sealed` is the engine's session as JSON. `wake_at` is the next moment
    at which silence matters (a nudge, the end); the clock looks for it.
    `reply_streak` counts automatic replies of the day that began at `streak_started_at`;
    `recent_sealed` holds signatures of the last texts that were answered (bot/people/machines.py).
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_wake_at", "wake_at", postgresql_where=text("wake_at IS NOT NULL")),
        # Rewritten at every text: room on the page keeps the new version beside the old one.
        {"postgresql_with": {"fillfactor": 70}},
    )

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True
    )
    flow: Mapped[str | None]
    step: Mapped[str | None]
    flow_hash: Mapped[str | None]
    state_sealed: Mapped[Sealed | None]
    wake_at: Mapped[datetime | None]
    timers: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    last_inbound_at: Mapped[datetime | None]
    streak_started_at: Mapped[datetime | None]
    reply_streak: Mapped[int] = mapped_column(server_default="0")
    recent_sealed: Mapped[Sealed | None]
    updated_at: Mapped[datetime] = mapped_column(server_default=func.now())
