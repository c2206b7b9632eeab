"""What a flow may ask of a person's own reports of calls: look, confirm, correct, take back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.engine import ActResult
from bot.engine.readers.corrections import read_correction
from bot.engine.readers.counts import read_count
from bot.engine.readers.reading import Reading
from bot.people.exchange import Exchange
from bot.people.verdicts import seal_verdict
from bot.store.people import reports


def check(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """Whether the report of this turn counts at once. Outcomes: ok, many (so many that an organizer
    looks first), again (the same as one a few minutes ago)."""
    kind = args.get("kind", "") or "called"
    told = [report for report in exchange.new_reports if report.kind == kind]
    if not told:
        return ActResult("ok", {"count": 0})
    why = reports.why_held(
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
    reports.take_back(exchange.connection, found.id, exchange.now)
    why = reports.why_held(
        exchange.connection, exchange.taken.contact_id, found.kind, count, exchange.now
    )
    again = reports.NewReport(found.kind, count, found.at, exchange.flow or None, None)
    exchange.new_reports.append(replace(again, verdict_sealed=seal_verdict(exchange, again.count)))
    return ActResult("many" if why == "many" else "ok", {"count": count, "before": found.count})


def _count_in(exchange: Exchange, said: str) -> int | None:
    lang = exchange.person.lang or exchange.campaign.default_lang
    reading = Reading(exchange.campaign.lexicon, lang, exchange.now, {"min": "1", "max": "500"})
    correction = read_correction(said, reading)
    answer = read_count(correction.kept if correction and correction.kept else said, reading)
    return int(answer.value) if answer is not None and answer.is_kept else None
