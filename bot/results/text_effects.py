"""What each broadcast moved: calls of the people who got it, in the hour after each one's own text
against the hour before it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.clarion import Clarion
from bot.results.seen import HALF_OPEN, MOST_DAYS, TENTH, Effect, days_before, open_share
from bot.results.verdicts import Side, Verdict, against, cannot, judge
from bot.store.record import Transaction
from bot.store.results import effects as rows
from bot.store.results.effects import HOUR, Texted


def between(
    clarion: Clarion, connection: Transaction, began: datetime, ended: datetime
) -> list[Effect]:
    """Broadcasts whose first text went in a span, the newest first."""
    return [_of(clarion, connection, one) for one in rows.texted(connection, began, ended)]


def of(clarion: Clarion, broadcast_id: int) -> Effect | None:
    """One broadcast; None where no text of it has gone. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        found = rows.texted_of(connection, broadcast_id)
        return _of(clarion, connection, found) if found else None


def _of(clarion: Clarion, connection: Transaction, one: Texted) -> Effect:
    campaign = clarion.campaign.current()
    texts = rows.starts(connection, one.id, campaign.zone, 0)
    before_texts = [(at - HOUR, count) for at, count in texts]
    after = Side.of(
        rows.calls_of_texted(connection, one.id, campaign.zone, 0), _open(clarion, one, texts)
    )
    before = Side.of(
        rows.calls_of_texted(connection, one.id, campaign.zone, 0, is_before=True),
        _open(clarion, one, before_texts),
    )
    days, why = 0, _why_not(clarion, connection, one, after)
    if not why and before.hours < HALF_OPEN:
        earlier = _earlier(clarion, connection, one)
        days, before = len(earlier), Side.together(earlier) if earlier else before
        why = "" if earlier else "closed_before"
    is_part = min(after.hours, before.hours) < 0.99
    return Effect(
        kind="broadcast",
        id=one.id,
        title=one.title,
        at=one.first_at,
        people=one.people,
        state=None,
        own=None,
        after=after,
        before=before,
        verdict=_verdict(why, after, before),
        compared=None if why else against(days, is_part=is_part),
        days=days,
    )


def _verdict(why: str, after: Side, before: Side) -> Verdict:
    return cannot(why) if why else judge(after, before)


def _why_not(clarion: Clarion, connection: Transaction, one: Texted, after: Side) -> str:
    """Why nothing can be told of it, "" where something can."""
    if one.last_at + HOUR > clarion.clock.now():
        return "early"
    if after.hours < HALF_OPEN:
        return "closed"
    return _disturbed(clarion, connection, one, 0)


def _disturbed(clarion: Clarion, connection: Transaction, one: Texted, days: int) -> str:
    zone = clarion.campaign.current().zone
    texted, heard = rows.disturbed(connection, one.id, zone, days)
    if texted > one.people * TENTH:
        return "texts"
    return "airings" if heard > one.people * TENTH else ""


def _earlier(clarion: Clarion, connection: Transaction, one: Texted) -> list[Side]:
    """The same hour of each person on earlier days on which the line was open and nothing else
    reached them."""
    zone, found = clarion.campaign.current().zone, list[Side]()
    for days, _at in days_before(one.first_at, zone):
        hours = _open(clarion, one, rows.starts(connection, one.id, zone, days))
        if hours < HALF_OPEN or _disturbed(clarion, connection, one, days):
            continue
        found.append(Side.of(rows.calls_of_texted(connection, one.id, zone, days), hours))
        if len(found) == MOST_DAYS:
            break
    return found


def _open(clarion: Clarion, one: Texted, texts: Sequence[tuple[datetime, int]]) -> float:
    """Which part of an hour from each text on the line was open, at the mean."""
    campaign = clarion.campaign.current()
    parts = sum(open_share(campaign, one.line, at) * count for at, count in texts)
    return parts / sum(count for _at, count in texts)
