"""The ledger of consent: lines put to it, read back, and its chains proved."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Wording:
    """Words that somebody agreed to, in a language, of a program."""

    words: str
    lang: str | None = None
    program: str | None = None

    @property
    def hash(self) -> str:
        """Their SHA-256, in hexadecimal."""
        return hashlib.sha256(self.words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class NewLine:
    """A line to add. `proof` is a digest of an organizer's, with the salt; `proof_sealed` it
    itself. `scope` is what it is about: all, or calls of lists, whose people need not be contacts.
    """

    contact_id: int | None
    act: str
    source: str
    at: datetime
    wording: Wording | None = None
    program: str | None = None
    message_id: int | None = None
    import_id: int | None = None
    organizer_id: int | None = None
    address_digest: bytes | None = None
    key_id: bytes | None = None
    binding: bytes | None = None
    salt_sealed: bytes | None = None
    proof: bytes | None = None
    proof_sealed: bytes | None = None
    scope: str = "all"


_COLUMNS = (
    "contact_id, act, source, at, program, message_id, import_id, organizer_id, address_digest,"
    " key_id, binding, salt_sealed, proof, proof_sealed, scope"
)
_WORDING = """
INSERT INTO consent_wording (hash, program, lang, version, words, since)
SELECT %(hash)s, %(program)s::varchar, %(lang)s::varchar, 1 + (SELECT count(*) FROM consent_wording
    WHERE program IS NOT DISTINCT FROM %(program)s::varchar
        AND lang IS NOT DISTINCT FROM %(lang)s::varchar),
    %(words)s, %(at)s
ON CONFLICT DO NOTHING
"""
_LINE = (
    f"INSERT INTO consent ({_COLUMNS}, wording) VALUES ("  # noqa: S608 - constants
    + ", ".join(f"%({name.strip()})s" for name in _COLUMNS.split(","))
    + ", %(wording)s)"
)


def keep_wording(connection: Connection[Any], wording: Wording, at: datetime) -> None:
    """See that these words are kept."""
    connection.execute(
        _WORDING,
        {
            "hash": wording.hash,
            "program": wording.program,
            "lang": wording.lang,
            "words": wording.words,
            "at": at,
        },
    )


def append(connection: Connection[Any], line: NewLine) -> None:
    """Add a line. Its contact is locked by the caller."""
    values = {name.strip(): getattr(line, name.strip()) for name in _COLUMNS.split(",")}
    if line.wording is not None:
        keep_wording(connection, line.wording, line.at)
    connection.execute(_LINE, {**values, "wording": line.wording.hash if line.wording else None})


class AddressRow(NamedTuple):
    """An address as the ledger needs it."""

    channel: str
    value_sealed: bytes
    digest: bytes


def address(
    connection: Connection[Any], contact_id: int, address_id: int | None
) -> AddressRow | None:
    """A contact's address, or their first."""
    row = connection.execute(
        "SELECT channel, value_sealed, digest FROM address WHERE contact_id = %s"
        " ORDER BY id IS NOT DISTINCT FROM %s DESC, id LIMIT 1",
        [contact_id, address_id],
    ).fetchone()
    return AddressRow(row[0], bytes(row[1]), bytes(row[2])) if row else None


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it is kept, with the words of its wording and whether its hash is right."""

    id: int
    subject: uuid.UUID
    n: int
    previous: bytes | None
    hash: bytes
    act: str
    scope: str
    method: str
    source: str
    program: str | None
    wording: str | None
    words: str | None
    words_lang: str | None
    words_version: int | None
    message_id: int | None
    import_id: int | None
    organizer_id: int | None
    at: datetime
    binding: bytes | None
    proof: bytes | None
    salt_sealed: bytes | None
    proof_sealed: bytes | None
    hashed: str
    is_true: bool


_READ = """
SELECT k.id, k.subject, k.n, k.previous, k.hash, k.act, k.scope, k.method, k.source, k.program,
    k.wording, w.words, w.lang AS words_lang, w.version AS words_version, k.message_id, k.import_id,
    k.organizer_id, k.at, k.binding, k.proof, k.salt_sealed, k.proof_sealed,
    consent_words(k) AS hashed, k.hash = consent_hash(k) AS is_true
FROM consent k LEFT JOIN consent_wording w ON w.hash = k.wording
"""


def of_contact(connection: Connection[Any], contact_id: int) -> list[Line]:
    """Every line of a contact, chain by chain."""
    return _read(connection, "WHERE k.contact_id = %s", [contact_id])


def of_traces(connection: Connection[Any], traces: Sequence[bytes]) -> list[Line]:
    """Every line of an address, whoever had it, chain by chain."""
    return _read(connection, "WHERE k.address_digest = ANY(%s)", [list(traces)])


def _read(connection: Connection[Any], where: str, values: list[Any]) -> list[Line]:
    with connection.cursor(row_factory=class_row(Line)) as cursor:
        cursor.execute(
            _READ + where + " ORDER BY min(k.id) OVER (PARTITION BY k.subject), k.n",
            values,
        )
        return cursor.fetchall()


class Checked(NamedTuple):
    """What came of looking at every chain: how many lines and chains, and the ids of lines that
    are not what they were, or whose line before is missing (the first hundred)."""

    lines: int
    chains: int
    wrong: list[int]


def check(connection: Connection[Any]) -> Checked:
    """Look at every chain there is."""
    row = connection.execute(
        """
        SELECT count(*), count(DISTINCT subject),
            (array_agg(id ORDER BY id) FILTER (WHERE is_wrong))[1:100] FROM (
            SELECT k.id, k.subject, k.hash <> consent_hash(k)
                OR k.n <> row_number() OVER chain
                OR k.previous IS DISTINCT FROM lag(k.hash) OVER chain
                OR (k.wording IS NOT NULL AND w.hash IS NOT NULL
                    AND k.wording <> encode(sha256(convert_to(w.words, 'UTF8')), 'hex'))
                AS is_wrong
            FROM consent k LEFT JOIN consent_wording w ON w.hash = k.wording
            WINDOW chain AS (PARTITION BY k.subject ORDER BY k.n)) AS looked
        """
    ).fetchone()
    return Checked(row[0], row[1], list(row[2] or ())) if row else Checked(0, 0, [])
