"""A reply's time while a broadcast goes out at 100 texts a second, beside its time while none does.

Signed texts come in at a steady pace, from the people the broadcast goes to; each is posted when
it is due, and its time runs from then. Everything runs all the while; the broadcast is paused and
resumed, so the quiet and the busy stretches alternate. Medians of the stretches' p99 count.
"""

from __future__ import annotations

import random
import statistics
from urllib.parse import urlencode

from bench.broadcast import Bench, bench
from bench.house import RATE, House, house
from bench.inbound import WORDS, text_fields
from bench.load import Load, Signed, post_each
from bench.open_loop import post_steadily
from bench.table import Row, at_most
from bot.broadcasts import broadcasts
from bot.carrier.signature import sign
from tests.crowd import number, schedule

_PER_S = 50.0
_PEOPLE = 500  # who write
_PATH = "/twilio/sms"
_BEGUN = 100  # texts that say that the broadcast is on its way
_PAUSE_S = 6  # a pause takes five seconds at most


def run(rounds: int = 3, seconds: float = 4.0) -> list[Row]:
    """Measure stretches of 2.5 times `seconds`. Raises: RuntimeError when an answer was wrong or
    the broadcast did not go out meanwhile."""
    stretch = 2.5 * seconds
    rows = []
    with bench() as at:
        for has_callbacks in (False, True):
            quiet, busy = _measure(at, max(1, rounds), stretch, has_callbacks)
            name = "with" if has_callbacks else "without"
            rows.append(
                at_most(f"reply p99 beside a broadcast {name} callbacks",
                        _p99(busy), "ms", _p99(quiet), 2.0)
            )  # fmt: skip
            rows.append(Row("  its p50", _p50(busy), "ms", _p50(quiet), _p50(busy) / _p50(quiet)))
    return rows


def _measure(
    at: Bench, rounds: int, stretch: float, has_callbacks: bool
) -> tuple[list[Load], list[Load]]:
    quiet: list[Load] = []
    busy: list[Load] = []
    people = _PEOPLE + int(rounds * (RATE * (stretch + _PAUSE_S) + _BEGUN))
    with house(at, people, has_callbacks) as home:
        post_each(home.port, _PATH, [_form(home, index, "MENU") for index in range(_PEOPLE)], 8)
        broadcast_id = 0
        for _ in range(rounds):
            quiet.append(_stretch(home, stretch))
            if broadcast_id:
                broadcasts.resume(home.clarion, broadcast_id, None)
            broadcast_id = broadcast_id or schedule(home.clarion)
            before = home.wait_for(home.counts().taken + _BEGUN).taken
            busy.append(_stretch(home, stretch))
            if home.counts().taken - before < 0.8 * RATE * stretch:
                raise RuntimeError("the broadcast did not keep its rate meanwhile")
            broadcasts.pause(home.clarion, broadcast_id, None)
            home.wait_for_rest()
    return quiet, busy


def _stretch(home: House, seconds: float) -> Load:
    forms = [_form(home, random.randrange(_PEOPLE)) for _ in range(int(_PER_S * seconds))]
    load = post_steadily(home.port, _PATH, forms, _PER_S)
    if load.wrong:
        raise RuntimeError(f"{load.wrong} of {load.requests} texts got a wrong answer or none")
    return load


def _form(home: House, index: int, body: str = "") -> Signed:
    settings = home.clarion.settings
    fields = text_fields(number(index + 1), body or random.choice(WORDS))
    token = settings.twilio_auth_token.get_secret_value()
    return Signed(sign(token, settings.public_url + _PATH, fields), urlencode(fields))


def _p99(loads: list[Load]) -> float:
    return statistics.median(load.p99_ms for load in loads)


def _p50(loads: list[Load]) -> float:
    return statistics.median(load.p50_ms for load in loads)
