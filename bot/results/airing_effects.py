"""What each reading on air moved: calls that carry the DJ's own code, and calls of their state."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.clarion import Clarion
from bot.engine import Campaign
from bot.results.seen import (
    HALF_OPEN,
    MOST_DAYS,
    TENTH,
    Effect,
    days_before,
    looked_back,
    open_share,
)
from bot.results.verdicts import Side, against, cannot, judge
from bot.store.djs.naming import open_station
from bot.store.record import Transaction
from bot.store.results import effects as rows
from bot.store.results.effects import HOUR, Aired, Sums, Window

Times = Mapping[str | None, Sequence[datetime]]  # of readings by state, the first first


@dataclass(frozen=True, slots=True)
class _Plan:
    """What a reading is compared with: hours and how much of each the line was open. `word` says
    why it cannot be, `why` why it is not with the hour before."""

    one: Aired
    after: float
    before: Sequence[tuple[datetime, float]]
    days: int = 0
    why: str = ""
    word: str = ""


def between(
    clarion: Clarion, connection: Transaction, began: datetime, ended: datetime
) -> list[Effect]:
    """Readings on air in a span, the newest first."""
    known = rows.aired(connection, began - looked_back(), ended + HOUR)
    found = [one for one in known if began <= one.at < ended]
    campaign, now = clarion.campaign.current(), clarion.clock.now()
    times = _by_state(known)
    plans = [_plan(campaign, one, times, now) for one in found]
    own = rows.calls_in(connection, list(_own_hours(found, known)))
    of_state = [plan for plan in plans if plan.word not in ("which", "state")]
    after = rows.calls_in(connection, [_hour(plan.one, plan.one.at) for plan in of_state])
    before = rows.calls_in(
        connection, [_hour(plan.one, at) for plan in of_state for at, _open in plan.before]
    )
    nothing = Sums()
    return [
        _effect(
            clarion,
            plan,
            own.get(plan.one.id, nothing),
            after.get(plan.one.id, nothing),
            before.get(plan.one.id, nothing),
        )
        for plan in plans
    ]


def _effect(clarion: Clarion, plan: _Plan, own: Sums, after: Sums, before: Sums) -> Effect:
    one = plan.one
    sides = (
        Side.of(after, plan.after),
        Side.of(before, sum(part for _at, part in plan.before)),
    )
    texted, calls = after.after_text + before.after_text, sides[0].calls + sides[1].calls
    word = plan.word or ("callers_texted" if texted > calls * TENTH else "")
    is_shown = plan.word not in ("which", "state")
    is_part = min(plan.after, *(part for _at, part in plan.before), 1.0) < 0.99
    return Effect(
        kind="airing",
        id=one.id,
        title=open_station(clarion.sealer, one.station_sealed),
        at=one.at,
        people=None,
        state=one.state,
        own=Side.of(own, 1.0),
        after=sides[0] if is_shown else None,
        before=sides[1] if is_shown else None,
        verdict=cannot(word) if word else judge(*sides),
        compared=None if word else against(plan.days, is_part=is_part, why=plan.why),
        days=plan.days,
        is_guessed=one.is_guessed,
    )


def _plan(campaign: Campaign, one: Aired, times: Times, now: datetime) -> _Plan:
    line = next((s.line for s in campaign.scripts if s.id == one.script), None)
    after = open_share(campaign, line, one.at)
    hour_before = one.at - HOUR
    before = open_share(campaign, line, hour_before)
    plan = _Plan(one, after, [(hour_before, before)])
    if one.state is None:
        return replace(plan, word="state")
    read = times[one.state]
    if _count(read, one.at - HOUR, one.at + HOUR) > 1:
        return replace(plan, word="which")
    if one.at + HOUR > now:
        return replace(plan, word="early")
    if after < HALF_OPEN:
        return replace(plan, word="closed")
    why = "closed_before" if before < HALF_OPEN else ""
    if not why and _count(read, one.at - 2 * HOUR, one.at):
        why = "read_before"
    if not why:
        return plan
    earlier = _earlier(campaign, one, read, line)
    if not earlier:
        return replace(plan, word=why)
    return replace(plan, before=earlier, days=len(earlier), why=why)


def _earlier(
    campaign: Campaign, one: Aired, read: Sequence[datetime], line: str | None
) -> list[tuple[datetime, float]]:
    """The same hour of earlier days on which the line was open and nobody read in the state."""
    found = []
    for _days, at in days_before(one.at, campaign.zone):
        part = open_share(campaign, line, at)
        if part >= HALF_OPEN and not _count(read, at - HOUR, at + HOUR):
            found.append((at, part))
    return found[:MOST_DAYS]


def _by_state(known: Sequence[Aired]) -> Times:
    found: dict[str | None, list[datetime]] = {}
    for one in reversed(known):
        found.setdefault(one.state, []).append(one.at)
    return found


def _count(read: Sequence[datetime], began: datetime, ended: datetime) -> int:
    """How many readings lie between two instants, neither counted in."""
    return max(0, bisect_left(read, ended) - bisect_right(read, began))


def _own_hours(found: Sequence[Aired], known: Sequence[Aired]) -> Iterator[Window]:
    """The hour after each reading, or until the DJ's next one: no call is in two."""
    following: dict[int, datetime] = {}
    of_found = {one.id for one in found}
    for one in known:  # the newest first
        ended = min(one.at + HOUR, following.get(one.contact_id, one.at + HOUR))
        following[one.contact_id] = one.at
        if one.id in of_found:
            yield Window(one.id, one.at, ended, one.contact_id, None)


def _hour(one: Aired, began: datetime) -> Window:
    return Window(one.id, began, began + HOUR, one.contact_id, one.state)
