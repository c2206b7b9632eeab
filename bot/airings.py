"""Airings: when a DJ read the script, and what it moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.engine import ActResult
from bot.store import deeds, people

if TYPE_CHECKING:
    from bot.exchange import Exchange

# "7:45", "7.45", "7:45pm", "8 pm", "19h30"; a bare "8" counts only where a word for a time or an
# "and" stands by it, which the flows' question makes sure of.
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?(?![\d:%])", re.IGNORECASE
)
_MOST_AT_ONCE = 8


def log(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Write the airings a DJ tells of into the ledger. Outcomes: ok, not_dj.

    `time` is a clock time, several of them, or "now"; one without am or pm is the last such time
    before now. The turn's own report is written here instead, with the script that was read.
    """
    dj = deeds.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    exchange.take_reports("aired")
    local = exchange.now.astimezone(ZoneInfo(exchange.person.zone or exchange.campaign.zone))
    share = deeds.last_share(exchange.connection, dj.contact_id)
    for at in read_times(args.get("time", ""), local) or [local]:
        deeds.add_airing(
            exchange.connection,
            contact_id=dj.contact_id,
            at=at,
            details={
                "station": dj.station,
                "script": share.script if share else "",
                "version": share.version if share else 0,
                "length": share.length if share else "",
                "lang": share.lang if share else "",
            },
            now=exchange.now,
        )
    own, _ = people.count_reports(exchange.connection, dj.contact_id, "aired")
    return ActResult("ok", {"count": own})


def read_times(said: str, local: datetime) -> list[datetime]:
    """The instants a text names, at most eight, each the last such time before `local` (aware)."""
    found: list[datetime] = []
    for match in _TIME.finditer(said):
        hour, minute = int(match[1]), int(match[2] or 0)
        if hour > 23 or minute > 59:
            continue
        candidates = [_before(local, clock) for clock in _clocks(hour, minute, match[3] or "")]
        if candidates and max(candidates) not in found:
            found.append(max(candidates))
    return found[:_MOST_AT_ONCE]


def _clocks(hour: int, minute: int, half: str) -> list[time]:
    half = half.lower().replace(".", "")
    if half and 1 <= hour <= 12:
        return [time(hour % 12 + (12 if half == "pm" else 0), minute)]
    if not half and 1 <= hour <= 11:
        return [time(hour, minute), time(hour + 12, minute)]
    return [time(hour, minute)]


def _before(local: datetime, clock: time) -> datetime:
    at = datetime.combine(local.date(), clock, local.tzinfo)
    return at if at <= local else at - timedelta(days=1)
