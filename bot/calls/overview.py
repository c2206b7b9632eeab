"""What organizers see of calls: today's, by what came of each, and how much of the day is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.calls import blocking, limits
from bot.clarion import Clarion
from bot.sentences import Sentence, say
from bot.store.calls import blocks, calls
from bot.store.calls.blocks import BlockRow
from bot.store.calls.calls import CallRow


@dataclass(frozen=True, slots=True)
class Overview:
    """Today in the campaign's zone: `counts` by direction and what came of it, the most first;
    `minutes` paid for of `budget`; calls `running` now; numbers that are `blocked`."""

    counts: Sequence[tuple[str, str, int]]
    minutes: int
    budget: int
    running: int
    blocked: Sequence[BlockRow]
    longest_block: int


def today(clarion: Clarion) -> Overview:
    """Today so far. Raises: RecordAway."""
    now = clarion.clock.now()
    with clarion.record.transaction() as connection:
        found = calls.count_by(connection, limits.day_begins(clarion, now))
        running, _ = calls.running_s(connection, now, limits.longest_s(clarion))
        return Overview(
            counts=sorted(
                ((direction, what, count) for (direction, what), count in found.items()),
                key=lambda one: (one[0], -one[2]),
            ),
            minutes=limits.minutes(clarion, connection, now),
            budget=clarion.settings.call_minutes_a_day,
            running=running,
            blocked=blocks.listed(connection, now),
            longest_block=blocking.MOST_DAYS,
        )


def latest(clarion: Clarion, most: int = 20) -> Sequence[CallRow]:
    """The newest calls, wishes too. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        return calls.recent(connection, most)


def what_came(row: CallRow) -> str:
    """In a word: its outcome, else why it went no further, else what the line did, else its
    state."""
    return row.outcome or row.reason or row.dialed or row.state


def named(what: str) -> Sentence | str:
    """What came of a call, in words."""
    return _WORDS.get(what, what)


def direction_named(direction: str) -> Sentence | str:
    """Who rang whom."""
    return _DIRECTIONS.get(direction, direction)


_DIRECTIONS: Mapping[str, Sentence] = {
    "in": say("called us"),
    "out": say("asked us to ring them"),
    "back": say("rung when the line is free"),
    "list": say("for a calling list"),
    "try": say("tries of the line"),
}
_WORDS: Mapping[str, Sentence] = {
    "called": say("connected, and counted"),
    "voicemail": say("left a voicemail"),
    "full": say("the mailbox was full"),
    "busy": say("the line was busy"),
    "no_answer": say("nobody answered"),
    "hung_up": say("hung up"),
    "completed": say("connected for a short time"),
    "canceled": say("called off"),
    "closed": say("the line was closed"),
    "over": say("the line has ended"),
    "budget": say("turned away: minutes used up"),
    "often": say("turned away: too often in an hour"),
    "blocked": say("turned away: blocked"),
    "stopped": say("stopped our texts"),
    "unknown": say("nobody knows"),
    "missed": say("did not answer us, or pressed no key"),
    "called_off": say("called off"),
    "line_closed": say("the line was closed"),
    "hours": say("outside their hours"),
    "refused": say("the carrier refused"),
    "late": say("waited too long"),
    "lost": say("nobody knows"),
    "planned": say("waits"),
    "claimed": say("is about to be rung"),
    "ringing": say("rings"),
    "answered": say("hears us"),
    "dialing": say("is being connected, or talks"),
    "ended": say("over"),
}
