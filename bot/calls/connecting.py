"""Connecting a call to the campaign's line, and what the line did."""

from __future__ import annotations

from bot.calls import ledger, limits
from bot.calls.talk import Talk

NOT_REACHED = ("busy", "no-answer", "failed")


def connect(call: Talk) -> None:
    """Ring the line, where it is open at this moment and today's minutes are not used up."""
    line = call.line
    if line is None:
        call.change(place="done", reason="no_line")
        return
    if is_shut(call):
        return
    if limits.is_spent(call):
        call.change(place="budget", reason="budget")
        return
    call.move("dialing", dialed_at=call.now)
    call.change(place="line", line=line.name, tries=call.row.tries + 1, dialed=None, reason=None)


def is_shut(call: Talk) -> bool:
    """Whether the line is closed, or has had its last day; then the call is told so."""
    line = call.line
    if line is None or line.is_open(call.now):
        return False
    why = "over" if line.is_over(call.now) else "closed"
    call.change(place=why, reason=why)
    return True


def after_line(call: Talk, dial: int) -> None:
    """Note what the line did when it was rung for the `dial`th time; told again, it changes
    nothing."""
    row, form = call.row, call.form
    if row.tries == 0 and row.dialed is None:  # rung while the record was away
        line = call.line
        call.move("dialing", dialed_at=call.now)
        call.change(place="line", tries=dial, line=line.name if line else None)
        row = call.row
    if dial != row.tries or row.dialed is not None or row.place != "line":
        return
    dialed = "completed" if form.dialed == "answered" else form.dialed or "failed"
    note_line(call, dialed, form.dialed_s or 0)


def note_line(call: Talk, dialed: str, connected_s: int) -> None:
    """Write down what the line did, as the carrier measured it; a call long enough counts."""
    seconds = connected_s if dialed == "completed" else 0
    is_counted = dialed == "completed" and seconds >= call.clarion.settings.called_from_s
    place = "busy" if dialed in NOT_REACHED else "thanks" if is_counted else "done"
    call.change(dialed=dialed, connected_s=seconds, place=place)
    limits.spend(call, seconds)
    if is_counted:
        call.change(outcome="called", outcome_by="measured")
        ledger.count(call, "called", "measured")
    elif dialed in NOT_REACHED:
        call.change(outcome="busy" if dialed == "busy" else "no_answer", outcome_by="measured")
