"""Random splits: how many people went each way, beside the shares that are written."""

from __future__ import annotations

from dataclasses import dataclass

from bot.clarion import Clarion
from bot.engine import Campaign
from bot.engine.definition import Split
from bot.store.people import splits as rows


@dataclass(frozen=True, slots=True)
class Way:
    """A branch of a split: its share as written, in percent (0 where it is no longer written), and
    the people who were sent there."""

    branch: str
    share: float
    people: int


def list_splits(clarion: Clarion) -> dict[tuple[str, str], list[Way]]:
    """Every split by flow and step, written or taken, with all its ways. Raises: RecordAway."""
    with clarion.record.transaction() as connection:
        taken = {(flow, step, branch): n for flow, step, branch, n in rows.counts(connection)}
    shares = _written(clarion.campaign.current())
    found: dict[tuple[str, str], list[Way]] = {}
    for flow, step, branch in sorted({*shares, *taken}):
        key = (flow, step, branch)
        way = Way(branch, shares.get(key, 0.0), taken.get(key, 0))
        found.setdefault((flow, step), []).append(way)
    return found


def _written(campaign: Campaign) -> dict[tuple[str, str, str], float]:
    found = {}
    for flow in campaign.flows.values():
        for step in flow.steps.values():
            if not isinstance(step.exit, Split):
                continue
            total = sum(share for _, share, _ in step.exit.shares)
            for branch, share, _ in step.exit.shares:
                found[flow.name, step.name, branch] = 100 * share / total
    return found
