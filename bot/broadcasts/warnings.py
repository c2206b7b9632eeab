"""What an organizer should know about a broadcast before it goes, besides its numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from bot.broadcasts.costs import TextCost
from bot.broadcasts.drafts import Draft
from bot.broadcasts.trials import find_alike
from bot.clarion import Clarion
from bot.engine import parts
from bot.segments import segments
from bot.sending import comparing
from bot.sentences import say, say_many
from bot.store.imports import lists
from bot.texting.audience import Share, condition_of, recipients
from bot.texting.wording import Wording, find_line
from bot.texting.words import language_name

_LONG_HOURS = 9
# One in five people who get a text and call is more than any text has brought.
_CALLS_OF_EACH = 5


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
        yield say(
            "Texting hours are off for the simulator; with people, some would be held or left out."
        )
    yield from _without_text(wording, shares)
    for text in texts:
        yield from _dear(text)
    yield from _first_texts(clarion, draft, wording)
    yield from _long(clarion, sum(text.total_parts for text in texts))
    yield from _closed(clarion, draft)
    yield from _few_to_compare(draft, shares)
    for title in find_alike(clarion, draft):
        yield say("“%(title)s”, sent within 48 hours, says nearly the same.", title=title)


def _few_to_compare(draft: Draft, shares: Sequence[Share]) -> Iterator[str]:
    """Two texts are tried on so few that nobody will be able to tell."""
    rule = comparing.rule_of(draft.settings) if draft.texts_b else None
    if rule is None:
        return
    each = recipients(shares) * rule.share // 200
    if each < _CALLS_OF_EACH * rule.least:
        yield say(
            "About %(each)s people try each text, and %(least)s have to call before anything is "
            "decided: most likely nobody can tell. Let more people try them.",
            each=f"{each:,}",
            least=rule.least,
        )


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
        yield say_many(
            "%(num)s person reads %(language)s, which has no text: they would get the one in "
            "%(other_language)s.",
            "%(num)s people read %(language)s, which has no text: they would get the one in "
            "%(other_language)s.",
            number,
            language=language_name(lang),
            other_language=language_name(used),
        )


def _dear(text: TextCost) -> Iterator[str]:
    if text.rewritten:
        shown = " ".join(text.offenders[:8])
        yield say(
            "%(lang)s: %(marks)s make this %(count)s parts; written plainly it is %(fewer)s.",
            lang=text.lang, marks=shown, count=text.parts, fewer=text.rewritten_parts,
        )  # fmt: skip
    dearer = sum(one.people for one in text.shares if one.parts > text.parts)
    if dearer:
        most = max(one.parts for one in text.shares)
        marks = " ".join(text.own_offenders[:8])
        if marks:
            yield say_many(
                "%(lang)s: with what is shown of %(num)s person (%(marks)s) it is up to "
                "%(count)s parts.",
                "%(lang)s: with what is shown of %(num)s people (%(marks)s) it is up to "
                "%(count)s parts.",
                dearer, lang=text.lang, marks=marks, count=most,
            )  # fmt: skip
        else:
            yield say_many(
                "%(lang)s: with what is shown of %(num)s person it is up to %(count)s parts.",
                "%(lang)s: with what is shown of %(num)s people it is up to %(count)s parts.",
                dearer, lang=text.lang, count=most,
            )  # fmt: skip


def _first_texts(clarion: Clarion, draft: Draft, wording: Wording) -> Iterator[str]:
    """People whom a list brought, whose first text carries the disclosure, and what that costs."""
    campaign = clarion.campaign.current()
    if "disclosure" not in campaign.texts:
        return
    with clarion.record.transaction() as connection:
        node = segments.parse(draft.segment).node
        condition, parameters = condition_of(clarion.sealer, connection, node, clarion.clock.now())
        people = lists.owed_disclosure(connection, condition, parameters)
    if not people:
        return
    more = 0
    for lang in draft.texts:
        body = wording.body(lang, None)
        whole = campaign.as_sent(f"{body.text}\n{campaign.text('disclosure', lang)}")
        more = max(more, parts(whole).count - body.parts)
    yield say_many(
        "%(num)s person came by a list and gets their first text: who writes and how to stop goes"
        " with it, up to %(count)s parts more.",
        "%(num)s people came by a list and get their first text: who writes and how to stop goes"
        " with it, up to %(count)s parts more for each.",
        people,
        count=more,
    )


def _long(clarion: Clarion, total_parts: int) -> Iterator[str]:
    rate = clarion.settings.send_rate_per_s
    hours = total_parts / rate / 3600
    if hours > _LONG_HOURS:
        yield say(
            "At %(rate)s parts a second this takes %(hours)s hours: longer than one day's texting "
            "hours. People whose turn comes too late are skipped.",
            rate=f"{rate:g}",
            hours=f"{hours:.0f}",
        )


def _closed(clarion: Clarion, draft: Draft) -> Iterator[str]:
    due = draft.schedule.due_at or clarion.clock.now()
    campaign = clarion.campaign.current()
    for lang, source in draft.texts.items():
        line = find_line(campaign, draft.line, lang, due)
        if "{line" in source and line is not None and not line.is_open(due):
            yield say("The line %(line)s is closed at that time.", line=line.shown)
            return
