"""`clarion doctor --leaks`: words of somebody who never was, planted, looked for, taken away again.

They text what people text, from a number that nobody has; nothing is sent to it. Then every column
of the record, Redis, and the files of the data folder are read for these words and that number.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.carrier.forms import InboundForm
from bot.clarion import Clarion
from bot.conversations import inbound
from bot.errors import Conflict
from bot.privacy.canaries import Canaries, Leak, look_in_files, look_in_redis
from bot.sentences import say
from bot.store import leaks as rows
from bot.store.people import erasure

# The servers' own files hold what the record and Redis hold, which is looked at itself.
_OF_SERVERS = ("postgres", "valkey")


@dataclass(frozen=True, slots=True)
class Looked:
    """What was planted, where it was looked for, and what can be read."""

    words: int
    tables: int
    places: tuple[str, ...]
    leaks: tuple[Leak, ...]


def look(clarion: Clarion, logs: Sequence[Path] = ()) -> Looked:
    """Plant canaries, look for them, and take them away. `logs` are files to look at besides.

    Raises: Conflict where somebody has the made-up number; RecordAway; OSError for a log that
    cannot be read.
    """
    canaries, since = Canaries(), clarion.clock.now()
    with _planted(clarion, canaries):
        with clarion.record.transaction() as connection:
            tables = len(rows.columns(connection))
            found = [
                Leak(place.word, f"{place.table}.{place.column}")
                for place in rows.find(connection, dict(canaries.forms), since)
            ]
        places = ["the record", str(clarion.settings.data_dir)]
        found += look_in_files(canaries, clarion.settings.data_dir, _OF_SERVERS)
        redis_url = clarion.settings.redis_url.get_secret_value()
        if redis_url:
            places.append("Redis")
            found += look_in_redis(canaries, redis_url)
        for log in logs:
            places.append(str(log))
            found += canaries.read_in(log.read_bytes(), str(log))
    return Looked(len(canaries.planted), tables, tuple(places), tuple(found))


@contextmanager
def _planted(clarion: Clarion, canaries: Canaries) -> Iterator[None]:
    """Texts of somebody who never was, in the record until the end."""
    # 555-01xx is kept free for films and books (ATIS-0300115), so that nobody has it.
    number = f"+1{secrets.choice(('201', '305', '415', '713'))}55501{secrets.randbelow(100):02d}"
    digests = clarion.sealer.digests("sms", number)
    with clarion.record.transaction() as connection:
        if rows.contact_of(connection, digests) is not None:
            raise Conflict(say("The made-up number is in the record. Try once more."))
    canaries.add("number", number.removeprefix("+1"))
    try:
        for body in _texts(canaries):
            sid = f"SM{secrets.token_hex(16)}"
            inbound.receive(clarion, InboundForm(sid, number, _to(clarion), "sms", body))
        yield
    finally:
        with clarion.record.transaction() as connection:
            contact_id = rows.contact_of(connection, digests)
            if contact_id is not None and erasure.lock(connection, contact_id):
                rows.remove(connection, contact_id)
                erasure.take_out(connection, contact_id)


def _to(clarion: Clarion) -> str:
    return clarion.settings.twilio_from or "+12025550100"


def _texts(canaries: Canaries) -> list[str]:
    """What is texted: a station, an action with its place that is never finished, words that nobody
    understands. Nothing of it tells an organizer anything."""
    return [
        f"RECRUIT Radio {canaries.word('a station')}",
        "LEAD",
        "5",
        f"Vigil of {canaries.word('an action')}",
        canaries.word("no word of ours"),
    ]
