"""Trials of many at once, and of what people do with files and machines by mistake."""

from __future__ import annotations

import random
import shutil
import time

from tests.chaos.house import House, Web
from tests.chaos.probe import Prober
from tests.chaos.trials import trial
from tests.crowd import Process
from tests.ports import find_free_port


@trial(
    "viral",
    "3,000 strangers text within a minute while a broadcast runs: all answered, p99 under 4 s, "
    "the broadcast slows and does not stop",
    people=6000,
    rate=50.0,
)
def _viral(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.05)
    sent_before, began = house.sent(), time.monotonic()
    crowd = [
        Prober(house.simulator, every_s=60 / 375, first=7_100_000 + 1000 * i) for i in range(8)
    ]
    for prober in crowd:
        prober.begin()
    time.sleep(60)
    for prober in crowd:
        prober.end()
    wrong = [line for prober in crowd for line in prober.verdict(most_late_s=4.0)]
    texted = sum(len(prober.sent) for prober in crowd)
    if texted < 2900:
        wrong.append(f"only {texted} could text in a minute: nothing is known of 3,000")
    rate = (house.sent() - sent_before) / (time.monotonic() - began)
    if rate < 5:
        wrong.append(f"the broadcast all but stopped: {rate:.1f} texts a second")
    return wrong


@trial(
    "two-clocks",
    "a second clock, and two more workers, on the same record",
    people=3000,
    rate=100.0,
)
def _two_clocks(house: House, _dice: random.Random) -> list[str]:
    house.extra += [
        Process("workers.clock", house.settings),
        Process("workers", house.settings),
        Process("workers", house.settings),
    ]
    house.begin()
    return []


@trial(
    "two-houses",
    "two whole sets of processes with a data folder and a web each, one record and one Valkey",
    people=3000,
    rate=100.0,
)
def _two_houses(house: House, _dice: random.Random) -> list[str]:
    port = find_free_port()
    second = house.settings.model_copy(update={"data_dir": house.folder / "second"})
    house.extra += [
        Web(second, port),
        Process("workers.clock", second),
        Process("workers", second),
    ]
    house.begin()
    return []


@trial(
    "older-files",
    "a worker and a clock still have yesterday's campaign files",
    people=2000,
    rate=100.0,
)
def _older_files(house: House, _dice: random.Random) -> list[str]:
    older = house.folder / "older"
    shutil.copytree(house.settings.campaign, older)
    menu = next(path for path in older.glob("*.yaml") if "CALL" in path.read_text("utf-8"))
    menu.write_text(menu.read_text("utf-8").replace("CALL", "call"), "utf-8")
    old = house.settings.model_copy(update={"campaign": older})
    house.extra += [Process("workers", old), Process("workers.clock", old)]
    house.begin()
    return []


@trial(
    "broken-campaign",
    "a campaign file is broken in mid-broadcast and mended later; the last good version runs on",
    people=3000,
    rate=100.0,
)
def _broken(house: House, _dice: random.Random) -> list[str]:
    house.begin()
    house.wait_until_sent(0.2)
    good = {path: path.read_text("utf-8") for path in house.settings.campaign.glob("*.yaml")}
    for path in good:
        path.write_text("flow: [broken\n", "utf-8")
    house.goes_on(10)
    for path, text in good.items():
        path.write_text(text, "utf-8")
    return []
