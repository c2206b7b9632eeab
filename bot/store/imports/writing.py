"""Bringing staged people in, and changing those who were known."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

_BRING_IN = """
WITH given AS MATERIALIZED (
    SELECT nextval(pg_get_serial_sequence('contact', 'id')) AS contact_id, s.*
    FROM staged_person s WHERE s.n = ANY(%(new)s)
), c AS (
    INSERT INTO contact (id, lang, name_sealed, zip, city, state, zones, area_states, tags, code,
        source, opted_in_at, import_id, series_import_id, disclose_since, created_at)
    SELECT contact_id, lang, name_sealed, zip, city, state, zones, area_states, tags, code,
        %(source)s, CASE WHEN %(agreed)s THEN %(now)s::timestamptz END, %(import)s,
        CASE WHEN %(agreed)s THEN %(import)s::bigint END,
        CASE WHEN %(agreed)s THEN %(now)s::timestamptz END, %(now)s
    FROM given
), a AS (
    INSERT INTO address (contact_id, channel, value_sealed, digest, reach, created_at)
    SELECT contact_id, 'sms', value_sealed, digests[1], reach, %(now)s FROM given
), t AS (
    INSERT INTO session (contact_id, updated_at) SELECT contact_id, %(now)s FROM given
), k AS (
    INSERT INTO consent (contact_id, address_digest, key_id, act, source, program, wording,
        import_id, at, binding, salt_sealed)
    SELECT contact_id, digests[1], substring(value_sealed FROM 2 FOR 4), 'opt_in', %(how)s,
        %(program)s, %(wording)s, %(import)s, %(now)s, binding, salt_sealed
    FROM given WHERE %(agreed)s
)
SELECT count(*) FROM given
"""


class Agreed(NamedTuple):
    """How people of a list agreed, to which program, by which words (their hash)."""

    how: str | None = None
    program: str | None = None
    wording: str | None = None


class Change(NamedTuple):
    """What changes about somebody who was known, the `n`th that is staged. `opts_in`: they had not
    agreed before."""

    n: int
    contact_id: int
    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    zones: list[str]
    tags: list[str]
    opts_in: bool
    change_sealed: bytes


_CHANGE = """
WITH changed AS (
    UPDATE contact SET lang = %(lang)s, name_sealed = %(name_sealed)s, zip = %(zip)s,
        city = %(city)s, state = %(state)s, zones = %(zones)s, tags = %(tags)s,
        opted_in_at = CASE WHEN %(opts_in)s THEN %(now)s ELSE opted_in_at END,
        series_import_id = CASE WHEN %(opts_in)s THEN %(import)s ELSE series_import_id END,
        disclose_since = CASE WHEN %(opts_in)s THEN %(now)s ELSE disclose_since END
    WHERE id = %(contact_id)s RETURNING id
), k AS (
    INSERT INTO consent (contact_id, address_digest, key_id, act, source, program, wording,
        import_id, at, binding, salt_sealed)
    SELECT changed.id, a.digest, substring(a.value_sealed FROM 2 FOR 4), 'opt_in', %(how)s,
        %(program)s, %(wording)s, %(import)s, %(now)s, s.binding, s.salt_sealed
    FROM changed JOIN staged_person s ON s.n = %(n)s
    JOIN address a ON a.contact_id = changed.id AND a.digest = ANY(s.digests)
    WHERE %(opts_in)s LIMIT 1
)
INSERT INTO import_change (import_id, contact_id, change_sealed)
SELECT %(import)s, id, %(change_sealed)s FROM changed
"""


def bring_in(
    connection: Connection[Any],
    import_id: int,
    new: Sequence[int],
    *,
    source: str,
    agreed: Agreed,
    now: datetime,
) -> int:
    """Make contacts of these staged people. They have agreed where `agreed` says how. How many."""
    row = connection.execute(
        _BRING_IN,
        {
            "new": list(new),
            "source": source,
            "agreed": agreed.how is not None,
            **agreed._asdict(),
            "import": import_id,
            "now": now,
        },
        prepare=False,
    ).fetchone()
    return int(row[0]) if row else 0


def change(
    connection: Connection[Any],
    import_id: int,
    changes: Sequence[Change],
    *,
    agreed: Agreed,
    now: datetime,
) -> None:
    """Change people who were known, and keep what they were."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _CHANGE,
            [
                {**one._asdict(), **agreed._asdict(), "import": import_id, "now": now}
                for one in changes
            ],
        )
