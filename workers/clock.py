"""`python -m workers.clock`: everything that happens by itself, as a list of timers.

Each timer has a thread of its own, so that a slow one delays no other. All of them may run on
several machines at once: rows are locked, states compared and set.
"""

from __future__ import annotations

import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import structlog

from bot.bootstrap import begin_understanding, build
from bot.broadcasts import bulk, planning, series
from bot.calling_lists import importing, lapsing
from bot.calls import freeing, lost, ringing, sweep
from bot.clarion import Clarion
from bot.conversations import correction_texts, inbound, timers, webhooks
from bot.djs import sequels, show_reminders
from bot.errors import ClarionError, RecordAway
from bot.events import finding, guest_news, seats
from bot.imports import working as lists
from bot.inbox import upkeep as inbox
from bot.orders import carrying_out as orders
from bot.organizers import audit
from bot.people import brakes, contacts, joining, left_open, retention, search_keys, stop_journal
from bot.phone_banks import news as rooms_news
from bot.privacy import erasing, requests
from bot.results import phones
from bot.sending import canary, comparing, doubts, late_statuses, reconcile, silent
from bot.sending.upkeep import Upkeep

log = structlog.get_logger()

_WIND_DOWN_S = 4.3


@dataclass(frozen=True, slots=True)
class Timer:
    """Something done every so many seconds."""

    name: str
    every_s: float
    work: Callable[[Clarion], object]


def tell_organizers(clarion: Clarion) -> int:
    """The morning's report as a text, to each in their language. To how many."""
    from bot.web.words import (
        catalog,
    )  # the web's parts, for the one minute of the day that it takes

    return phones.tell(clarion, lambda said, lang: said.told(lang, catalog(lang)))


TIMERS = (
    Timer("broadcasts due", 0.5, planning.fire_due),
    Timer("doubts", 1.0, doubts.resolve),
    Timer("timers of conversations", 2.0, timers.run_due),
    Timer("orders by text", 1.0, orders.run_due),
    Timer("inbox", 20.0, inbox.run_due),
    Timer("news of guests", 20.0, guest_news.tell_hosts),
    Timer("seats", 5.0, seats.run_due),
    Timer("actions that were wished for", 60.0, finding.tell_wishers),
    Timer("rooms of phone banks", 20.0, rooms_news.run_due),
    Timer("report of the day", 60.0, tell_organizers),
    Timer("calls to make", 0.25, ringing.run_due),
    Timer("lines that are waited for", 0.5, freeing.run_due),
    Timer("calls in doubt", 2.0, lost.resolve),
    Timer("webhooks", 1.0, webhooks.run_due),
    Timer("spool", 2.0, inbound.replay_spool),
    Timer("reconcile", 60.0, reconcile.run),
    Timer("late statuses", 60.0, late_statuses.look),
    Timer("calls that nobody told of", sweep.EVERY_S, sweep.sweep),
    Timer("next parts", 2.0, sequels.release_due),
    Timer("first waves", 2.0, canary.look),
    Timer("two texts", 2.0, comparing.look),
    Timer("silent numbers", 2.0, silent.look_up),
    Timer("series", series.EVERY_S, series.run_due),
    Timer("show reminders", 30.0, show_reminders.remind_due),
    Timer("corrections", 30.0, correction_texts.run),
    Timer("states of area codes", 60.0, contacts.fill_area_states),
    Timer("keys of people", 10.0, search_keys.fill),
    Timer("who was erased", 60.0, erasing.apply_again),
    Timer("who asks to be erased", 10.0, requests.run_due),
    Timer("what stood open", 5.0, left_open.seal),
    Timer("acts on segments", 5.0, bulk.run_due),
    Timer("budget of replies", 20.0, brakes.watch_budget),
    Timer("lists of people", 5.0, lambda one: lists.run_due(one, importing.find_onto)),
    Timer("names of calling lists", 20.0, lapsing.run_due),
    Timer("journal of stops", 20.0, stop_journal.keep),
    Timer("numbers that never joined", 600.0, joining.forget),
    Timer("chain of the audit", 2.0, audit.chain),
    Timer("forgetting", 3600.0, retention.purge),
)


class Clock:
    """Runs timers until it is told to end."""

    def __init__(self, clarion: Clarion) -> None:
        self._clarion = clarion
        self._is_over = threading.Event()
        upkeep = Upkeep(clarion, lambda: not self._is_over.is_set())
        self._upkeep = upkeep
        self._timers = (*TIMERS, Timer("what goes out", 1.0, lambda _: upkeep.look()))

    def run(self) -> None:
        """Until SIGTERM or SIGINT; ends within five seconds of it."""
        # Blocked before any thread starts, so that only this one meets them, outside any lock.
        ends = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, ends)
        threads = [
            threading.Thread(target=self._keep, args=[timer], name=timer.name, daemon=True)
            for timer in self._timers
        ]
        for thread in threads:
            thread.start()
        log.info("clock started", timers=[timer.name for timer in self._timers])
        signal.sigwait(ends)
        self._is_over.set()
        ends_at = time.monotonic() + _WIND_DOWN_S
        self._upkeep.wait(_WIND_DOWN_S)
        for thread in threads:
            thread.join(max(0.0, ends_at - time.monotonic()))

    def _keep(self, timer: Timer) -> None:
        was_away = False
        while not self._is_over.is_set():
            began = time.monotonic()
            try:
                timer.work(self._clarion)
                was_away = False
            except RecordAway:
                if not was_away:
                    log.warning("the record is away", timer=timer.name)
                was_away = True
            except Exception:
                # One bad row must not stop the clock for everyone; the log says where.
                log.exception("timer failed", timer=timer.name)
            self._is_over.wait(max(0.05, timer.every_s - (time.monotonic() - began)))


def main() -> int:
    """Run the clock. The exit code."""
    try:
        clarion = build(pool_size=8, application="clarion clock")
        clarion.campaign.current()
    except ClarionError as error:
        sys.stderr.write(f"{error}\n")
        return error.exit_code
    begin_understanding(clarion)
    Clock(clarion).run()
    return 0


if __name__ == "__main__":
    sys.exit(main())
