"""Finding people: by number, its last four digits, name, tag, ZIP, keyword, invite code or id.

What was typed says what is meant. Each search leaves a line in the audit, also when it finds
nobody: by which kinds and how many, never what was typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from bot import places
from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import search_keys
from bot.people.numbers import read_phone, show_last
from bot.sentences import Sentence, say
from bot.store.organizers import notes
from bot.store.people import finding as rows
from bot.store.people.finding import FoundRow
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

MOST = 50  # of a kind
MAX_TYPED = 80
_FILL = 1_000
_CANDIDATES = 2_000  # names that begin alike and are opened to be compared
_ALIKE = 80.0  # of 100, for a misspelled word
_NUMBER = re.compile(r"[+(]?[\d\s().\-]+")

HOW: dict[str, Sentence] = {
    "id": say("by id"),
    "number": say("by number"),
    "end": say("by the last four digits"),
    "zip": say("by ZIP"),
    "code": say("by invite code"),
    "tag": say("by tag"),
    "keyword": say("by keyword"),
    "name": say("by name"),
    "nearly": say("by a name that is nearly that"),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in a list. `ends_in` is the end of their number, `how` what found them."""

    id: int
    name: str
    ends_in: str
    row: FoundRow
    how: Sentence | None = None


@dataclass(frozen=True, slots=True)
class Search:
    """What a search found. `has_more`: there are more than are shown; `waiting` people cannot be
    found by name yet."""

    people: Sequence[Person]
    has_more: bool
    waiting: int


def search(clarion: Clarion, typed: str, organizer_id: int | None) -> Search:
    """Who is meant by what somebody typed. Raises: InputError, RecordAway."""
    text = " ".join(typed.split())[:MAX_TYPED]
    wanted = _read(clarion.sealer, text)
    search_keys.fill(clarion, _FILL)
    hows: dict[int, str] = {}
    has_more = False
    with clarion.record.transaction() as connection:
        rows.use_indexes(connection)
        for kind, values in wanted:
            ids = _look(clarion.sealer, connection, kind, values)
            has_more |= len(ids) > MOST
            for one in ids[:MOST]:
                hows.setdefault(one, kind)
        found = rows.rows_of(connection, list(hows))
        waiting = rows.count_without_keys(connection)
        notes.note(
            connection, act="searched", object_name="contact",
            object_id=found[0].id if len(found) == 1 else None,
            detail={"by": ", ".join(kind for kind, _ in wanted), "found": len(found)},
            now=clarion.clock.now(), organizer_id=organizer_id,
        )  # fmt: skip
    order = list(HOW)
    people = [shown(clarion.sealer, row, HOW[hows[row.id]]) for row in found]
    people.sort(key=lambda one: (order.index(hows[one.id]), -one.id))
    return Search(people, has_more, waiting)


def shown(sealer: Sealer, row: FoundRow, how: Sentence | None = None) -> Person:
    """A row as a list shows it."""
    value = sealer.open_or_unknown(row.value_sealed, Purpose.ADDRESS_VALUE) or ""
    name = sealer.open_or_unknown(row.name_sealed, Purpose.CONTACT_NAME) or ""
    return Person(row.id, name, show_last(value) if value else "", row, how)


# --- what was typed ------------------------------------------------------------------------------

_Wanted = list[tuple[str, list[str]]]


def _read(sealer: Sealer, text: str) -> _Wanted:
    """The kinds that what was typed may be of, each with its values."""
    if not text:
        raise InputError(
            say("Write a number, its last four digits, a name, a tag, a ZIP, a keyword or a code."),
            "who",
        )
    if text.startswith("#") and text[1:].isdecimal() and len(text) < 18:
        return [("id", [text[1:]])]
    if _NUMBER.fullmatch(text):
        return _read_digits(text)
    words = text.casefold().split()
    wanted: _Wanted = []
    if len(words) == 1:
        wanted += [("code", [text.upper()]), ("tag", [words[0]])]
    keywords = [text, f"keyword:{' '.join(words)}", f"keyword:{text.upper()}"]
    wanted.append(("keyword", [*keywords, f"code:{text.upper()}"]))
    if search_keys.words_of(text):
        wanted += [("name", search_keys.words_of(text)), ("nearly", search_keys.words_of(text))]
    return wanted


def _read_digits(text: str) -> _Wanted:
    digits = "".join(filter(str.isdecimal, text))
    if len(digits) == search_keys.END:
        return [("end", [digits])]
    if len(digits) == 5 or re.fullmatch(r"\d{5}-\d{4}", text):
        return [("zip", [digits[:5]])]
    if len(digits) < 10:
        raise InputError(
            say("Write a whole number (ten digits), its last four, or a ZIP (five)."), "who"
        )
    return [("number", [read_phone(text)])]


# --- looking -------------------------------------------------------------------------------------


def _look(sealer: Sealer, connection: Transaction, kind: str, values: list[str]) -> list[int]:
    most = MOST + 1
    if kind == "number":
        return rows.ids_by(connection, kind, sealer.digests("sms", values[0]), most)
    if kind == "zip":
        place = places.find_zip(values[0])
        state = place.state if place else None
        return rows.ids_by_zip(connection, state, values[0], most) if state else []
    if kind == "end":
        return rows.ids_by_keys(connection, _alternatives(sealer, "end", values), most)
    if kind == "name":
        return rows.ids_by_keys(connection, _alternatives(sealer, "word", values), most)
    if kind == "nearly":
        return _nearly(sealer, connection, values, most)
    return rows.ids_by(connection, kind, values, most)


def _alternatives(sealer: Sealer, kind: str, values: list[str]) -> list[list[int]]:
    """The keys of all values, once for each data key."""
    by_value = [sealer.search_keys(kind, value) for value in values]
    return [list(keys) for keys in zip(*by_value, strict=True)]


def _nearly(sealer: Sealer, connection: Transaction, words: list[str], most: int) -> list[int]:
    """People with a name whose words begin as these do and go on alike."""
    long = [word for word in words if len(word) >= search_keys.BEGINNING]
    if not long:
        return []
    wanted = _alternatives(sealer, "beginning", [search_keys.beginning(word) for word in long])
    ids = rows.ids_by_keys(connection, wanted, _CANDIDATES)
    return list(_alike(sealer, rows.names_of(connection, ids), long))[:most]


def _alike(
    sealer: Sealer, names: list[tuple[int, bytes | None]], words: list[str]
) -> Iterator[int]:
    for one, sealed in names:
        name = sealer.open_or_unknown(sealed, Purpose.CONTACT_NAME)
        have = search_keys.words_of(name or "")
        if all(any(_is_like(word, other) for other in have) for word in words):
            yield one


def _is_like(word: str, other: str) -> bool:
    return other.startswith(word) or fuzz.ratio(word, other) >= _ALIKE
