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
    INSERT INTO consent (contact_id, address_digest, act, source, import_id, at)
    SELECT contact_id, digests[1], 'opt_in', %(how)s, %(import)s, %(now)s
    FROM given WHERE %(agreed)s
)
SELECT count(*) FROM given
"""


class Change(NamedTuple):
    """What changes about somebody who was known. `opts_in`: they had not agreed before."""

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
    INSERT INTO consent (contact_id, address_digest, act, source, import_id, at)
    SELECT id, (SELECT digest FROM address WHERE contact_id = changed.id ORDER BY id LIMIT 1),
        'opt_in', %(how)s, %(import)s, %(now)s FROM changed WHERE %(opts_in)s
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
    how: str | None,
    now: datetime,
) -> int:
    """Make contacts of these staged people. `how` they agreed, if there is proof. How many."""
    row = connection.execute(
        _BRING_IN,
        {
            "new": list(new),
            "source": source,
            "agreed": how is not None,
            "how": how,
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
    how: str | None,
    now: datetime,
) -> None:
    """Change people who were known, and keep what they were."""
    with connection.cursor() as cursor:
        cursor.executemany(
            _CHANGE,
            [{**one._asdict(), "import": import_id, "how": how, "now": now} for one in changes],
        )
