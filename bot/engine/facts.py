"""The fields every text can show, besides what flows keep: the person, the line, today."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.engine.events import Scalar

if TYPE_CHECKING:
    from bot.engine.walk import Walk


def _line(walk: Walk) -> Scalar | None:
    line = walk.campaign.line(walk.lang, walk.world.now)
    return line.shown if line else None


def _hours(walk: Walk) -> Scalar | None:
    line = walk.campaign.line(walk.lang, walk.world.now)
    if line is None:
        return None
    return line.hours_text.get(walk.lang) or line.hours_text.get(walk.campaign.default_lang)


def _opens(walk: Walk) -> Scalar | None:
    line = walk.campaign.line(walk.lang, walk.world.now)
    opens = line.next_open(walk.world.now) if line else None
    if line is None or opens is None:
        return None
    local = opens.astimezone(ZoneInfo(walk.person.zone or line.zone))
    return local.replace(tzinfo=None).isoformat("minutes")


# name -> (what it is, for docs and lint; how it is found)
_FACTS: Mapping[str, tuple[str, Callable[[Walk], Scalar | None]]] = {
    "name": ("The person's name.", lambda w: w.told.get("name", w.person.name)),
    "zip": ("The person's ZIP.", lambda w: w.told.get("zip", w.person.zip)),
    "city": ("The city of the person's ZIP.", lambda w: w.person.city),
    "state": ("The state of the person's ZIP.", lambda w: w.person.state),
    "code": ("The person's own invite code.", lambda w: w.person.code or None),
    "spoken": (
        "The person's own language, once they have shown it.",
        lambda w: w.told.get("lang", w.person.lang),
    ),
    "lang": ("The language of the conversation.", lambda w: w.lang),
    "today": (
        "Today, in the person's zone; show it with |date.",
        lambda w: w.local_now().date().isoformat(),
    ),
    "rest": ("The words after the keyword.", lambda w: w.rest or None),
    "line": ("The call-in number for the person's language.", _line),
    "line.hours": ("When that line is open.", _hours),
    "line.opens": (
        "When it opens next, in the person's zone; show it with |date and |time.",
        _opens,
    ),
}
FACTS: Mapping[str, Callable[[Walk], Scalar | None]] = {k: v[1] for k, v in _FACTS.items()}
FACT_NAMES: Mapping[str, str] = {k: v[0] for k, v in _FACTS.items()}
