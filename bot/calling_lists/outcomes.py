"""How a call went, in a digit or a word: what becomes of the person, and taking it back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from bot.calling_lists import no_calls
from bot.calling_lists.claiming import HELD_FOR, may_be_called, values_of
from bot.calling_lists.hours import window, zones_in
from bot.engine import ActResult, fold
from bot.engine.readers.finding import find_all
from bot.engine.readers.reading import Reading
from bot.people.exchange import Exchange
from bot.store.calling_lists import claims, lists
from bot.store.calling_lists.claims import Claimed
from bot.store.calling_lists.lists import ListRow
from bot.store.events import rooms
from bot.store.people import reached, reports

UNDO_FOR = timedelta(hours=12)
# Who asked for no calls stays so, but for a digit that was a slip.
UNDO_NEVER_FOR = timedelta(minutes=10)
_LATE = timedelta(hours=12)  # an answer after the name went back, where nobody else has had it
_FURTHEST = timedelta(days=14)


class Outcome(StrEnum):
    """How a call went."""

    TALKED = "talked"
    VOICEMAIL = "voicemail"
    NO_ANSWER = "no_answer"
    WRONG = "wrong"
    NEVER = "never"
    LATER = "later"


def tell(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Note how the call went (`outcome`). Outcomes: ok (`first`, and `reached`: how many this
    person has talked with), gone (they have no name, or somebody else has it by now)."""
    found = _held(exchange)
    if found is None:
        return ActResult("gone", {"first": ""})
    row, claim = found
    outcome = Outcome(args.get("outcome", ""))
    shown = values_of(exchange, row, claim)
    exchange.must_answer = True  # as often as there are names in an hour
    settle(exchange, row, claim, outcome)
    return ActResult("ok", {"first": shown["first"], "reached": _reached(exchange) or ""})


