"""How long a statement on a webhook's way waits for a row that somebody else holds.

A turn takes milliseconds. Somebody who leaves a transaction open would else hold every thread of
the web server, and with them whoever texts: so few wait long, and the rest gives up at once. What
gives up is kept on disk and taken in a little later.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

# In FROM of a statement that locks rows, so that it costs no round trip of its own; LockRows comes
# above the join, so this is set before the first row is locked.
IMPATIENT = "(SELECT set_config('lock_timeout', %(patience)s, true)) AS impatient"
# Half of the threads of a web process (bot/web/serving.py).
_FEW = 2
_LONG, _SHORT = "2s", "200ms"

_lock = threading.Lock()
_under_way = 0


@contextmanager
def patience() -> Iterator[str]:
    """Around such a statement: how long it waits, the shorter where this process has others under
    way. Those that wait for nothing are over in a millisecond, so others under way mostly wait."""
    global _under_way
    with _lock:
        _under_way += 1
        found = _LONG if _under_way <= _FEW else _SHORT
    try:
        yield found
    finally:
        with _lock:
            _under_way -= 1
