"""One look at the record for everybody who asks for the counter, in all processes together.

What one process has read, the others find in Redis; only whoever gets the turn asks the record, and
turns are a second apart, more where a look takes long: at most a twentieth of the time is spent on
it. While Redis is away each process looks by itself, five times as seldom. While the record is away
what was last known is told, with its instant, for up to ten minutes.
"""

from __future__ import annotations

import hashlib
import threading
import time
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import redis
import structlog

from bot.clarion import Clarion
from bot.errors import RecordAway
from bot.results import live
from bot.results.live import Live
from bot.store.record import Record

log = structlog.get_logger()

TURN_S = 1.0
_SHARE_OF_TIME = 20
_MOST_TURN_S = 30.0
_ALONE = 5  # times as seldom, while Redis is away
_OLD_S = 600
_LOOK_S = 0.05
_PREFIX = "clarion:live:"


@dataclass(slots=True)
class _Known:
    """What this process knows, when it last looked (monotonic), and how far turns are apart."""

    live: Live | None = None
    looked_at: float = float("-inf")
    read_at: float = float("-inf")
    turn_s: float = TURN_S


class Shared:
    """The counter of one record, as all processes share it."""

    def __init__(self, redis_url: str, name: str) -> None:
        self._redis = (
            redis.Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5)
            if redis_url
            else None
        )
        self._name = _PREFIX + name
        self._known = _Known()
        self._lock = threading.Lock()

    def read(self, clarion: Clarion) -> Live:
        """The counter, about a second old at most. Raises: RecordAway where nothing is known."""
        if not self._lock.acquire(blocking=self._known.live is None):
            assert self._known.live is not None  # noqa: S101 - else it would have waited
            return self._known.live  # somebody else of this process is looking just now
        try:
            return self._read(clarion)
        finally:
            self._lock.release()

    def _read(self, clarion: Clarion) -> Live:
        known, now = self._known, time.monotonic()
        if known.live is not None and now - known.looked_at < known.turn_s:
            return known.live
        known.looked_at = now
        try:
            found = self._found(clarion)
        except RecordAway:
            if known.live is None or now - known.read_at > _OLD_S:
                raise
            return known.live
        known.live, known.read_at = found, now
        return found

    def forget(self) -> None:
        """Look at the record at the next turn, whatever is known."""
        with self._lock:
            self._known = _Known()
        if self._redis is not None:
            try:
                self._redis.delete(self._name, f"{self._name}:turn")
            except redis.RedisError:
                return

    def _found(self, clarion: Clarion) -> Live:
        """What another process has read, or, where it is our turn, what the record says."""
        try:
            if self._redis is None or self._is_our_turn():
                return self._from_record(clarion)
            kept = self._kept()
            return Live.from_json(kept) if kept else self._from_record(clarion)
        except redis.RedisError:
            found = self._from_record(clarion)
            self._known.turn_s = min(_MOST_TURN_S, self._known.turn_s * _ALONE)
            return found
        except (ValueError, TypeError, KeyError):  # another version wrote it
            return self._from_record(clarion)

    def _kept(self) -> str:
        """What was read last; waits for whoever is reading where nothing was. "" without any."""
        until = time.monotonic() + TURN_S
        while self._redis is not None:
            kept = self._redis.get(self._name)
            if kept or time.monotonic() > until:
                return kept.decode() if isinstance(kept, bytes) else ""
            threading.Event().wait(_LOOK_S)
        return ""

    def _is_our_turn(self) -> bool:
        turn_ms = int(self._known.turn_s * 1000)
        return bool(self._redis and self._redis.set(f"{self._name}:turn", 1, nx=True, px=turn_ms))

    def _from_record(self, clarion: Clarion) -> Live:
        began = time.monotonic()
        found = live.read(clarion)
        took_s = time.monotonic() - began
        self._known.turn_s = min(_MOST_TURN_S, max(TURN_S, took_s * _SHARE_OF_TIME))
        self._keep(found)
        return found

    def _keep(self, found: Live) -> None:
        if self._redis is None:
            return
        try:
            with self._redis.pipeline() as pipe:
                pipe.set(self._name, found.to_json(), ex=_OLD_S)
                pipe.set(f"{self._name}:turn", 1, px=int(self._known.turn_s * 1000))
                pipe.execute()
        except redis.RedisError as error:
            log.warning("the counter is not shared", kind=type(error).__name__)


_making = threading.Lock()
_shared: WeakKeyDictionary[Record, Shared] = WeakKeyDictionary()


def of(clarion: Clarion) -> Shared:
    """The counter of this process's record."""
    with _making:
        found = _shared.get(clarion.record)
        if found is None:
            settings = clarion.settings
            address = settings.database_url.get_secret_value().encode()
            name = hashlib.sha256(address).hexdigest()[:16]
            found = Shared(settings.redis_url.get_secret_value(), name)
            _shared[clarion.record] = found
        return found
