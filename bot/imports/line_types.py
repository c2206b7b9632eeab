"""Landlines of a list: each new number is looked up at its carrier, where that is switched on.

Asked outside any transaction, some at once; what was said is kept a year by the number's digest, so
that bringing the list in, and the next list, ask nothing again. A landline is kept and not texted.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import structlog

from bot.clarion import Clarion
from bot.errors import CarrierError
from bot.imports.judging import Fate, Judged
from bot.imports.people import Person
from bot.people.numbers import Reach
from bot.store.imports import line_types as rows

log = structlog.get_logger()

MOST = 2_000  # numbers of one look at a list; the others come in as not looked up
LANDLINE = "landline"
_AT_ONCE = 8
_KEPT = timedelta(days=365)  # numbers are ported now and then


def look_up(clarion: Clarion, judged: Sequence[Judged]) -> tuple[int, int]:
    """Look the new numbers of a list up and mark landlines on their people. How many were looked up
    (now or before), and how many could not be: too many at once, or the carrier did not say.

    Does nothing where look-up is switched off. Raises: RecordAway.
    """
    if not clarion.settings.look_up_lines:
        return 0, 0
    new = [one.person for one in judged if one.fate is Fate.NEW]
    marked = mark_known(clarion, new)
    unknown = [one for one in new if one.phone not in marked]
    asked = unknown[:MOST]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        kinds = list(pool.map(lambda one: _ask(clarion, one.phone), asked))
    found = [
        (clarion.sealer.digest("sms", one.phone), kind)
        for one, kind in zip(asked, kinds, strict=True)
        if kind is not None
    ]
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        rows.keep(connection, found, now)
        rows.forget(connection, now - _KEPT)
    mark_known(clarion, asked)
    return len(new) - len(unknown) + len(found), len(unknown) - len(found)


def mark_known(clarion: Clarion, people: Iterable[Person]) -> set[str]:
    """Mark those as landlines that were found to be one. The numbers that were looked up."""
    if not clarion.settings.look_up_lines:
        return set()
    by_digest = {
        digest: one for one in people for digest in clarion.sealer.digests("sms", one.phone)
    }
    since = clarion.clock.now() - _KEPT
    with clarion.record.transaction() as connection:
        found = rows.known(connection, list(by_digest), since)
    for digest, kind in found.items():
        if kind == LANDLINE:
            by_digest[digest].reach = Reach.LANDLINE
    return {by_digest[digest].phone for digest in found}


def _ask(clarion: Clarion, phone: str) -> str | None:
    try:
        return clarion.carrier.line_type(phone)
    except CarrierError as error:
        log.warning("a number was not looked up", error=type(error).__name__)
        return None
