"""The trial that kills everything at random, as often as asked."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable

import click

from tests.chaos.house import House, say
from tests.chaos.trials import trial
from tests.crowd import Process

_WEIGHTS = {"a child of a worker": 6, "PostgreSQL": 2}
KILLS = 200


@trial(
    "kills",
    "200 kills of worker, children, clock, web, Valkey (kept and wiped) and PostgreSQL, with a "
    "carrier that loses, delays and doubles",
    people=20_000,
    rate=150.0,
    most_late_s=None,
    probe_every_s=2.0,
)
def _kills(house: House, dice: random.Random) -> list[str]:
    simulator = house.simulator
    simulator.settings(latency_ms=20)
    for fault in ("500_after", "lost_response", "500_before", "429"):
        simulator.fault(fault, probability=0.002)
    simulator.fault("duplicate_callback", probability=0.05)
    house.begin()
    ways = _ways(house, dice)
    names = list(ways)
    weights = [_WEIGHTS.get(name, 1) for name in names]
    wanted = max(1, int(KILLS * house.scale))
    done: Counter[str] = Counter()
    while done.total() < wanted:
        found = house.progress()
        if found is not None and found.state in ("done", "paused"):
            break
        time.sleep(dice.uniform(0.1, 1.0))
        name = dice.choices(names, weights)[0]
        ways[name]()
        done[name] += 1
        if dice.random() < 0.2:
            house.stop_one(dice.randint(1, house.people))
        if done.total() % 20 == 0:
            click.echo(f"  {done.total()} kills: {say(found)}")
    click.echo("  " + ", ".join(f"{count} × {name}" for name, count in done.most_common()))
    wrong = []
    if done.total() < wanted:
        wrong.append(f"only {done.total()} kills fit into it")
    if wanted >= 20 and not house.stopped:
        wrong.append("no STOP was answered, so nothing is known about stops")
    return wrong


def _ways(house: House, dice: random.Random) -> dict[str, Callable[[], object]]:
    """Ways to kill, by name."""
    servers, workers = house.servers, house.workers

    def again(process: Process) -> None:
        process.kill()
        process.start_again()

    def child() -> None:
        dice.choice(workers).kill_a_child(
            lambda children: dice.choice(children) if children else None
        )

    return {
        "a child of a worker": child,
        "a worker": lambda: again(dice.choice(workers)),
        "the clock": lambda: again(house.clock),
        "the web": lambda: again(house.web),
        "Valkey": servers.kill_valkey,
        "Valkey's memory": servers.wipe_valkey,
        "PostgreSQL": servers.kill_postgres,
    }
