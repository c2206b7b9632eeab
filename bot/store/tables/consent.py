"""The ledger of consent, the words that people agreed to, and who is asked."""

from __future__ import annotations

import uuid
from datetime import datetime

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint, Uuid, func
from sqlalchemy.orm import Mapped, mapped_column

from bot.store.base import Base, Digest, Id, Ref, Sealed, Word


class Consent(Base):
    """The consent ledger: what a person agreed to or ended, when, how, and the words shown.

    Only ever appended to; triggers refuse the rest. Each person's lines are a chain, `subject` its
    name, `n` the place in it, `previous` the hash before. `act` is "opt_in", "opt_out", "hold",
    "hold_lifted" or "erased"; of the scope "calls" (of lists) "no_calls" or "calls_again".
    `method` is "text", "web form", "list", "organizer", "carrier" or "machine"; `wording` the hash
    of the words (ConsentWording). `import_id` is the list it came with, whose proof says where,
    when, by which words.

    What tells who it is stands beside the hash and may be taken away: `contact_id`,
    `address_digest` (made with the key `key_id` in the end), `salt_sealed`, and an organizer's
    proof in `proof_sealed`. The hash holds `binding` and `proof` instead, digests of the address
    and of the proof with that salt: without it they say nothing. Kept after erasure with the digest
    of the address alone (texting-facts, 7.6).
    """

    __tablename__ = "consent"
    __table_args__ = (
        Index("ix_consent_contact_id", "contact_id", "id"),
        Index("ix_consent_address_digest", "address_digest", "id"),
        Index("ix_consent_key_id", "key_id"),
        UniqueConstraint("subject", "n"),
    )

    id: Mapped[Id]
    contact_id: Mapped[Ref | None]
    address_digest: Mapped[Digest | None]
    act: Mapped[Word]
    scope: Mapped[Word] = mapped_column(server_default="all")
    source: Mapped[str]
    wording: Mapped[str | None]
    message_id: Mapped[Ref | None]
    import_id: Mapped[Ref | None]
    at: Mapped[datetime] = mapped_column(server_default=func.now())
    subject: Mapped[uuid.UUID] = mapped_column(Uuid)
    n: Mapped[int]
    previous: Mapped[Digest | None]
    hash: Mapped[Digest]
    method: Mapped[Word]
    program: Mapped[str | None]
    organizer_id: Mapped[Ref | None]
    key_id: Mapped[bytes | None] = mapped_column(LargeBinary(4))
    binding: Mapped[Digest | None]
    proof: Mapped[Digest | None]
    salt_sealed: Mapped[Sealed | None]
    proof_sealed: Mapped[Sealed | None]


class ConsentWording(Base):
    """Words that people agreed to, once for each form they ever had, by their SHA-256: what was
    shown, without what was the person's own in it. `version` counts the forms in one language of a
    program."""

    __tablename__ = "consent_wording"

    hash: Mapped[str] = mapped_column(primary_key=True)
    program: Mapped[str | None]
    lang: Mapped[str | None]
    version: Mapped[int]
    words: Mapped[str]
    since: Mapped[datetime]


class JoinAsk(Base):
    """Somebody was asked whether they want to join, with these words of the campaign, and has not
    said. `message_id` is the text of theirs that asked to join, none where a page did; `source_id`
    is by whose link they came to the page."""

    __tablename__ = "join_ask"

    contact_id: Mapped[int] = mapped_column(
        ForeignKey("contact.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    way: Mapped[Word]
    lang: Mapped[Word]
    words: Mapped[str]
    message_id: Mapped[Ref | None]
    at: Mapped[datetime]
    times: Mapped[int]
    source_id: Mapped[Ref | None]
