"""Phone banks are set only for hours when a line answers: errors.

A flow that makes one asks `phone_bank.hours` first, and no text of it names, as an example, an hour
at which no line is open on any day of the week.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import time

from bot.campaign.anatomy import steps_of, texts_of
from bot.campaign.compiling import read_hours
from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.errors import Problem
from bot.sentences import say

_MAKES, _ASKS = "phone_bank.host", "phone_bank.hours"
_CLOCK = re.compile(r"\b(1[0-2]|[1-9])(?::([0-5]\d))? ?([ap])\.?m\b", re.IGNORECASE)


def phone_banks_are_when_a_line_answers(known: Known) -> Iterator[Problem]:
    """Where lines have hours, a phone bank is asked for within them."""
    spans = _spans(known)
    if not spans:
        return
    for source, flow in known.flows:
        makes = [loc for _, step, loc in steps_of(flow) if step.do == _MAKES]
        if makes:
            yield from _unasked(source, flow, makes[0])
            yield from _closed(source, flow, spans)


def _unasked(source: Source[FlowModel], flow: FlowModel, loc: Loc) -> Iterator[Problem]:
    if not any(step.do == _ASKS for _, step, _ in steps_of(flow)):
        yield source.problem(
            (*loc, "do"),
            say("This makes a phone bank at any hour, and the line is not always open."),
            say("Ask by `do: phone_bank.hours` first, with date, time and zip."),
            code="closed_line",
        )


def _closed(
    source: Source[FlowModel], flow: FlowModel, spans: list[tuple[time, time]]
) -> Iterator[Problem]:
    for text in texts_of(flow):
        for lang, words in text.texts.items():
            if _names_closed(words, spans):
                yield source.problem(
                    (*text.loc, lang) if lang != "*" else text.loc,
                    say("This text names an hour at which no line is open."),
                    say("Name one within the hours of `lines` in campaign.yaml."),
                    step=text.step,
                    code="closed_line",
                )


def _spans(known: Known) -> list[tuple[time, time]]:
    """When a line is open, on any day; nothing where one always is, or its hours cannot be read."""
    spans: list[tuple[time, time]] = []
    for line in known.campaign.lines.values():
        try:
            by_day = read_hours(line.hours)
        except ValueError:
            return []
        if not by_day:
            return []
        spans += [span for day in by_day.values() for span in day]
    return spans


def _names_closed(words: str, spans: list[tuple[time, time]]) -> bool:
    for found in _CLOCK.finditer(words):
        hour = int(found[1]) % 12 + (12 if found[3].lower() == "p" else 0)
        at = time(hour, int(found[2] or 0))
        if not any(start <= at < end for start, end in spans):
            return True
    return False
