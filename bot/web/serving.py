"""How the web is served: how many threads a process has, and what a request's body may take."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.imports.files import MAX_BYTES
from bot.web.off_threads import Budget, OffThreads
from bot.web.shared_answers import SharedAnswers

THREADS = 4  # of each process: more would wait for the interpreter, not for PostgreSQL
# Twilio sends a text at once and in a few kilobytes; a phone on a bad line sends a form slowly.
BUDGETS = {
    "": Budget(bytes=320 * 1024, seconds=10),
    "/twilio/": Budget(bytes=96 * 1024, seconds=5),
    "/console/lists": Budget(bytes=MAX_BYTES + 256 * 1024, seconds=120),
}


# The counter that a crowd watches (bot/web/live.py), by address and what a query may say.
_IN_A_LANGUAGE = {"lang": frozenset({"en", "es"})}
SHARED: Mapping[str, Mapping[str, frozenset[str]]] = {
    "/live.json": {},
    "/live/moving": _IN_A_LANGUAGE,
    "/live.svg": _IN_A_LANGUAGE,
    "/live.png": _IN_A_LANGUAGE,
}


def serve_off_threads(app: Any) -> OffThreads:
    """The web as an app of granian's own interface."""
    return OffThreads(app, THREADS, BUDGETS, SharedAnswers(SHARED))
