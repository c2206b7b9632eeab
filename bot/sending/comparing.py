"""Two texts of a broadcast, tried on some of its people, before the rest gets the better one.

Who gets which is thrown by dice when it is planned, and stands in each row (`message.arm`). Calls
and stops decide, by the rule that was written before, not clicks: where they do not, the page says
that nobody can tell. All of it is in the record, so whatever is killed, the next clock goes on.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from bot import intervals
from bot.clarion import Clarion
from bot.errors import Conflict, InputError
from bot.sending import canary, held_rests, silent
from bot.sentences import Sentence, kept, recalled, say
from bot.store.broadcasts import broadcasts as rows
from bot.store.broadcasts.broadcasts import BroadcastRow
from bot.store.broadcasts.plans import Arms
from bot.store.organizers import notes
from bot.store.record import Transaction
from bot.store.sending import comparing
from bot.store.sending.comparing import Arm

log = structlog.get_logger()

RULE = "compare"  # of a broadcast's settings, as `Rule` is written; STATE is how it stands
STATE = "compared"  # {"state": waits | asks | decided, "arm": a | b | none, "why", "at"}
_SHARE, _HOLD_OUT, _AFTER, _LEAST = (2, 100), (0, 50), (10, 720), (5, 1000)
AUTO, ASK = "auto", "ask"


@dataclass(frozen=True, slots=True)
class Rule:
    """How two texts are tried. `share` percent of the people get one or the other, half each;
    `hold_out` percent get nothing at all, to see what texting itself does; the rest gets the better
    one. It is decided `after_min` minutes after the last text of the trial, if at least `least`
    people called: else, and where nobody can tell, the rest gets A (`then` "auto"), or an
    organizer decides ("ask")."""

    share: int = 20
    hold_out: int = 0
    after_min: int = 120
    least: int = 20
    then: str = AUTO

    def to_settings(self) -> dict[str, object]:
        """As it stands in a broadcast's settings."""
        return {
            "share": self.share,
            "hold_out": self.hold_out,
            "after_min": self.after_min,
            "least": self.least,
            "then": self.then,
        }


@dataclass(frozen=True, slots=True)
class Compared:
    """How a trial stands: its rule, what came of each arm (a, b, and none for who gets nothing),
    whether and how it was decided, and when it can be; None while texts of it go out."""

    rule: Rule
    arms: dict[str, Arm]
    state: str
    arm: str
    why: str
    decides_at: datetime | None

    @property
    def ratio(self) -> tuple[float, float] | None:
        """How many times as many people B makes call as A does: between which two figures."""
        a, b = self.arms["a"], self.arms["b"]
        return intervals.ratio(b.callers, b.texted, a.callers, a.texted)

    @property
    def effect(self) -> tuple[float, float] | None:
        """How many times as many of those who were texted called as of those held out."""
        a, b, none = (self.arms[name] for name in ("a", "b", "none"))
        return intervals.ratio(
            a.callers + b.callers, a.texted + b.texted, none.callers, none.people
        )


def rule_of(settings: Mapping[str, Any]) -> Rule | None:
    """The rule of a broadcast; None where no texts are compared."""
    found = settings.get(RULE)
    return Rule(**found) if isinstance(found, dict) else None


def check(rule: Rule) -> Rule:
    """The rule. Raises: InputError that says what is possible."""
    for field, value, (low, high), what in (
        ("share", rule.share, _SHARE, say("The share that tries both texts")),
        ("hold_out", rule.hold_out, _HOLD_OUT, say("The share that gets nothing")),
        ("after_min", rule.after_min, _AFTER, say("The minutes after which it is decided")),
        ("least", rule.least, _LEAST, say("The people who have to call at least")),
    ):
        if not low <= value <= high:
            raise InputError(
                say("%(what)s: from %(low)s to %(high)s.", what=what, low=low, high=high), field
            )
    if rule.share + rule.hold_out > _SHARE[1]:
        raise InputError(say("Both shares together are more than everybody."), "hold_out")
    if rule.then not in (AUTO, ASK):
        raise InputError(say("What happens then is “auto” or “ask”."), "then")
    return rule


def arms_of(row: BroadcastRow) -> Arms | None:
    """The dice by which a broadcast's people are put into arms; None where it has one text."""
    rule = rule_of(row.settings)
    if rule is None:
        return None
    return Arms(rule.share / 100, rule.hold_out / 100, secrets.randbits(62))


def begin(connection: Transaction, row: BroadcastRow, now: datetime) -> None:
    """In the planning: the rest waits for what comes of the trial."""
    _note_state(connection, row, {"state": "waits"}, now)


def standing(connection: Transaction, row: BroadcastRow) -> Compared | None:
    """How the trial of a broadcast stands; None where it has none, or has not begun."""
    rule, state = rule_of(row.settings), row.settings.get(STATE)
    if rule is None or not isinstance(state, dict):
        return None
    arms = comparing.arms(connection, row.id, timedelta(minutes=rule.after_min))
    return Compared(
        rule, arms, str(state["state"]), str(state.get("arm", "")), recalled(state.get("why", "")),
        _decides_at(rule, arms),
    )  # fmt: skip


def look(clarion: Clarion) -> list[int]:
    """Decide each trial whose time has come. The broadcasts whose rest goes on now.

    Raises: RecordAway.
    """
    return held_rests.look(clarion, comparing.waiting, _judge)


