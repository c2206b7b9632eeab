"""What texts show of everybody who gets a broadcast, sealed as stored: for counting their parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from psycopg import Connection

from bot.store.broadcasts.plans import PLACE, REASON, asked_of, talking

_COLUMNS = {
    "name": "c.name_sealed", "zip": "c.zip", "city": "c.city", "state": "c.state",
    "code": "c.code", "phase": "c.zones",
}  # fmt: skip
_CHUNK = 10_000


class Shown(NamedTuple):
    """People of whom a text shows the same. Only what was asked for is there; the fields of a
    campaign are sealed as stored; `zones` come for "phase"."""

    lang: str | None
    name_sealed: bytes | None
    zip: str | None
    city: str | None
    state: str | None
    code: str | None
    zones: list[str] | None
    fields_sealed: bytes | None
    private_sealed: bytes | None
    people: int


def own_names(names: Collection[str]) -> list[str]:
    """Those of the fields that a campaign made."""
    return sorted(set(names) - _COLUMNS.keys())


def shown(
    connection: Connection[Any],
    condition: str,
    parameters: Mapping[str, Any],
    *,
    names: frozenset[str],
    langs: Sequence[str | None],
    hours: Sequence[tuple[str, str]],
    now: datetime,
    skip_talking: bool,
    limits: Mapping[str, Any] | None,
) -> Iterator[Shown]:
    """What texts with the fields `names` show of those who get it among who reads `langs`.

    `hours` are the zones and places whose people it reaches (as in `plans.Hour`); `limits` and
    `skip_talking` as for `plans.survey`, so the same people are counted. A few rows where nothing
    sealed is asked for, else one for each person, fetched in chunks.
    """
    given = {
        **parameters,
        **(limits or {}),
        **talking(now, is_asked=skip_talking),
        "hour_zones": [zones for zones, _ in hours],
        "hour_places": [place for _, place in hours],
        "shown_langs": [lang or "" for lang in langs],
    }
    # All of it is wanted: without this PostgreSQL plans for the first tenth of a cursor's rows.
    connection.execute("SET LOCAL cursor_tuple_fraction = 1.0")
    with connection.cursor("shown", binary=True) as cursor:
        cursor.execute(_query(condition, limits, names), given)
        while found := cursor.fetchmany(_CHUNK):
            yield from map(Shown._make, found)


def _query(condition: str, limits: Mapping[str, Any] | None, names: frozenset[str]) -> str:
    own = own_names(names)
    limit, everyone = asked_of(condition, limits)
    columns = [column if name in names else "NULL" for name, column in _COLUMNS.items()]
    is_sealed = bool(own) or "name" in names
    return f"""
        SELECT c.lang, {", ".join(columns)},
            {"c.fields_sealed" if own else "NULL::bytea"},
            {"c.private_sealed" if own else "NULL::bytea"}, {"1" if is_sealed else "count(*)"}
        {everyone}
            AND (c.zones::text, {PLACE}) IN (
                SELECT * FROM unnest(%(hour_zones)s::text[], %(hour_places)s::text[]))
            AND coalesce(c.lang, '') = ANY(%(shown_langs)s)
            AND {REASON} IS NULL AND {limit} IS NULL
        {"" if is_sealed else "GROUP BY 1, 2, 3, 4, 5, 6, 7"}
    """  # noqa: S608 - constants, and a condition whose values are parameters
