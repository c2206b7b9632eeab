"""Nothing asks people to call a line that is closed when they read it: errors.

Looked at are the texts that come by themselves, the calendar's and the series', at their hour in
every zone of the country. A text asks for a call when it shows {line}, or names in capitals a
keyword of a flow that gives the number while the line is open. It may do so all the same when it
says when the line opens.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.campaign.anatomy import steps_of, texts_of
from bot.campaign.documents import Document, Loc
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.campaign.series_models import read_when
from bot.engine import Campaign, fold
from bot.engine.series import GUESTS, HOSTING, JOINED
from bot.engine.template import Field, Part, TemplateError, compile_template
from bot.errors import Problem
from bot.sentences import say

# One for each clock that people in the United States live by.
ZONES = (
    "America/New_York", "America/Chicago", "America/Denver", "America/Phoenix",
    "America/Los_Angeles", "America/Anchorage", "Pacific/Honolulu", "America/Puerto_Rico",
)  # fmt: skip
_SAYS_WHEN = ("line.hours", "line.opens")
_CAPITALS = re.compile(r"[A-ZÁÉÍÓÚÑ]{3,}(?: [A-ZÁÉÍÓÚÑ]{2,})*")
WEEKDAYS = (
    say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday"),
    say("Saturday"), say("Sunday"),
)  # fmt: skip
_ANY_WEEK = date(2026, 9, 21)  # a week without a holiday, for texts that come on any day


def closed_lines_are_not_pushed(known: Known, campaign: Campaign) -> Iterator[Problem]:
    """Every text of the calendar and of the series that asks for a call at a closed hour."""
    if not campaign.lines:
        return
    words = _calling_keywords(known)
    for document, loc, texts, moments in _planned(known):
        for lang, text in texts.items():
            if not _asks_for_a_call(text, words):
                continue
            found = _closed_at(campaign, lang, moments)
            if found is not None:
                yield document.problem(
                    (*loc, lang) if lang != "*" else loc,
                    say(
                        "This text asks for a call, and the line is closed when it is "
                        "read: %(found)s.",
                        found=found,
                    ),
                    say("Say when it opens, with {line.hours}, or choose another hour."),
                    code="closed_line",
                )


def _calling_keywords(known: Known) -> frozenset[str]:
    """Keywords of flows that give the number as long as the line is open."""
    return frozenset(
        fold(word)
        for _, flow in known.flows
        if _asks_whether_open(flow) and _shows_number(flow)
        for words in flow.keywords.values()
        for word in words
    )


def _asks_whether_open(flow: FlowModel) -> bool:
    return any(
        isinstance(case.condition, dict) and case.condition.get("line") in ("open", "closed")
        for _, step, _ in steps_of(flow)
        for case in step.when
    )


def _shows_number(flow: FlowModel) -> bool:
    return any("{line}" in text for at in texts_of(flow) for text in at.texts.values())


def _asks_for_a_call(text: str, words: frozenset[str]) -> bool:
    try:
        pieces = compile_template(text).pieces
    except TemplateError:
        return False
    always: list[str | Field] = []
    for piece in pieces:
        if not isinstance(piece, Part):
            always.append(piece)
        elif piece.when not in ("open", "over"):
            always.extend(piece.pieces)
    fields = {piece.name for piece in always if isinstance(piece, Field)}
    if fields.intersection(_SAYS_WHEN):
        return False
    said = " ".join(piece for piece in always if isinstance(piece, str))
    return "line" in fields or any(fold(found) in words for found in _CAPITALS.findall(said))


Planned = tuple[Document, Loc, Mapping[str, str], Sequence[datetime]]


def _planned(known: Known) -> Iterator[Planned]:
    """Each text that comes by itself, with the instants it may be read at, zone by zone."""
    calendar = known.sources.calendar
    for index, entry in enumerate(calendar.model.entries if calendar else ()):
        at = datetime.fromisoformat(entry.at)
        moments = [at.replace(tzinfo=ZoneInfo(zone)) for zone in ZONES]
        assert calendar is not None  # noqa: S101 - its entries are walked
        yield calendar.document, ("entries", index, "say"), entry.say, moments
    for source in known.sources.series.values():
        for name, text in source.model.texts.items():
            moments = list(_moments(known, source.model.from_, text.when))
            yield source.document, ("texts", name, "say"), text.say or {}, moments


def _moments(known: Known, anchor: str, when: str) -> Iterator[datetime]:
    moment = read_when(when)
    if anchor in (*GUESTS, HOSTING, JOINED):
        days = [_ANY_WEEK + timedelta(days=ahead) for ahead in range(7)]
    else:
        name, _, end = anchor.partition(".")
        span = known.campaign.dates.get(name)
        if span is None:
            return
        days = [(span.until if end == "until" else span.from_) + timedelta(days=moment.days)]
    clocks = [moment.clock] if moment.clock else [time(hour) for hour in range(9, 21)]
    for day in days:
        for clock in clocks:
            yield from (datetime.combine(day, clock, ZoneInfo(zone)) for zone in ZONES)


def _closed_at(campaign: Campaign, lang: str, moments: Sequence[datetime]) -> str | None:
    """When and where the line is closed, the first such instant in words; None where never."""
    for at in moments:
        line = campaign.line(lang if lang != "*" else campaign.default_lang, at.astimezone(UTC))
        if line is not None and not line.is_open(at):
            zone = str(at.tzinfo).rpartition("/")[2].replace("_", " ")
            day = WEEKDAYS[at.weekday()]
            return say("%(day)s %(clock)s in %(zone)s", day=day, clock=f"{at:%H:%M}", zone=zone)
    return None
