"""Trials of the carrier: slow, lagging, broken, gone, busy."""

from __future__ import annotations

import random

from bot.clock import wall_time
from tests.chaos.house import House
from tests.chaos.trials import trial
from tests.crowd import number

_PATIENT = {"carrier_timeout_s": 15.0}


@trial(
    "carrier-slow",
    "every create is answered after 8 s; nobody twice, replies stay quick",
    people=600,
    rate=50.0,
    settings=_PATIENT,
)
def _slow(house: House, _dice: random.Random) -> list[str]:
    house.simulator.settings(latency_ms=8000)
    house.begin()
    house.wait_until_sent(1.0)
    return []


@trial(
    "carrier-lags",
    "a tenth of the answers are lost and lists lag 60 s; doubts wait for the list and end right",
    people=1000,
    rate=100.0,
    settings={"unknown_wait_s": 75.0},
)
def _lags(house: House, _dice: random.Random) -> list[str]:
    house.simulator.settings(list_lag_ms=60_000)
    house.simulator.fault("500_after", probability=0.05)
    house.simulator.fault("lost_response", "no_callback", probability=0.05)
    house.begin()
    house.wait_until_sent(1.0)
    house.simulator.clear_faults()
    found = house.progress()
    if found is None or not found.states["unknown"]:
        return ["nothing came into doubt, so nothing is known about doubts"]
    return []


@trial(
    "carrier-html",
    "a proxy's 502 pages instead of JSON for creates and lists, taken or not",
    people=2000,
    rate=100.0,
)
def _html(house: House, _dice: random.Random) -> list[str]:
    house.simulator.fault("502_html_before", probability=0.05, call="create")
    house.simulator.fault("502_html_after", probability=0.05, call="create")
    house.simulator.fault("502_html_before", probability=0.3, call="list")
    house.begin()
    house.wait_until_sent(1.0)
    return []


@trial(
    "carrier-truncated",
    "half of the JSON, for creates, lists and look-ups",
    people=2000,
    rate=100.0,
)
def _truncated(house: House, _dice: random.Random) -> list[str]:
    for call, probability in (("create", 0.1), ("list", 0.3), ("fetch", 0.3)):
        house.simulator.fault("truncated_json", probability=probability, call=call)
    house.begin()
    house.wait_until_sent(1.0)
    return []


@trial(
    "carrier-refuses",
    "connections refused for three minutes in mid-broadcast; the rest goes out when it is back",
    people=3000,
    rate=100.0,
)
def _refuses(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.2)
    house.wire.cut()
    house.goes_on(180)
    house.wire.mend()
    return []


@trial(
    "carrier-429",
    "429 to a third of the creates for two minutes; slower, and whole again",
    people=6000,
    rate=100.0,
)
def _busy(house: House, _dice: random.Random) -> list[str]:
    house.simulator.fault("429", probability=0.3)
    house.begin()
    house.goes_on(120)
    house.simulator.clear_faults()
    return []


@trial(
    "carrier-long-list",
    "6,000 texts came in while we were away and lists take 2 s a page; stops are known first, and "
    "the broadcast begins within a minute",
    people=2000,
    rate=200.0,
    most_late_s=None,
    settings=_PATIENT,
)
def _long_list(house: House, dice: random.Random) -> list[str]:
    simulator = house.simulator
    simulator.fault("lost_webhook", call="inbound")
    for _ in range(int(6000 * house.scale)):
        simulator.inbound(number(dice.randint(1, house.people)), "menu", wait=False)
    stopping = dice.sample(range(1, house.people), 20)
    for index in stopping:
        simulator.inbound(number(index), "STOP", wait=False)
    simulator.clear_faults()
    simulator.fault("delay:2000", call="list")
    began = wall_time().timestamp()
    last = simulator.log("inbound")[-1]["n"]
    house.stopped += [(number(index), last) for index in stopping]
    with house.clarion.record.transaction() as connection:  # we have been away for ten minutes
        connection.execute("UPDATE mark SET at = at - interval '10 minutes'")
    house.begin()
    house.wait_until_sent(0.01, within_s=180)
    waited = wall_time().timestamp() - began
    return [f"the broadcast was held back for {waited:.0f} s"] if waited > 60 else []
