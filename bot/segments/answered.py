"""Whether a segment asks for an answer that a question of the campaign can have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NoReturn

from bot.engine import Campaign, fold
from bot.engine.definition import Ask, Flow
from bot.errors import InputError
from bot.segments.refusing import refuse
from bot.sentences import say
from bot.store.segments.conditions import Answered

# How the answer to a question of a kind is kept (docs/flows.md, "Kinds of answer").
_KEPT: Mapping[str, re.Pattern[str]] = {
    "number": re.compile(r"[0-9]{1,9}"),
    "count": re.compile(r"[0-9]{1,9}"),
    "date": re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}"),
    "time": re.compile(r"[0-9]{2}:[0-9]{2}"),
    "zip": re.compile(r"[0-9]{5}"),
    "state": re.compile(r"[A-Za-z]{2}"),
    "station": re.compile(r".+"),
}
_LIKE: Mapping[str, str] = {
    "number": "12", "count": "12", "date": "2026-09-26", "time": "18:00", "zip": "60608",
    "state": "TX", "station": "KDNA 91.9 FM",
}  # fmt: skip


def check_answered(campaign: Campaign, node: Answered) -> None:
    """Refuse a flow, a question or an answer that does not exist. Raises: InputError that names the
    nearest."""
    flow = campaign.flows.get(node.flow)
    if flow is None:
        refuse(say("no flow"), node.flow, sorted(campaign.flows))
    asks = dict(_questions(flow))
    if node.step and node.step not in asks:
        named = f"{flow.name}/{node.step}"
        refuse(say("no question of a flow"), named, [f"{flow.name}/{one}" for one in asks])
    asked = {node.step: asks[node.step]} if node.step else asks
    if node.value and not any(_may_be(ask, node.value) for ask in asked.values()):
        _refuse_answer(campaign, node, asked)


def _questions(flow: Flow) -> Iterator[tuple[str, Ask]]:
    for step in flow.steps.values():
        if isinstance(step.exit, Ask):
            yield step.name, step.exit


def _may_be(ask: Ask, value: str) -> bool:
    if ask.is_private:
        return False
    kept = _KEPT.get(ask.kind)
    return value.lower() in ask.choices or (kept is not None and kept.fullmatch(value) is not None)


def _refuse_answer(campaign: Campaign, node: Answered, asked: Mapping[str, Ask]) -> NoReturn:
    told = [ask for ask in asked.values() if not ask.is_private]
    keys = sorted({key for ask in told for key in ask.choices})
    kinds = sorted({ask.kind for ask in told if ask.kind in _KEPT})
    place = f"{node.flow}/{node.step}" if node.step else node.flow
    if keys:
        refuse(say("no answer to %(place)s", place=place), node.value, keys, _names(told))
    if kinds:
        likes = ", ".join(dict.fromkeys(_LIKE[kind] for kind in kinds))
        raise InputError(
            say(
                "“%(value)s” is no answer to %(place)s. Answers are kept like this: %(likes)s.",
                value=node.value,
                place=place,
                likes=likes,
            ),
            "segment",
        )
    raise InputError(
        say(
            "What is answered to %(place)s is private, or in people's own words, and is not kept."
            " Who answered at all: answered any in flow %(place)s",
            place=place,
        ),
        "segment",
    )


def _names(asks: list[Ask]) -> dict[str, str]:
    """Every word that a choice is taken by, and the key that is kept for it."""
    return {
        fold(word): key
        for ask in asks
        for words in ask.words.values()
        for word, key in words.items()
        if key in ask.choices
    }
