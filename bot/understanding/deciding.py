"""From how likely each flow is to what is matched: one rule for both parts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from bot.engine.meaning import Match
from bot.understanding.samples import NOTHING


@dataclass(frozen=True, slots=True)
class Bounds:
    """From where on a part is believed; scores are chances times the chance that a text means
    anything here at all.

    One flow is asked about from `one_from` on, where the next is at most `near` as likely; two
    together from `two_from` on, where the text means nothing with a chance of at most
    `most_nothing`. From `clear_from` on one that only informs is answered.
    """

    one_from: float
    near: float
    two_from: float
    most_nothing: float
    clear_from: float


def decide(
    flows: Sequence[str],
    chances: Sequence[float],
    bounds: Bounds,
    but: Collection[str] = frozenset(),
) -> Match | None:
    """The likeliest flow, or the two that are near each other, where likely enough to ask about;
    none of `but`."""
    ranked = sorted(
        (
            (chance, flow)
            for chance, flow in zip(chances, flows, strict=True)
            if flow != NOTHING and flow not in but
        ),
        reverse=True,
    )
    nothing = float(chances[flows.index(NOTHING)]) if NOTHING in flows else 0.0
    if not ranked:
        return None
    chance, flow = ranked[0]
    next_chance, other = ranked[1] if len(ranked) > 1 else (0.0, "")
    score = round(float(chance) * (1 - nothing), 3)
    is_told_apart = next_chance <= bounds.near * chance
    if is_told_apart and chance >= nothing and score >= bounds.one_from:
        return Match(flow, score, other, score >= bounds.clear_from)
    both = (float(chance) + float(next_chance)) * (1 - nothing)
    if other and nothing <= bounds.most_nothing and both >= bounds.two_from:
        return Match(flow, score, other, or_flow=other)
    return None
