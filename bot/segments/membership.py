"""Whether a made-up person is in a segment: for dry runs, with no record to ask."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.campaign.rehearsal import Rehearsal
from bot.clock import wall_time
from bot.segments import segments
from bot.store.segments.conditions import (
    Age,
    All,
    Answered,
    Both,
    Compare,
    Either,
    Flag,
    Near,
    Node,
    Not,
)

_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le,
    ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_LONG = timedelta(days=365)


def is_in(segment: str, rehearsal: Rehearsal) -> bool:
    """Whether the person is in the segment as things stand in the rehearsal.

    What a rehearsal cannot know (broadcasts received, actions, named segments, chapters) does not
    hold.
    Raises: InputError for a text that is no segment.
    """
    return _holds(segments.parse(segment).node, rehearsal)


def _holds(node: Node, rehearsal: Rehearsal) -> bool:
    if isinstance(node, All):
        return True
    if isinstance(node, Not):
        return not _holds(node.node, rehearsal)
    if isinstance(node, Both):
        return all(_holds(one, rehearsal) for one in node.nodes)
    if isinstance(node, Either):
        return any(_holds(one, rehearsal) for one in node.nodes)
    if isinstance(node, Near):
        return rehearsal.person.zip in node.zips
    if isinstance(node, Age):
        return _is_aged(node, rehearsal)
    if isinstance(node, Answered):
        return _answered(node, rehearsal)
    if isinstance(node, Compare):
        return _compares(node, rehearsal)
    if isinstance(node, Flag):
        return _flag(node.field, rehearsal)
    return False


def _is_aged(node: Age, rehearsal: Rehearsal) -> bool:
    if node.field != "joined" or not rehearsal.person.is_opted_in:
        return False
    joined = rehearsal.joined_at
    age = rehearsal.now - joined if joined else _LONG
    return _COMPARE[node.comparison](age.total_seconds(), node.age_s)


def _answered(node: Answered, rehearsal: Rehearsal) -> bool:
    return any(
        flow == node.flow
        and node.step in ("", step)
        and (not node.value or node.value.lower() == what.lower())
        for (flow, step), what in rehearsal.answers.items()
    )


def _flag(name: str, rehearsal: Rehearsal) -> bool:
    person = rehearsal.person
    known = {
        "dj": "dj" in person.tags,
        "known_zip": person.zip is not None,
        "in_conversation": rehearsal.session is not None,
    }
    return known.get(name, False)


def _compares(node: Compare, rehearsal: Rehearsal) -> bool:
    person = rehearsal.person
    compare = _COMPARE[node.comparison]
    head, _, name = node.field.partition(".")
    if node.field == "tag":
        return (str(node.value).lower() in person.tags) is (node.comparison == "=")
    if node.field in ("events", "broadcasts", "brought", "came", "led"):
        return compare(0, node.value)
    if head in ("event", "waiting", "hosting", "called_off", "flow"):
        return node.comparison == "!="
    if head == "reports":
        return compare(rehearsal.reports.get(name, 0), node.value)
    if node.field == "joined":
        joined = rehearsal.joined_at or wall_time() - _LONG
        return compare(joined.date(), node.value)
    found: object = person.fields.get(name) if head == "field" else getattr(person, head, None)
    return compare(str(found or "").lower(), str(node.value).lower())