def later(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """They want to be called at another time (`said`), on their own clock where it is known.
    Outcomes: ok (`date`, `time`), unclear, closed (not within the hours: `from`, `until`), gone."""
    found = _held(exchange)
    if found is None:
        return ActResult("gone", {"first": ""})
    row, claim = found
    zones = zones_in(claim.place)
    zone = zones[0] if len(zones) == 1 else exchange.person.zone or exchange.campaign.zone
    at = _read_when(exchange, args.get("said", ""), ZoneInfo(zone))
    shown: dict[str, str | int] = {
        "first": values_of(exchange, row, claim)["first"],
        "from": row.from_at.isoformat("minutes"),
        "until": row.until_at.isoformat("minutes"),
    }
    if at is None or not exchange.now < at <= exchange.now + _FURTHEST:
        return ActResult("unclear", shown)
    span = window(exchange.clarion, row, claim.place, at)
    if span is None or not span.holds(at) or at.astimezone(ZoneInfo(zone)).date() > row.ends_on:
        return ActResult("closed", shown)
    settle(exchange, row, claim, Outcome.LATER, at)
    local = at.astimezone(ZoneInfo(zone))
    when = {"date": local.date().isoformat(), "time": local.time().isoformat("minutes")}
    return ActResult("ok", shown | when)


def newest(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """What this person told last and may take back. Outcomes: list (how a call of a list went),
    report (of calls, or nothing)."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    claim = claims.told_last(connection, contact_id, exchange.now - UNDO_FOR)
    last = reports.last_of(connection, contact_id, exchange.now)
    if claim is None or claim.told_at is None or (last and last.at >= claim.told_at):
        return ActResult("report")
    return ActResult("list")


def undo(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Take the last outcome back: the person stands as before, and is this caller's again.
    Outcomes: ok (as of a name), stays (they asked for no calls), gone (somebody has had the name
    since), none."""
    connection, now = exchange.connection, exchange.now
    contact_id = exchange.taken.contact_id
    claim = claims.told_last(connection, contact_id, now - UNDO_FOR)
    row = lists.find(connection, claim.list_id) if claim else None
    if claim is None or row is None:
        return ActResult("none")
    is_never = claim.outcome == Outcome.NEVER
    if is_never and claim.told_at and claim.told_at < now - UNDO_NEVER_FOR:
        return ActResult("stays", {"first": values_of(exchange, row, claim)["first"]})
    held = claims.of_caller(connection, contact_id)
    if not claims.is_newest(connection, claim):
        return ActResult("gone", {"first": ""})
    if held is not None:
        claims.settle(connection, held, "lapsed", now, person={})
    if is_never:
        no_calls.lift(exchange.clarion, connection, claim, now, exchange.message_id)
    if claim.report_id is not None:
        reports.take_back(connection, claim.report_id, now)
    claims.take_back(connection, claim.id, now)
    claims.set_person(connection, claim.person_id, _before(claim))
    claims.take(connection, row.id, claim.person_id, contact_id, now, now + HELD_FOR)
    return ActResult("ok", values_of(exchange, row, claim))


# --- parts ---------------------------------------------------------------------------------------


def settle(
    exchange: Exchange,
    row: ListRow,
    claim: Claimed,
    outcome: Outcome,
    at: datetime | None = None,
) -> None:
    """Write an outcome down: for the person, in the ledger, and for every list where they asked
    for no calls."""
    connection, now = exchange.connection, exchange.now
    report_id = None
    if outcome is Outcome.TALKED:
        contact_id = exchange.taken.contact_id
        report_id = reached.add(
            connection, contact_id,
            event_id=row.event_id or rooms.room_of(connection, contact_id, now),
            message_id=exchange.message_id, is_measured=claim.measured == "answered", now=now,
        )  # fmt: skip
    claims.settle(
        connection, claim, "told", now,
        outcome=outcome.value, report_id=report_id, person=after(row, claim, outcome, now, at),
    )  # fmt: skip
    if outcome is Outcome.NEVER:
        no_calls.note(exchange.clarion, connection, claim, now, exchange.message_id)


def after(
    row: ListRow, claim: Claimed, outcome: Outcome, now: datetime, at: datetime | None = None
) -> dict[str, Any]:
    """How a person stands after an outcome: after the most tries of the list they are done, as
    after the most wishes for another time."""
    if outcome is Outcome.TALKED:
        return {"state": "done", "outcome": outcome.value}
    if outcome in (Outcome.WRONG, Outcome.NEVER):
        return {"state": "aside", "outcome": outcome.value}
    tries, laters = claim.tries, claim.laters
    if outcome is Outcome.LATER:
        laters += 1
        is_open = laters < row.most_tries
    else:
        tries += 1
        is_open = tries < row.most_tries
    return {
        "state": "open" if is_open else "done",
        "outcome": outcome.value,
        "tries": tries,
        "laters": laters,
        "next_at": at or now + timedelta(seconds=row.gap_s),
    }


def _held(exchange: Exchange) -> tuple[ListRow, Claimed] | None:
    """The name this person is to tell of; also one that went back while nobody else has had it."""
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    claim = claims.of_caller(connection, contact_id)
    if claim is None:
        claim = claims.lapsed_last(connection, contact_id, exchange.now - _LATE)
        if claim is None or not may_be_called(exchange.clarion, connection, claim):
            return None
    row = lists.find(connection, claim.list_id)
    return (row, claim) if row is not None else None


def _reached(exchange: Exchange) -> int:
    """How many people of lists this person has talked with since a day ago."""
    since = exchange.now - timedelta(days=1)
    return reached.count_reached(exchange.connection, exchange.taken.contact_id, since)


def _before(claim: Claimed) -> dict[str, Any]:
    before = dict(claim.before or {})
    at = before.get("next_at")
    return before | {"next_at": datetime.fromisoformat(at) if at else None}


def _read_when(exchange: Exchange, said: str, zone: ZoneInfo) -> datetime | None:
    """An hour, today or on the day that is said; an hour that has passed today is tomorrow's."""
    campaign, local = exchange.campaign, exchange.now.astimezone(zone)
    reading = Reading(campaign.lexicon, exchange.lang, local, {})
    told = {o.kind: str(o.value) for o in find_all(_with_at(said), reading, ("date", "time"))}
    if "time" not in told:
        return None
    hour = time.fromisoformat(told["time"])
    day = date.fromisoformat(told["date"]) if "date" in told else local.date()
    at = datetime.combine(day, hour, zone)
    if "date" not in told and at <= local:
        at = datetime.combine(day + timedelta(days=1), hour, zone)
    return at.astimezone(exchange.now.tzinfo)


def _with_at(said: str) -> str:
    """A number alone is an hour: "7", "a las 7"."""
    words = [word for word in fold(said).split() if word not in ("at", "a", "las", "la")]
    return f"at {words[0]}" if len(words) == 1 and words[0].isdecimal() else said
