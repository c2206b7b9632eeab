"""Airings: when a DJ read the script, and what it moved."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.djs.slots import on_air, read_stored
from bot.engine import ActResult
from bot.engine.readers.airings import Airings, read_airings
from bot.engine.template import compile_template
from bot.people.exchange import Exchange
from bot.people.report_words import seal_details
from bot.store.djs import airings as rows
from bot.store.djs import djs
from bot.store.djs.djs import Dj
from bot.store.djs.naming import open_market, open_station
from bot.store.people import following, limits, reports

_MOST_LISTED = 5
# An airing told without a time may be told with one, this much later, instead.
_GUESS_HOLDS = timedelta(minutes=20)
_ITEM = compile_template("{day|date} {time|time}[ :{length}][ v{version}][, {after} calls after]")
_ITEM_ES = compile_template("{day|date} {time|time}[ :{length}][ v{version}][, {after} llamadas]")
_WHEN = compile_template("{day|date} {time|time}")


def log(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Write the airings a DJ tells of into the ledger. Outcomes: moved (the hour after the newest
    is over, so that its calls are known), ok, early (before they signed up, or nothing was ever
    given to them: held until they say that it is right), many (more than one reads in a day: held
    until an organizer looks), doubt (nothing is written; `shown` is what would be), unclear (no
    time in the words), not_dj.

    `said` is what they wrote: clock times, "now" or nothing, which is now. With `sure` they have
    said yes to what was shown.
    """
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    exchange.take_reports("aired")
    if dj is None:
        return ActResult("not_dj")
    local = exchange.now.astimezone(ZoneInfo(exchange.person.zone or exchange.campaign.zone))
    read = _read(exchange, dj, args.get("said", "")[:160], local)
    if not read.times and not read.is_now:
        return ActResult("unclear")
    times = read.times or (local,)
    if not read.is_sure and not args.get("sure"):
        return ActResult("doubt", {"shown": _show_times(exchange, times)})
    if read.times:
        rows.drop_guess(exchange.connection, dj.contact_id, exchange.now - _GUESS_HOLDS)
        _follow_again(exchange, exchange.now - _GUESS_HOLDS)
    shown = {"shown": _show_times(exchange, times)}
    room = _room(exchange, dj)
    if len(times) > room:
        for at in times[: max(0, _may_write(exchange, dj))]:
            _write(exchange, dj, at, is_guessed=not read.times, held="many")
        return ActResult("many", shown)
    has_script = djs.last_share(exchange.connection, dj.contact_id) is not None
    is_early = not has_script or any(_is_before(at, dj.created_at) for at in times)
    for at in times:
        _write(exchange, dj, at, is_guessed=not read.times, held="early" if is_early else None)
        _follow_again(exchange, at)
    if is_early:
        return ActResult("early", shown)
    return _moved(exchange, dj, max(times), shown)


def _read(exchange: Exchange, dj: Dj, said: str, local: datetime) -> Airings:
    lang = exchange.lang
    shows = on_air(read_stored(dj.slots))
    return read_airings(said, local, exchange.campaign.lexicon, lang, shows)


def _room(exchange: Exchange, dj: Dj) -> int:
    """How many more airings of a DJ count today: CLARION_AIRINGS_A_DAY, half of it for one whom no
    organizer has approved."""
    most = exchange.clarion.settings.airings_a_day
    logged, is_approved = rows.count_logged(
        exchange.connection, dj.contact_id, exchange.now - timedelta(days=1)
    )
    return (most if is_approved else max(1, most // 2)) - logged


def _may_write(exchange: Exchange, dj: Dj) -> int:
    """How many more reports of any kind are written of this person today."""
    day_ago = exchange.now - timedelta(days=1)
    return limits.MOST_WRITTEN - limits.count_written(exchange.connection, dj.contact_id, day_ago)


def _is_before(at: datetime, signed_up_at: datetime | None) -> bool:
    return signed_up_at is not None and at < signed_up_at.replace(second=0, microsecond=0)


def _follow_again(exchange: Exchange, at: datetime) -> None:
    following.follow_again(exchange.connection, at, exchange.person.state)


def _show_times(exchange: Exchange, times: Sequence[datetime]) -> str:
    """The instants as the person reads them: "Wed Sep 23 7am, Wed Sep 23 9am"."""
    lang, shown = exchange.lang, []
    for at in times:
        values = {"day": at.date().isoformat(), "time": at.strftime("%H:%M")}
        shown.append(_WHEN.render(values.get, lang, exchange.campaign.lexicon))
    return ", ".join(shown)


def _moved(
    exchange: Exchange, dj: Dj, newest: datetime, shown: Mapping[str, str | int]
) -> ActResult:
    before, after = rows.calls_around(exchange.connection, newest, exchange.person.state)
    own, _ = reports.count_reports(exchange.connection, dj.contact_id, "aired")
    is_over = exchange.now - newest >= timedelta(hours=1)
    outcome = "moved" if is_over and after else "ok"
    return ActResult(outcome, {**shown, "count": own, "before": before, "after": after})


def confirm(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Whether the airings held for a DJ's word are right: `right` is yes or no. Outcomes: ok,
    not_dj."""
    dj = djs.find_dj(exchange.connection, exchange.taken.contact_id)
    if dj is None:
        return ActResult("not_dj")
    rows.settle_held(
        exchange.connection, dj.contact_id, is_right=args.get("right") == "yes", now=exchange.now
    )
    own, _ = reports.count_reports(exchange.connection, dj.contact_id, "aired")
    return ActResult("ok", {"count": own})


def _write(exchange: Exchange, dj: Dj, at: datetime, *, is_guessed: bool, held: str | None) -> None:
    connection, sealer = exchange.connection, exchange.clarion.sealer
    share = djs.last_share(connection, dj.contact_id, at) or djs.last_share(
        connection, dj.contact_id
    )
    rows.add_airing(
        connection,
        contact_id=dj.contact_id,
        at=at,
        details={
            "script": share.script if share else "",
            "version": share.version if share else 0,
            "length": share.length if share else "",
            "lang": share.lang if share else "",
            "guessed": is_guessed,
        },
        details_sealed=seal_details(
            sealer,
            {
                "station": open_station(sealer, dj.station_sealed),
                "market": open_market(sealer, dj.market_sealed),
            },
        ),
        message_id=exchange.message_id,
        held=held,
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
    own, _ = reports.count_reports(exchange.connection, dj.contact_id, "aired")
    return ActResult("some", {"list": "\n".join(_shown(exchange, one) for one in found),
                              "count": own})  # fmt: skip


def _shown(exchange: Exchange, airing: rows.Airing) -> str:
    lang = exchange.lang
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
