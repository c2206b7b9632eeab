"""What an organizer changes about a person: name, language, ZIP, tags, fields; with a history.

The audit names what was changed; what it was before and is now stays sealed beside the person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import places
from bot.clarion import Clarion
from bot.errors import InputError, no_person
from bot.people import consent
from bot.people.contacts import open_fields, open_private, seal_fields, seal_private
from bot.people.story import all_fields
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.conversations.conversations import Taken
from bot.store.organizers import notes
from bot.store.people import people, story
from bot.store.record import Transaction
from bot.store.sealing import Purpose

MAX_NAME = 60
MAX_VALUE = 200
MAX_REASON = 200
_TAG = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True, slots=True)
class Edit:
    """A person as an organizer wants it. What is None stays as it is; a field that is empty is
    taken away."""

    name: str | None = None
    lang: str | None = None
    zip: str | None = None
    tags: str | None = None
    fields: Mapping[str, str] | None = None


def edit(clarion: Clarion, contact_id: int, wanted: Edit, organizer_id: int | None) -> list[str]:
    """Change a person. What was changed, by name. Raises: InputError, NotFound, RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        taken = _lock(connection, contact_id)
        changes: dict[str, Any] = {}
        history: list[tuple[str, str, str]] = []
        for part in (_name, _lang, _zip, _tags, _fields):
            part(clarion, taken, wanted, changes, history)
        people.change_contact(connection, contact_id, changes)
        sealer = clarion.sealer
        for what, before, after in history:
            values = (
                sealer.seal(before, Purpose.CHANGED_VALUE),
                sealer.seal(after, Purpose.CHANGED_VALUE),
            )
            story.add_change(connection, contact_id, organizer_id, what, values, now)
        changed = [what for what, _, _ in history]
        if changed:
            _audit(
                connection, "edited", contact_id, organizer_id, now, {"what": ", ".join(changed)}
            )
    return changed


def reveal(clarion: Clarion, contact_id: int, reason: str, organizer_id: int | None) -> list[str]:
    """Somebody's whole numbers. Who asked and that they said why is in the audit; the reason is
    kept sealed beside the person. Raises: InputError (no reason), NotFound."""
    words = " ".join(reason.split())[:MAX_REASON]
    if not words:
        raise InputError(say("Say why you need the number."), "reason")
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        found = story.addresses(connection, contact_id)
        if not found:
            raise no_person(contact_id)
        why = clarion.sealer.seal(words, Purpose.CHANGED_VALUE)
        story.add_change(connection, contact_id, organizer_id, "revealed", (None, why), now)
        _audit(connection, "revealed number", contact_id, organizer_id, now, {})
    opened = [clarion.sealer.open_or_unknown(a.value_sealed, Purpose.ADDRESS_VALUE) for a in found]
    return [value or "?" for value in opened]


def opt_out(clarion: Clarion, contact_id: int, organizer_id: int | None) -> None:
    """They want no more texts: as if they had texted STOP. Raises: NotFound."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        _lock(connection, contact_id)
        if consent.stop(clarion, connection, contact_id, now, organizer_id=organizer_id):
            _audit(connection, "opted_out", contact_id, organizer_id, now, {})


def read_tags(text: str) -> list[str]:
    """Tags as people type them, with blanks or commas between. Raises: InputError."""
    found = sorted({tag for tag in text.casefold().replace(",", " ").split() if tag})
    for tag in found:
        if not _TAG.fullmatch(tag):
            raise InputError(
                say("“%(tag)s” is no tag: letters, digits, - and _, at most 40.", tag=tag), "tags"
            )
    return found


def _lock(connection: Transaction, contact_id: int) -> Taken:
    taken = waiting.wait_for_contact(connection, contact_id)
    if taken is None:
        raise no_person(contact_id)
    return taken


def _audit(
    connection: Transaction,
    act: str,
    contact_id: int,
    by: int | None,
    now: datetime,
    detail: Mapping[str, str],
) -> None:
    notes.note(
        connection, act=act, object_name="contact", object_id=contact_id, detail=detail, now=now,
        organizer_id=by,
    )  # fmt: skip


# --- one part each: notes the columns to change, and (what, before, after) -----------------------

_Changes = dict[str, Any]
_History = list[tuple[str, str, str]]


def _name(c: Clarion, taken: Taken, wanted: Edit, changes: _Changes, history: _History) -> None:
    before = c.sealer.open_or_unknown(taken.name_sealed, Purpose.CONTACT_NAME) or ""
    after = before if wanted.name is None else " ".join(wanted.name.split())
    if len(after) > MAX_NAME:
        raise InputError(say("A name has at most %(most)s characters.", most=MAX_NAME), "name")
    if after != before:
        changes["name_sealed"] = c.sealer.seal_or_none(after or None, Purpose.CONTACT_NAME)
        history.append(("name", before, after))


def _lang(c: Clarion, taken: Taken, wanted: Edit, changes: _Changes, history: _History) -> None:
    before = taken.lang or ""
    after = before if wanted.lang is None else wanted.lang
    if after not in ("", before, *c.campaign.current().languages):
        raise InputError(say("“%(lang)s” is no language of the campaign.", lang=after), "lang")
    if after != before:
        changes["lang"] = after or None
        history.append(("lang", before, after))


def _zip(_c: Clarion, taken: Taken, wanted: Edit, changes: _Changes, history: _History) -> None:
    before = taken.zip or ""
    after = before if wanted.zip is None else wanted.zip.strip()
    if after == before:
        return
    place = places.find_zip(after) if after else None
    if after and place is None:
        raise InputError(say("“%(zip)s” is not a ZIP", zip=after), "zip")
    changes |= {"zip": after or None, "city": place.city if place else None}
    if place:
        changes["state"] = place.state
    if place and place.zones:
        changes["zones"] = list(place.zones)
    history.append(("zip", before, after))


def _tags(_c: Clarion, taken: Taken, wanted: Edit, changes: _Changes, history: _History) -> None:
    if wanted.tags is None:
        return
    before, after = sorted(taken.tags), read_tags(wanted.tags)
    if after != before:
        changes["tags"] = after
        history.append(("tags", " ".join(before), " ".join(after)))


def _fields(c: Clarion, taken: Taken, wanted: Edit, changes: _Changes, history: _History) -> None:
    """A field goes where it is, or where the campaign says: among those that segments ask for, or
    the private ones."""
    known = all_fields(c, taken.fields_sealed, taken.private_sealed)
    plain = open_fields(c.sealer, taken.fields_sealed)
    private = open_private(c.sealer, taken.private_sealed)
    declared = c.campaign.current().fields
    for name, typed in (wanted.fields or {}).items():
        before, after = known.get(name, ""), " ".join(typed.split())[:MAX_VALUE]
        if name not in known or after == before:
            continue
        is_private = name in private or (name not in plain and declared.get(name, True))
        _put(private if is_private else plain, name, after)
        history.append((f"field.{name}", before, after))
    if any(what.startswith("field.") for what, _, _ in history):
        changes |= seal_fields(c.sealer, plain)
        changes["private_sealed"] = seal_private(c.sealer, private)


def _put(fields: dict[str, Any], name: str, value: str) -> None:
    if value:
        fields[name] = value
    else:
        fields.pop(name, None)
