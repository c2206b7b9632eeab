"""How much one person gets: of broadcasts and series, of a host, and of a phone bank's room."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from bot.rehearsals.week.acting import Player
from bot.rehearsals.week.checks.reading import DAY, is_of, unasked
from bot.rehearsals.week.ledger import Plan
from bot.rehearsals.week.town import Town
from bot.store import rehearsed

_A_HOST, _A_ROOM = 2, 4  # texts to all in a day; texts to a room in all
_FROM_HOSTS = (
    "event_host_says", "event_host_late", "event_host_on_time", "event_host_friend",
    "event_host_inside",
)  # fmt: skip
_FROM_ROOMS = ("room_first", "room_half", "room_goal", "room_last_ten")


def campaign_texts(town: Town) -> frozenset[int]:
    """The texts that count for the caps: of broadcasts and series, by their row."""
    with town.clarion.record.transaction() as connection:
        return frozenset(rehearsed.capped(connection))


def at_most(times: Sequence[datetime], most: int, within: timedelta) -> datetime | None:
    """When there were more than so many within so long; None where there never were."""
    for first, last in zip(times, times[most:], strict=False):
        if last - first < within:
            return last
    return None


def under_caps(town: Town, player: Player, capped: frozenset[int]) -> Iterator[str]:
    """Broadcasts and series: so many in a day, so many in a week."""
    settings = town.clarion.settings
    times = [one.at for one in unasked(player) if one.message_id in capped]
    for most, days in ((settings.most_a_day, 1), (settings.most_a_week, 7)):
        at = at_most(times, most, days * DAY)
        if at is not None:
            yield f"{player.who}: more than {most} texts within {days} days, {at:%a %d %H:%M} UTC"


def from_hosts(town: Town, plan: Plan) -> Iterator[str]:
    """A host texts all twice a day at most, and a room hears four things at most."""
    whom = {*plan.guests, *plan.erased, *plan.co_hosts, plan.host.who.number}
    for player in (town.numbers[number] for number in sorted(whom)):
        times = [
            one.at for one in unasked(player)
            if any(is_of(town, plan, f"texts/{name}", one) for name in _FROM_HOSTS)
        ]  # fmt: skip
        if not plan.is_bank and at_most(times, _A_HOST, DAY - timedelta(hours=12)):
            yield f"{player.who}: more than {_A_HOST} texts in a day from the host of {plan.title}"
        rooms = {name for name in _FROM_ROOMS for one in unasked(player)
                 if town.is_said(f"texts/{name}", one.body)}  # fmt: skip
        heard = sum(any(town.is_said(f"texts/{name}", one.body) for name in rooms)
                    for one in unasked(player))  # fmt: skip
        joined = sum(other.stands(player.who.number) != "" or other.host is player
                     or player.who.number in other.erased
                     for other in town.ledger.plans if other.is_bank)  # fmt: skip
        if plan.is_bank and heard > _A_ROOM * joined:
            yield f"{player.who}: hears {heard} things of {joined} rooms"
