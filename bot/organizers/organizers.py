"""Organizers: who may sign in to the console, and as what.

There is always at least one admin: the last one can be neither removed nor made less.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime

from bot.errors import Conflict, InputError, NotFound
from bot.organizers.rights import Right
from bot.organizers.rights import Role as Role
from bot.sentences import say
from bot.store.organizers import organizers as rows
from bot.store.record import Record

_EMAIL = re.compile(r"[^\s\0@<>\"']{1,64}@[^\s\0@<>\"']{1,190}")


@dataclass(frozen=True, slots=True)
class OrganizerEntry:
    """An organizer as listed."""

    id: int
    email: str
    name: str | None
    role: Role
    has_password: bool
    has_second_factor: bool
    last_login_at: datetime | None


def clean_email(email: str) -> str:
    """An address as it is kept: checked for form only, in lower case. Raises: InputError.

    It is the name somebody signs in with; Clarion sends no e-mail, so olga@localhost will do.
    """
    found = unicodedata.normalize("NFKC", email).strip().lower()
    if not _EMAIL.fullmatch(found):
        raise InputError(
            say(
                "“%(found)s” is not an e-mail address. Write it like olga@example.org.",
                found=found[:80],
            ),
            "email",
        )
    return found


def add(
    record: Record, email: str, role: Role, *, name: str = "", lang: str = "", by: int | None = None
) -> int:
    """Add an organizer, without a password: a one-time link lets them in. Returns the id.

    Raises: InputError (no address), Conflict (the address is taken).
    """
    address = clean_email(email)
    with record.session() as session:
        rows.lock(session)
        if rows.find(session, address):
            raise Conflict(
                say(
                    "%(address)s is an organizer already. To let them in: `clarion "
                    "organizers link %(address)s`.",
                    address=address,
                )
            )
        found = rows.add(session, address, role.value, name.strip() or None, lang or None)
        rows.note(session, by, "organizer_added", "organizer", found.id, {"role": role.value})
        return found.id


def ensure(record: Record, email: str, role: Role = Role.ADMIN) -> int:
    """The id of this organizer, added if there is none. Raises: InputError."""
    address = clean_email(email)
    with record.session() as session:
        rows.lock(session)
        found = rows.find(session, address) or rows.add(session, address, role.value, None, None)
        return found.id


def acting(record: Record, email: str, needed: Right) -> int:
    """The id of the organizer who acts on the command line.

    Raises: InputError, NotFound, Conflict (no longer active, or a role that may not do this).
    """
    with record.session() as session:
        found = _find(session, email)
        if not found.active:
            raise Conflict(say("%(email)s is not active any more.", email=found.email))
        role = role_of(found)
        if not role.may(needed):
            raise Conflict(
                say(
                    "%(email)s has the role %(role)s; this takes one of: %(needed)s.",
                    email=found.email,
                    role=role.value,
                    needed=", ".join(one.value for one in Role if one.may(needed)),
                )
            )
        return found.id


def list_all(record: Record) -> list[OrganizerEntry]:
    """Every organizer, by address."""
    with record.session() as session:
        return [_entry(row) for row in rows.list_all(session)]


def has_any(record: Record) -> bool:
    """Whether anybody can sign in at all."""
    with record.session() as session:
        return bool(rows.list_all(session))


def change_role(record: Record, email: str, role: Role, *, by: int | None = None) -> None:
    """Give an organizer another role. Signed-in sessions have it at once.

    Raises: NotFound, Conflict (the last admin).
    """
    with record.session() as session:
        rows.lock(session)
        found = _find(session, email)
        if role is not Role.ADMIN:
            _keep_an_admin(session, found)
        rows.set_role(session, found, role.value)
        rows.note(session, by, "organizer_role", "organizer", found.id, {"role": role.value})


def remove(record: Record, email: str, *, by: int | None = None) -> None:
    """Remove an organizer; their sessions end with it. What they did stays in the audit.

    Raises: NotFound, Conflict (the last admin).
    """
    with record.session() as session:
        rows.lock(session)
        found = _find(session, email)
        _keep_an_admin(session, found)
        rows.note(session, by, "organizer_removed", "organizer", found.id, {})
        session.delete(found)


def role_of(row: rows.Organizer) -> Role:
    """The widest role an organizer has; a viewer where there is none."""
    names = {role.name for role in row.roles}
    return next((role for role in Role if role.value in names), Role.VIEWER)


def _find(session: rows.Session, email: str) -> rows.Organizer:
    found = rows.find(session, clean_email(email))
    if found is None:
        raise NotFound(
            say(
                "There is no organizer %(email)s. `clarion organizers list` shows who there is.",
                email=email.strip()[:80],
            )
        )
    return found


def _keep_an_admin(session: rows.Session, leaving: rows.Organizer) -> None:
    others = [
        row
        for row in rows.list_all(session)
        if row.id != leaving.id and role_of(row) is Role.ADMIN and row.active
    ]
    if role_of(leaving) is Role.ADMIN and not others:
        raise Conflict(
            say(
                "This is the last admin. Make somebody else an admin first: "
                "`clarion organizers role EMAIL admin`."
            )
        )


def _entry(row: rows.Organizer) -> OrganizerEntry:
    return OrganizerEntry(
        id=row.id,
        email=row.email,
        name=row.name,
        role=role_of(row),
        has_password=row.password is not None,
        has_second_factor=row.has_second_factor,
        last_login_at=row.last_login_at,
    )
