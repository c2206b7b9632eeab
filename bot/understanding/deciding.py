"""From how likely each flow is to what is matched: one rule for both parts."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.meaning import Match
from bot.understanding.samples import NOTHING


def decide(
    flows: Sequence[str], chances: Sequence[float], asked_from: float, clear_from: float
) -> Match | None:
    """The likeliest flow, where it is likely enough to ask about.

    Its score is its chance times the chance that the text means anything here at all.
    """
    ranked = sorted(zip(chances, flows, strict=True), reverse=True)[:2]
    chance, flow = ranked[0]
    means_something = 1 - chances[flows.index(NOTHING)] if NOTHING in flows else 1.0
    score = float(chance) * float(means_something)
    if flow == NOTHING or score < asked_from:
        return None
    other = ranked[1][1] if len(ranked) > 1 else ""
    return Match(flow, round(score, 3), other, score >= clear_from)
