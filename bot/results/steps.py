"""Where people leave each flow: who came to a question, who went on, who has it open now."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.clarion import Clarion
from bot.engine import Campaign
from bot.engine.definition import Ask
from bot.results import funnel
from bot.store.results import steps as rows

# A question that was asked this long ago, and nobody has written since, is one they left at.
STILL_OPEN = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class StepPeople:
    """People at a step in a span of days: `came` to it, wrote again after it, have it open `now`,
    or `left` there. `asks`: it is a question of the flow as it is today; where a flow ends nobody
    leaves it, so `left` counts at questions only."""

    name: str
    asks: bool
    came: int
    wrote: int
    now: int

    @property
    def left(self) -> int:
        """Who came, wrote nothing after it, and has it open no more."""
        return max(0, self.came - self.wrote - self.now) if self.asks else 0

    @property
    def left_share(self) -> float | None:
        """`left` of those who came; None where nobody came."""
        return self.left / self.came if self.asks and self.came else None


@dataclass(frozen=True, slots=True)
class FlowPeople:
    """A flow's steps in the order in which it is written; `left` of all of them."""

    name: str
    about: str
    steps: Sequence[StepPeople]

    @property
    def came(self) -> int:
        """Most people at any one of its steps."""
        return max((step.came for step in self.steps), default=0)

    @property
    def left(self) -> int:
        """Who left at any of its questions."""
        return sum(step.left for step in self.steps)

    @property
    def now(self) -> int:
        """Who is in it now."""
        return sum(step.now for step in self.steps)


def of(clarion: Clarion, first: date, last: date) -> list[FlowPeople]:
    """Each flow that was spoken in a span of days, the one that most people left first.

    Raises: RecordAway.
    """
    campaign = clarion.campaign.current()
    began, ended = funnel.instants(clarion, first, last)
    with clarion.record.transaction() as connection:
        found = rows.counts(connection, began, ended, clarion.clock.now() - STILL_OPEN)
    by_flow: dict[str, list[rows.StepCount]] = {}
    for one in found:
        by_flow.setdefault(one.flow, []).append(one)
    flows = [_flow(campaign, name, counts) for name, counts in by_flow.items()]
    return sorted(flows, key=lambda flow: (-flow.left, -flow.came, flow.name))


def as_csv(found: Sequence[FlowPeople]) -> str:
    """A row a step (RFC 4180)."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow(["flow", "step", "question", "came", "wrote_after", "open_now", "left"])
    for flow in found:
        for one in flow.steps:
            asks = "yes" if one.asks else "no"
            writer.writerow([flow.name, one.name, asks, one.came, one.wrote, one.now, one.left])
    return buffer.getvalue()


def as_data(found: Sequence[FlowPeople]) -> list[dict[str, object]]:
    """The same for JSON."""
    return [
        {
            "flow": flow.name,
            "step": one.name,
            "question": one.asks,
            "came": one.came,
            "wrote_after": one.wrote,
            "open_now": one.now,
            "left": one.left,
        }
        for flow in found
        for one in flow.steps
    ]


def _flow(campaign: Campaign, name: str, counts: Sequence[rows.StepCount]) -> FlowPeople:
    flow = campaign.flows.get(name)
    order = {step: place for place, step in enumerate(flow.steps)} if flow else {}
    people = [
        StepPeople(
            one.step,
            bool(flow and one.step in flow.steps and isinstance(flow.steps[one.step].exit, Ask)),
            one.came,
            one.wrote,
            one.now,
        )
        for one in sorted(counts, key=lambda one: (order.get(one.step, len(order)), one.step))
    ]
    return FlowPeople(name, flow.about if flow else "", people)
