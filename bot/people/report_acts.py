"""What a flow may ask of a person's own reports of calls: look, confirm, correct, take back."""

from __future__ import annotations

from collections.abc import Mapping

from bot.engine import ActResult
from bot.engine.readers.corrections import read_correction
from bot.engine.readers.counts import read_count
from bot.engine.readers.reading import Reading
from bot.people.exchange import Exchange
from bot.people.verdicts import seal_verdict
from bot.store.people import limits, reports


def check(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Whether the report of this turn counts at once. Outcomes: ok, many (so many that an organizer
    looks first), again (the same as one a few minutes ago)."""
    kind = args.get("kind", "") or "called"
    told = [report for report in exchange.new_reports if report.kind == kind]
    if not told:
        return ActResult("ok", {"count": 0})
    why = limits.why_held(
        exchange.connection, exchange.taken.contact_id, kind, told[-1].count, exchange.now
    )
    return ActResult(why or "ok", {"count": told[-1].count})


def confirm(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """The person's yes or no (`right`) to a report they were asked about. Outcomes: ok (it counts),
    waits (an organizer looks first), taken_back, none."""
    last = reports.last_of(exchange.connection, exchange.taken.contact_id, exchange.now)
    if last is None:
        return ActResult("none")
    values = {"count": last.count}
    if args.get("right") != "yes":
        reports.take_back(exchange.connection, last.id, exchange.now)
        return ActResult("taken_back", values)
    if last.held == "again":
        reports.release(exchange.connection, last.id)
    return ActResult("waits" if last.held == "many" else "ok", values)


def last(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """The report that UNDO would take back. Outcomes: some, none."""
    found = reports.last_of(exchange.connection, exchange.taken.contact_id, exchange.now)
    return ActResult("none") if found is None else ActResult("some", {"count": found.count})


def undo(exchange: Exchange, _args: Mapping[str, str]) -> ActResult:
    """Take a person's last report back. Outcomes: ok, none."""
    found = reports.last_of(exchange.connection, exchange.taken.contact_id, exchange.now)
    if found is None:
        return ActResult("none")
    reports.take_back(exchange.connection, found.id, exchange.now)
    return ActResult("ok", {"count": found.count})


def correct(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Put the last report right: "I meant 12" takes it back and writes another. Outcomes: ok,
    many, unclear (no number of calls in the words), none. `before` is what it was."""
    found = reports.last_of(exchange.connection, exchange.taken.contact_id, exchange.now)
    if found is None:
        return ActResult("none")
    count = _count_in(exchange, args.get("said", "")[:160])
    if count is None:
        return ActResult("unclear", {"count": found.count})
    connection, contact_id = exchange.connection, exchange.taken.contact_id
    reports.take_back(connection, found.id, exchange.now)
    why = limits.why_held(connection, contact_id, found.kind, count, exchange.now)
    reports.write_again(
        connection, found.id, count, "many" if why == "many" else None,
        seal_verdict(exchange, count), exchange.now,
    )  # fmt: skip
    return ActResult("many" if why == "many" else "ok", {"count": count, "before": found.count})


def less(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Take so many calls off what this person told in the last two days, the newest first, each in
    the room it was told in ("TALLY -3"). Outcomes: ok, few (they told fewer: nothing is taken),
    none. `mine` is what is left of those two days."""
    connection, now = exchange.connection, exchange.now
    found = [
        one
        for one in reports.recent_of(connection, exchange.taken.contact_id, now - reports.OPEN_FOR)
        if one.kind in limits.CALLS and one.held is None
    ]
    told, left = sum(one.count for one in found), _whole(args.get("count", ""))
    if not told or not left:
        return ActResult("none")
    if left > told:
        return ActResult("few", {"count": left, "mine": told})
    taken = left
    for one in found:
        if left <= 0:
            break
        if one.count > left:
            verdict = seal_verdict(exchange, one.count - left)
            reports.write_again(connection, one.id, one.count - left, None, verdict, now)
        else:
            reports.take_back(connection, one.id, now)
        left -= one.count
    return ActResult("ok", {"count": taken, "mine": told - taken})


def _whole(said: str) -> int:
    digits = "".join(char for char in said if char.isascii() and char.isdigit())
    return int(digits[:6] or 0)


def _count_in(exchange: Exchange, said: str) -> int | None:
    lang = exchange.lang
    reading = Reading(exchange.campaign.lexicon, lang, exchange.now, {"min": "1", "max": "500"})
    correction = read_correction(said, reading)
    answer = read_count(correction.kept if correction and correction.kept else said, reading)
    return int(answer.value) if answer is not None and answer.is_kept else None
