"""What a flow may do about a person's own call: say how it went."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from bot.engine import ActResult
from bot.people.exchange import Exchange
from bot.store.calls import calls
from bot.store.people import measured
from bot.store.people.measured import NewMeasured

SAID = "said"
# What they say, and its line in the ledger; they hung up on somebody: no line.
_KINDS = {"called": "called", "voicemail": "voicemail", "busy": "busy", "hung_up": None}
_WITHIN = timedelta(days=2)


def outcome(exchange: Exchange, args: Mapping[str, str]) -> ActResult:
    """How the call went that they were asked about: counted as checked, once. Outcomes: ok, none
    (no call of theirs is open to it)."""
    what = args.get("what", "")
    connection, now = exchange.connection, exchange.now
    row = calls.last_asked(connection, exchange.taken.contact_id, now - _WITHIN)
    if row is None or what not in _KINDS:
        return ActResult("none")
    calls.change(connection, row.id, outcome=what, outcome_by=SAID)
    kind = _KINDS[what]
    if kind is not None:
        new = NewMeasured(
            kind=kind,
            confidence="checked",
            at=row.dialed_at or now,
            contact_id=exchange.taken.contact_id,
            line=row.line,
            state=row.area_state,
            source=row.source,
            dj_id=None,
            broadcast_id=None,
            chapter_id=None,
            call_id=row.id,
        )
        calls.change(connection, row.id, report_id=measured.add(connection, new, now))
    return ActResult("ok")
