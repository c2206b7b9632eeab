"""What organizers write into the ledger for somebody who told them: a report, or one put right."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from bot.clarion import Clarion
from bot.engine.notes import Report
from bot.errors import InputError, NotFound, no_person
from bot.people.exchange import Exchange
from bot.people.saving import save
from bot.sentences import say
from bot.store.conversations import waiting
from bot.store.organizers import notes
from bot.store.people import limits, reports
from bot.store.record import Transaction

MOST = 500
ORGANIZER = "organizer"
_CHECKED = "checked"
_LATEST = timedelta(days=30)  # how far back one is put right here


def kinds(clarion: Clarion) -> Sequence[str]:
    """The kinds of report that flows write, calls first."""
    campaign = clarion.campaign.current()
    found = {
        effect.kind
        for flow in campaign.flows.values()
        for step in flow.steps.values()
        for effect in _effects(step)
        if isinstance(effect, Report)
    }
    return sorted(found | {"called"}, key=lambda kind: (kind != "called", kind))


def of(clarion: Clarion, contact_id: int) -> Sequence[reports.Reported]:
    """Reports of somebody that can be put right, the newest first. Raises: RecordAway."""
    since = clarion.clock.now() - _LATEST
    with clarion.record.transaction() as connection:
        return reports.recent_of(connection, contact_id, since)


def record(clarion: Clarion, contact_id: int, kind: str, count: int, by: int | None) -> str | None:
    """Write a report as if they had texted it: counted, and held for a second look where theirs
    would be. Why it is held, or None. Raises: NotFound, InputError."""
    _check(count)
    if kind not in kinds(clarion):
        raise InputError(say("There is no report of that kind."), "kind")
    now = clarion.clock.now()
    new = reports.NewReport(kind, count, now, None, None, {"by": ORGANIZER}, confidence=_CHECKED)
    with clarion.record.transaction() as connection:
        held = _write(clarion, connection, contact_id, new)
        _note(clarion, connection, "recorded report", contact_id, by, kind=kind, count=count)
    return held


def correct(
    clarion: Clarion, contact_id: int, report_id: int, count: int, by: int | None
) -> str | None:
    """Take a report of theirs back and write it again with another count; with 0, only take it
    back. Why the new one is held, or None. Raises: NotFound, InputError."""
    if count:
        _check(count)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        recent = reports.recent_of(connection, contact_id, now - _LATEST)
        old = next((one for one in recent if one.id == report_id), None)
        if old is None or reports.take_back(connection, old.id, now) is None:
            raise NotFound(
                say(
                    "There is no such report, or it was taken back already. Look at the page again."
                )
            )
        held = None
        if count:
            told = {"by": ORGANIZER, "instead_of": old.id}
            new = reports.NewReport(
                old.kind, count, old.at, None, None, told,
                event_id=old.event_id, confidence=_CHECKED,
            )  # fmt: skip
            held = _write(clarion, connection, contact_id, new)
        _note(
            clarion, connection, "corrected report", contact_id, by,
            report=old.id, before=old.count, count=count,
        )  # fmt: skip
    return held


def _effects(step: object) -> Sequence[object]:
    ask = getattr(step, "exit", None)
    found = [*getattr(step, "effects", ()), *getattr(ask, "effects", ())]
    for choice in getattr(ask, "choices", {}).values():
        found += choice.effects
    return found


def _check(count: int) -> None:
    if not 1 <= count <= MOST:
        raise InputError(say("A number from 1 to %(most)s.", most=MOST), "count")


def _write(
    clarion: Clarion, connection: Transaction, contact_id: int, new: reports.NewReport
) -> str | None:
    now = clarion.clock.now()
    taken = waiting.wait_for_contact(connection, contact_id)
    if taken is None:
        raise no_person(contact_id)
    held = limits.why_held(connection, contact_id, new.kind, new.count, now)
    exchange = Exchange(clarion, connection, clarion.campaign.current(), taken, now)
    exchange.new_reports.append(new)
    save(exchange, is_reply=False, via="api")
    return held


def _note(
    clarion: Clarion,
    connection: Transaction,
    act: str,
    contact_id: int,
    by: int | None,
    **detail: str | int,
) -> None:
    notes.note(
        connection, act=act, object_name="contact", object_id=contact_id, detail=detail,
        now=clarion.clock.now(), organizer_id=by,
    )  # fmt: skip
