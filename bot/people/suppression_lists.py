"""The list of who stopped, out and in: for other Clarions by keyed hashes, or by numbers in clear.

A hash is HMAC-SHA256 of "sms:+1…" under a key derived from a secret that both sides know, so that
the file says nothing to anybody else. Hashes that come in are kept as they are, with that key,
sealed: whoever is on such a list is not added later either (`Sealer.traces`). Like every stop only
the person's own word takes it back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.clarion import Clarion
from bot.errors import InputError
from bot.people import consent, keyring
from bot.people.deadlines import delete_by
from bot.people.numbers import read_phone
from bot.sentences import say
from bot.store.organizers import notes
from bot.store.people import suppressions
from bot.store.record import Transaction
from bot.store.sealing import ListKey, Purpose, list_key

LEAST_SECRET = 20  # characters: the file alone could be tried with every number and a guess
_HEAD = "# clarion suppression 1 "
_HASH = re.compile(r"[0-9a-f]{64}")
_AT_ONCE = 1_000


@dataclass(frozen=True, slots=True)
class Taken:
    """What came of a list: lines on it, people of ours who are stopped by it now, and lines that
    could not be read."""

    lines: int
    stopped: int
    unread: int


def export_hashed(clarion: Clarion, secret: str, by: int | None) -> Iterator[str]:
    """The lines of a file for another Clarion. Raises: InputError (secret), RecordAway.

    Who was erased is not in it: of their numbers only our own digests are left.
    """
    key = _key(secret)
    numbers = _numbers(clarion)
    _audit(clarion, "exported stops", {"numbers": len(numbers), "in clear": 0}, by)
    yield f"{_HEAD}hashed {key.check}"
    yield _end(clarion)
    yield from sorted(key.digest("sms", number).hex() for number in numbers)


def export_clear(clarion: Clarion, by: int) -> Iterator[str]:
    """The numbers themselves, one a line, without the + that a spreadsheet reads as a formula.
    Whoever asks is in the audit. Raises: RecordAway."""
    numbers = _numbers(clarion)
    _audit(clarion, "exported stops", {"numbers": len(numbers), "in clear": len(numbers)}, by)
    yield f"{_HEAD}clear"
    yield _end(clarion)
    yield from (number.removeprefix("+") for number in sorted(numbers))


def _end(clarion: Clarion) -> str:
    return f"# delete this file by {delete_by(clarion).isoformat()}"


def take_in(
    clarion: Clarion, lines: Iterable[str], name: str, secret: str | None, by: int | None
) -> Taken:
    """Put a list with ours; `name` says whose it is. Whoever of us is on it stops.

    Raises: InputError (no such file, secret missing or another one), KeyMissing, RecordAway.
    """
    given = [line.strip() for line in lines if line.strip()]
    first = given[0] if given else ""
    given = [line for line in given if line == first or not line.startswith("#")]
    if first.startswith(_HEAD + "hashed "):
        key = _key(secret or "")
        if key.check != first.rsplit(" ", 1)[1]:
            raise InputError(say("This is not the secret that the list was made with."), "secret")
        return _take_hashes(clarion, key, given[1:], name, by)
    numbers = given[1:] if first.startswith("#") or not re.search(r"\d{7}", first) else given
    return _take_numbers(clarion, numbers, name, by)


def _take_hashes(
    clarion: Clarion, key: ListKey, lines: list[str], name: str, by: int | None
) -> Taken:
    now = clarion.clock.now()
    digests = [bytes.fromhex(line) for line in lines if _HASH.fullmatch(line)]
    with clarion.record.transaction() as connection:
        keyring.check(clarion.sealer, connection)
        sealed = clarion.sealer.seal(key.lookup.hex(), Purpose.DATA_KEY_LOOKUP)
        suppressions.keep_list(connection, key.id, sealed, digests, f"list:{name}"[:40], now)
    wanted = set(digests)
    stopped = 0
    for contact_id, number in _people(clarion):
        if key.digest("sms", number) in wanted:
            stopped += _stop(clarion, contact_id)
    found = Taken(len(lines), stopped, len(lines) - len(digests))
    _audit(clarion, "took in stops", {"lines": found.lines, "stopped": stopped}, by)
    return found


def _take_numbers(clarion: Clarion, lines: list[str], name: str, by: int | None) -> Taken:
    numbers = [number for line in lines if (number := _read(line)) is not None]
    stopped = 0
    for first in range(0, len(numbers), _AT_ONCE):
        with clarion.record.transaction() as connection:
            keyring.check(clarion.sealer, connection)
            for number in numbers[first : first + _AT_ONCE]:
                stopped += _take_number(clarion, connection, number, f"list:{name}"[:40])
    found = Taken(len(lines), stopped, len(lines) - len(numbers))
    _audit(clarion, "took in stops", {"lines": found.lines, "stopped": stopped}, by)
    return found


def _take_number(clarion: Clarion, connection: Transaction, number: str, origin: str) -> int:
    sealer = clarion.sealer
    digests = sealer.digests("sms", number)
    people = suppressions.people_of(connection, digests)
    stopped = sum(_stop_in(clarion, connection, one) for one in people)
    suppressions.put(connection, digests[0], sealer.key_ids[0], origin, clarion.clock.now())
    return stopped


def _read(line: str) -> str | None:
    try:
        return read_phone(line.strip("'\" ,;"))
    except InputError:
        return None


def _stop(clarion: Clarion, contact_id: int) -> bool:
    with clarion.record.transaction() as connection:
        return _stop_in(clarion, connection, contact_id)


def _stop_in(clarion: Clarion, connection: Transaction, contact_id: int) -> bool:
    return consent.stop(clarion, connection, contact_id, clarion.clock.now(), source="list")


def _numbers(clarion: Clarion) -> set[str]:
    """Numbers of everybody who has stopped and is in the record."""
    return {number for _, number in _people(clarion, stopped_only=True)}


def _people(clarion: Clarion, *, stopped_only: bool = False) -> Iterator[tuple[int, str]]:
    after = 0
    while True:
        with clarion.record.transaction() as connection:
            rows = suppressions.numbers(connection, after, _AT_ONCE, stopped_only=stopped_only)
        if not rows:
            return
        for _, contact_id, sealed in rows:
            value = clarion.sealer.open_or_unknown(sealed, Purpose.ADDRESS_VALUE)
            if value is not None:
                yield contact_id, value
        after = rows[-1][0]


def _key(secret: str) -> ListKey:
    if len(secret) < LEAST_SECRET:
        raise InputError(
            say("A secret for lists has at least %(least)s characters.", least=LEAST_SECRET),
            "secret",
        )
    return list_key(secret)


def _audit(clarion: Clarion, act: str, detail: dict[str, int], by: int | None) -> None:
    with clarion.record.transaction() as connection:
        notes.note(
            connection, act=act, object_name="suppression", object_id=None, detail=detail,
            now=clarion.clock.now(), organizer_id=by,
        )  # fmt: skip
