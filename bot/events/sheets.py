"""Sheets to take out: events, and the guests of one. First names and no numbers; no cell is a
formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from bot.cells import inert
from bot.clarion import Clarion
from bot.events import pages
from bot.events.telling import Sight, describe_in
from bot.store.events import filling

EVENTS = ("code", "state", "kind", "title", "day", "time", "place", "city", "zip", "capacity",
          "going", "waiting", "here", "did not come")  # fmt: skip
GUESTS = ("first name", "party", "brings or does", "state", "came")
_MOST = 10_000


def events_csv(clarion: Clarion) -> str:
    """Every event, over or not, the newest day first. Raises: RecordAway."""
    campaign = clarion.campaign.current()
    with clarion.record.transaction() as connection:
        found = filling.all_events(connection, _MOST)
    lines = []
    for one in found:
        told = describe_in(clarion, campaign, one.event, campaign.default_lang, Sight.HOST)
        event = one.event
        lines.append(
            (
                event.code, event.state, event.kind, told["title"], event.day.isoformat(),
                told["time"], told["place"], event.city or "", one.zip or "",
                event.capacity or "", one.going, one.waiting, one.here, one.no_show,
            )
        )  # fmt: skip
    return _sheet(EVENTS, lines)


def guests_csv(clarion: Clarion, code: str) -> str:
    """The guests of an event, the first to sign up first. Raises: NotFound, RecordAway."""
    found = pages.guests_of(clarion, code, clarion.campaign.current().default_lang)
    return _sheet(
        GUESTS,
        (
            (one.first_name, one.party, ", ".join(one.needs), "waiting" if one.waits else "going",
             one.came or "")
            for one in found
        ),
    )  # fmt: skip


def _sheet(head: Iterable[str], lines: Iterable[Iterable[object]]) -> str:
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(head)
    for line in lines:
        sheet.writerow([inert(str(cell)) for cell in line])
    return out.getvalue()
