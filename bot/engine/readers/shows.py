"""When a show is on: "La Hora Pico, 4-7pm", "lunes a viernes de 6 a 10 de la mañana y sábado 9am".

A show has a name, and one or several slots: days of the week and an hour, or a range of hours.
Hours that may be am or pm are not guessed: the reading is not sure, and is shown and asked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import time

from bot.engine.readers.clocks import Hours, spread
from bot.engine.readers.hours import Hour, hours_said
from bot.engine.readers.numbers import collapse
from bot.engine.readers.tokens import Token, read_tokens
from bot.engine.wording import Lexicon, fold

# "L-V", "M-F", "L a V": weekdays as schedules write them.
_WEEK = re.compile(r"\b(?:L\s?(?:-|a)\s?V|M\s?(?:-|to)\s?F)\b", re.IGNORECASE)
_WEEKS = {"l": "lunes a viernes", "m": "monday to friday"}
_EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
_LOOSE = re.compile(
    r"(?:[\s,;:–-]|\b(?:on|at|every|from|los|las|el|la|de|a|y|and|cada|del|is|es|son|airs|runs|"
    r"goes|its|it's|live|in the|the|desde|por|en|todos|son|pasa|sale|we are on|we're on|estamos|"
    r"al aire|on air|it|and it)\b)+$",
    re.IGNORECASE,
)
_LEADS = re.compile(
    r"^(?:\s*(?:my show is called|my show is|the show is called|the show is|show is|"
    r"its called|"
    r"it's called|its|it's|i host|i do|i have|mi programa se llama|el programa se llama|se llama|"
    r"mi programa es|el programa es|es|programa|tengo|hago|conduzco|i'm on|im on|estoy|salgo|"
    r"also|tambien|también|no|sorry|perdon|perdón|now|ahora|its now)\b[\s,:]*)+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Slot:
    """The weekdays (Monday is 0) and the wall-clock time a show begins and, where it is told,
    ends, in the DJ's own zone."""

    days: tuple[int, ...]
    at: time
    until: time | None = None


@dataclass(frozen=True, slots=True)
class Show:
    """A show as it is told. Not `is_sure`: its hours may be am or pm, ask. `adds`: it is on top
    of the slots that are known ("also Saturdays 9am")."""

    name: str = ""
    slots: tuple[Slot, ...] = ()
    is_sure: bool = True
    adds: bool = False


def read_show(text: str, lexicon: Lexicon, lang: str) -> Show:
    """The show's name and its slots. Hours without days are every day; days without hours, and a
    text without either, are no slot, and the text is a name."""
    text = _WEEK.sub(lambda found: _WEEKS[found[0][0].lower()], text)
    tokens = collapse(read_tokens(text, lexicon.tongues, lang))
    parts = _parts(tokens)
    days_at = [at for at, token in enumerate(tokens) if token.has("weekday", "weekdays")]
    if not parts:
        first = tokens[days_at[0]].start if days_at else len(text)
        return Show(_stripped(text[:first]), is_sure=not days_at)
    half = _half_of_all(tokens)
    slots = [_slot(tokens, part, half) for part in parts]
    begin = min(tokens[at].start for at in [*days_at, *(p.from_.start for p in parts)])
    end = max(
        [tokens[(p.until or p.from_).end - 1].end for p in parts]
        + [tokens[at].end for at in days_at]
    )
    adds = any(token.text in ("also", "tambien", "too") for token in tokens)
    return Show(
        _name(text, begin, end),
        tuple(slot for slot, _ in slots if slot is not None),
        is_sure=all(sure and slot is not None for slot, sure in slots),
        adds=adds,
    )


def _parts(tokens: Sequence[Token]) -> list[Hours]:
    """The ranges of hours and hours in a text. Bare numbers count in a range, or beside days."""
    hours = hours_said(tokens)
    has_days = any(token.has("weekday", "weekdays") for token in tokens)
    found: list[Hours] = []
    at = 0
    while at < len(hours):
        first = hours[at]
        then = hours[at + 1] if at + 1 < len(hours) else None
        if then is not None and _joins(tokens[first.end : then.start]):
            found.append(spread(first, then))
            at += 2
            continue
        if first.is_marked or (has_days and _is_beside_days(tokens, first)):
            found.append(Hours(first))
        at += 1
    return found


