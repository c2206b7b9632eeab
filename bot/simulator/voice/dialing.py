"""A <Dial>: other phones ring, the first to answer is connected, and the rest is told."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.simulator.addresses import read_address
from bot.simulator.calls import BY_DIAL, Call, new_call_sid
from bot.simulator.carrier import Carrier
from bot.simulator.voice.documents import Dial, Number
from bot.simulator.voice.legs import EndedError, Event, Leg
from bot.simulator.voice.persons import Person
from bot.simulator.voice.scripts import Source

_NO_SIGNAL = frozenset({"busy", "failed", "no-answer"})
# Starts a leg that a <Dial> makes, and reads a <Number url> to whoever answered.
Begin = Callable[[Call, Leg], tuple[Leg, Person]]
Whisper = Callable[[Leg, Person, Number], Awaitable[bool]]


@dataclass
class _Ringing:
    leg: Leg
    person: Person
    number: Number


@dataclass
class _Outcome:
    status: str = "no-answer"
    child: Call | None = None
    was_bridged: bool = False
    ended: EndedError | None = None
    children: list[_Ringing] = field(default_factory=list)


class Dialing:
    """Dials for every call of this carrier."""

    def __init__(self, carrier: Carrier, begin: Begin, whisper: Whisper) -> None:
        self._carrier = carrier
        self._begin = begin
        self._whisper = whisper

    async def dial(self, leg: Leg, verb: Dial) -> Source | None:
        """Connect a leg, and say where the instructions go on.

        The action is asked also when the caller has hung up, as Twilio does; EndedError then
        comes up only after that.
        """
        outcome = _Outcome()
        try:
            await self._connect(leg, verb, outcome)
        except EndedError as ended:
            outcome.ended = ended
            if not outcome.was_bridged:
                outcome.status = "canceled"
        finally:
            self._let_go(leg, outcome)
        following = Source(verb.action, verb.method, fields=_fields(outcome))
        if outcome.ended is not None:
            raise _HungUpInDial(outcome.ended, following if verb.action else None)
        return following if verb.action else None

    async def _connect(self, leg: Leg, verb: Dial, outcome: _Outcome) -> None:
        outcome.children = [r for n in verb.numbers if (r := self._ring(leg, verb, n))]
        if not outcome.children:
            outcome.status = "failed"
            return
        due = leg.at + verb.timeout_s
        alive = list(outcome.children)
        while alive:
            event = await leg.next(due)
            if event is None:
                return
            if event.kind != "child" or event.source is None:
                continue
            winner = await self._hear_child(event, alive, outcome)
            if winner is not None:
                await self._bridge(leg, verb, winner, outcome)
                return

    def _ring(self, leg: Leg, verb: Dial, number: Number) -> _Ringing | None:
        to = read_address(number.number)
        sender = verb.caller_id or leg.call.sender
        is_allowed = sender in (leg.call.sender, leg.call.to) or self._carrier.numbers.find(sender)
        if to is None or not is_allowed:
            code, words = (13214, "callerId") if to is not None else (13223, "The number to dial")
            self._carrier.trouble(code, f"{words} is none that may be used.", "", leg.call.sid)
            return None
        call = Call(
            new_call_sid(),
            to,
            sender,
            BY_DIAL,
            self._carrier.now(),
            parent_sid=leg.call.sid,
            callback_url=number.callback_url,
            callback_method=number.callback_method,
            events=number.events,
            timeout_s=verb.timeout_s,
        )
        child, person = self._begin(call, leg)
        leg.hear("ringing", to)
        return _Ringing(child, person, number)

    async def _hear_child(
        self, event: Event, alive: list[_Ringing], outcome: _Outcome
    ) -> _Ringing | None:
        ringing = next((r for r in alive if r.leg is event.source), None)
        if ringing is None:
            return None
        child = ringing.leg
        child.at = max(child.at, event.at)
        if event.words == "answer":
            child.answer()
            if not ringing.number.url:
                return ringing
            child.sink = None
            asyncio.ensure_future(self._read_out(ringing))  # noqa: RUF006  # the leg holds it
        elif event.words == "whispered":
            return ringing
        elif event.words in _NO_SIGNAL or event.words == "hang_up":
            status = event.words if event.words in _NO_SIGNAL else "completed"
            child.end(status)
            outcome.status, outcome.child = child.call.status, child.call
            alive.remove(ringing)
        return None

    async def _read_out(self, ringing: _Ringing) -> None:
        child, parent = ringing.leg, ringing.leg.far
        is_there = await self._whisper(child, ringing.person, ringing.number)
        child.sink = parent
        child.push("whispered" if is_there else "hang_up", at=child.at)

    async def _bridge(self, leg: Leg, verb: Dial, winner: _Ringing, outcome: _Outcome) -> None:
        child = winner.leg
        outcome.status, outcome.child, outcome.was_bridged = "completed", child.call, True
        for other in outcome.children:
            if other is not winner:
                other.leg.end("canceled")
        leg.answer()
        leg.hear("connected", child.call.to)
        child.hear("connected", leg.number)
        if winner.person.words:
            leg.hear("voice", winner.person.words)
        due = leg.at + verb.time_limit_s
        leg.far = child
        while (event := await leg.next(due)) is not None:
            if event.kind == "child" and event.words == "hang_up":
                return
            if event.kind == "digits" and "*" in event.words and verb.hangs_up_on_star:
                return

    def _let_go(self, leg: Leg, outcome: _Outcome) -> None:
        if outcome.was_bridged:
            leg.hear("disconnected", "The other side is gone.")
        for ringing in outcome.children:
            child = ringing.leg
            child.sink = child.far = None
            child.at = max(child.at, leg.at)
            unanswered = "no-answer" if outcome.ended is None else "canceled"
            child.end("completed" if child.answered_at is not None else unanswered)
            outcome.child = outcome.child or child.call
        leg.far = None


class _HungUpInDial(EndedError):
    """The caller is gone; the action of the <Dial> is still asked."""

    def __init__(self, ended: EndedError, following: Source | None) -> None:
        super().__init__(ended.is_hung_up)
        self.following = following


def following_of(ended: EndedError) -> Source | None:
    """What is still to be asked though the caller is gone."""
    return ended.following if isinstance(ended, _HungUpInDial) else None


def _fields(outcome: _Outcome) -> tuple[tuple[str, str], ...]:
    fields = [("DialCallStatus", outcome.status)]
    if outcome.child is not None:
        fields.append(("DialCallSid", outcome.child.sid))
    if outcome.was_bridged and outcome.child is not None:
        fields.append(("DialCallDuration", str(outcome.child.duration_s or 0)))
    fields.append(("DialBridged", str(outcome.was_bridged).lower()))
    return tuple(fields)
