"""Hears of every STOP while texts are on their way out, and says that a run is alive.

A claim checks opt-outs in its transaction; between that commit and the POST a person may still
say STOP. PostgreSQL tells everyone who listens (the trigger of migration 0002), and such a row is
not posted. The same connection holds a shared lock by which the clock sees that a run is alive.
"""

from __future__ import annotations

import threading
from types import TracebackType

import structlog

from bot.errors import RecordAway
from bot.store.record import Record
from bot.store.sending import listening

log = structlog.get_logger()


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
        self._thread = threading.Thread(target=self._listen, name="stops", daemon=True)

    def has(self, contact_id: int) -> bool:
        """Whether this contact has said STOP since."""
        return contact_id in self._heard

    def __enter__(self) -> Stops:
        self._thread.start()
        self._is_listening.wait(2.0)
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
                self._is_over.wait(0.5)

    def _hear(self) -> None:
        for contact_id in listening.stops(self._record, self._key, self._is_over.is_set):
            if contact_id is None:
                self._is_listening.set()
            else:
                self._heard.add(contact_id)
