"""The control API of calls: phones that call, answer, press and speak; how others behave."""

from __future__ import annotations

from typing import Annotated, Literal

from aiohttp import web
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from bot.simulator.addresses import read_address
from bot.simulator.carrier import Carrier
from bot.simulator.control import WrongCallError, read_json, read_number
from bot.simulator.forms import json_response
from bot.simulator.manners import Plan
from bot.simulator.telling import tell_call
from bot.simulator.voice.legs import Leg
from bot.simulator.voice.switchboard import Switchboard

_KEYS = frozenset("0123456789*#")
_Plans = TypeAdapter(Annotated[list[Plan], Field(max_length=100_000)])


class PhoneCall(BaseModel):
    """A phone calls one of our numbers."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)
    sender: str = Field(alias="from")
    to: str = ""
    presses: tuple[str, ...] = Field(default=(), max_length=100)
    hangs_up_after_s: float | None = Field(default=None, gt=0)
    wait: bool = False


class Doing(BaseModel):
    """What the owner of a phone does on a call."""

    model_config = ConfigDict(extra="forbid")
    do: Literal["answer", "decline", "press", "say", "hang_up"]
    words: str = Field(default="", max_length=2000)


class Forward(BaseModel):
    """Seconds of talking and ringing to skip."""

    model_config = ConfigDict(extra="forbid")
    seconds: float = Field(gt=0, le=1_000_000)


class CallControl:
    """Everything about calls under /simulator/."""

    def __init__(self, carrier: Carrier, switchboard: Switchboard) -> None:
        self._carrier = carrier
        self._switchboard = switchboard

    def routes(self) -> list[web.RouteDef]:
        """Where these calls live."""
        base = "/simulator"
        return [
            web.get(base + "/calls", self.list),
            web.post(base + "/calls", self.call),
            web.get(base + "/calls/{sid}", self.fetch),
            web.post(base + "/calls/{sid}", self.act),
            web.post(base + "/plans", self.plan),
            web.post(base + "/forward", self.forward),
        ]

    async def list(self, request: web.Request) -> web.StreamResponse:
        """The last calls of a phone, or all, oldest first, with what was heard on them."""
        number = request.query.get("number", "")
        calls = self._carrier.calls
        found = calls.of_phone(read_number(number)) if number else list(calls)
        return json_response({"calls": [tell_call(call) for call in found]})

    async def fetch(self, request: web.Request) -> web.StreamResponse:
        """One call."""
        call = self._carrier.calls.find(request.match_info["sid"])
        if call is None:
            raise WrongCallError("There is no such call.")
        return json_response(tell_call(call))

    async def call(self, request: web.Request) -> web.StreamResponse:
        """A phone calls us; answered at once, or when the call is over with `wait`."""
        given = PhoneCall.model_validate(await read_json(request))
        to = read_address(given.to) or self._carrier.account.number
        sender = read_number(given.sender)
        call = self._switchboard.come_in(sender, to, given.presses, given.hangs_up_after_s)
        if given.wait:
            await self._switchboard.over(call.sid)
        return json_response(tell_call(call), 200 if given.wait else 202)

    async def act(self, request: web.Request) -> web.StreamResponse:
        """The owner of a phone does something on a call."""
        doing = Doing.model_validate(await read_json(request))
        leg = self._switchboard.leg(request.match_info["sid"])
        if leg is None:
            raise WrongCallError("This call is over, or there is none.")
        _ACTS[doing.do](leg, doing.words)
        return json_response(tell_call(leg.call))

    async def plan(self, request: web.Request) -> web.StreamResponse:
        """What numbers do when they are called; a plan replaces the one before."""
        for plan in _Plans.validate_python(await read_json(request, list)):
            number = read_number(plan.number)
            self._carrier.set_plan(plan.model_copy(update={"number": number}))
        plans = [p.model_dump(exclude_defaults=True) for p in self._carrier.plans.values()]
        return json_response({"plans": plans})

    async def forward(self, request: web.Request) -> web.StreamResponse:
        """Let seconds of the call clock pass at once."""
        self._switchboard.clock.forward(Forward.model_validate(await read_json(request)).seconds)
        return web.Response(status=204)


def _answer(leg: Leg, words: str) -> None:
    if leg.call.status != "ringing" or leg.call.direction == "inbound":
        raise WrongCallError("This call does not ring here.")
    leg.push("answer")


def _decline(leg: Leg, words: str) -> None:
    if leg.call.status != "ringing" or leg.call.direction == "inbound":
        raise WrongCallError("This call does not ring here.")
    leg.push("busy")


def _press(leg: Leg, words: str) -> None:
    if not words or set(words) - _KEYS:
        raise WrongCallError("Keys are 0 to 9, * and #.")
    leg.do("pressed", words)
    leg.push("digits", words)


def _say(leg: Leg, words: str) -> None:
    if not words.strip():
        raise WrongCallError("Write what is said.")
    leg.do("said", words)
    if leg.far is not None and leg.far.far is leg:
        leg.far.hear("voice", words)
    leg.push("speech", words)


def _hang_up(leg: Leg, words: str) -> None:
    leg.push("hang_up")


_ACTS = {
    "answer": _answer,
    "decline": _decline,
    "press": _press,
    "say": _say,
    "hang_up": _hang_up,
}
