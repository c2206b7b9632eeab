"""MOVE: another hour, day or place for an action, and everybody who signed up is told.

Day and hour are read by the readers of answers. A place is words of the host: once an organizer has
looked at the action, a new place waits for them to look too.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine import ActResult, fold
from bot.engine.readers.finding import find_all
from bot.engine.readers.reading import Reading
from bot.events import changing, host_words, line_hours
from bot.events.changing import By
from bot.events.hosting import facts_of, led
from bot.events.seats import begins_at
from bot.people.exchange import Exchange
from bot.people.passing_on import may_pass_on
from bot.store.events import actions as rows
from bot.store.events import changes, hosting
from bot.store.events.actions import EventRow
from bot.store.phone_banks import rooms as room_texts
from bot.store.sealing import Purpose

MOST_A_DAY = 3  # moves of one action
_MOST_CHARACTERS = 160
_MOVES = ("day", "time", "place")
_PLACE = re.compile(
    r"^(?:(?:to|it to|the|new|nuevo|el|al|a|en)\s+)*"
    r"(?:place|lugar|address|dirección|direccion)\s*(?:is|es|:)?\s*(?:to|a|al)?\s+(?P<place>\S.+)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Move:
    """Where an action moves to: the day and hour it then has, or words of a new place."""

    day: date
    starts_at: time | None
    place: str = ""

    def changes(self, event: EventRow) -> bool:
        """Whether anything is other than it was."""
        return bool(self.place) or (self.day, self.starts_at) != (event.day, event.starts_at)


def plan(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """What a move in a host's words comes to, before anything is done. Outcomes: ok, place (an
    organizer looks first), unclear, outside (not in the week, or past), closed (a phone
    bank when the line does not answer), same, unfit, limited, gone.
    """
    event = led(exchange, args)
    if event is None:
        return ActResult("gone")
    move = _read(exchange, event, args.get("said", ""))
    if move is None:
        return ActResult("unclear")
    why_not = _why_not(exchange, event, move)
    if why_not:
        return ActResult(why_not)
    facts = facts_of(exchange, event)
    before = {"was_date": facts["date"], "was_time": facts["time"]}
    now = facts | before | _shown(move)
    return ActResult("place" if _must_be_looked_at(event, move) else "ok", now)


def move(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Do what `plan` showed. Outcomes: ok, short (some are told only once an organizer says so),
    review (the place waits for an organizer), gone."""
    event = led(exchange, args)
    said = _read(exchange, event, args.get("said", "")) if event is not None else None
    if event is None or said is None or _why_not(exchange, event, said):
        return ActResult("gone")
    connection, sealer = exchange.connection, exchange.clarion.sealer
    if _must_be_looked_at(event, said):
        host_words.keep(exchange, event, "place", said.place)
        return ActResult("review", facts_of(exchange, event))
    if said.place:
        hosting.set_place(connection, event.id, sealer.seal(said.place, Purpose.EVENT_PLACE))
    else:
        hosting.move(connection, event.id, said.day, said.starts_at, _end(exchange, event, said))
        room_texts.begin_again(connection, event.id)
    if event.state == "changes":  # what an organizer asked for: they look again
        rows.set_state(connection, event.id, "pending")
    moved = rows.lock_event(connection, event.code) or event
    what = "place" if said.place else "time" if said.day == event.day else "day"
    by = By(contact=exchange.taken.contact_id)
    told = changing.tell_all(
        exchange.clarion, connection, moved, what, "event_moved", by, was=event
    )
    facts = facts_of(exchange, moved) | {"people": told.people, "late": told.late or ""}
    return ActResult("short" if told.late else "ok", facts)


def _why_not(exchange: Exchange, event: EventRow, move: Move) -> str:
    """Why nothing moves, as an outcome; "" where it may."""
    if not move.changes(event):
        return "same"
    if move.place and not may_pass_on(move.place):
        return "unfit"
    begins = begins_at(_after(event, move), exchange.campaign.zone)
    if not move.place and begins <= exchange.now:
        return "outside"
    if _is_bank(event, move) and not line_hours.is_open(exchange, begins):
        return "closed"
    day_ago = exchange.now - timedelta(days=1)
    count = changes.count_since(exchange.connection, event.id, _MOVES, day_ago)
    return "limited" if count >= MOST_A_DAY else ""


def _is_bank(event: EventRow, move: Move) -> bool:
    return event.kind == "phone_bank" and not move.place and move.starts_at is not None


def _after(event: EventRow, move: Move) -> EventRow:
    return replace(event, day=move.day, starts_at=move.starts_at)


def _end(exchange: Exchange, event: EventRow, move: Move) -> time | None:
    """When a phone bank ends that has moved; of anything else it is not known any more."""
    if not _is_bank(event, move):
        return None
    begins = begins_at(_after(event, move), exchange.campaign.zone)
    if event.starts_at is None or event.ends_at is None or event.ends_at <= event.starts_at:
        return line_hours.end_after(exchange, begins)
    was = [datetime.combine(event.day, at) for at in (event.starts_at, event.ends_at)]
    return line_hours.end_after(exchange, begins, was[1] - was[0])


def _must_be_looked_at(event: EventRow, move: Move) -> bool:
    return bool(move.place) and (event.reviewed_at is not None or event.state == "open")


def _shown(move: Move) -> dict[str, str | int]:
    if move.place:
        return {"place": move.place}
    hour = move.starts_at.isoformat("minutes") if move.starts_at else ""
    return {"date": move.day.isoformat(), "day": move.day.isoformat(), "time": hour}


def _read(exchange: Exchange, event: EventRow, said: str) -> Move | None:
    """The day and the hour in a host's words, or a place after that word; None where there is
    none of them. A day has to be in the campaign's week until the week is over."""
    found = _PLACE.match(said.strip())
    if found is not None:
        return Move(event.day, event.starts_at, found["place"][:_MOST_CHARACTERS])
    campaign, zone = exchange.campaign, ZoneInfo(event.zone or exchange.campaign.zone)
    local = exchange.now.astimezone(zone)
    window = campaign.dates.get("week")
    if window is not None and (local.date() > window[1] or not window[0] <= event.day <= window[1]):
        window = None
    lang = exchange.lang
    reading = Reading(campaign.lexicon, lang, local, {}, window=window)
    told = {one.kind: str(one.value) for one in find_all(_with_at(said), reading, ("date", "time"))}
    if not told:
        return None
    day = date.fromisoformat(told["date"]) if "date" in told else event.day
    hour = time.fromisoformat(told["time"]) if "time" in told else event.starts_at
    return Move(day, hour)


def _with_at(said: str) -> str:
    """A number alone is an hour: "7", "to 7"."""
    words = [word for word in fold(said).split() if word not in ("to", "a", "las", "la", "it")]
    return f"at {words[0]}" if len(words) == 1 and words[0].isdecimal() else said
