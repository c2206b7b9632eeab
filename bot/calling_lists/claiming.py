"""The next name: one person of a list for one caller, for half an hour, passed on or given back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from bot.calling_lists import bridge
from bot.calling_lists.hours import window
from bot.calling_lists.lists import is_over
from bot.clarion import Clarion
from bot.engine import ActResult
from bot.errors import KeyMissing
from bot.people import keyring
from bot.people.exchange import Exchange
from bot.store.calling_lists import claims, lists, people
from bot.store.calling_lists.claims import Claimed, PlaceRow
from bot.store.calling_lists.lists import ListRow
from bot.store.djs import djs
from bot.store.record import Transaction
from bot.store.sealing import Purpose

log = structlog.get_logger()

HELD_FOR = timedelta(minutes=30)
HOUR = timedelta(hours=1)
_PASSED_FOR = timedelta(days=1)
_MOST_LOOKED_AT = 50  # people in a turn who turn out not to be called
# A DJ who also calls: NEXT is a name while they are at it, else a script.
_AT_IT = timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Given:
    """What came of looking for a name: a claim, or why there is none, and from when on there is."""

    claim: Claimed | None = None
    row: ListRow | None = None
    why: str = "none"
    at: datetime | None = None


def mine(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Whether NEXT is a name for this person. Outcomes: caller, other."""
    connection, contact_id, now = exchange.connection, exchange.taken.contact_id, exchange.now
    found = lists.callable_by(connection, contact_id, now)
    if not found:
        return ActResult("other")
    if djs.find_dj(connection, contact_id) is not None:
        at_it = sum(claims.given_since(connection, contact_id, o.id, now - _AT_IT) for o in found)
        return ActResult("caller" if at_it else "other")
    return ActResult("caller")


