"""Acts on everybody of a segment: tag, untag, a task about each, a flow begun with each.

Whom an act is about is kept when it is confirmed, so undoing it touches those it really changed.
A flow is a text that nobody asked for: it begins with people who opted in, within their texting
hours, never beside a conversation, and for more than a handful only after somebody else's yes. It
counts like a broadcast towards the most a day and a week: who has had those is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import structlog

from bot.broadcasts.approvals import check_is_other
from bot.broadcasts.bulk_acts import Act, check_act, detail_of
from bot.clarion import Clarion
from bot.conversations.beginning import begin
from bot.errors import ClarionError, Conflict, NotFound, RecordAway
from bot.inbox.owners import check_organizer
from bot.segments import segments
from bot.segments.checking import check_values
from bot.sentences import say
from bot.store.organizers import approvers, notes
from bot.store.record import Transaction
from bot.store.segments import bulk as rows
from bot.store.segments import bulk_batches as batches
from bot.store.segments.bulk import BulkRow
from bot.store.sending import outbox, switches
from bot.texting.audience import condition_of, limits_for
from bot.texting.hours import candidates, hours_for

log = structlog.get_logger()

HANDFUL = 10  # people with whom one organizer may begin a flow alone
_BATCH = 2_000
_AT_ONCE = 5  # batches, before the clock goes on
_FLOWS_AT_ONCE = 200
_LIVELY = 0.01  # of a segment may have changed since it was seen
_SHOWN = 30


@dataclass(frozen=True, slots=True)
class Look:
    """Whom an act is about, whom not, and whether somebody else has to say yes."""

    people: int
    left_out: int
    needs_approval: bool


def look(clarion: Clarion, act: Act) -> Look:
    """Whom it would be about now. Raises: InputError, RecordAway."""
    act = check_act(clarion, act)
    with clarion.record.transaction() as connection:
        people, left_out = _count(clarion, connection, act)
    return Look(people, left_out, act.kind == "flow" and people > HANDFUL)


def do(clarion: Clarion, act: Act, expected: int, organizer_id: int | None) -> BulkRow:
    """Do it to as many as were seen; one in a hundred may differ. The act as it stands.

    Raises: InputError, Conflict (the segment has changed, nobody is left, nobody's name).
    """
    act = check_act(clarion, act)
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        people, left_out = _count(clarion, connection, act)
        if people == 0:
            raise Conflict(say("There is nobody to do it to."))
        if abs(people - expected) > expected * _LIVELY:
            raise Conflict(
                say(
                    "The segment has changed: it is about %(now)s people now, not %(before)s."
                    " Look again.",
                    now=f"{people:,}", before=f"{expected:,}",
                )
            )  # fmt: skip
        alone = approvers.flows_begun_alone(connection, organizer_id, now)
        is_held = act.kind == "flow" and people + alone > HANDFUL
        if is_held and organizer_id is None:
            raise Conflict(say("A second organizer has to approve it: say who begins it."))
        bulk_id = rows.begin(
            connection, act.kind, act.segment, detail_of(clarion, act), "waiting", organizer_id, now
        )
        condition, parameters = _condition(clarion, connection, act)
        taken = rows.take_people(connection, bulk_id, act.kind, act.tag, condition, parameters)
        rows.settle(connection, bulk_id, taken, left_out, "waiting" if is_held else "running")
        _audit(connection, "bulk", bulk_id, now, organizer_id, {"kind": act.kind, "people": taken})
    for _ in range(_AT_ONCE):
        if not _advance(clarion, bulk_id):
            break
    return find(clarion, bulk_id)


def find(clarion: Clarion, bulk_id: int) -> BulkRow:
    """An act as it stands. Raises: NotFound."""
    with clarion.record.transaction() as connection:
        return _find(connection, bulk_id)


def list_newest(clarion: Clarion) -> list[BulkRow]:
    """The newest acts. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return rows.newest(connection, _SHOWN)


def decide(clarion: Clarion, bulk_id: int, organizer_id: int | None, *, is_yes: bool) -> None:
    """Somebody else's yes or no to what waits. Raises: NotFound, Conflict (one's own)."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = _find(connection, bulk_id)
        if row.state != "waiting":
            raise Conflict(say("It waits for no approval."))
        if is_yes and (organizer_id is None or organizer_id == row.made_by):
            raise Conflict(say("Whoever began it cannot approve it; ask somebody else."))
        if is_yes and organizer_id is not None:
            check_is_other(connection, organizer_id, [row.made_by])
        state = "running" if is_yes else "refused"
        rows.decide(connection, bulk_id, state, organizer_id)
        act = "bulk approved" if is_yes else "bulk refused"
        _audit(connection, act, bulk_id, now, organizer_id, {"kind": row.kind})


def undo(clarion: Clarion, bulk_id: int, organizer_id: int | None) -> None:
    """Take an act back from those it changed; a flow only from those who have not begun it.

    Raises: NotFound, Conflict (undone already, or nothing left to undo).
    """
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = _find(connection, bulk_id)
        if row.state not in ("done", "running", "waiting"):
            raise Conflict(say("It is undone already."))
        gone = rows.forget_due(connection, bulk_id)
        if row.kind == "flow" and gone == 0:
            raise Conflict(
                say("Everybody has begun it; a text that went out cannot be taken back.")
            )
        state = "undone" if row.kind == "flow" else "undoing"
        rows.take_back(connection, bulk_id, state, organizer_id, now)
        _audit(connection, "bulk undone", bulk_id, now, organizer_id, {"kind": row.kind})
    for _ in range(_AT_ONCE):
        if not _advance(clarion, bulk_id):
            break


def run_due(clarion: Clarion) -> int:
    """Go on with every act that has people left: a batch each. How many acts. The clock does it.

    Raises: RecordAway.
    """
    with clarion.record.transaction() as connection:
        open_ids = rows.open_ids(connection)
    for bulk_id in open_ids:
        try:
            _advance(clarion, bulk_id)
        except RecordAway:
            raise
        except ClarionError as error:  # one act that cannot go on stops no other
            log.error("an act on a segment cannot go on", act=bulk_id, error=type(error).__name__)
    return len(open_ids)


# --- one batch -----------------------------------------------------------------------------------


def _advance(clarion: Clarion, bulk_id: int) -> bool:
    """One batch of an act; whether there may be more to do at once."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        row = _find(connection, bulk_id)
        if row.state not in ("running", "undoing"):
            return False
        if row.kind != "flow":
            through = _batch(connection, row, now)
            if through < _BATCH:
                rows.change_state(
                    connection, bulk_id, "done" if row.state == "running" else "undone"
                )
            return through == _BATCH
        if not switches.read(connection, "sending").is_on:
            return False
    _begin_flows(clarion, row, now)
    return False


def _batch(connection: Transaction, row: BulkRow, now: datetime) -> int:
    is_on, is_back = row.kind == "tag", row.state == "undoing"
    if row.kind == "assign":
        if is_back:
            return batches.unassign(connection, row.id, _BATCH)
        detail = row.detail
        task = {
            "what": bytes.fromhex(detail["what"]), "due_at": datetime.fromisoformat(detail["due"]),
            "owner": detail["owner"], "by": row.made_by,
        }  # fmt: skip
        return batches.assign(connection, row.id, task, now, _BATCH)
    change = batches.untag_again if is_back else batches.tag
    return change(connection, row.id, row.detail["tag"], is_on=is_on, now=now, most=_BATCH)


def _begin_flows(clarion: Clarion, row: BulkRow, now: datetime) -> None:
    """Begin it with those whose texting hours it is; the others wait for theirs."""
    hours = hours_for(clarion)
    with clarion.record.transaction() as connection:
        open_now = [
            group
            for group in rows.places(connection, row.id)
            if (
                window := hours.window(group.zones, candidates(group.state, group.area_states), now)
            )
            and window.holds(now)
        ]
        found = rows.due(connection, row.id, open_now, now, _FLOWS_AT_ONCE)
        limits = limits_for(clarion, connection, row.segment, now)
        had_enough = outbox.over_limits(connection, found, limits)
    for contact_id in found:
        _begin_one(clarion, row, contact_id, now, had_enough=contact_id in had_enough)
    with clarion.record.transaction() as connection:
        if rows.left(connection, row.id) == 0:
            rows.change_state(connection, row.id, "done")


def _begin_one(
    clarion: Clarion, row: BulkRow, contact_id: int, now: datetime, *, had_enough: bool
) -> None:
    """Claimed before it begins: a crash between the two texts somebody once less, never twice."""
    with clarion.record.transaction() as connection:
        if not rows.claim(connection, row.id, contact_id, now):
            return
        if had_enough:
            rows.mark_failed(connection, row.id, contact_id, "capped")
            return
    failed = None
    try:
        begin(clarion, contact_id, row.detail["flow"], "", row.made_by)
    except RecordAway:
        raise
    except (Conflict, NotFound):
        failed = "stopped"
    except Exception as error:  # one person's bad row stops no other
        log.error("a flow cannot begin", contact=contact_id, error=type(error).__name__)
        failed = "error"
    if failed is not None:
        with clarion.record.transaction() as connection:
            rows.mark_failed(connection, row.id, contact_id, failed)


# --- the record ----------------------------------------------------------------------------------


def _count(clarion: Clarion, connection: Transaction, act: Act) -> tuple[int, int]:
    condition, parameters = _condition(clarion, connection, act)
    return rows.count(connection, act.kind, act.tag, condition, parameters)


def _condition(clarion: Clarion, connection: Transaction, act: Act) -> tuple[str, dict[str, Any]]:
    check_organizer(connection, act.owner, "owner")
    node = segments.parse(act.segment).node
    check_values(clarion, connection, node)
    return condition_of(clarion.sealer, connection, node, clarion.clock.now())


def _find(connection: Transaction, bulk_id: int) -> BulkRow:
    row = rows.find(connection, bulk_id, lock=True)
    if row is None:
        raise NotFound(
            say(
                "There is no act %(id)s. They are listed in the console, under Segments.",
                id=bulk_id,
            )
        )
    return row


def _audit(
    connection: Transaction,
    act: str,
    bulk_id: int,
    now: datetime,
    by: int | None,
    detail: dict[str, Any],
) -> None:
    notes.note(
        connection, act=act, object_name="bulk", object_id=bulk_id, detail=detail, now=now,
        organizer_id=by,
    )  # fmt: skip
