"""Hears of every STOP while texts are on their way out, and says that a run is alive.

A claim checks opt-outs in its transaction; between that commit and the POST a person may still
say STOP. PostgreSQL tells everyone who listens (the trigger of migration 0002), and such a row is
not posted. The same connection holds a shared lock by which the clock sees that a run is alive.

What is committed while nobody listens is told to nobody. So a row is posted only if the run has
listened without a break since before it was claimed; else it goes back, and the gate asks again.
"""

from __future__ import annotations

import threading
from types import TracebackType

import structlog

from bot.errors import RecordAway
from bot.store.record import Record
from bot.store.sending import listening

log = structlog.get_logger()

_TRY_AGAIN_S = 0.5


class Stops:
    """Contacts who stopped since this began listening. `with Stops(record, key) as stops: …`

    `key` is the broadcast that is being sent; None for texts that belong to none.
    """

    def __init__(self, record: Record, key: int | None = None) -> None:
        self._record = record
        self._key = key
        self._heard: set[int] = set()
        self._is_over = threading.Event()
        self._is_listening = threading.Event()
        self._times = 0  # how often it has begun to listen
        self._thread = threading.Thread(target=self._listen, name="stops", daemon=True)

    def has(self, contact_id: int) -> bool:
        """Whether this contact has said STOP since."""
        return contact_id in self._heard

    @property
    def epoch(self) -> int:
        """Which time of listening this is, from 1; 0 while it does not listen."""
        return self._times if self._is_listening.is_set() else 0

    def may_have_missed(self, epoch: int) -> bool:
        """Whether a stop may have been committed unheard since `epoch` was current."""
        return epoch == 0 or epoch != self.epoch

    def wait(self, seconds: float) -> int:
        """`epoch`, once it listens, or 0 after so many seconds."""
        self._is_listening.wait(seconds)
        return self.epoch

    def __enter__(self) -> Stops:
        self._thread.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join(2.0)

    def _listen(self) -> None:
        while not self._is_over.is_set():
            try:
                self._hear()
            except RecordAway:
                log.warning("does not hear of stops, so nothing is posted")
                self._is_over.wait(_TRY_AGAIN_S)
            finally:
                self._is_listening.clear()

    def _hear(self) -> None:
        for contact_id in listening.stops(self._record, self._key, self._is_over.is_set):
            if contact_id is None:
                self._times += 1
                self._is_listening.set()
            else:
                self._heard.add(contact_id)
