"""The ladder: who came twice is asked to lead one (the series `came_twice`), and who leads well is
somebody for organizers to call.
"""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.clarion import Clarion
from bot.store.events import ladder as queries
from bot.store.sealing import Purpose

LEAST_PEOPLE, LEAST_LED = 10, 2
_MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Leader:
    """Somebody who led `led` actions, to which so many people came."""

    contact_id: int
    name: str
    led: int
    people: int


def leaders(clarion: Clarion) -> list[Leader]:
    """Who led an action that took place with ten people or more, or two actions; who brought the
    most people first. Raises: RecordAway."""
    zone = ZoneInfo(clarion.campaign.current().zone)
    today = clarion.clock.now().astimezone(zone).date()
    with clarion.record.transaction() as connection:
        found = queries.leaders(connection, today, LEAST_PEOPLE, LEAST_LED, _MOST_SHOWN)
    return [
        Leader(
            one.contact_id,
            clarion.sealer.open_or_unknown(one.name_sealed, Purpose.CONTACT_NAME) or "",
            one.led,
            one.people,
        )
        for one in found
    ]
