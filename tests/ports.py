"""A port for a server that a test starts a moment later."""

from __future__ import annotations

import random
import socket

# Below what Linux gives to outgoing connections (32768 and up, ip_local_port_range): a port from
# there may be taken by any connection of this machine before the server is up.
_FIRST, _LAST = 15_000, 32_000
_dice = random.SystemRandom()


def find_free_port() -> int:
    """A port of loopback that nothing listens on, and that no connection is given by chance."""
    while True:
        port = _dice.randint(_FIRST, _LAST)
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
