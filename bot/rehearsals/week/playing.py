"""Plays a whole week, and lays what the script did beside what the record says."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

from bot.engine import Campaign
from bot.errors import InputError
from bot.rehearsals.stage import theatre
from bot.rehearsals.week import people
from bot.rehearsals.week.acting import Player
from bot.rehearsals.week.acts import arriving, co_hosts, forms, hosts, leaving, signing_up, words
from bot.rehearsals.week.cast import Cast
from bot.rehearsals.week.checks import digests, screens, seats
from bot.rehearsals.week.checks.checker import check
from bot.rehearsals.week.diary import Diary
from bot.rehearsals.week.organizers import WRITER, Team
from bot.rehearsals.week.pages import Pages
from bot.rehearsals.week.sums import Row, compare
from bot.rehearsals.week.town import Town
from bot.sentences import say

_ZONE = ZoneInfo("America/New_York")
_LONG_AGO = datetime(2000, 1, 1, tzinfo=_ZONE)  # before the campaign is read
_BEFORE, _AFTER = 2, 1  # days of the week's eve and of what comes after it
# A week goes out in minutes here; the carrier's pace is measured elsewhere.
_SETTINGS = {"send_rate_per_s": 1000.0, "in_flight": 16, "log_level": "error"}


# Who does something about a text that comes by itself, and what is looked at after each change.
HEARERS = (
    hosts.hear, words.hear, co_hosts.hear, signing_up.hear, forms.hear, arriving.hear,
    digests.hear,
)  # fmt: skip
WATCHERS = (leaving.watch, seats.watch)


@dataclass(frozen=True, slots=True)
class Rehearsed:
    """A week that was played. `story` stands for all texts on all phones, codes and links aside:
    the same for the same seed, people and campaign."""

    rows: Sequence[Row]
    diary: Diary
    faults: Sequence[str]
    story: str
    phones: Sequence[Player]

    def phone_of(self, number: int) -> Iterator[str]:
        """All that was texted by and to one person, in the time of where they are."""
        player = self.phones[number]
        lines = [(at, 0, "them", body) for at, body in player.said]
        lines += [(one.at, 1, "us", one.body) for one in player.texts]
        yield str(player.who)
        for at, _, whose, body in sorted(lines):
            yield f"{at.astimezone(player.who.zone):%a %d %H:%M}  {whose:4}  {body}"


def rehearse(
    campaign: Path, count: int, seed: int, progress: Callable[[date], None] = lambda _: None
) -> Rehearsed:
    """Play a campaign's week with so many people. Raises: InputError, ServiceError."""
    with play(campaign, count, seed, progress) as town:
        rows = compare(town)
        faults = [*check(town), *(row.fault for row in rows if row.fault)]
        return Rehearsed(rows, town.diary, faults, story(town), list(town.everybody))


@contextmanager
def play(
    campaign: Path,
    count: int,
    seed: int,
    progress: Callable[[date], None] = lambda _: None,
    until: date | None = None,
) -> Iterator[Town]:
    """A town whose week is over (or, with `until`, its days up to that one), with its record.

    Raises: InputError, ServiceError.
    """
    invented = people.invent(count, Random(seed))  # noqa: S311 - no secret
    with theatre(campaign) as servers, servers.stage(_LONG_AGO, **_SETTINGS) as stage:
        days = _days(stage.clarion.campaign.current())
        stage.clock.at = datetime(days[0].year, days[0].month, days[0].day, 7, tzinfo=_ZONE)
        pages = Pages(stage.clarion, WRITER)
        town = Town(stage.clarion, stage.clock, stage.post, pages)
        town.hearers += HEARERS
        town.watchers += WATCHERS
        team = Team(town, str(seed))
        team.looks.append(screens.look)
        team.schedule_calendar()
        town.begin(team.player, team.work(days))
        cast = Cast(town, seed, days[_BEFORE:-_AFTER])
        cast.settle(invented[:count])
        cast.let_ring(invented[count:])
        for day in days:
            if until is None or day <= until:
                progress(day)
                town.play(_end_of(day))
        yield town


def _days(campaign: Campaign) -> list[date]:
    """The days that are played: the week, what comes before it, and what comes after."""
    dates = campaign.dates
    if "week" not in dates:
        raise InputError(
            say("The campaign names no week under “dates”; write one to play it."), "campaign"
        )
    first, last = dates["week"]
    count = (last - first).days + 1 + _BEFORE + _AFTER
    return [first + timedelta(days=number - _BEFORE) for number in range(count)]


_BY_CHANCE = re.compile(rf"{hosts.CODE.pattern}|https?://\S+|\b[A-Z0-9]{{6}}\b")


def _end_of(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=_ZONE) + timedelta(days=1)


def story(town: Town, until: date | None = None) -> str:
    """A digest of who got which text when, to the end of a day; codes and links are by chance, and
    left out."""
    ends = _end_of(until or date.max - timedelta(days=2))
    made = hashlib.sha256()
    for player in town.everybody:
        for text in (one for one in player.texts if one.at < ends):
            body = _BY_CHANCE.sub("", text.body)
            made.update(f"{player.who.phone} {text.at.isoformat()} {body}\n".encode())
    return made.hexdigest()[:16]
