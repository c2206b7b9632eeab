"""The end of a call: its minutes, and the one text that may follow it."""

from __future__ import annotations

from datetime import timedelta

from bot.calls import asking, callers, limits, messages
from bot.calls.asking import BACK
from bot.calls.connecting import NOT_REACHED
from bot.calls.flows import BUSY, OUTCOME
from bot.calls.talk import Talk
from bot.store.calls import calls
from bot.store.people import people

_ASKED = (None, "completed")  # what the line did, where it tells nothing of how it went
_ASKED_EVERY = timedelta(hours=1)


def end(call: Talk, *, is_known_whole: bool = False) -> None:
    """Close a call, once. `is_known_whole`: nothing more will be told of it."""
    lasted = call.form.lasted_s
    if lasted is None and call.row.answered_at is not None:
        lasted = int((call.now - call.row.answered_at).total_seconds())
    reason = call.row.reason or ("hung_up" if call.row.tries == 0 else None)
    if not call.move("ended", ended_at=call.now, reason=reason):
        return
    limits.spend(call, lasted or 0)
    if call.row.place == "message":
        messages.leave(call)
    settle(call, is_known_whole=is_known_whole)


def settle(call: Talk, *, is_known_whole: bool = False) -> None:
    """Have the one text of a call sent, where there is something to ask or to tell. Until the line
    is heard of, it waits."""
    row = call.row
    if row.asked_at is not None or (row.tries and row.dialed is None and not is_known_whole):
        return
    flow = _flow(call)
    if flow is None or flow not in call.campaign.flows or not _may_text(call):
        return
    contact_id = asking.whom_to_text(call)
    if contact_id is not None and not (flow == OUTCOME and _was_asked(call, contact_id)):
        people.start_timer(call.connection, contact_id, f"later:{flow}", call.now, call.now)
        call.change(asked_at=call.now)


def _was_asked(call: Talk, contact_id: int) -> bool:
    """Whether they were asked within the hour how a call went: not once more for the next."""
    return any(
        row.id != call.row.id
        and row.asked_at is not None
        and call.now - row.asked_at < _ASKED_EVERY
        and row.tries > 0
        and row.dialed in _ASKED
        for row in calls.of_contact(call.connection, contact_id)
    )


def _flow(call: Talk) -> str | None:
    row = call.row
    if row.tries == 0 or row.reason == "stopped" or row.outcome == "called":
        return None
    if row.dialed in NOT_REACHED:
        return None if calls.has_wish(call.connection, row.id, BACK) else BUSY
    return OUTCOME if row.dialed in _ASKED else None


def _may_text(call: Talk) -> bool:
    """Whoever is known hears of their own call; a stranger where the house allows the one text."""
    is_known = call.caller.contact_id is not None
    return (is_known or call.clarion.settings.text_callers) and callers.may_be_texted(
        call.clarion, call.caller
    )
