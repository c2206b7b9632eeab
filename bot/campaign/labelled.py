"""Labelled texts: files of texts with what they should be understood as, and how many are.

Forms, by their first key: `texts` (who wants out: out, not, unsure), `keywords` or `sentences`
(the flows that may begin), `answers` (what a question should keep), `languages` (which one a text
is in, or asks for). Conversations of several people, `journeys`, are played by
bot/rehearsals/journeys.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.campaign.asked import answer_of
from bot.campaign.documents import read_document
from bot.engine import Campaign, Person, Sense, Verdict, World, language_in, listen
from bot.errors import InputError
from bot.sentences import say

_NOON = datetime(2026, 9, 22, 15, tzinfo=UTC)
_NONE = "none"
_SHORT = 3  # words
_STOPS = {Sense.STOP: "out", Sense.STOP_UNSURE: "unsure"}


@dataclass(frozen=True, slots=True)
class Judged:
    """One labelled text: what was right, what it was understood as, and how that counts."""

    kind: str
    text: str
    lang: str
    expected: tuple[str, ...]
    got: str
    outcome: str
    why: str = ""


@dataclass(slots=True)
class Figures:
    """How many texts of a kind had each outcome."""

    kind: str
    outcomes: Counter[str] = field(default_factory=Counter)

    @property
    def total(self) -> int:
        """How many texts of the kind there are."""
        return self.outcomes.total()

    def share(self, *outcomes: str) -> float:
        """The share of texts with one of these outcomes; 1 where there are none."""
        return sum(self.outcomes[o] for o in outcomes) / self.total if self.total else 1.0


def judge(campaign: Campaign, path: Path) -> list[Judged]:
    """Listen to every text of a labelled file. Raises InputError for a file of another form."""
    document, problems = read_document(path, path.name)
    if document is None or not isinstance(document.data, dict):
        wrong = say(
            "%(file)s is not a table. Write YAML with one of these lists: %(forms)s.",
            file=path.name,
            forms=", ".join(_FORMS),
        )
        raise InputError(str(problems[0]) if problems else wrong, "file")
    for key, read in _FORMS.items():
        rows = document.data.get(key)
        if isinstance(rows, list):
            return [read(campaign, row) for row in rows]
    forms = ", ".join(_FORMS)
    raise InputError(
        say("%(file)s has none of these lists: %(forms)s.", file=path.name, forms=forms), "file"
    )


def figures(judged: Sequence[Judged]) -> list[Figures]:
    """The figures of each kind, in the order of the file."""
    found: dict[str, Figures] = {}
    for one in judged:
        found.setdefault(one.kind, Figures(one.kind)).outcomes[one.outcome] += 1
    return list(found.values())


def failures(judged: Sequence[Judged]) -> Iterator[Judged]:
    """The texts that were not understood as they should be."""
    return (one for one in judged if one.outcome not in _RIGHT)


_RIGHT = ("right", "asked")


def moment(text: str | None, zone: str) -> datetime:
    """ "2026-09-22 11:00" in the campaign's zone, as an instant; a Tuesday noon without one."""
    if not text:
        return _NOON
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


# --- stop ------------------------------------------------------------------------------------


def _stop_text(campaign: Campaign, row: Mapping[str, Any]) -> Judged:
    label, text = row["label"], row["text"]
    verdict = listen(campaign, None, _person(row), World(_NOON), text)
    got = _STOPS.get(verdict.sense, "not")
    kind = f"{label}, must" if row.get("must") == "true" else label
    outcome = "right" if got == label else "wrong"
    return Judged(kind, text, row["lang"], (label,), got, outcome, verdict.why)


def _person(row: Mapping[str, Any]) -> Person:
    """Somebody on the list who never chose a language."""
    return Person(1, is_opted_in=True)


# --- keywords and sentences --------------------------------------------------------------------


def _keyword_text(campaign: Campaign, row: Mapping[str, Any]) -> Judged:
    """Reached at once, or by one question; a catch-all is silent, and wrong where it is the
    right answer to offer something."""
    expected = tuple(row["expected"])
    verdict = listen(campaign, None, _person(row), World(_NOON), row["text"])
    got = led_to(verdict)
    if not {got, *_AS_GOOD.get(got, ()), verdict.or_flow or got}.isdisjoint(expected):
        outcome = "asked" if verdict.asks else "right"
    else:
        outcome = "silent" if got == "unknown" else "wrong"
    got = f"{got} or {verdict.or_flow}" if verdict.or_flow else got
    kind = f"{'sentences' if len(row['text'].split()) > _SHORT else 'keywords'} {row['lang']}"
    return Judged(kind, row["text"], row["lang"], expected, got, outcome, verdict.why)


# Danger is answered whatever else is said, and to fear of being seen or traced with what is safe;
# the language asked for is as good as the choice of one.
_AS_GOOD = {"danger": ("unknown", "safe"), ":language": ("language",)}


def led_to(verdict: Verdict) -> str:
    """Where a verdict leads: a flow, or ":help" and the like for the standing words."""
    if verdict.sense in (Sense.KEYWORD, Sense.MEANING, Sense.SUGGESTION):
        return verdict.flow
    if verdict.sense in (Sense.HELP, Sense.LANGUAGE, Sense.START, Sense.STOP):
        return f":{verdict.sense}"
    return "unknown" if verdict.sense is Sense.ANSWER else str(verdict.sense)


# --- answers -----------------------------------------------------------------------------------


def _answer_text(campaign: Campaign, row: Mapping[str, Any]) -> Judged:
    expected = tuple("null" if one in (None, "") else one for one in row["expected"])
    at = moment(row.get("at"), campaign.zone)
    got, why = answer_of(campaign, row, at)
    if got in expected:
        outcome = "right"
    else:
        outcome = "not understood" if got == "null" else "kept wrong"
        outcome = got if got == "skipped" else "refused" if got == "outside" else outcome
    return Judged(f"answers {row['kind']}", row["text"], row["lang"], expected, got, outcome, why)


# --- languages -------------------------------------------------------------------------------


def _language_text(campaign: Campaign, row: Mapping[str, Any]) -> Judged:
    """`lang`: which language the words tell, or none; `switch`: which one is asked for, or none.

    A text whose words tell nothing, though it has a language, abstains."""
    text = row["text"]
    if "switch" in row:
        expected = row["switch"]
        verdict = listen(campaign, None, _person(row), World(_NOON), text)
        got = verdict.lang if verdict.sense is Sense.LANGUAGE else _NONE
        kind = f"switch {expected}"
    else:
        expected, got = row["lang"], language_in(campaign, text) or _NONE
        size = ", short" if len(text.split()) <= _SHORT else ""
        kind = f"language {expected}{size}"
    outcome = "right" if got == expected else "abstains" if got == _NONE else "wrong"
    return Judged(kind, text, expected, (expected,), got, outcome)


_FORMS: Mapping[str, Callable[[Campaign, Mapping[str, Any]], Judged]] = {
    "texts": _stop_text,
    "keywords": _keyword_text,
    "sentences": _keyword_text,
    "answers": _answer_text,
    "languages": _language_text,
}
