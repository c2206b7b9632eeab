"""Every call under way: started by the API, by a phone or by a <Dial>, each in its own task."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine
from functools import partial

import structlog

from bot.simulator.addresses import Behaviour
from bot.simulator.calls import BY_API, BY_DIAL, INBOUND, Call, new_call_sid
from bot.simulator.carrier import Carrier
from bot.simulator.faults import Occasion
from bot.simulator.manners import Conduct, Manner, Plan, pick_conduct
from bot.simulator.voice.dialing import Dialing, following_of
from bot.simulator.voice.documents import Number
from bot.simulator.voice.legs import EndedError, Leg, RedirectedError
from bot.simulator.voice.pace import LONGEST_WAIT_S, Pace
from bot.simulator.voice.persons import Person
from bot.simulator.voice.progress import Progress
from bot.simulator.voice.scripts import Script, Source, source_of
from bot.simulator.voice.times import CallClock
from bot.simulator.webhooks import Webhooks

log = structlog.get_logger(__name__)
_SETUP_S = 0.5
_FAILS = frozenset({Behaviour.UNKNOWN, Behaviour.UNROUTABLE, Behaviour.INVALID})


class Switchboard:
    """Runs calls. Use as an async context manager, inside the loop."""

    def __init__(self, carrier: Carrier, webhooks: Webhooks) -> None:
        self._carrier = carrier
        self._webhooks = webhooks
        self.clock = CallClock(carrier)
        self.progress = Progress(carrier, webhooks)
        self._pace = Pace(carrier)
        self._dialing = Dialing(carrier, self._begin_dialed, self._whisper)
        self._legs: dict[str, Leg] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._called: Counter[str] = Counter()

    async def __aenter__(self) -> Switchboard:
        await self.clock.__aenter__()
        self._end_lost()
        return self

    async def __aexit__(self, *_: object) -> None:
        for task in self._tasks.values():
            task.cancel()
        self.progress.forget()
        await self.clock.__aexit__()

    def forget(self) -> None:
        """Drop every call; the carrier was reset."""
        for leg in self._legs.values():
            leg.call.status = "canceled"  # what the clock still holds for it finds it over
        for task in self._tasks.values():
            task.cancel()
        self._tasks.clear()
        self._legs.clear()
        self._called.clear()
        self._pace.forget()
        self.progress.forget()

    def leg(self, sid: str) -> Leg | None:
        """A call that is under way."""
        return self._legs.get(sid)

    @property
    def under_way(self) -> int:
        """Calls of the API and of phones that are not over; legs of a <Dial> are not counted."""
        return sum(leg.call.direction != BY_DIAL for leg in self._legs.values())

    # -- calls begin -----------------------------------------------------------------------

    def start(self, call: Call) -> None:
        """A call of the API: it waits for its turn, rings, and follows its instructions."""
        wait_s = self._pace.take()
        call.queue_ms = round(wait_s * 1000)
        leg = self._begin(call)
        person = self._person(leg)
        self._run(leg, self._call_out(leg, person, wait_s))

    def come_in(
        self, sender: str, to: str, presses: tuple[str, ...], stays_s: float | None
    ) -> Call:
        """A phone calls one of our numbers."""
        ours = self._carrier.numbers.find(to)
        call = Call(new_call_sid(), to, sender, INBOUND, self._carrier.now(), status="ringing")
        if ours is not None:
            call.url, call.method = ours.voice_url, ours.voice_method
            call.fallback_url = ours.voice_fallback_url
            call.fallback_method = ours.voice_fallback_method
            call.callback_url = ours.status_callback
            call.callback_method = ours.status_callback_method
        leg = self._begin(call)
        person = Person(leg, Conduct(Manner.CONNECTED, stays_s), presses, 0)
        person.call()
        self._run(leg, self._take_in(leg, person))
        return call

    async def over(self, sid: str) -> None:
        """Wait until a call is over."""
        task = self._tasks.get(sid)
        if task is not None:
            await asyncio.wait({task})

    def _begin(self, call: Call) -> Leg:
        direction = {BY_API: "call", BY_DIAL: "dial", INBOUND: "phone_call"}[call.direction]
        number = call.sender if call.direction == INBOUND else call.to
        if not call.actions:
            call.actions = self._carrier.take_faults(
                Occasion(direction, call.direction, number, "")
            )
        self._carrier.calls.add(call)
        leg = Leg(self._carrier, self.clock, call, self._tell)
        self._legs[call.sid] = leg
        self._carrier.record_call(call)
        return leg

    def _tell(self, call: Call, status: str) -> None:
        self.progress.tell(call, status)
        if call.is_final and call.direction == BY_DIAL:
            self._legs.pop(call.sid, None)

    def _run(self, leg: Leg, course: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(course)
        self._tasks[leg.call.sid] = task
        task.add_done_callback(partial(self._done, leg))

    def _done(self, leg: Leg, task: asyncio.Task[None]) -> None:
        self._legs.pop(leg.call.sid, None)
        self._tasks.pop(leg.call.sid, None)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("call_broke", sid=leg.call.sid, error=type(error).__name__)

    # -- their courses ---------------------------------------------------------------------

    async def _call_out(self, leg: Leg, person: Person, wait_s: float) -> None:
        try:
            if wait_s > 0:
                asyncio.get_running_loop().call_later(wait_s, leg.push, "turn")
                await leg.next(None)
            if wait_s > LONGEST_WAIT_S:
                leg.end("failed")
                return
            self._ring(leg, person)
            if await self._wait_for_answer(leg):
                await self._follow(leg, person)
        except EndedError:
            return

    def _ring(self, leg: Leg, person: Person) -> None:
        leg.reach("initiated")

        def rings() -> None:
            if leg.call.status == "initiated":
                leg.at = max(leg.at, due)
                if not person.never_rings:
                    leg.reach("ringing")
                person.ring()

        due = leg.at + _SETUP_S
        self.clock.at(due, rings)

    async def _wait_for_answer(self, leg: Leg) -> bool:
        due = leg.at + _SETUP_S + leg.call.timeout_s
        while True:
            try:
                event = await leg.next(due)
            except RedirectedError:
                continue
            if event is None:
                leg.end("no-answer")
                return False
            if event.kind in ("busy", "failed"):
                leg.end(event.kind)
                return False
            if event.kind == "answer":
                leg.answer()
                return True

    async def _take_in(self, leg: Leg, person: Person) -> None:
        if not leg.call.url:
            leg.end("failed")
            return
        limit = self._carrier.settings.call_concurrency
        if limit is not None and self.under_way > limit:
            leg.end("busy")
            return
        await self._follow(leg, person)

    async def _follow(self, leg: Leg, person: Person) -> None:
        script = self._script(leg, person)
        try:
            await script.run(source_of(leg.call))
        except EndedError as ended:
            following = following_of(ended)
            if following is not None:
                await script.read(following)
        leg.end("completed" if leg.answered_at is not None else "no-answer")

    def _script(self, leg: Leg, person: Person) -> Script:
        return Script(self._carrier, self._webhooks, leg, person, self._dialing)

    def _begin_dialed(self, call: Call, parent: Leg) -> tuple[Leg, Person]:
        leg = self._begin(call)
        leg.at = parent.at
        leg.sink = leg.far = parent
        person = self._person(leg)
        self._ring(leg, person)
        return leg, person

    async def _whisper(self, leg: Leg, person: Person, number: Number) -> bool:
        try:
            await self._script(leg, person).run(Source(number.url, number.method))
        except EndedError:
            return False
        return not leg.call.is_final

    # -- who picks up ----------------------------------------------------------------------

    def _person(self, leg: Leg) -> Person:
        number, settings = leg.call.to, self._carrier.settings
        plan = self._carrier.plans.get(number, Plan(number=number))
        ring_s = plan.ring_s if plan.ring_s is not None else settings.ring_s
        presses = plan.presses or settings.call_presses
        conduct = self._conduct(number, plan)
        self._called[number] += 1
        return Person(leg, conduct, presses, ring_s)

    def _conduct(self, number: str, plan: Plan) -> Conduct:
        carrier = self._carrier
        planned = plan.conduct(self._called[number], carrier.chance)
        if planned is not None:
            return planned
        if carrier.behaviour_of(number) in _FAILS:
            return Conduct(Manner.FAILED)
        if carrier.behaviour_of(number) is Behaviour.UNREACHABLE:
            return Conduct(Manner.NO_ANSWER)
        if any(phone.number == number for phone in carrier.phones):
            return Conduct(Manner.BY_HAND)
        outcomes = carrier.settings.call_outcomes
        return pick_conduct(outcomes, carrier.chance) if outcomes else Conduct(Manner.CONNECTED)

    def _end_lost(self) -> None:
        """Calls the journal brings back unfinished are over: nobody holds their phones any more."""
        for call in self._carrier.calls:
            if not call.is_final:
                leg = Leg(self._carrier, self.clock, call, self.progress.tell)
                leg.end("failed")
