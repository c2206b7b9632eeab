"""Taking people out of the record when they ask for it, and again after a restore.

Backups know nothing of who was erased since. So the keyed digests of their addresses stand in the
record and in a file of the data folder, and whoever comes back with a backup is erased anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

import structlog

from bot.clarion import Clarion
from bot.errors import SealError, no_person
from bot.events import leaving
from bot.store.organizers import notes
from bot.store.people import erasure, privacy
from bot.store.record import Transaction
from bot.store.sealing import Purpose, Sealer

log = structlog.get_logger()

_FILE = "erased"


def erase(clarion: Clarion, contact_id: int, organizer_id: int | None = None) -> None:
    """Take a person out of the record, and their actions off the list; guests are told. Only that
    their address stopped is remembered, if it did, and by digests that they were erased.

    Raises: NotFound, RecordAway.
    """
    with clarion.record.transaction() as connection:
        if not erase_in(clarion, connection, contact_id, organizer_id):
            raise no_person(contact_id)
    clarion.wake_ups.wake("workers.jobs.send_due")
    share(clarion)


def erase_in(
    clarion: Clarion, connection: Transaction, contact_id: int, organizer_id: int | None = None
) -> bool:
    """`erase` within a transaction of the caller's. False where there is no such person."""
    now = clarion.clock.now()
    if not erasure.lock(connection, contact_id):
        return False
    leaving.leave_all(clarion, connection, contact_id)
    privacy.note_copies(connection, contact_id, now)
    digests = _digests(clarion.sealer, erasure.addresses(connection, contact_id))
    erasure.remember(connection, [(digest, now) for digest in digests])
    erasure.erase(connection, contact_id, now)
    notes.note(
        connection, act="erased", object_name="contact", object_id=contact_id, detail={}, now=now,
        organizer_id=organizer_id,
    )  # fmt: skip
    return True


def _digests(sealer: Sealer, addresses: Iterable[tuple[str, bytes, bytes]]) -> set[bytes]:
    """Under every key at hand: a backup may be from before the newest."""
    found = set()
    for channel, sealed, digest in addresses:
        found.add(bytes(digest))
        try:
            value = sealer.open(sealed, Purpose.ADDRESS_VALUE)
        except SealError:  # no key opens it: what it was found by is all there is
            continue
        found |= set(sealer.digests(channel, value))
    return found


def apply_again(clarion: Clarion) -> int:
    """Erase anew whoever a backup brought back. How many. The clock does it, and a restore.

    Raises: RecordAway.
    """
    share(clarion)
    with clarion.record.transaction() as connection:
        back = erasure.come_back(connection)
    for contact_id in back:
        with clarion.record.transaction() as connection:
            erase_in(clarion, connection, contact_id)
    if back:
        log.warning("a backup brought people back who were erased", count=len(back))
    return len(back)


def take_in(clarion: Clarion, path: Path) -> int:
    """Take in a list of who was erased that was kept beside a backup, and erase who came back with
    it. How many were erased. Raises: RecordAway, FileNotFoundError."""
    found = read_list(path.resolve(strict=True))
    with clarion.record.transaction() as connection:
        erasure.remember(connection, found)
    return apply_again(clarion)


def share(clarion: Clarion) -> None:
    """Bring the record's list of who was erased and the file's together. Raises: RecordAway."""
    path = clarion.settings.data_dir / _FILE
    in_file = dict(read_list(path))
    with clarion.record.transaction() as connection:
        known = dict(erasure.remembered(connection))
        news = [(one, at) for one, at in in_file.items() if at > known.get(one, _LONG_AGO)]
        if news:
            erasure.remember(connection, news)
    missing = [(one, at) for one, at in known.items() if at > in_file.get(one, _LONG_AGO)]
    write_list(path, missing)


_LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")


def read_list(path: Path) -> list[tuple[bytes, datetime]]:
    """Digests and when, a line each; a line that a crash cut short is left out."""
    found = []
    try:
        lines = path.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return []
    for line in lines:
        digest, _, at = line.partition(" ")
        try:
            found.append((bytes.fromhex(digest), datetime.fromisoformat(at)))
        except ValueError:
            log.warning("a line of the list of who was erased cannot be read")
    return found


def write_list(path: Path, more: Iterable[tuple[bytes, datetime]]) -> None:
    """Add digests to a list that only its owner may read."""
    lines = "".join(f"{digest.hex()} {at.isoformat()}\n" for digest, at in more)
    if not lines:
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch(mode=0o600, exist_ok=True)
    with path.open("a", encoding="ascii") as file:
        file.write(lines)
