"""Changing the data key: everything sealed anew under the newest one, while all goes on.

In small transactions, each leaving the record whole, so it may be broken off and begun again, and
other processes work on with both keys. What values are found by is worked out anew; who stopped,
and the ledger's digests of numbers that are gone, are put under the new key (`Sealer.wrap`), whose
makers' lookup keys stay, sealed. Afterwards the old key opens nothing and may go: key_needs.py.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import structlog

from bot.clarion import Clarion
from bot.errors import Conflict, SealError
from bot.people import keyring
from bot.people.rekeying import MAKERS, New, Rotated, after_addresses, without_doubles
from bot.sentences import say
from bot.store import rekeying as digests
from bot.store import rotation as rows
from bot.store.record import Transaction
from bot.store.rotation import Place, Row
from bot.store.sealing import Purpose, Sealer
from bot.store.sending import marks

log = structlog.get_logger()

_AT_ONCE = 200
_PASSES = 5  # over rows that somebody else had at the time
_LOCK = "rotation of keys"
_LEAST_SEALED = 33  # bytes: version, key, nonce, tag
Tell = Callable[[str, int, int], None]  # the place, done, of how many


def rotate(clarion: Clarion, tell: Tell = lambda *_: None) -> Rotated:
    """Seal everything anew under the newest key. Raises: Conflict (another one is at it),
    KeyMissing, RecordAway: what is done by then stays, and doing it again goes on."""
    done = Rotated()
    with clarion.record.alone() as alone, marks.only_one(alone, _LOCK) as is_ours:
        if not is_ours:
            raise Conflict(say("The keys are being changed already, by another command."))
        _begin(clarion)
        with clarion.record.transaction() as connection:
            places = rows.places(connection)
        for place in places:
            _seal_place(clarion, place, done, tell)
        _seal_json(clarion, done)
        for table, column in digests.WRAPPED:
            done.wrapped += _wrap(clarion, table, column, tell)
    log.info("keys rotated", sealed=done.sealed, wrapped=done.wrapped)
    return done


def _begin(clarion: Clarion) -> None:
    sealer = clarion.sealer
    with clarion.record.transaction() as connection:
        keyring.check(sealer, connection)
        digests.begin(connection, sealer.key_ids[::-1])
        for key_id in sealer.key_ids[1:]:
            kept = sealer.seal(sealer.lookup_key(key_id).hex(), Purpose.DATA_KEY_LOOKUP)
            digests.retire(connection, key_id, kept)
        keyring.check(sealer, connection)


def _seal_place(clarion: Clarion, place: Place, done: Rotated, tell: Tell) -> None:
    key = clarion.sealer.key_ids[0]
    with clarion.record.transaction() as connection:
        total = rows.remaining(connection, place, key)
    left, seen = total, 0
    for _ in range(_PASSES):
        if not left:
            break
        done.unreadable.pop(place.table, None)
        after: tuple[Any, ...] | None = None
        while True:
            with clarion.record.transaction() as connection:
                found = rows.some(connection, place, key, after, _AT_ONCE)
                done.sealed += _seal_rows(clarion, connection, place, found, done)
            if not found:
                break
            after = found[-1].key
            seen += len(found)
            tell(place.table, min(seen, total), total)
        with clarion.record.transaction() as connection:
            before, left = left, rows.remaining(connection, place, key)
        if left == before:
            break  # what is left cannot be opened, or is somebody else's number


def _seal_rows(
    clarion: Clarion,
    connection: Transaction,
    place: Place,
    found: Sequence[Row],
    done: Rotated,
) -> int:
    """Seal rows anew. How many values."""
    make = MAKERS.get(place.table)
    new: list[New] = []
    for row in found:
        opened = _open(clarion.sealer, place, row, done)
        if opened is None:
            continue
        columns = {
            name: clarion.sealer.seal_or_none(value, place.columns[name])
            for name, value in opened.items()
        }
        new.append((row.key, {**columns, **(make(clarion.sealer, row, opened) if make else {})}))
    if place.table == "address":
        new = without_doubles(clarion, connection, found, new, done)
    rows.put(connection, place, new)
    if place.table == "address":
        after_addresses(clarion, connection, found, new)
    return sum(value is not None for _, columns in new for value in columns.values())


def _open(sealer: Sealer, place: Place, row: Row, done: Rotated) -> dict[str, str | None] | None:
    """A row's values; None where one of them is opened by no key at hand, which is counted."""
    try:
        return {
            name: sealer.open_or_none(value, place.columns[name])
            for name, value in row.values.items()
        }
    except SealError:
        done.unreadable[place.table] += 1
        return None


# --- the rest --------------------------------------------------------------------------------


def _wrap(clarion: Clarion, table: str, column: str, tell: Tell) -> int:
    sealer, count = clarion.sealer, 0
    key = sealer.key_ids[0]
    while True:
        with clarion.record.transaction() as connection:
            found = digests.to_wrap(connection, table, column, key, _AT_ONCE)
            pairs = [(digest, sealer.wrap(digest)) for digest in found]
            digests.wrap(connection, table, column, key, pairs)
        count += len(found)
        if not found:
            return count
        tell(table, count, count)


def _seal_json(clarion: Clarion, done: Rotated) -> None:
    for place in rows.IN_JSON:
        with clarion.record.transaction() as connection:
            for row_id, sealed in in_json(connection, *place[:4]):
                _seal_in_json(clarion.sealer, connection, place, row_id, sealed, done)


def _seal_in_json(
    sealer: Sealer,
    connection: Transaction,
    place: tuple[str, str, str, str, Purpose],
    row_id: int,
    sealed: bytes,
    done: Rotated,
) -> None:
    table, column, name, how, purpose = place
    if sealer.is_current(sealed):
        return
    try:
        again = sealer.seal(sealer.open(sealed, purpose), purpose)
    except SealError:
        done.unreadable[table] += 1
        return
    rows.put_in_json(connection, table, column, name, row_id, _written(how, again))
    done.sealed += 1


def in_json(
    connection: Transaction, table: str, column: str, name: str, how: str
) -> Iterator[tuple[int, bytes]]:
    """What is sealed within JSON, by its row; words of another act that stand there are not."""
    for row_id, written in rows.in_json(connection, table, column, name):
        sealed = _unwritten(how, written)
        if sealed is not None and sealed[:1] == b"\x01" and len(sealed) > _LEAST_SEALED:
            yield row_id, sealed


def _written(how: str, sealed: bytes) -> str:
    return sealed.hex() if how == "hex" else base64.b64encode(sealed).decode()


def _unwritten(how: str, written: str) -> bytes | None:
    try:
        return bytes.fromhex(written) if how == "hex" else base64.b64decode(written, validate=True)
    except ValueError:
        return None