def choose(clarion: Clarion, broadcast_id: int, arm: str, organizer_id: int | None) -> None:
    """An organizer decides: the rest gets "a" or "b", or nobody else gets any ("none").

    Raises: NotFound, Conflict (it has no trial that waits), InputError.
    """
    if arm not in ("a", "b", "none"):
        raise InputError(say("The rest gets a, b or none."), "arm")
    with clarion.record.transaction() as connection:
        row = rows.load(connection, broadcast_id, lock=True)
        state = row.settings.get(STATE) or {}
        if state.get("state") not in ("waits", "asks") or row.state not in ("sending", "paused"):
            raise Conflict(say("Broadcast %(id)s has no two texts to choose from now.", id=row.id))
        _decide(clarion, connection, row, arm, say("an organizer decided"), organizer_id)
        if row.state == "paused":
            rows.change_state(
                connection, row.id, "sending", among=("paused",), now=clarion.clock.now()
            )
    clarion.wake_ups.wake("workers.jobs.drain_broadcast", broadcast_id)


def verdict(rule: Rule, a: Arm, b: Arm) -> tuple[str, Sentence]:
    """Which text is the better one by the rule, "a", "b" or "" where nobody can tell, and why."""
    shown = {"a": a.callers, "b": b.callers, "a_of": a.texted, "b_of": b.texted}
    if a.callers + b.callers < rule.least:
        return "", say(
            "too few called to tell: %(a)s of %(a_of)s with A, %(b)s of %(b_of)s with B", **shown
        )
    better = _more(b.callers, b.texted, a.callers, a.texted)
    if not better:
        return "", say(
            "nobody can tell: %(a)s of %(a_of)s called with A, %(b)s of %(b_of)s with B", **shown
        )
    winner, loser = (b, a) if better > 0 else (a, b)
    name = "b" if better > 0 else "a"
    if _more(winner.stopped, winner.texted, loser.stopped, loser.texted) > 0:
        return "", say(
            "%(arm)s made more people call, and more people stop: %(stopped)s of %(of)s",
            arm=name.upper(),
            stopped=winner.stopped,
            of=winner.texted,
        )
    return name, say(
        "%(arm)s made more people call: %(a)s of %(a_of)s with A, %(b)s of %(b_of)s with B",
        arm=name.upper(),
        **shown,
    )


def _more(one: int, one_of: int, other: int, other_of: int) -> int:
    """1 where the one is more for sure, -1 where it is less, 0 where nobody can tell (95 %)."""
    found = intervals.ratio(one, one_of, other, other_of)
    if found is None:
        return 0
    return 1 if found[0] > 1 else -1 if found[1] < 1 else 0


def _decides_at(rule: Rule, arms: dict[str, Arm]) -> datetime | None:
    a, b = arms["a"], arms["b"]
    sent = [one.last_at for one in (a, b) if one.last_at is not None]
    if a.open or b.open or not sent:
        return None
    return max(sent) + timedelta(minutes=rule.after_min)


def _judge(clarion: Clarion, connection: Transaction, row: BroadcastRow) -> bool:
    """Decide, ask, pause, or go on waiting. Whether the rest goes. Who called is counted only when
    the time has come: this is asked every few seconds for hours."""
    rule, wave = rule_of(row.settings), canary.wave_of(connection, row.id)
    if rule is None or canary.stops_at(clarion, connection, row, wave) or wave.open:
        return False
    after = timedelta(minutes=rule.after_min)
    if wave.last_at is not None and clarion.clock.now() < wave.last_at + after:
        return False
    arms = comparing.arms(connection, row.id, after)
    name, why = verdict(rule, arms["a"], arms["b"])
    if not name and rule.then == ASK:
        _ask(clarion, connection, row, why)
        return False
    _decide(clarion, connection, row, name or "a", why, None)
    return True


def _ask(clarion: Clarion, connection: Transaction, row: BroadcastRow, why: Sentence) -> None:
    now = clarion.clock.now()
    _note_state(connection, row, {"state": "asks", "why": kept(why)}, now)
    reason = say("two texts were tried, and you decide which the rest gets: %(why)s", why=why)
    rows.change_state(connection, row.id, "paused", among=("sending",), now=now, reason=reason)
    log.info("two texts wait for a decision", broadcast=row.id)


def _decide(
    clarion: Clarion,
    connection: Transaction,
    row: BroadcastRow,
    arm: str,
    why: Sentence,
    organizer_id: int | None,
) -> None:
    now = clarion.clock.now()
    _note_state(connection, row, {"state": "decided", "arm": arm, "why": kept(why)}, now)
    people = comparing.release(connection, row.id, arm)
    if arm != "none":
        silent.hold(clarion, connection, row.id, now)
    notes.note(
        connection, act="decided between two texts", object_name="broadcast", object_id=row.id,
        detail={"arm": arm, "people": people}, now=now, organizer_id=organizer_id,
    )  # fmt: skip
    log.info("two texts were compared", broadcast=row.id, arm=arm, people=people)


def _note_state(
    connection: Transaction, row: BroadcastRow, state: dict[str, str], now: datetime
) -> None:
    settings = {**row.settings, STATE: {**state, "at": now.isoformat()}}
    rows.update(connection, row.id, {"settings": settings, "updated_at": now})
