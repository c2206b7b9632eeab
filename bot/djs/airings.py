"""Airings: when a DJ read the script, and what it moved."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.engine import ActResult, fold
from bot.engine.readers.moments import find_time
from bot.engine.template import compile_template
from bot.engine.wording import Lexicon
from bot.people.exchange import Exchange
from bot.store.djs import airings as rows
from bot.store.djs import djs
from bot.store.djs.djs import Dj
from bot.store.people import people

# "7:45", "7.45", "7:45pm", "8 pm", "19h30", "8".
_TIME = re.compile(
    r"(?<![\d:.])(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(a\.?m\.?|p\.?m\.?)?(?![\d:%])", re.IGNORECASE
)
# Several times in one text. "8 y media" is one of them.
_BETWEEN = re.compile(r"[,;/&]|\band\b|\by\b(?!\s+(?:media|cuarto|pico))", re.IGNORECASE)
_NOW = frozenset({
    "now", "just", "right", "this", "minute", "moment", "ahora", "ahorita", "mismo", "ya",
    "recien", "acabo", "de", "leerlo", "it", "i", "read", "lo", "lei", "aired", "al", "aire",
    "on", "air",
})  # fmt: skip
# Parts of a day, which are no time by themselves.
_VAGUE = re.compile(
    r"\b(?:this|morning|afternoon|evening|tonight|night|ma[nñ]ana|tarde|noche)\b", re.IGNORECASE
)
_YESTERDAY = frozenset({"yesterday", "ayer", "anoche", "last night"})
_MOST_AT_ONCE = 8
_MOST_LISTED = 5
# An airing told without a time may be told with one, this much later, instead.
_GUESS_HOLDS = timedelta(minutes=20)
_ITEM = compile_template("{day|date} {time|time}[ :{length}][ v{version}][, {after} calls after]")
_ITEM_ES = compile_template("{day|date} {time|time}[ :{length}][ v{version}][, {after} llamadas]")


def log(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Write the airings a DJ tells of into the ledger. Outcomes: moved (the hour after the newest
    is over, so that its calls are known), ok, unclear (no time in the words), not_dj.

    `said` is what they wrote: clock times, "now" or nothing, which is now. A time without am or
    pm is the last such time before now. With `last` what is unclear counts as now.
    """
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    exchange.take_reports("aired")
    if dj is None:
        return ActResult("not_dj")
    said = args.get("said", args.get("time", ""))[:160]
    local = exchange.now.astimezone(ZoneInfo(exchange.person.zone or exchange.campaign.zone))
    lang = exchange.person.lang or exchange.campaign.default_lang
    times = read_times(said, local, exchange.campaign.lexicon, lang)
    is_now = not times and (not said.strip() or set(fold(said).split()) <= _NOW)
    if not times and not is_now and not args.get("last"):
        return ActResult("unclear")
    if times:
        rows.drop_guess(exchange.connection, dj.contact_id, exchange.now - _GUESS_HOLDS)
    for at in times or [local]:
        _write(exchange, dj, at, is_guessed=not times)
    newest = max(times, default=local)
    before, after = rows.calls_around(exchange.connection, newest, exchange.person.state)
    own, _ = people.count_reports(exchange.connection, dj.contact_id, "aired")
    is_over = exchange.now - newest >= timedelta(hours=1)
    return ActResult(
        "moved" if is_over and after else "ok", {"count": own, "before": before, "after": after}
    )


def _write(exchange: Exchange, dj: Dj, at: datetime, *, is_guessed: bool) -> None:
    connection = exchange.connection
    share = djs.last_share(connection, dj.contact_id, at) or djs.last_share(
        connection, dj.contact_id
    )
    rows.add_airing(
        connection,
        contact_id=dj.contact_id,
        at=at,
        details={
            "station": dj.station,
            "market": dj.market or "",
            "script": share.script if share else "",
            "version": share.version if share else 0,
            "length": share.length if share else "",
            "lang": share.lang if share else "",
            "guessed": is_guessed,
        },
        message_id=exchange.message_id,
        now=exchange.now,
    )


def last(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """A DJ's own airings, the newest first, each with the calls of the hour after it. Outcomes:
    some, none, not_dj."""
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    found = rows.list_airings(exchange.connection, dj.contact_id, _MOST_LISTED)
    if not found:
        return ActResult("none")
    own, _ = people.count_reports(exchange.connection, dj.contact_id, "aired")
    return ActResult("some", {"list": "\n".join(_shown(exchange, one) for one in found),
                              "count": own})  # fmt: skip


def _shown(exchange: Exchange, airing: rows.Airing) -> str:
    lang = exchange.person.lang or exchange.campaign.default_lang
    local = airing.at.astimezone(ZoneInfo(exchange.person.zone or exchange.campaign.zone))
    _, after = rows.calls_around(exchange.connection, airing.at, exchange.person.state)
    is_over = exchange.now - airing.at >= timedelta(hours=1)
    shown = {
        "day": local.date().isoformat(),
        "time": local.strftime("%H:%M"),
        "length": str(airing.details.get("length") or ""),
        "version": str(airing.details.get("version") or ""),
        "after": str(after) if is_over and after else "",
    }
    item = _ITEM_ES if lang == "es" else _ITEM
    return item.render(shown.get, lang, exchange.campaign.lexicon)


# --- times -------------------------------------------------------------------------------------


def read_times(said: str, local: datetime, lexicon: Lexicon, lang: str = "en") -> list[datetime]:
    """The instants a text names, at most eight, each the last such time before `local` (aware):
    "7:45 and 8:15", "leído a las 8 y media", "yesterday at noon"."""
    is_yesterday = any(word in f" {fold(said)} " for word in (f" {y} " for y in _YESTERDAY))
    found: list[datetime] = []
    for clause in _BETWEEN.split(said):
        for clock in _clocks(clause, local, lexicon, lang):
            at = _before(local, clock, is_yesterday=is_yesterday)
            if at not in found:
                found.append(at)
    return found[:_MOST_AT_ONCE]


def _clocks(clause: str, local: datetime, lexicon: Lexicon, lang: str) -> list[time]:
    """The clock times in one clause: several in digits, or one in words."""
    digits = [_digits(match, local) for match in _TIME.finditer(clause)]
    clocks = [clock for clock in digits if clock is not None]
    if len(digits) > 1:
        return clocks
    if digits and (clocks == [] or ":" in clause or "." in clause):
        return clocks
    if find_time(_VAGUE.sub(" ", clause), lexicon, lang, local) is None:
        return clocks
    spoken = find_time(clause, lexicon, lang, local)
    return [spoken] if spoken else clocks


def _digits(match: re.Match[str], local: datetime) -> time | None:
    hour, minute = int(match[1]), int(match[2] or 0)
    if hour > 23 or minute > 59:
        return None
    half = (match[3] or "").lower()[:1]
    if half and 1 <= hour <= 12:
        return time(hour % 12 + (12 if half == "p" else 0), minute)
    if not half and 1 <= hour <= 11:
        morning, evening = time(hour, minute), time(hour + 12, minute)
        return max((morning, evening), key=lambda clock: _before(local, clock))
    return time(hour, minute)


def _before(local: datetime, clock: time, *, is_yesterday: bool = False) -> datetime:
    at = datetime.combine(local.date(), clock, local.tzinfo)
    if is_yesterday:
        return at - timedelta(days=1)
    return at if at <= local else at - timedelta(days=1)