def _joins(between: Sequence[Token]) -> bool:
    is_short = bool(between) and len(between) <= 3
    return is_short and any(token.has("to") or token.text in ("-", "–") for token in between)


def _is_beside_days(tokens: Sequence[Token], hour: Hour) -> bool:
    """ "weekdays 7", "los sábados a las 9": not the 98 of "Show 98"."""
    before = tokens[max(0, hour.start - 3) : hour.start]
    return any(token.has("weekday", "weekdays", "at") for token in before)


def _half_of_all(tokens: Sequence[Token]) -> str:
    """The one part of the day a text names anywhere: "morning show 6-10"."""
    parts = {str(token.senses["part"]) for token in tokens if token.has("part")}
    return parts.pop() if len(parts) == 1 else ""


def _slot(tokens: Sequence[Token], hours: Hours, half: str) -> tuple[Slot | None, bool]:
    """The slot, and whether it is sure."""
    if half and not hours.from_.half and not (hours.until and hours.until.half):
        hours = _halved(hours, half)
    begins, is_sure = _clock(hours.from_)
    if begins is None:
        return None, False
    until = _clock(hours.until)[0] if hours.until is not None else None
    if hours.until is not None and hours.from_.half and not hours.until.half:
        until = _next(hours.until, begins)
    return Slot(_days_before(tokens, hours.from_.start), begins, until), is_sure


def _halved(hours: Hours, half: str) -> Hours:
    if hours.until is None:
        return Hours(replace(hours.from_, half=half))
    if half == "a":
        return Hours(replace(hours.from_, half="a"), hours.until)
    return spread(hours.from_, replace(hours.until, half=half))


def _next(hour: Hour, begins: time) -> time | None:
    """The first such hour after the beginning."""
    clocks = [replace(hour, half=half).clock for half in ("a", "p")]
    later = [clock for clock in clocks if clock is not None and clock > begins]
    return min(later) if later else clocks[0]


def _clock(hour: Hour) -> tuple[time | None, bool]:
    if hour.clock is not None:
        return hour.clock, True
    return replace(hour, half="a").clock, False


# --- days ---------------------------------------------------------------------------------------


def _days_before(tokens: Sequence[Token], hour_at: int) -> tuple[int, ...]:
    """The days an hour belongs to: the group nearest before it, else the one behind, else all."""
    groups = _groups(tokens)
    before = [days for at, days in groups if at < hour_at]
    behind = [days for at, days in groups if at > hour_at]
    return before[-1] if before else behind[0] if behind else _EVERY_DAY


def _groups(tokens: Sequence[Token]) -> list[tuple[int, tuple[int, ...]]]:
    """Days that stand together: "lunes a viernes", "Sat & Sun", "weekdays"; an hour ends one."""
    found: list[tuple[int, list[int]]] = []
    last_at = -10
    for at, token in enumerate(tokens):
        named = _named(token)
        if not named:
            continue
        between = tokens[last_at + 1 : at] if found else []
        is_same = bool(found) and all(
            t.has("to", "and", "day_word", "article", "self") or t.text in "-,&/–"
            for t in between
        ) and len(between) <= 3  # fmt: skip
        if is_same and any(t.has("to") or t.text in "-–" for t in between):
            found[-1][1].extend(_between(found[-1][1][-1], named[0]))
        elif is_same:
            found[-1][1].extend(named)
        else:
            found.append((at, named))
        last_at = at
    return [(at, tuple(sorted(set(days)))) for at, days in found]


def _named(token: Token) -> list[int]:
    group = token.senses.get("weekdays")
    if group is not None:
        return [int(day) for day in str(group).split(",")]
    day = token.senses.get("weekday")
    return [day] if isinstance(day, int) else []


def _between(first: int, last: int) -> list[int]:
    return [(first + ahead) % 7 for ahead in range(1, (last - first) % 7 + 1)]


# --- the name -----------------------------------------------------------------------------------


def _name(text: str, begin: int, end: int) -> str:
    """What stands before the days and hours, else what stands behind them."""
    for part in (_stripped(text[:begin]), _stripped(text[end:])):
        if part and any(map(str.isalpha, part)) and fold(part) not in ("o clock", "am", "pm"):
            return part
    return ""


def _stripped(part: str) -> str:
    part = _LEADS.sub("", part).strip(" ,;:-–.()\"'")
    while (shorter := _LOOSE.sub("", part)) != part:
        part = shorter.strip(" ,;:-–.()\"'")
    return part
