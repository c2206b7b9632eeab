"""Whether the line answers when a phone bank is to be: nobody gathers for a closed one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot import places
from bot.engine import ActResult
from bot.engine.lines import Line
from bot.engine.readers.clocks import read_time
from bot.engine.readers.reading import Reading
from bot.people.exchange import Exchange

LASTS = timedelta(hours=2)  # a phone bank, where the line does not close before
SHORTEST = timedelta(minutes=30)  # less than this before the line closes is no phone bank
_STEP = timedelta(minutes=15)


def fits(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Whether the line answers on a `date` at a `time`, for half an hour at least. Outcomes: ok
    (`until` is when such a phone bank ends), closed (`from` and `until` are its hours of that day,
    where the person is), closed_day."""
    begins, line = _begins(exchange, args), _line(exchange)
    if begins is None or line is None:
        return ActResult("ok", {"from": "", "until": ""})
    refused = refuse(exchange, args)
    if refused is None:
        end = end_of(exchange, args)
        return ActResult("ok", {"from": "", "until": end.isoformat("minutes") if end else ""})
    span = _span(line, begins)
    if span is None:
        return ActResult("closed_day", {"from": "", "until": ""})
    return ActResult("closed", {"from": f"{span[0]:%H:%M}", "until": f"{span[1]:%H:%M}"})


def refuse(exchange: Exchange, args: Mapping[str, str]) -> str | None:
    """Why no phone bank can be then, as an outcome: closed, closed_day; None where one can."""
    begins, line = _begins(exchange, args), _line(exchange)
    if begins is None or is_open(exchange, begins):
        return None
    return "closed" if line is not None and _span(line, begins) else "closed_day"


def is_open(exchange: Exchange, begins: datetime) -> bool:
    """Whether the line answers from an instant on, for half an hour at least; also where there is
    no line."""
    line = _line(exchange)
    return line is None or line.open_s(begins, begins + SHORTEST) >= SHORTEST.seconds


def end_of(exchange: Exchange, args: Mapping[str, str]) -> time | None:
    """When a phone bank ends where it is: `until` the hour its host says (ISO, or in words), else
    after two hours, or when the line closes before."""
    begins = _begins(exchange, args)
    if begins is None:
        return None
    until = _time_in(exchange, args.get("until", ""))
    ends = datetime.combine(begins.date(), until, begins.tzinfo) if until else begins
    lasts = ends - begins
    return end_after(exchange, begins, lasts if lasts >= SHORTEST else LASTS)


def end_after(exchange: Exchange, begins: datetime, lasts: timedelta = LASTS) -> time | None:
    """When a phone bank that begins then ends, in its own zone."""
    line = _line(exchange)
    end = begins + lasts
    while line is not None and end > begins and not line.is_open(end - _STEP):
        end -= _STEP
    return end.time() if end > begins else None


def _time_in(exchange: Exchange, said: str) -> time | None:
    reading = Reading(exchange.campaign.lexicon, exchange.lang, exchange.now, {})
    answer = read_time(said, reading) if said else None
    return time.fromisoformat(str(answer.value)) if answer is not None else None


def _line(exchange: Exchange) -> Line | None:
    lang = exchange.lang
    return exchange.campaign.line(lang, exchange.now)


def _begins(exchange: Exchange, args: Mapping[str, str]) -> datetime | None:
    """The instant somebody means, in the zone of their ZIP; None where they name no hour."""
    place = places.find_zip(args.get("zip", "") or exchange.person.zip or "")
    zone = place.zones[0] if place and place.zones else exchange.person.zone
    try:
        day = date.fromisoformat(args.get("date", "")[:10])
        at = time.fromisoformat(args.get("time", "")[:5])
    except ValueError:
        return None
    return datetime.combine(day, at, ZoneInfo(zone or exchange.campaign.zone))


def _span(line: Line, begins: datetime) -> tuple[datetime, datetime] | None:
    """From when to when the line answers on that day, in its zone; None where it does not."""
    day = begins.replace(hour=0, minute=0)
    opens = line.next_open(day)
    if opens is None or opens.astimezone(begins.tzinfo).date() != begins.date():
        return None
    closes = opens
    while line.is_open(closes) and closes - opens < timedelta(days=1):
        closes += _STEP
    return opens.astimezone(begins.tzinfo), closes.astimezone(begins.tzinfo)
