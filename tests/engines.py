"""Connections to the tests' own record that outlive the test that opened them.

A new connection costs PostgreSQL 10 ms or more, most of it to learn of every table, and each test
builds services of its own: a quarter of what a small test took. So what a `Record` of a test
opened is handed to the next one that asks for the same, once nobody uses it any more. A pool of
the product is as old as its process; here it is never shared by two records at a time.

Only for `record`: other databases are dropped, and processes of ours have pools of their own.
"""

from __future__ import annotations

import os
import select
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.pool import QueuePool

from bot.store import record
from bot.store.record import Record

_MOST_CONNECTIONS = 4  # of one that is kept; the server has a hundred in all
_create, _dispose = record.create_engine, Record.dispose
_kept_url = ""
_pid = 0
_free: dict[str, list[Engine]] = {}
_keys: dict[Engine, str] = {}


def keep_engines_of(url: str) -> None:
    """From now on, engines to this database are kept when their `Record` is disposed of."""
    global _kept_url, _pid
    _kept_url, _pid = record.as_sqlalchemy_url(url), os.getpid()
    record.create_engine = _standing_engine
    Record.dispose = _keep  # type: ignore[method-assign]


def let_go() -> None:
    """Close them all, and keep none any more."""
    record.create_engine = _create
    Record.dispose = _dispose  # type: ignore[method-assign]
    for engine in _keys:
        engine.dispose()
    _keys.clear()
    _free.clear()


def close_free() -> None:
    """Close those that nobody uses: a database that is copied may have no connection."""
    for free in _free.values():
        while free:
            _forget(free.pop())


def _standing_engine(url: Any, **how: Any) -> Engine:
    if url.render_as_string(hide_password=False) != _kept_url or os.getpid() != _pid:
        return _create(url, **how)
    key = repr(sorted(how.items(), key=str))
    while free := _free.get(key):
        engine = free.pop()
        if _is_sound(engine):
            return engine
        _forget(engine)
    engine = _create(url, **how)
    _keys[engine] = key
    return engine


def _keep(self: Record) -> None:
    """What `dispose` does here: the record has no engine any more, and the next one may."""
    engine = self._engine
    if engine not in _keys or os.getpid() != _pid:
        _dispose(self)
        return
    self._engine = None
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    if pool.checkedout() or pool.checkedin() > _MOST_CONNECTIONS:
        _forget(engine)
    else:
        _free.setdefault(_keys[engine], []).append(engine)


def _forget(engine: Engine) -> None:
    _keys.pop(engine)
    engine.dispose()


def _is_sound(engine: Engine) -> bool:
    """Whether no connection was ended from the other side: the server says so on its socket."""
    pool = engine.pool
    assert isinstance(pool, QueuePool)
    poll = select.poll()
    for kept in tuple(pool._pool.queue):  # type: ignore[attr-defined]
        if kept.driver_connection is not None:
            if kept.driver_connection.closed:
                return False
            poll.register(kept.driver_connection.fileno(), select.POLLIN)
    return not poll.poll(0)
