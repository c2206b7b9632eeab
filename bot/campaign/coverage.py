"""How much of the flows the conversations have been through: steps and choices."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.engine import Campaign
from bot.engine.definition import Ask


@dataclass(frozen=True, slots=True)
class Coverage:
    """One flow's coverage. `missing` are "step" and "step=choice", in the order of the file."""

    flow: str
    steps: int
    steps_seen: int
    choices: int
    choices_seen: int
    missing: tuple[str, ...]

    @property
    def percent(self) -> int:
        """Of steps and choices together, rounded down."""
        whole = self.steps + self.choices
        return 100 * (self.steps_seen + self.choices_seen) // whole if whole else 100


def cover(campaign: Campaign, paths: Iterable[str]) -> Mapping[str, Coverage]:
    """Coverage per flow, from the paths of turns (see Turn.path)."""
    seen = frozenset(paths)
    found = {}
    for name, flow in campaign.flows.items():
        steps = list(flow.steps)
        choices = [
            f"{step.name}={key}"
            for step in flow.steps.values()
            if isinstance(step.exit, Ask)
            for key in step.exit.choices
        ]
        missing = [part for part in (*steps, *choices) if f"{name}/{part}" not in seen]
        unseen_choices = sum("=" in part for part in missing)
        found[name] = Coverage(
            name,
            len(steps),
            len(steps) - (len(missing) - unseen_choices),
            len(choices),
            len(choices) - unseen_choices,
            tuple(missing),
        )
    return found
