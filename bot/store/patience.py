"""How long a statement on a webhook's way waits for a row that somebody else holds.

A turn takes milliseconds. Somebody who leaves a transaction open would else hold every thread of
the web server, and with them whoever texts: so few wait long, and the rest gives up at once. What
gives up is kept on disk and taken in a little later.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# In FROM of a statement that locks rows, so that it costs no round trip of its own; LockRows comes
# above the join, so this is set before the first row is locked.
IMPATIENT = "(SELECT set_config('lock_timeout', %(patience)s, true)) AS impatient"
# Half of the threads of a web process (bot/web/serving.py).
_FEW = 2
_LONG, _SHORT = "2s", "200ms"
# Many texts of one person at once wait for each other's turn, and each gets it in milliseconds:
# only where nobody gets through for so long are rows held, and that is known for a while.
_NOBODY_S = 0.5
_KNOWN_S = 10.0

_changed = threading.Condition()
_under_way = 0
_held_until = 0.0


@contextmanager
def patience() -> Iterator[str]:
    """Around such a statement: how long it waits. Few are under way in a process at once; the
    others wait for one of them to get through, and where rows are held go with little patience."""
    global _under_way
    with _changed:
        found = _LONG if _gets_a_turn() else _SHORT
        _under_way += 1
    try:
        yield found
    finally:
        with _changed:
            _under_way -= 1
            _changed.notify_all()


def _gets_a_turn() -> bool:
    """Wait, as long as others get through, until few are under way; false where rows are held."""
    global _held_until
    while _under_way >= _FEW:
        if time.monotonic() < _held_until:
            return False
        if not _changed.wait(_NOBODY_S):
            _held_until = time.monotonic() + _KNOWN_S
    return True
