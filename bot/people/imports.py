"""Taking people in from a list, and out of the record when they ask for it."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice

from bot.clarion import Clarion
from bot.errors import InputError, NotFound
from bot.people.contacts import NewContact, add_in
from bot.people.numbers import read_phone
from bot.places import find_zip
from bot.sentences import say
from bot.store.people import erasure
from bot.store.record import Transaction

COLUMNS = ("phone", "name", "lang", "zip", "tags")
_BATCH = 500
_MOST_TOLD = 50  # wrong rows named one by one; the rest are counted


@dataclass(slots=True)
class Result:
    """What came of a list. `wrong` holds (line number, what is wrong) of the first 50."""

    added: int = 0
    known: int = 0
    stopped: int = 0
    refused: int = 0
    wrong: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, line: int, why: str) -> None:
        """Count a line that cannot be used, and keep why for the first of them."""
        self.refused += 1
        if len(self.wrong) < _MOST_TOLD:
            self.wrong.append((line, why))


def import_people(
    clarion: Clarion, lines: Iterable[str], *, source: str, consent: str | None
) -> Iterator[Result]:
    """Add the people of a CSV with a header (phone, and any of name, lang, zip, tags).

    `consent` says how they agreed to be texted; without it they are added but get no broadcast.
    Who has stopped before stays stopped, who is known is left as they are. Yields the running
    result after every batch, so that a long list can show its progress; the last one is whole.
    Raises: InputError for a list without a phone column, RecordAway.
    """
    reader = csv.DictReader(lines)
    header = [(name or "").strip().lower() for name in reader.fieldnames or ()]
    if "phone" not in header:
        raise InputError(
            say(
                "The list has no column “phone”. Its first line names the columns: %(columns)s",
                columns=", ".join(COLUMNS),
            ),
            "phone",
        )
    reader.fieldnames = header
    result = Result()
    now = clarion.clock.now()
    while batch := list(islice(reader, _BATCH)):
        first = reader.line_num - len(batch) + 1
        people = []
        for number, row in enumerate(batch, first):
            try:
                people.append(_read(clarion, row, source, consent, now))
            except InputError as error:
                result.refuse(number, error.said)
        with clarion.record.transaction() as connection:
            for person in people:
                _add(clarion, connection, person, result)
        yield result
    yield result


def _add(clarion: Clarion, connection: Transaction, person: NewContact, result: Result) -> None:
    digests = clarion.sealer.digests("sms", person.phone)
    if erasure.has_stopped(connection, digests):
        result.stopped += 1
    elif add_in(clarion, connection, person) is None:
        result.known += 1
    else:
        result.added += 1


def _read(
    clarion: Clarion,
    row: Mapping[str, str | None],
    source: str,
    consent: str | None,
    now: datetime,
) -> NewContact:
    def cell(name: str) -> str:
        return (row.get(name) or "").strip()

    lang = cell("lang").lower() or None
    languages = clarion.campaign.current().languages
    if lang is not None and lang not in languages:
        raise InputError(
            say(
                "“%(lang)s” is not a language here; there are %(languages)s",
                lang=lang,
                languages=", ".join(languages),
            )
        )
    zip_code = cell("zip")[:5] or None
    if zip_code is not None and find_zip(zip_code) is None:
        raise InputError(say("“%(zip)s” is not a ZIP", zip=cell("zip")))
    return NewContact(
        phone=read_phone(cell("phone")),
        lang=lang,
        name=cell("name")[:128] or None,
        zip=zip_code,
        tags=tuple(filter(str.isidentifier, cell("tags").lower().replace(";", " ").split())),
        source=source,
        consent=consent,
        opted_in_at=now if consent else None,
    )


def erase(clarion: Clarion, contact_id: int) -> None:
    """Take a person out of the record; only that their address stopped is remembered, if it did.

    Raises: NotFound, RecordAway.
    """
    with clarion.record.transaction() as connection:
        if not erasure.erase(connection, contact_id):
            raise NotFound(say("There is no contact %(contact_id)s.", contact_id=contact_id))
