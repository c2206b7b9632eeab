"""How the trail of one text is said: consent, the law, the text's state, what comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.sentences import Sentence, say
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.trails import Found, MessageRow
from bot.texting.reasons import sentence as reason_sentence
from bot.texting.words import broadcast_state, message_state

_VERDICTS = {
    "claimed": say("It is on its way at this moment."),
    "unknown": say("We do not know yet whether the carrier took it; it is being looked up."),
    "accepted": say("The carrier took it; no word yet of its arrival."),
    "sent": say("The carrier passed it on; no word yet of its arrival."),
    "delivered": say("They got it."),
    "undelivered": say("The carrier could not deliver it."),
    "failed": say("It failed."),
    "canceled": say("They did not get it: the broadcast was canceled."),
}


def verdict_on(
    message: MessageRow,
    row: BroadcastRow,
    person: Found,
    now: datetime,
    caps: tuple[int, int],
) -> str:
    """What comes of a text that was planned, in one sentence."""
    if message.state == "skipped":
        return say(
            "They did not get it: %(reason)s.", reason=reason_sentence(message.reason or "", caps)
        )
    if message.state == "failed" and message.reason and not message.error_code:
        return say("It failed: %(reason)s.", reason=reason_sentence(message.reason))
    if message.state == "held":
        return say(
            "We cannot tell whether they got it. An organizer decides on the page of broadcast "
            "%(id)s, or with %(command)s.",
            id=row.id,
            command=f"clarion broadcast doubts {row.id}",
        )
    if message.state != "planned":
        return _VERDICTS[message.state]
    if row.state != "sending":
        return say(
            "They will not get it while the broadcast is %(state)s.",
            state=broadcast_state(row.state),
        )
    zone = person.zones[0] if person.zones else "UTC"
    if message.not_before and message.not_before > now:
        return say("They will get it at %(at)s.", at=clock(message.not_before, zone))
    return say("They will get it as soon as their turn comes.")


def opted_in(day: str, how: str | None) -> Sentence:
    """That they opted in, when and how."""
    if how:
        return say("opted in on %(day)s (%(how)s)", day=day, how=how)
    return say("opted in on %(day)s", day=day)


def stopped(day: str, how: str | None) -> Sentence:
    """That they stopped, when and how."""
    if how:
        return say("stopped on %(day)s (%(how)s)", day=day, how=how)
    return say("stopped on %(day)s", day=day)


def whose_law(states: Sequence[str], rows: Sequence[str]) -> Sentence:
    """In which states they may be, and whose law counts there."""
    if not states:
        return say("state not known, so every state there counts")
    names = " / ".join(states)
    where = (
        say("in %(states)s", states=names)
        if len(states) == 1
        else say("by the area code in %(states)s", states=names)
    )
    if not rows:
        return where
    return say("%(where)s, where the law of %(rows)s counts", where=where, rows=", ".join(rows))


def text_is(message_id: int, state: str, reason: str | None, caps: tuple[int, int]) -> Sentence:
    """The state of a text, with its reason."""
    shown = message_state(state)
    if not reason:
        return say("message %(id)s is %(state)s", id=message_id, state=shown)
    return say(
        "message %(id)s is %(state)s: %(reason)s",
        id=message_id,
        state=shown,
        reason=reason_sentence(reason, caps),
    )


def moment(at: datetime) -> str:
    """An instant as organizers read it."""
    return f"{at:%Y-%m-%d %H:%M:%S} UTC"


def clock(at: datetime, zone: str) -> str:
    """An instant on the clocks of a zone."""
    return f"{at.astimezone(ZoneInfo(zone)):%Y-%m-%d %H:%M} {zone}"
