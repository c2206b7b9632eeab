"""What an organizer should know about a broadcast before it goes, besides its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.broadcasts.costs import TextCost
from bot.broadcasts.drafts import Draft
from bot.broadcasts.trials import find_alike
from bot.clarion import Clarion
from bot.sending.brakes import LANGUAGES
from bot.texting.audience import Share
from bot.texting.counting import counted
from bot.texting.wording import Wording, find_line

_LONG_HOURS = 9


def warnings_of(
    clarion: Clarion,
    draft: Draft,
    wording: Wording,
    shares: Sequence[Share],
    texts: Sequence[TextCost],
) -> Iterator[str]:
    """Every warning, a sentence each, the most telling ones first."""
    if draft.schedule.note:
        yield draft.schedule.note
    if clarion.settings.is_simulated and clarion.settings.ignore_texting_hours:
        yield (
            "Texting hours are off for the simulator; with people, some would be held or left out."
        )
    yield from _without_text(wording, shares)
    for text in texts:
        yield from _dear(text)
    yield from _long(clarion, sum(text.total_parts for text in texts))
    yield from _closed(clarion, draft)
    for title in find_alike(clarion, draft):
        yield f"“{title}”, sent within 48 hours, says nearly the same."


def _without_text(wording: Wording, shares: Sequence[Share]) -> Iterator[str]:
    """People who read a language that has no text, and what they would get."""
    missing: Counter[tuple[str, str]] = Counter()
    for share in shares:
        lang = share.group.lang
        if share.reason is not None or lang is None:
            continue
        used = wording.language_for(lang)
        if used != lang:
            missing[lang, used] += share.group.people
    for (lang, used), number in missing.most_common():
        people = counted(number, "person reads", "people read")
        yield (
            f"{people} {LANGUAGES.get(lang, lang)}, which has no text: they would get the one in "
            f"{LANGUAGES.get(used, used)}."
        )


def _dear(text: TextCost) -> Iterator[str]:
    if text.rewritten:
        shown = " ".join(text.offenders[:8])
        yield (
            f"{text.lang}: {shown} make this {text.parts} parts; written plainly it is "
            f"{text.rewritten_parts}."
        )
    dearer = sum(one.people for one in text.shares if one.parts > text.parts)
    if dearer:
        most = max(one.parts for one in text.shares)
        people = counted(dearer, "person", "people")
        why = f" ({' '.join(text.own_offenders[:8])})" if text.own_offenders else ""
        yield f"{text.lang}: with what is shown of {people}{why} it is up to {most} parts."


def _long(clarion: Clarion, total_parts: int) -> Iterator[str]:
    rate = clarion.settings.send_rate_per_s
    hours = total_parts / rate / 3600
    if hours > _LONG_HOURS:
        yield (
            f"At {rate:g} parts a second this takes {hours:.0f} hours: longer than one day's "
            "texting hours. People whose turn comes too late are skipped."
        )


def _closed(clarion: Clarion, draft: Draft) -> Iterator[str]:
    due = draft.schedule.due_at or clarion.clock.now()
    campaign = clarion.campaign.current()
    for lang, source in draft.texts.items():
        line = find_line(campaign, draft.line, lang, due)
        if "{line" in source and line is not None and not line.is_open(due):
            yield f"The line {line.shown} is closed at that time."
            return
