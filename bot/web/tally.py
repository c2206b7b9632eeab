"""Counts that all processes share, in Redis; in this process alone while Redis is away."""

from __future__ import annotations

import threading
import time
from functools import lru_cache

import redis

from bot.clarion import Clarion

_PREFIX = "clarion:tally:"
# A process's own counts are a stopgap; a stranger must not fill its memory.
_MOST_KEYS = 10_000


class Tally:
    """Counts per key within a window that starts at the first count. Never raises."""

    def __init__(self, redis_url: str) -> None:
        self._redis = (
            redis.Redis.from_url(redis_url, socket_connect_timeout=0.5, socket_timeout=0.5)
            if redis_url
            else None
        )
        self._own: dict[str, tuple[int, float]] = {}
        self._lock = threading.Lock()

    def add(self, key: str, window_s: int) -> int:
        """Count one more under `key` and say how many there are in this window of seconds."""
        if self._redis is not None:
            try:
                with self._redis.pipeline() as pipe:
                    pipe.set(_PREFIX + key, 0, ex=window_s, nx=True)
                    pipe.incr(_PREFIX + key)
                    return int(pipe.execute()[1])
            except redis.RedisError:
                pass  # counted below, by this process alone
        return self._add_here(key, window_s)

    def clear(self, key: str) -> None:
        """Forget a key."""
        with self._lock:
            self._own.pop(key, None)
        if self._redis is not None:
            try:
                self._redis.delete(_PREFIX + key)
            except redis.RedisError:
                return

    def is_up(self) -> bool:
        """Whether Redis answers, within half a second."""
        try:
            return self._redis is not None and bool(self._redis.ping())
        except redis.RedisError:
            return False

    def _add_here(self, key: str, window_s: int) -> int:
        now = time.monotonic()
        with self._lock:
            if len(self._own) >= _MOST_KEYS:
                self._own = {k: v for k, v in self._own.items() if v[1] > now}
                if len(self._own) >= _MOST_KEYS:
                    self._own.clear()
            count, until = self._own.get(key, (0, 0.0))
            if until <= now:
                count, until = 0, now + window_s
            self._own[key] = (count + 1, until)
            return count + 1


@lru_cache(maxsize=8)
def _tally(redis_url: str) -> Tally:
    return Tally(redis_url)


def tally_of(clarion: Clarion) -> Tally:
    """The tally of this process."""
    return _tally(clarion.settings.redis_url.get_secret_value())
