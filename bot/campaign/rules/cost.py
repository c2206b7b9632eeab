"""Warnings about money: SMS parts, and accents that double the price."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.acts import acts
from bot.campaign.known import Known
from bot.campaign.rules.texts import Words, all_words
from bot.engine import Campaign, parts, rewrite
from bot.engine.facts import FACT_NAMES
from bot.engine.template import compile_template
from bot.engine.text import MAX_CHARACTERS
from bot.errors import Problem

# What fields are filled with to see how long a text may get: on the long side of usual.
_SAMPLES = {
    "name": "Esperanza", "zip": "60608", "city": "San Francisco", "state": "CA", "code": "ELM7",
    "lang": "en", "spoken": "en", "today": "2026-09-23", "line": "(866) 473-5915",
    "line.opens": "2026-09-24T09:00", "suggestion": "PHONEBANK", "answer": "12",
    "rest": "ELM7", "events.going": "24",
}  # fmt: skip
_ON_REQUEST = "text"  # values of this name (a script's) may be long: people ask for them


def sample_text(known: Known, campaign: Campaign, words: Words, lang: str) -> str:
    """A text filled with samples, as long as it usually gets."""

    def look_up(name: str) -> str:
        noun, _, value = name.partition(".")
        for act in acts().values():
            if act.noun == noun and value in act.sample.values:
                return "" if value == _ON_REQUEST else str(act.sample.values[value])
        if name == "line.hours":
            return next((n.hours_text.get(lang, "") for n in known.campaign.lines.values()), "")
        shown = campaign.value(name, lang)
        if shown is not None:
            return shown
        return _SAMPLES.get(name) or ("1234" if name.startswith("count.") else "ten letters")

    template = compile_template(words.text)
    return template.render(look_up, lang, campaign.lexicon)


def texts_fit(known: Known, campaign: Campaign) -> Iterator[Problem]:
    """Texts stay within the campaign's parts, and no accent makes one dearer unseen."""
    for words in all_words(known):
        if words.source.document.path.startswith("scripts/"):
            continue
        for lang in [words.lang] if words.lang != "*" else campaign.languages:
            sent = campaign.as_sent(sample_text(known, campaign, words, lang))
            yield from _dear(known, words, sent, accents=not campaign.folds_sms)


def _dear(known: Known, words: Words, text: str, *, accents: bool) -> Iterator[Problem]:
    now = parts(text)
    safe = parts(rewrite(text, accents=True))
    if len(text) > MAX_CHARACTERS:
        yield words.problem(
            f"The text has {len(text)} characters.",
            f"Twilio takes {MAX_CHARACTERS}; make two steps of it.",
            "too_long",
            "warning",
        )
    elif safe.count < now.count:
        marks = " ".join(now.offenders)
        yield words.problem(
            f"{marks} make{'s' if len(now.offenders) == 1 else ''} this {now.count} parts, not "
            f"{safe.count}.",
            f'Other words, or: "{rewrite(words.text, accents=accents)}"',
            "accents",
            "warning",
        )
    elif now.count > known.campaign.max_parts:
        yield words.problem(
            f"The text is {now.count} SMS parts ({now.units} of {now.encoding}).",
            f"Shorten it to {known.campaign.max_parts}.",
            "parts",
            "warning",
        )


assert set(FACT_NAMES) <= {*_SAMPLES, "line.hours"}  # noqa: S101 - a new fact needs a sample
