"""Conditions as organizers write them, read into the engine's."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from bot.campaign.shapes import WrongValue
from bot.engine.conditions import TESTS, Condition
from bot.engine.template import PHASES
from bot.sentences import say

Span = tuple[date, date]
_COMPARE = ("is", "one_of", "over", "under")


def read_condition(given: Any, dates: Mapping[str, Span]) -> Condition:
    """A condition from plain data; `dates` are the campaign's. None always holds.

    Raises: WrongValue.
    """
    if given is None:
        return Condition()
    if not isinstance(given, dict) or not given:
        raise WrongValue(
            say("A condition is a table."), say("Write it like {tag: dj} or {line: open}.")
        )
    parts: dict[str, str] = {}
    every: list[Condition] = []
    some: list[Condition] = []
    negated: Condition | None = None
    for key, value in given.items():
        if key == "not":
            negated = read_condition(value, dates)
        elif key in ("all", "any"):
            inner = [read_condition(one, dates) for one in _list(value)]
            (every if key == "all" else some).extend(inner)
        elif key == "during":
            every.append(_during(value, dates))
        else:
            parts[key] = _part(key, _day(key, value, dates))
    if any(key in parts for key in _COMPARE) and "field" not in parts:
        raise WrongValue(
            say("What is compared is missing."), say("Name it: {field: station, is: KDNA}.")
        )
    return Condition(parts, tuple(every), tuple(some), negated)


def _day(key: str, value: Any, dates: Mapping[str, Span]) -> Any:
    """`before: week` means before its first day, `after: week` after its last."""
    span = dates.get(value) if key in ("before", "after") and isinstance(value, str) else None
    return (span[0] if key == "before" else span[1]).isoformat() if span else value


def _during(value: Any, dates: Mapping[str, Span]) -> Condition:
    span = dates.get(value) if isinstance(value, str) else None
    if span is None:
        known = ", ".join(dates) or say("none yet")
        raise WrongValue(
            say("There are no dates '%(value)s'.", value=value),
            say("Dates in campaign.yaml: %(known)s.", known=known),
        )
    outside = ({"before": span[0].isoformat()}, {"after": span[1].isoformat()})
    return Condition(every=tuple(Condition(negated=Condition(parts)) for parts in outside))


def _list(value: Any) -> list[Any]:
    if not isinstance(value, list):
        raise WrongValue(
            say("all and any take a list."), say("Write it like {any: [{tag: dj}, {tag: host}]}.")
        )
    return value


def _part(key: str, value: Any) -> str:
    if key not in TESTS:
        raise WrongValue(
            say("'%(key)s' is not a condition.", key=key),
            say("Conditions: %(tests)s, during, all, any, not.", tests=", ".join(TESTS)),
        )
    if isinstance(value, list):
        value = ",".join(str(one) for one in value)
    if not isinstance(value, str):
        raise WrongValue(
            say("'%(key)s' is compared with one text.", key=key),
            say("Write it like {%(key)s: ...}.", key=key),
        )
    _check(key, value)
    return value


def _check(key: str, value: str) -> None:
    try:
        if key in ("before", "after", "on"):
            date.fromisoformat(value)
        elif key in ("over", "under"):
            float(value)
        elif key == "clock":
            start, _, end = value.partition("-")
            time.fromisoformat(start.strip())
            time.fromisoformat(end.strip())
    except ValueError:
        raise WrongValue(
            say("'%(value)s' does not fit '%(key)s'.", value=value, key=key), _HOW[key]
        ) from None
    if key == "phase" and value not in PHASES:
        raise WrongValue(
            say("'%(value)s' does not fit '%(key)s'.", value=value, key=key),
            say("It is before, week or after."),
        )
    if key == "line" and value not in ("open", "closed", "over", "none"):
        raise WrongValue(
            say("'%(value)s' does not fit '%(key)s'.", value=value, key=key),
            say("It is open, closed, over or none."),
        )


_HOW = {
    "before": say("Write a day like 2026-09-21, or a name under `dates`."),
    "after": say("Write a day like 2026-09-27, or a name under `dates`."),
    "on": say("Write a day like 2026-09-21."),
    "over": say("Write a number."),
    "under": say("Write a number."),
    "clock": say('Write it like "09:00-17:00".'),
}
