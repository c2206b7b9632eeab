"""The journal of stops: a file beside the record, so that a stop outlives an older backup.

The clock appends every stop that is in no journal, by keyed digest, and reads back what the record
does not have: after a restore that is every stop since the backup, before anything is sent. What
people texted meanwhile comes from the carrier as well (bot/sending/reconcile.py). A line is an
instant, a digest and the id of its data key, in hexadecimal.
"""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

import structlog

from bot.clarion import Clarion
from bot.people import consent
from bot.store.people import suppressions
from bot.store.people.suppressions import Kept
from bot.store.record import Transaction

log = structlog.get_logger()

_AT_ONCE = 5_000


def path(clarion: Clarion) -> Path:
    """Where the journal is."""
    return clarion.settings.data_dir / "stops.journal"


def keep(clarion: Clarion) -> int:
    """Read back what the record lacks, then append what the journal lacks. How many lines were
    appended. Raises: RecordAway, OSError."""
    with clarion.record.transaction() as connection:
        new = suppressions.not_journaled(connection, _AT_ONCE)
        if not new and not path(clarion).exists():
            return 0
        with _locked(path(clarion)) as (file, name):
            _take_back(clarion, connection, file, name)
            file.seek(0, os.SEEK_END)
            for one in new:
                line = f"{one.since.isoformat()} {one.digest.hex()} {one.key_id.hex()}\n"
                file.write(line.encode())
            file.flush()
            os.fsync(file.fileno())
            suppressions.note_journaled(connection, [one.digest for one in new])
            suppressions.read_back(connection, name, file.tell())
    return len(new)


def read_back(clarion: Clarion) -> int:
    """Put stops back that the record does not know. How many people they stop. Raises: RecordAway.

    Whoever agreed again after their stop, as far as the record knows, is left as they are.
    """
    if not path(clarion).exists():
        return 0
    with clarion.record.transaction() as connection, _locked(path(clarion)) as (file, name):
        return _take_back(clarion, connection, file, name)


def _take_back(clarion: Clarion, connection: Transaction, file: IO[bytes], name: str) -> int:
    done = suppressions.journaled_up_to(connection, name)
    file.seek(done)
    data = file.read()
    data = data[: data.rfind(b"\n") + 1]
    lines = [one for line in data.splitlines() if (one := _read(line)) is not None]
    if not lines:
        return 0
    stopped = 0
    for contact_id in suppressions.restore(connection, lines):
        now = clarion.clock.now()
        stopped += consent.stop(clarion, connection, contact_id, now, source="journal")
    suppressions.read_back(connection, name, done + len(data))
    if stopped:
        log.warning("stops put back from the journal", people=stopped)
    return stopped


def _read(line: bytes) -> Kept | None:
    try:
        at, digest, key_id = line.decode("ascii").split()
        return Kept(bytes.fromhex(digest), bytes.fromhex(key_id), datetime.fromisoformat(at))
    except ValueError:  # its first line, or one that a full disk cut short
        return None


@contextmanager
def _locked(where: Path) -> Iterator[tuple[IO[bytes], str]]:
    """The file, locked against other processes, and its name, from its first line."""
    where.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(where, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        name = file.readline().decode("ascii", "replace").strip()
        if not name:
            name = f"stops-{secrets.token_hex(8)}"
            file.write(f"{name}\n".encode())
            file.flush()
        yield file, name
