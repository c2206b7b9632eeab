"""One function per event of the engine: what it changes about the person.

Nothing is written here. Each notes its change on the `Exchange`, which saves all of them at once.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import structlog

from bot import places
from bot.engine import (
    Answered,
    FieldSet,
    FlowEntered,
    LanguageSet,
    NameSet,
    OptedIn,
    OptedOut,
    Reported,
    Said,
    SessionEnded,
    SplitTaken,
    Tagged,
    TimerCanceled,
    TimerStarted,
    Untagged,
    ZipSet,
)
from bot.engine.closing import DISCLOSED
from bot.people import confirming
from bot.people.contacts import merge_tags, open_fields, open_private
from bot.people.exchange import Exchange
from bot.people.report_words import seal_details
from bot.people.verdicts import seal_verdict
from bot.store.people import reports
from bot.store.sealing import Purpose

log = structlog.get_logger()

_LASTING = "later:"  # timers of this name outlive the session (bot/engine/events.py)


def _said(exchange: Exchange, event: Said) -> None:
    exchange.said.append(event)


def _field_set(exchange: Exchange, event: FieldSet) -> None:
    fields = dict(exchange.person.fields)
    fields[event.name] = event.value
    if event.value == "":
        del fields[event.name]
    exchange.person = replace(exchange.person, fields=fields)
    if event.name == DISCLOSED:  # no broadcast has to say it once more
        exchange.change(disclose_since=None)
    if event.is_private:
        if Purpose.CONTACT_PRIVATE in exchange.unreadable:
            return  # what is there may open again with its key; it is not written over
        if exchange.private is None:
            sealed = exchange.taken.private_sealed
            exchange.private = open_private(exchange.clarion.sealer, sealed)
        _put(exchange.private, event)
    elif Purpose.CONTACT_FIELDS not in exchange.unreadable:
        if exchange.fields is None:
            exchange.fields = open_fields(exchange.clarion.sealer, exchange.taken.fields_sealed)
        _put(exchange.fields, event)


def _put(fields: dict[str, Any], event: FieldSet) -> None:
    if event.value == "":
        fields.pop(event.name, None)
    else:
        fields[event.name] = event.value


def _name_set(exchange: Exchange, event: NameSet) -> None:
    exchange.change(
        name_sealed=exchange.clarion.sealer.seal_or_none(event.name or None, Purpose.CONTACT_NAME)
    )
    exchange.person = replace(exchange.person, name=event.name or None)


def _language_set(exchange: Exchange, event: LanguageSet) -> None:
    if exchange.person.lang != event.lang:
        exchange.change(lang=event.lang)
        exchange.person = replace(exchange.person, lang=event.lang)


def _zip_set(exchange: Exchange, event: ZipSet) -> None:
    place = places.find_zip(event.zip)
    if place is None:
        exchange.change(zip=event.zip or None, city=None)
        exchange.person = replace(exchange.person, zip=event.zip or None, city=None)
        return
    exchange.change(zip=place.zip, city=place.city, state=place.state)
    if place.zones:
        exchange.change(zones=list(place.zones))
    zone = place.zones[0] if len(place.zones) == 1 else exchange.person.zone
    exchange.person = replace(
        exchange.person, zip=place.zip, city=place.city, state=place.state, zone=zone
    )


def _tagged(exchange: Exchange, event: Tagged | Untagged) -> None:
    is_on = isinstance(event, Tagged)
    tags = merge_tags(
        sorted(exchange.person.tags), [event.tag] if is_on else [], [] if is_on else [event.tag]
    )
    exchange.change(tags=tags)
    exchange.person = replace(exchange.person, tags=frozenset(tags))


def _reported(exchange: Exchange, event: Reported) -> None:
    if event.kind in exchange.written:  # an act of this turn knew more of it
        return
    session = exchange.session
    exchange.new_reports.append(
        reports.NewReport(
            kind=event.kind,
            count=event.count,
            at=event.at,
            flow=exchange.flow or None,
            flow_hash=session.flow_hash if session else None,
            details_sealed=seal_details(exchange.clarion.sealer, event.fields),
            verdict_sealed=seal_verdict(exchange, event.count),
        )
    )


def _split_taken(exchange: Exchange, event: SplitTaken) -> None:
    exchange.splits.append(event)


def _answered(exchange: Exchange, event: Answered) -> None:
    exchange.answers[event.step] = event


def _timer_started(exchange: Exchange, event: TimerStarted) -> None:
    if event.name.startswith(_LASTING):
        exchange.lasting.append(event)
    else:
        exchange.timers[event.name] = event.due_at.isoformat()


def _timer_canceled(exchange: Exchange, event: TimerCanceled) -> None:
    if event.name.startswith(_LASTING):
        exchange.lasting.append(event)
    else:
        exchange.timers.pop(event.name, None)


def _opted_in(exchange: Exchange, event: OptedIn) -> None:
    lang = exchange.lang
    if exchange.confirms is not None:
        ask = exchange.confirms
        exchange.opt_in("web form, confirmed" if ask.way == "web form" else "word, confirmed",
                        ask.words, ask.lang)  # fmt: skip
    elif exchange.campaign.confirms_opt_in and not exchange.person.is_opted_in:
        confirming.ask(exchange, event.disclosure, lang)
    else:
        exchange.opt_in(
            f"flow:{exchange.flow}" if exchange.flow else "flow", event.disclosure, lang
        )


def _opted_out(exchange: Exchange, _event: OptedOut) -> None:
    session = exchange.session
    exchange.opt_out(f"flow:{exchange.flow}" if exchange.flow else "word")
    exchange.session = session if session and session.suggestion else None


def _flow_entered(exchange: Exchange, event: FlowEntered) -> None:
    exchange.flow = event.flow
    if event.keyword and exchange.taken.source in (None, "text"):
        exchange.changes.setdefault("source", f"keyword:{event.keyword}")


def _session_ended(exchange: Exchange, event: SessionEnded) -> None:
    log.debug(
        "session ended", contact=exchange.taken.contact_id, flow=event.flow, outcome=event.outcome
    )


HANDLERS: Mapping[type, Callable[[Exchange, Any], None]] = {
    Said: _said,
    FieldSet: _field_set,
    NameSet: _name_set,
    LanguageSet: _language_set,
    ZipSet: _zip_set,
    Tagged: _tagged,
    Untagged: _tagged,
    Reported: _reported,
    Answered: _answered,
    SplitTaken: _split_taken,
    TimerStarted: _timer_started,
    TimerCanceled: _timer_canceled,
    OptedIn: _opted_in,
    OptedOut: _opted_out,
    FlowEntered: _flow_entered,
    SessionEnded: _session_ended,
}
