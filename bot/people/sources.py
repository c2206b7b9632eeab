"""Sources: posters, links, numbers, DJs that a code stands for, so that what they bring is known.

Codes are public: they name a place, never a person. The first code that a person comes by stays
theirs (`contact.source`, "source:ELM"); what they report within a day of texting another one is
credited to that one. A closed source still hears its code and is credited nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from bot import places
from bot.clarion import Clarion
from bot.errors import Conflict, InputError, NotFound
from bot.people.numbers import read_phone
from bot.people.source_codes import own_code, read_code
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import sources as rows
from bot.store.people.sources import NewSource, Source, by_code, by_extension, by_number
from bot.store.record import Transaction

__all__ = ["KINDS", "Source", "by_code", "by_extension", "by_number"]

KINDS = ("poster", "keyword", "link", "number", "dj", "broadcast", "other")
# What can be typed about one.
FIELDS = (
    "label", "code", "kind", "flow", "place", "city", "state", "zip", "chapter", "extension",
    "number",
)  # fmt: skip
AUTO = "auto"  # instead of an extension: the next free one
_EXTENSION = re.compile(r"[0-9]{2,4}")
_FIRST_EXTENSION = 101
_MOST_LABEL = 80


@dataclass(frozen=True, slots=True)
class Asked:
    """A source as somebody asks for it, each field as typed; empty where nothing was said. An empty
    code is one of our own making; `extension` may be "auto"."""

    label: str
    code: str = ""
    kind: str = "poster"
    flow: str = "call"
    place: str = ""
    city: str = ""
    state: str = ""
    zip: str = ""
    chapter: str = ""
    extension: str = ""
    number: str = ""
    dj_id: int | None = None
    broadcast_id: int | None = None

    @classmethod
    def of(cls, said: Mapping[str, str]) -> Asked:
        """From what was typed, by the names of the fields; others are left out."""
        typed: dict[str, Any] = {name: said[name] for name in FIELDS if name in said}
        return cls(**{"label": "", **typed})


@dataclass(frozen=True, slots=True)
class Listed:
    """A source and what came by it: people who texted its code or came by it, those of them on the
    list, and calls."""

    source: Source
    people: int
    joined: int
    calls: int


def list_all(clarion: Clarion, *, with_closed: bool = False) -> Sequence[Listed]:
    """Sources, the newest first. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = rows.list_all(connection, with_closed=with_closed)
        came = rows.came_by(connection)
    return [Listed(one, *came.get(one.id, (0, 0, 0))) for one in found]


def find(clarion: Clarion, code: str) -> Source:
    """The source of a code. Raises: NotFound, RecordAway."""
    with clarion.record.transaction() as connection:
        found = by_code(connection, code.strip().upper())
    if found is None:
        wanted = code.strip().upper()
        raise NotFound(
            say("There is no source %(code)s. The list has them all, closed ones too.", code=wanted)
        )
    return found


def add(clarion: Clarion, asked: Asked, by: int | None) -> Source:
    """Add a source. Raises: InputError (its field named), Conflict, RecordAway."""
    with clarion.record.transaction() as connection:
        made = add_in(clarion, connection, asked, by)
        note_added(clarion, connection, [made], by)
    return made


def add_in(clarion: Clarion, connection: Transaction, asked: Asked, by: int | None) -> Source:
    """Add a source within a transaction; the caller notes it. Raises: InputError, Conflict."""
    new = _checked(clarion, connection, asked)
    source_id = rows.add(connection, new, by, clarion.clock.now())
    made = rows.by_id(connection, source_id) if source_id is not None else None
    if made is None:
        raise Conflict(say("%(code)s, or its extension or number, is taken.", code=new.code))
    return made


