"""Rows of organizers, their roles, and the audit of what they did."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, cast

from flask_security.datastore import SQLAlchemySessionUserDatastore
from sqlalchemy import func, select, text, update
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from bot.store.record import Record
from bot.store.tables.organizers import Audit, Organizer, Passkey, Role

__all__ = ["Organizer", "Session"]

# Changes of organizers are rare; one at a time keeps "never without an admin" true.
_LOCK = 0x4F6C6761  # "Olga"


class _UserStore(SQLAlchemySessionUserDatastore):
    """Flask-Security's store, whose used recovery codes are really gone.

    The library takes a code out of the list in place, which SQLAlchemy does not notice.
    """

    def mf_delete_recovery_code(self, user: Any, idx: int) -> bool:
        codes = list(user.mf_recovery_codes or ())
        if not 0 <= idx < len(codes):
            return False
        user.mf_recovery_codes = codes[:idx] + codes[idx + 1 :]
        self.put(user)  # type: ignore[no-untyped-call]  # untyped library
        return True


def user_store(record: Record) -> tuple[SQLAlchemySessionUserDatastore, scoped_session[Session]]:
    """What Flask-Security reads and writes organizers with, one session a request.

    `remove()` the scoped session when the request ends.
    """
    make = cast("sessionmaker[Session]", lambda: Session(record.engine, expire_on_commit=False))
    session = scoped_session(make)
    return _UserStore(session, Organizer, Role, Passkey), session


def lock(session: Session) -> None:
    """Let no one else change organizers until this transaction ends."""
    session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})


def find(session: Session, email: str) -> Organizer | None:
    """An organizer by address, in any case."""
    return session.scalar(select(Organizer).where(func.lower(Organizer.email) == email.lower()))


def list_all(session: Session) -> list[Organizer]:
    """Every organizer, by address."""
    return list(session.scalars(select(Organizer).order_by(Organizer.email)))


def add(session: Session, email: str, role: str, name: str | None, lang: str | None) -> Organizer:
    """Add an organizer without a password."""
    row = Organizer(email=email, name=name, lang=lang, active=True, fs_uniquifier=uuid.uuid4().hex)
    row.roles = [_role(session, role)]
    session.add(row)
    session.flush()
    return row


def set_role(session: Session, row: Organizer, role: str) -> None:
    """Give an organizer this role and no other."""
    row.roles = [_role(session, role)]
    session.flush()


def _role(session: Session, name: str) -> Role:
    found = session.scalar(select(Role).where(Role.name == name))
    if found is None:
        found = Role(name=name)
        session.add(found)
        session.flush()
    return found


def count_sign_in(
    session: Session, organizer_id: int, counted: int, made_by: int | None, at: datetime
) -> bool:
    """Count a sign-in if `counted` have been counted so far. False: someone was faster.

    A one-time link names the count it was made at, so the first use spends it. Who made it is kept,
    where that was somebody else.
    """
    let_in_by = made_by if made_by != organizer_id else Organizer.let_in_by
    done = session.execute(
        update(Organizer)
        .where(Organizer.id == organizer_id, func.coalesce(Organizer.login_count, 0) == counted)
        .values(login_count=counted + 1, last_login_at=at, let_in_by=let_in_by)
        .returning(Organizer.id)
    )
    return done.scalar() is not None


def spend_code(session: Session, organizer_id: int, step: int) -> bool:
    """Use a one-time code up, for the console and for orders by text. False where it, or a later
    one, was used before."""
    done = session.execute(
        update(Organizer)
        .where(Organizer.id == organizer_id, func.coalesce(Organizer.code_step, 0) < step)
        .values(code_step=step)
        .returning(Organizer.id)
    )
    return done.scalar() is not None


def note(
    session: Session,
    organizer_id: int | None,
    act: str,
    kind: str,
    object_id: int | None,
    detail: dict[str, Any],
) -> None:
    """Add a line to the audit. `detail` holds ids, counts and words of ours only."""
    session.add(
        Audit(organizer_id=organizer_id, act=act, object=kind, object_id=object_id, detail=detail)
    )
