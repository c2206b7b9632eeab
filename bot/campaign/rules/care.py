"""Warnings about people: languages, disclosure, phone numbers, days that have passed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from bot.campaign.anatomy import TextAt, texts_of
from bot.campaign.documents import Document, Loc
from bot.campaign.known import Known
from bot.campaign.rules.texts import all_words, own_texts
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import say

_PHONE = re.compile(
    r"(?<![\d{])(?:\+?1[\s.-]?)?\(?[2-9]\d{2}\)?[\s.-]?[2-9]\d{2}[\s.-]?\d{4}(?!\d)"
)
_WARN = {"severity": "warning"}


def translations_are_complete(known: Known) -> Iterator[Problem]:
    """Every text exists in every language of the campaign."""
    for document, at in _all_texts(known):
        missing = [lang for lang in known.languages if lang not in at.texts]
        if missing and "*" not in at.texts:
            yield document.problem(
                at.loc,
                say("The text is missing in %(missing)s.", missing=", ".join(missing)),
                say(
                    "People who read %(missing)s get it in %(default_lang)s; add a translation.",
                    missing=missing[0],
                    default_lang=known.default_lang,
                ),
                step=at.step,
                code="translation",
                **_WARN,
            )
    for source, step, key, choice, loc in known.choices:
        for lang in known.languages:
            built_in = known.lexicon.languages[lang].answers.get(key)
            if not built_in and not choice.words.get(lang) and not choice.words.get("*"):
                yield source.problem(
                    loc,
                    say("No word means '%(key)s' in %(lang)s.", key=key, lang=lang),
                    say("Write {%(lang)s: [...]}.", lang=lang),
                    step=step,
                    code="translation",
                    **_WARN,
                )


def _all_texts(known: Known) -> Iterator[tuple[Document, TextAt]]:
    """Every text of the campaign, its flows and its series, with its file."""
    for loc, texts in own_texts(known):
        yield known.source.document, TextAt(loc, "", texts, str(loc[1]))
    for source, flow in known.flows:
        for at in texts_of(flow):
            yield source.document, at
    for series in known.sources.series.values():
        for name, text in series.model.texts.items():
            if text.say:
                yield series.document, TextAt(("texts", name, "say"), name, text.say, name)


def _says_how_to_stop(text: str) -> bool:
    folded = f" {fold(text)} "
    return " stop " in folded and (" help " in folded or " ayuda " in folded)


def first_text_discloses(known: Known) -> Iterator[Problem]:
    """Who asks for texts is told who texts, how often, what it costs, and how to stop."""
    for source, name, step, loc in known.steps:
        if step.opt_in and not step.discloses:
            yield source.problem(
                (*loc, "opt_in"),
                say("The person is signed up here without the disclosure."),
                say(
                    "Say who texts, how often, rates, STOP and HELP, and mark it `discloses: yes`."
                ),
                step=name,
                code="disclosure",
                **_WARN,
            )
    for document, loc, name, lang, text in _first_texts(known):
        lacks = []
        if not re.search(r"rates|tarifas|taux|\$", text):
            lacks.append(say("that rates may apply"))
        if not re.search(r"\d|freq|frec", text):
            lacks.append(say("how often we text"))
        if lacks:
            yield document.problem(
                (*loc, lang),
                _lacking(lacks),
                _FILTERED,
                step=name,
                code="disclosure",
                **_WARN,
            )


def _lacking(lacks: Sequence[str]) -> str:
    if len(lacks) == 1:
        return say("The first text does not say %(lacks)s.", lacks=lacks[0])
    return say("The first text does not say %(one)s or %(other)s.", one=lacks[0], other=lacks[1])


_FILTERED = say("Carriers filter texts that leave it out (CTIA Messaging Principles 5.1).")


def first_text_says_how_to_stop(known: Known) -> Iterator[Problem]:
    """Whoever gets a first text can stop, and get help: an error where it does not say so."""
    for document, loc, name, lang, text in _first_texts(known):
        if not _says_how_to_stop(text):
            yield document.problem(
                (*loc, lang),
                say("The first text does not say STOP and HELP."),
                _FILTERED,
                step=name,
                code="disclosure",
            )


def _first_texts(known: Known) -> Iterator[tuple[Document, Loc, str, str, str]]:
    """Every text that says who texts: file, place, step, language and words."""
    for source, name, step, loc in known.steps:
        if step.discloses:
            for lang, text in (step.say or {}).items():
                yield source.document, (*loc, "say"), name, lang, text
    for lang, text in known.campaign.texts.get("disclosure", {}).items():
        yield known.source.document, ("texts", "disclosure"), "", lang, text


def numbers_come_from_lines(known: Known) -> Iterator[Problem]:
    """No phone number stands in a text: hours, languages and changes are the line's."""
    for words in all_words(known):
        found = _PHONE.search(words.text)
        if found:
            yield words.problem(
                say("The number %(found)s stands in the text.", found=found.group().strip()),
                say("Write {line} and put the number under `lines` in campaign.yaml."),
                "literal_number",
                "warning",
            )


def days_are_ahead(known: Known, today: date) -> Iterator[Problem]:
    """Dates, lines, scripts and conditions that have passed."""
    for name, span in known.campaign.dates.items():
        if span.until < today:
            yield known.source.problem(
                ("dates", name, "until"),
                say("'%(name)s' ended on %(until)s.", name=name, until=span.until),
                say("Set the new days."),
                code="past",
                **_WARN,
            )
    for name, line in known.campaign.lines.items():
        if line.until and line.until < today:
            yield known.source.problem(
                ("lines", name, "until"),
                say("The line closed for good on %(until)s.", until=line.until),
                say("Set a new day, or delete the line."),
                code="past",
                **_WARN,
            )
    for source in known.sources.scripts.values():
        if source.model.until and source.model.until < today:
            yield source.problem(
                ("until",),
                say("The script was last on air on %(until)s.", until=source.model.until),
                say("Set a new day, or delete the file."),
                code="past",
                **_WARN,
            )
