"""Who does what in a week: out of so many people so many hosts, guests and callers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

from bot.rehearsals.week.acting import Player, Script
from bot.rehearsals.week.acts import (
    banks,
    callers,
    commands,
    forms,
    guests,
    hosts,
    leaving,
    radio,
    ringing,
)
from bot.rehearsals.week.acts.hosts import local
from bot.rehearsals.week.ledger import NO_LIMIT, Plan
from bot.rehearsals.week.people import Invented, words
from bot.rehearsals.week.town import Town

# Of twenty people so many have a part.
_PARTS = {
    "host": 2, "bank": 1, "guest": 6, "form": 1, "member": 4, "caller": 4, "volunteer": 1, "dj": 1,
}  # fmt: skip
_HOURS = (10, 11, 12, 14, 17, 18, 19)
_EARLY = 7  # few may be texted before it
_BANK_HOURS = (10, 11, 12)  # the line answers then, wherever they are
_WEEKDAYS = 5
_BY_VIDEO = 0.3  # of all phone banks


class Cast:
    """Gives each their part. `week` are the days of the campaign's week."""

    def __init__(self, town: Town, seed: int, week: Sequence[date]) -> None:
        self._town, self._week, self._seed = town, week, str(seed)
        self._random = Random(f"{seed} cast")  # noqa: S311 - no secret
        self._named: list[str] = []

    def settle(self, invented: Sequence[Invented]) -> None:
        """Let everybody move in and begin."""
        parts = [part for part, count in _PARTS.items() for _ in range(count)]
        parts *= len(invented) // len(parts) + 1
        self._random.shuffle(parts)
        self._named = words(self._random, 2 * len(invented))
        for who, part in zip(invented, parts, strict=False):
            player = self._town.settle(who, self._seed)
            self._town.begin(player, self._script(player, part))

    def let_ring(self, invented: Sequence[Invented]) -> None:
        """Let others move in who only ring our number."""
        for who in invented:
            player = self._town.settle(who, self._seed)
            days = self._random.randint(1, 3)
            script = ringing.ring(self._town, player, self._some_day(0, 2), days)
            self._town.begin(player, script)

    def _script(self, player: Player, part: str) -> Script:
        town = self._town
        match part:
            case "host":
                return self._lead(player, self._plan(player), self._some_day(-2, 0))
            case "bank":
                return banks.host(town, player, self._bank(player), self._some_day(-2, 0))
            case "guest":
                return guests.attend(town, player, self._some_day(-1, 2))
            case "form":
                return forms.attend(town, player, self._some_day(0, 2))
            case "member":
                return banks.join(town, player, self._some_day(0, 1))
            case "volunteer":
                return radio.recruit(town, player, self._some_day(-2, 0))
            case "dj":
                return radio.read(town, player, self._some_day(0, 1))
        days = self._random.randint(1, 4)
        return callers.call(town, player, self._some_day(-2, 2), days)

    def _lead(self, player: Player, plan: Plan, on: date) -> Script:
        town = self._town
        yield from hosts.lead(town, player, plan, on)
        if plan.made_at is not None:
            yield from commands.run(town, player, plan)
        if player.chance(0.06) and not player.is_gone:
            yield player.some_time(local(town.now, player).date() + timedelta(days=1))
            yield from leaving.erase(town, player)

    def _bank(self, player: Player) -> Plan:
        plan = self._plan(player)
        plan.kind, plan.goal = "bank", self._random.randint(20, 120)
        plan.day, plan.hour = self._some_day(1, _WEEKDAYS - 1), self._random.choice(_BANK_HOURS)
        plan.wanted, plan.lets_in, plan.is_early = {}, False, False
        if self._random.random() < _BY_VIDEO:
            plan.link = f"https://meet.invalid/{plan.word.lower()}"
        return plan

    def _plan(self, player: Player) -> Plan:
        random = self._random
        plan = Plan(
            host=player,
            kind="other",
            word=self._named.pop(),
            place_word=self._named.pop(),
            address=f"{1000 + 7 * player.who.number} Oak St",
            day=self._some_day(2, 6),
            hour=random.choice(_HOURS),
            size=NO_LIMIT if random.random() < 0.1 else random.randint(3, 15),
        )
        if random.random() < 0.4:
            plan.wanted = {"driver": random.randint(1, 4), "interpreter": random.randint(1, 2)}
        plan.lets_in = random.random() < 0.2
        if random.random() < 0.15:
            plan.hour, plan.is_early = _EARLY, True
        return plan

    def _some_day(self, first: int, last: int) -> date:
        return self._week[0] + timedelta(days=self._random.randint(first, last))
