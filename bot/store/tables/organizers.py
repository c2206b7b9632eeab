"""Organizers who sign in, their roles, and what they did.

The columns that Flask-Security asks of a user are its own names
(https://flask-security.readthedocs.io/en/stable/models.html).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask_security import RoleMixin, UserMixin, WebAuthnMixin
from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    func,
    text,
)  # fmt: skip
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.clock import wall_time
from bot.store.base import Base, Id, Ref, Word

# Roles that let through what reaches many, or everything.
NEED_SECOND_FACTOR = frozenset({"admin", "approver"})


class OrganizerRole(Base):
    """Which organizer has which role."""

    __tablename__ = "organizer_role"

    organizer_id: Mapped[int] = mapped_column(
        ForeignKey("organizer.id", ondelete="CASCADE"), primary_key=True
    )
    role_id: Mapped[int] = mapped_column(
        ForeignKey("role.id", ondelete="CASCADE"), primary_key=True
    )


class Role(Base, RoleMixin):
    """What an organizer is: a role of bot/organizers/rights.py."""

    __tablename__ = "role"

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(80), unique=True)
    description: Mapped[str | None]


class Organizer(Base, UserMixin):
    """A person who signs in to the console."""

    __tablename__ = "organizer"

    id: Mapped[Id]
    email: Mapped[str] = mapped_column(String(255), unique=True)
    name: Mapped[str | None]
    password: Mapped[str | None] = mapped_column(String(255))
    active: Mapped[bool] = mapped_column(server_default=text("true"))
    fs_uniquifier: Mapped[str] = mapped_column(String(64), unique=True)
    confirmed_at: Mapped[datetime | None]
    last_login_at: Mapped[datetime | None]  # type: ignore[assignment]  # UserMixin declares it non-null
    current_login_at: Mapped[datetime | None]  # type: ignore[assignment]  # UserMixin declares it non-null
    last_login_ip: Mapped[str | None] = mapped_column(String(64))
    current_login_ip: Mapped[str | None] = mapped_column(String(64))
    login_count: Mapped[int | None]  # type: ignore[assignment]  # UserMixin declares it non-null
    tf_primary_method: Mapped[str | None] = mapped_column(String(64))
    tf_totp_secret: Mapped[str | None] = mapped_column(String(255))
    tf_phone_number: Mapped[str | None] = mapped_column(String(128))
    mf_recovery_codes: Mapped[list[str] | None]
    # Whoever made the link that last let them in, where that was somebody else in the console.
    let_in_by: Mapped[Ref | None]
    # Until when somebody whose role needs a second factor may go without; null: not yet asked.
    factor_due_at: Mapped[datetime | None]
    # The newest step of 30 seconds whose one-time code was used: none works twice, here or by text.
    code_step: Mapped[int | None] = mapped_column(BigInteger)
    # Since when notices about people who wait go to others.
    off_duty_at: Mapped[datetime | None]
    lang: Mapped[str | None] = mapped_column(String(8))
    contact_id: Mapped[Ref | None]
    chapter_id: Mapped[Ref | None]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)

    # What a passkey calls them: random, of no meaning elsewhere.
    fs_webauthn_user_handle: Mapped[str | None] = mapped_column(String(64), unique=True)  # type: ignore[assignment]  # UserMixin declares it non-null

    webauthn: Mapped[list[Passkey]] = relationship(  # type: ignore[assignment]  # of our own Passkey
        cascade="all, delete-orphan", lazy="selectin", order_by="Passkey.id"
    )
    roles: Mapped[list[Role]] = relationship(  # type: ignore[assignment]  # of our own Role
        secondary="organizer_role", lazy="selectin"
    )

    @property
    def needs_second_factor(self) -> bool:
        """Whether any of their roles takes one."""
        return any(role.name in NEED_SECOND_FACTOR for role in self.roles)

    @property
    def has_second_factor(self) -> bool:
        """Whether they have an authenticator or a passkey."""
        return bool(self.tf_primary_method or self.webauthn)

    def check_tf_required_setup(self) -> bool:
        """The library's question whether the authenticator may not be taken off."""
        return self.needs_second_factor and not self.webauthn


class Passkey(Base, WebAuthnMixin):
    """A key in an organizer's phone, computer or stick that is their second factor (WebAuthn). The
    columns are the library's; `public_key` checks what the key signs and opens nothing."""

    __tablename__ = "passkey"
    __table_args__ = (UniqueConstraint("organizer_id", "name"),)

    id: Mapped[Id]
    organizer_id: Mapped[int] = mapped_column(ForeignKey("organizer.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(64))
    credential_id: Mapped[bytes] = mapped_column(LargeBinary(1024), unique=True)
    public_key: Mapped[bytes] = mapped_column(LargeBinary(1024))
    sign_count: Mapped[int]
    transports: Mapped[list[str] | None]
    backup_state: Mapped[bool]
    device_type: Mapped[Word]
    extensions: Mapped[str | None]
    usage: Mapped[Word]
    lastuse_datetime: Mapped[datetime]
    created_at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)

    def get_user_mapping(self) -> dict[str, Any]:
        """Whose it is, as the library asks."""
        return {"id": self.organizer_id}


class Audit(Base):
    """What an organizer did. `detail` names ids and counts, never numbers, names or bodies.

    Rows are only ever added: the database refuses the rest.
    """

    __tablename__ = "audit"
    __table_args__ = (Index("ix_audit_object", "object", "object_id"), Index("ix_audit_at", "at"))

    id: Mapped[Id]
    organizer_id: Mapped[Ref | None]
    act: Mapped[Word]
    object: Mapped[Word]
    object_id: Mapped[Ref | None]
    detail: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    at: Mapped[datetime] = mapped_column(server_default=func.now(), default=wall_time)


class AuditLink(Base):
    """The chain over the audit: `hash` is of the hash before and of the line; `n` counts from 1 in
    the order of chaining, a moment after lines were written."""

    __tablename__ = "audit_link"

    n: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    audit_id: Mapped[Ref] = mapped_column(unique=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary(32))