def note_added(
    clarion: Clarion, connection: Transaction, made: Sequence[Source], by: int | None
) -> None:
    """Say in the audit that sources were added."""
    notes.note(
        connection, act="added sources", object_name="source",
        object_id=made[0].id if len(made) == 1 else None, detail={"sources": len(made)},
        now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip


def close(clarion: Clarion, code: str, by: int | None) -> Source:
    """Credit a source nothing more, and free its extension and number.

    Raises: NotFound, Conflict (closed already), RecordAway.
    """
    source, now = find(clarion, code), clarion.clock.now()
    with clarion.record.transaction() as connection:
        if not rows.close(connection, source.id, now):
            raise Conflict(say("%(code)s is closed already.", code=source.code))
        notes.note(
            connection, act="closed source", object_name="source", object_id=source.id, detail={},
            now=now, organizer_id=by,
        )  # fmt: skip
    return replace(source, closed_at=now)


# --- reading what was asked for ----------------------------------------------------------------


def _checked(clarion: Clarion, connection: Transaction, asked: Asked) -> NewSource:
    campaign = clarion.campaign.current()
    label = " ".join(asked.label.split())[:_MOST_LABEL]
    if not label:
        raise InputError(say("Say where it hangs, or what it is: Elm Street Laundry."), "label")
    if asked.kind not in KINDS:
        raise InputError(say("No such kind. One of: %(kinds)s.", kinds=", ".join(KINDS)), "kind")
    if not flow_words(clarion, asked.flow):
        raise InputError(say("No conversation of that name begins with a word."), "flow")
    taken = rows.codes(connection)
    code = (
        read_code(campaign, asked.code) if asked.code.strip() else own_code(campaign, label, taken)
    )
    if code in taken:
        raise InputError(say("%(code)s is taken already.", code=code), "code")
    zip_code, city, state = _place(asked)
    return NewSource(
        code, asked.kind, label, asked.flow, " ".join(asked.place.split()) or None, city, state,
        zip_code, _chapter(connection, asked.chapter),
        _extension(asked.extension, rows.extensions(connection)), _number(asked.number),
        asked.dj_id, asked.broadcast_id,
    )  # fmt: skip


def flow_words(clarion: Clarion, flow: str) -> dict[str, str]:
    """The word that begins a conversation, by language, in capitals; none where it has none."""
    found = clarion.campaign.current().flows.get(flow)
    words = found.keywords if found and not found.only else {}
    return {lang: listed[0].upper() for lang, listed in words.items() if listed}


def _place(asked: Asked) -> tuple[str | None, str | None, str | None]:
    """ZIP, city and state; what the ZIP says where nothing else is said."""
    zip_code = asked.zip.strip()
    city, state = " ".join(asked.city.split()) or None, asked.state.strip().upper() or None
    if state is not None and not places.zones_of_state(state):
        raise InputError(say("A state has two letters: IL."), "state")
    if not zip_code:
        return None, city, state
    found = places.find_zip(zip_code[:5])
    if found is None:
        raise InputError(say("There is no such ZIP: %(zip)s.", zip=zip_code[:10]), "zip")
    return found.zip, city or found.city, state or found.state


def _chapter(connection: Transaction, typed: str) -> int | None:
    wanted = typed.strip().lower()
    if not wanted:
        return None
    for chapter_id, slug, name in rows.chapters(connection):
        if wanted in (slug.lower(), name.lower()):
            return chapter_id
    raise InputError(say("There is no chapter “%(chapter)s”.", chapter=typed.strip()), "chapter")


def _extension(typed: str, taken: Collection[str]) -> str | None:
    """Digits that no other's begin with, nor begin others', so that the phone knows when they are
    complete."""
    wanted = re.sub(r"\s+", "", typed)
    if not wanted:
        return None
    if wanted.lower() == AUTO:
        return _next_extension(taken)
    if not _EXTENSION.fullmatch(wanted):
        raise InputError(say("An extension has 2 to 4 digits."), "extension")
    other = next((one for one in taken if _clash(one, wanted)), "")
    if other:
        raise InputError(
            say(
                "%(extension)s and %(other)s begin alike: whoever presses one would get the other.",
                extension=wanted, other=other,
            ),
            "extension",
        )  # fmt: skip
    return wanted


def _next_extension(taken: Collection[str]) -> str:
    for number in (*range(_FIRST_EXTENSION, 1000), *range(1000, 10_000)):
        if not any(_clash(one, str(number)) for one in taken):
            return str(number)
    raise InputError(say("No extension is free. Close sources that are over."), "extension")


def _clash(one: str, other: str) -> bool:
    return one.startswith(other) or other.startswith(one)


def _number(typed: str) -> str | None:
    """A number of ours, E.164. Raises: InputError (number)."""
    if not typed.strip():
        return None
    try:
        return read_phone(typed)
    except InputError as error:
        raise InputError(error.said, "number") from error


def flows(clarion: Clarion, lang: str) -> dict[str, str]:
    """Conversations that a code alone may lead to, with the word of a language that begins each."""
    campaign = clarion.campaign.current()
    named = (name for name, flow in campaign.flows.items() if flow.title is not None)
    words = {name: flow_words(clarion, name) for name in named}
    default = campaign.default_lang
    return {n: w.get(lang) or w.get(default, "") for n, w in words.items() if w.get(default)}
