"""Warnings about money: SMS parts, and accents that double the price."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bot.campaign.acts import acts
from bot.campaign.known import Known
from bot.campaign.rules.texts import Words, all_words
from bot.campaign.rules.voice_texts import VOICE_TEXTS
from bot.engine import Campaign, parts, rewrite
from bot.engine.facts import FACT_NAMES
from bot.engine.template import LINE_STATES, PHASES, Part, compile_template
from bot.engine.text import MAX_CHARACTERS
from bot.errors import Problem
from bot.sentences import say, say_many

# What fields are filled with to see how long a text may get: on the long side of usual.
_SAMPLES = {
    "name": "Esperanza",
    "zip": "60608",
    "city": "San Francisco",
    "state": "CA",
    "code": "ELM7",
    "lang": "en",
    "spoken": "en",
    "today": "2026-09-23",
    "line": "(866) 473-5915",
    "line.opens": "2026-09-24T09:00",
    "duty.back": "2026-09-24T09:00",
    "suggestion": "PHONEBANK",
    "answer": "12",
    "rest": "ELM7",
    "events.going": "24",
    "events.signed": "18",
    "example.day": "24 de septiembre",
    "leads": "2",
    "phase": "week",
    "line.state": "open",
}
_ON_REQUEST = "text"  # values of this name (a script's) may be long: people ask for them


def sample_text(known: Known, campaign: Campaign, words: Words, lang: str) -> str:
    """A text filled with samples, as long as it usually gets: in its longest phase, and with the
    line in the state that says most."""
    template = compile_template(words.text)
    at_times: list[dict[str, str]] = [{}]
    if any(isinstance(piece, Part) and piece.when for piece in template.pieces):
        at_times = [{"phase": p, "line.state": state} for p in PHASES for state in LINE_STATES]
    texts = (
        template.render(_filler(known, campaign, lang, at), lang, campaign.lexicon)
        for at in at_times
    )
    return max(texts, key=lambda text: parts(campaign.as_sent(text)).units)


def _filler(
    known: Known, campaign: Campaign, lang: str, at: Mapping[str, str]
) -> Callable[[str], str]:
    def look_up(name: str) -> str:
        noun, _, value = name.partition(".")
        for act in acts().values():
            if act.noun == noun and value in act.sample.values:
                return "" if value == _ON_REQUEST else str(act.sample.values[value])
        if name == "line.hours":
            return next((n.hours_text.get(lang, "") for n in known.campaign.lines.values()), "")
        shown = at.get(name) or campaign.value(name, lang)
        if shown is not None:
            return shown
        return _SAMPLES.get(name) or ("1234" if name.startswith("count.") else "ten letters")

    return look_up


def texts_fit(known: Known, campaign: Campaign) -> Iterator[Problem]:
    """Texts stay within the campaign's parts, and no accent makes one dearer unseen."""
    for words in all_words(known):
        is_spoken = words.loc[:1] == ("texts",) and words.loc[1] in VOICE_TEXTS
        if is_spoken or words.source.document.path.startswith("scripts/"):
            continue
        for lang in [words.lang] if words.lang != "*" else campaign.languages:
            sent = campaign.as_sent(sample_text(known, campaign, words, lang))
            yield from _dear(known, words, sent, accents=not campaign.folds_sms)


def _dear(known: Known, words: Words, text: str, *, accents: bool) -> Iterator[Problem]:
    now = parts(text)
    safe = parts(rewrite(text, accents=True))
    if len(text) > MAX_CHARACTERS:
        yield words.problem(
            say("The text has %(count)s characters.", count=len(text)),
            say(
                "Twilio takes %(most)s; make two steps of it.",
                most=MAX_CHARACTERS,
            ),
            "too_long",
            "warning",
        )
    elif safe.count < now.count:
        marks = " ".join(now.offenders)
        yield words.problem(
            say_many(
                "%(marks)s makes this %(count)s parts, not %(fewer)s.",
                "%(marks)s make this %(count)s parts, not %(fewer)s.",
                len(now.offenders),
                marks=marks,
                count=now.count,
                fewer=safe.count,
            ),
            say('Other words, or: "%(text)s"', text=rewrite(words.text, accents=accents)),
            "accents",
            "warning",
        )
    elif now.count > known.campaign.max_parts:
        yield words.problem(
            say(
                "The text is %(count)s SMS parts (%(units)s of %(encoding)s).",
                count=now.count,
                units=now.units,
                encoding=now.encoding,
            ),
            say("Shorten it to %(most)s.", most=known.campaign.max_parts),
            "parts",
            "warning",
        )


assert set(FACT_NAMES) <= {*_SAMPLES, "line.hours", "duty.soon"}  # noqa: S101 - a new fact needs a sample
