"""A number that is left open beside a keyword that counts: "VINIERON muchos", "tally some"; and a
number before it: "30 came".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.engine.definition import Ask, Campaign, Do, Flow
from bot.engine.keywords import Keyword

MAX_WORDS = 6
_COUNTS = ("count", "number")


def asks_how_many(campaign: Campaign, flow: Flow) -> bool:
    """Whether a flow asks for a number that may follow its keyword, itself or by what an act of it
    leads to."""
    return any(ask.takes_rest and ask.kind in _COUNTS for ask in _asks(campaign, flow))


def _asks(campaign: Campaign, flow: Flow) -> Iterator[Ask]:
    for step in flow.steps.values():
        if isinstance(step.exit, Ask):
            yield step.exit
        elif isinstance(step.exit, Do):
            yield from _led_to(campaign, step.exit)


def _led_to(campaign: Campaign, act: Do) -> Iterator[Ask]:
    """The questions of other flows that an act's outcomes lead to."""
    for target in act.outcomes.values():
        name, _, at = target[1:].partition("/") if target[0] == "/" else ("", "", "")
        other = campaign.flows.get(name)
        step = other.steps.get(at) if other is not None else None
        if step is not None and isinstance(step.exit, Ask):
            yield step.exit


def is_left_open(campaign: Campaign, flow: Flow, words: Sequence[str]) -> bool:
    """Whether a flow asks for a number, and words say that there were some, and not how many: "a
    few", "muchísimas personas"."""
    return _is_vague(campaign, words) and asks_how_many(campaign, flow)


def _is_vague(campaign: Campaign, words: Sequence[str]) -> bool:
    hearing = campaign.hearing
    is_said = any(word in hearing.vague for word in words)
    return is_said and all(word in hearing.vague or word in hearing.counted for word in words)


def find_behind(campaign: Campaign, folded: str) -> tuple[Keyword, str] | None:
    """The keyword that counts, behind what it counts, and the number: "30 came", "muchos vinieron"
    (no number)."""
    words = folded.split(" ")
    if not 1 < len(words) <= MAX_WORDS:
        return None
    index = campaign.keywords
    for count in range(min(index.longest, len(words) - 1), 0, -1):
        found = index.by_word.get(" ".join(words[-count:]))
        flow = campaign.flows.get(found.flow) if found is not None else None
        if found is None or flow is None or found.is_whole or not asks_how_many(campaign, flow):
            continue
        before = words[:-count]
        if _is_vague(campaign, before):
            return found, ""
        numbers = [word for word in before if word.isdecimal()]
        others = [word for word in before if not word.isdecimal()]
        if len(numbers) == 1 and all(word in campaign.hearing.counted for word in others):
            return found, numbers[0]
    return None