def next_name(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The name this person has, else the next one of their lists. Outcomes: ok (through our
    number), paper (by its row on the sheet), later (nobody can be called before `date`, `time`),
    none, many, paused, no_bridge, over, not_in, away."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    held = claims.of_caller(connection, contact_id)
    row = _still_theirs(exchange, held) if held else None
    if held and row:
        claims.keep_on(connection, held, exchange.now + HELD_FOR)
        return _shown(exchange, row, held)
    if held is not None:
        claims.settle(connection, held, "lapsed", exchange.now, person={})
    return _answer(exchange, find_next(exchange))


def _still_theirs(exchange: Exchange, held: Claimed) -> ListRow | None:
    """The list of a name that somebody may still call; None where they may not any more."""
    connection, now = exchange.connection, exchange.now
    theirs = lists.callable_by(connection, exchange.taken.contact_id, now)
    row = next((one for one in theirs if one.id == held.list_id), None)
    if row is None or row.state != "open" or is_over(row, exchange.campaign.zone, now):
        return None
    return row if may_be_called(exchange.clarion, connection, held) else None


def pass_on(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Give the name back, and get another. Outcomes as of `next_name`."""
    held = claims.of_caller(exchange.connection, exchange.taken.contact_id)
    if held is not None:
        claims.settle(exchange.connection, held, "passed", exchange.now, person={})
    return _answer(exchange, find_next(exchange))


def give_back(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Give the name back, and get none. Outcome: ok."""
    held = claims.of_caller(exchange.connection, exchange.taken.contact_id)
    if held is not None:
        claims.settle(exchange.connection, held, "lapsed", exchange.now, person={})
    return ActResult("ok")


def find_next(exchange: Exchange) -> Given:
    """A claim of the first list that has somebody now, else why no list has."""
    found = lists.callable_by(exchange.connection, exchange.taken.contact_id, exchange.now)
    if not found:
        return Given(why="not_in")
    looked = []
    for row in found:
        given = _from(exchange, row)
        if given.claim is not None:
            return given
        looked.append(given)
    return min(looked, key=lambda one: _ORDER.index(one.why))


# Of several lists without a name, what is told of.
_ORDER = ("many", "later", "no_bridge", "paused", "away", "none", "over")


def _from(exchange: Exchange, row: ListRow) -> Given:
    clarion, connection, now = exchange.clarion, exchange.connection, exchange.now
    if is_over(row, exchange.campaign.zone, now):
        return Given(row=row, why="over")
    if row.state != "open":
        return Given(row=row, why="paused")
    if not row.is_paper and not bridge.is_on(clarion):
        return Given(row=row, why="no_bridge")
    contact_id = exchange.taken.contact_id
    if claims.given_since(connection, contact_id, row.id, now - HOUR) >= row.an_hour:
        return Given(row=row, why="many")
    try:
        keyring.check(clarion.sealer, connection)
    except KeyMissing as error:  # nobody can tell who stopped
        log.error("a data key is missing", what=str(error))
        return Given(row=row, why="away")
    places = claims.places(connection, row.id, now)
    windows = {one.place: window(clarion, row, one.place, now) for one in places}
    open_now = [place for place, span in windows.items() if span and span.holds(now)]
    claim = _claim(exchange, row, open_now)
    if claim is not None:
        return Given(claim, row)
    at = min((at for one in places if (at := _first(exchange, row, one)) is not None), default=None)
    return Given(row=row, why="later" if at else "none", at=at)


def _first(exchange: Exchange, row: ListRow, one: PlaceRow) -> datetime | None:
    """From when on somebody of a place may be called, where that is still to come."""
    now = exchange.now
    wanted = now if one.ready else max(now, one.next_at or now)
    span = window(exchange.clarion, row, one.place, wanted)
    if span is None or (one.ready and span.holds(now)):
        return None
    return max(span.opens_at, wanted)


def _claim(exchange: Exchange, row: ListRow, places: Sequence[str]) -> Claimed | None:
    """The first in order who may be called; who turns out to have stopped is set aside."""
    connection, now = exchange.connection, exchange.now
    left_out: list[int] = []
    for _ in range(_MOST_LOOKED_AT):
        claim_id = claims.claim_next(
            connection, row.id, exchange.taken.contact_id, places, now,
            until=now + HELD_FOR, passed_since=now - _PASSED_FOR, left_out=left_out,
        )  # fmt: skip
        claim = claims.find(connection, claim_id) if claim_id else None
        if claim is None:
            return None
        if may_be_called(exchange.clarion, connection, claim):
            return claim
        claims.settle(
            connection, claim, "lapsed", now, person={"state": "aside", "outcome": "stopped"}
        )
        left_out.append(claim.person_id)
    return None


def may_be_called(clarion: Clarion, connection: Transaction, claim: Claimed) -> bool:
    """Whether somebody of a list is still to be called and has not stopped, as far as every key
    ever used tells."""
    sealer = clarion.sealer
    value = sealer.open_or_unknown(claim.value_sealed, Purpose.LISTED_NUMBER)
    if value is None or claim.person_state != "open":
        return False
    known = [(sealer.digests("sms", value), sealer.traces("sms", value))]
    return not people.not_to_be_called(connection, known)


def _answer(exchange: Exchange, given: Given) -> ActResult:
    if given.claim is not None and given.row is not None:
        return _shown(exchange, given.row, given.claim)
    if given.at is None:
        return ActResult(given.why)
    local = given.at.astimezone(ZoneInfo(exchange.person.zone or exchange.campaign.zone))
    when = {"date": local.date().isoformat(), "time": local.time().isoformat("minutes")}
    return ActResult(given.why, when)


def _shown(exchange: Exchange, row: ListRow, claim: Claimed) -> ActResult:
    exchange.must_answer = True  # NEXT, 3, NEXT, 3: as alike as a machine's, within names an hour
    return ActResult("paper" if row.is_paper else "ok", values_of(exchange, row, claim))


def values_of(exchange: Exchange, row: ListRow, claim: Claimed) -> dict[str, str | int]:
    """What a caller reads of a name: the first name, city and language, what to say first in that
    language, and on paper the row."""
    sealer, campaign = exchange.clarion.sealer, exchange.campaign
    lang = exchange.lang
    script = row.scripts.get(claim.lang or lang) or row.scripts.get(lang, "")
    return {
        "first": sealer.open_or_unknown(claim.name_sealed, Purpose.LISTED_NAME) or "",
        "city": claim.city or "",
        "language": campaign.value(f"speaks_{claim.lang}", lang) or "" if claim.lang else "",
        "script": script,
        "row": claim.n if row.is_paper else "",
        "date": "",
        "time": "",
    }
