"""Rules for the calendar: whom its texts are for."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.conditions import read_condition
from bot.campaign.flow_compiling import days_of
from bot.campaign.known import Known, did_you_mean
from bot.campaign.shapes import words_of
from bot.errors import Problem
from bot.sentences import say

_FIELDS = ("known", "field")


def readers_can_be_found(known: Known) -> Iterator[Problem]:
    """`to` is a condition, on fields and languages of the campaign."""
    source = known.sources.calendar
    for index, entry in enumerate(source.model.entries if source else ()):
        place = ("entries", index, "to")
        try:
            read_condition(entry.to, days_of(known.campaign))
        except ValueError as error:
            message, mend = words_of(error)
            yield source.problem(place, message, mend, step=entry.name, code="condition")  # type: ignore[union-attr]
            continue
        for key, value in _parts(entry.to):
            for message, mend in _faults(known, key, value):
                yield source.problem(place, message, mend, step=entry.name, code="condition")  # type: ignore[union-attr]


def tags_are_given(known: Known) -> Iterator[Problem]:
    """A tag that no flow gives is on nobody, unless by hand or by a list."""
    source = known.sources.calendar
    given = {tag for _, _, effects, _ in known.effects for tag in effects.tag} | set(
        known.campaign.less
    )
    for index, entry in enumerate(source.model.entries if source else ()):
        for key, value in _parts(entry.to):
            if key == "tag" and value not in given:
                yield source.problem(  # type: ignore[union-attr]
                    ("entries", index, "to"),
                    say("No flow gives the tag “%(tag)s”.", tag=value),
                    did_you_mean(value, given, say("It must come by hand or with a list.")),
                    step=entry.name,
                    code="calendar_tag",
                    severity="warning",
                )


def _faults(known: Known, key: str, value: str) -> Iterator[tuple[str, str]]:
    if key == "lang" and value not in known.languages:
        yield (
            say("“%(value)s” is no language of the campaign.", value=value),
            did_you_mean(value, known.languages),
        )
    if key in _FIELDS and value not in known.campaign_fields and not value.startswith("count."):
        yield (
            say("Nothing fills the field '%(field)s'.", field=value),
            did_you_mean(value, known.campaign_fields),
        )


def _parts(condition: object) -> Iterator[tuple[str, str]]:
    """Every test of a condition with what it compares with, inner ones too."""
    if isinstance(condition, list):
        for one in condition:
            yield from _parts(one)
    if not isinstance(condition, dict):
        return
    for key, value in condition.items():
        if isinstance(value, str):
            yield str(key), value
        else:
            yield from _parts(value)
