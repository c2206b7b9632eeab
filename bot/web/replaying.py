"""The web server's own thread that takes in texts kept on disk (bot/conversations/spool).

The clock does it too, on its own machine; a web server may stand on a machine without a clock, and
no webhook waits for it. `app.py` begins it, `create_app` does not.
"""

from __future__ import annotations

import threading

import structlog

from bot.clarion import Clarion
from bot.conversations import inbound, spool
from bot.errors import RecordAway

log = structlog.get_logger()

_EVERY_S = 1.0  # a look at an unchanged folder is one system call


def begin_replaying(clarion: Clarion) -> threading.Thread:
    """Look at the spool every second for as long as the process lives. Returns at once.

    Several processes of one machine may do it: one at a time takes texts in, each once.
    """
    thread = threading.Thread(target=_keep_looking, args=[clarion], name="spool", daemon=True)
    thread.start()
    return thread


def _keep_looking(clarion: Clarion) -> None:
    wait = threading.Event()
    while not wait.wait(_EVERY_S):
        try:
            if spool.is_waiting(clarion):
                inbound.replay_spool(clarion)
        except RecordAway:
            log.warning("the record is away, texts wait on disk")
        except Exception:  # the thread must outlive a full disk; the log says where
            log.exception("texts on disk were not taken in")
