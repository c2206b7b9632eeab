"""What sealed values are found by, worked out anew under the newest data key."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.clarion import Clarion
from bot.people import consent
from bot.people.contacts import seal_fields
from bot.store import rekeying as rows
from bot.store.djs.naming import seal_station
from bot.store.people import suppressions
from bot.store.record import Transaction
from bot.store.rotation import Row
from bot.store.sealing import Purpose, Sealer

Opened = Mapping[str, str | None]
New = tuple[tuple[Any, ...], Mapping[str, Any]]  # what a row is known by, and its columns


@dataclass(slots=True)
class Rotated:
    """What came of it: values sealed anew, digests put under the new key, values that no key at
    hand opens by place, and addresses whose number somebody else has under the new key."""

    sealed: int = 0
    wrapped: int = 0
    unreadable: Counter[str] = field(default_factory=Counter)
    doubles: set[tuple[int, int]] = field(default_factory=set)


def _address(sealer: Sealer, row: Row, opened: Opened) -> dict[str, Any]:
    return {"digest": sealer.digest(row.also["channel"], opened["value_sealed"] or "")}


def _contact(sealer: Sealer, _row: Row, opened: Opened) -> dict[str, Any]:
    try:
        return seal_fields(sealer, json.loads(opened["fields_sealed"] or "{}"))
    except ValueError:  # an older version's: sealed anew as it is
        return {}


def _dj(sealer: Sealer, _row: Row, opened: Opened) -> dict[str, Any]:
    station, market = opened["station_sealed"] or "", opened["market_sealed"] or ""
    return seal_station(sealer, station, market)


def _answer(sealer: Sealer, row: Row, opened: Opened) -> dict[str, Any]:
    return {"value_key": sealer.answer_keys(row.key[1], opened["value_sealed"] or "")[0]}


def _station_ask(sealer: Sealer, _row: Row, opened: Opened) -> dict[str, Any]:
    return {"station_digest": sealer.digest(Purpose.STATION_ASKED, opened["station_sealed"] or "")}


def _listed(sealer: Sealer, _row: Row, opened: Opened) -> dict[str, Any]:
    return {"digest": sealer.digest("sms", opened["value_sealed"] or "")}


MAKERS: Mapping[str, Callable[[Sealer, Row, Opened], dict[str, Any]]] = {
    "address": _address,
    "contact": _contact,
    "dj": _dj,
    "answer": _answer,
    "station_ask": _station_ask,
    "listed_person": _listed,
}


def without_doubles(
    clarion: Clarion,
    connection: Transaction,
    found: Sequence[Row],
    new: list[New],
    done: Rotated,
) -> list[New]:
    """Addresses but those whose number came in once more under the new key, by somebody who ran
    without the old one: an organizer makes the two people one. A stop of either is of both."""
    taken = rows.taken_digests(connection, [columns["digest"] for _, columns in new])
    people = {row.key: row.also["contact_id"] for row in found}
    doubles = [
        (people[key], columns["digest"]) for key, columns in new if columns["digest"] in taken
    ]
    for old_id, digest in doubles:
        new_id = rows.contact_of(connection, digest)
        done.doubles.add((old_id, new_id))
        if rows.any_stopped(connection, [old_id, new_id]):
            for one in (old_id, new_id):
                consent.stop(clarion, connection, one, clarion.clock.now(), source="merge")
    return [(key, columns) for key, columns in new if columns["digest"] not in taken]


def after_addresses(
    clarion: Clarion,
    connection: Transaction,
    found: Sequence[Row],
    new: Sequence[New],
) -> None:
    """Whoever stopped is on the list by their new digest; whoever is on it by an old one has
    stopped, though a restored backup does not say so."""
    sealer = clarion.sealer
    done = {key for key, _ in new}
    for row in found:
        value = row.values["value_sealed"]
        if row.key not in done or value is None:
            continue
        traces = sealer.traces(row.also["channel"], sealer.open(value, Purpose.ADDRESS_VALUE))
        if suppressions.since(connection, traces) is not None:
            now = clarion.clock.now()
            consent.stop(clarion, connection, row.also["contact_id"], now, source="journal")
    rows.keep_stops(connection, [key[0] for key in done])
    rows.forget_search_keys(
        connection, [row.also["contact_id"] for row in found if row.key in done]
    )
