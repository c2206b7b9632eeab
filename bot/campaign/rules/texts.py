"""Rules for texts and the fields in them: errors."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.campaign.anatomy import templates_of, texts_of
from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import COUNT, Known, did_you_mean
from bot.campaign.on_air import FILLED, length_name
from bot.campaign.rules.campaign import GUEST_FIELDS, NEWS_FIELDS, NEWS_TEXTS, PAGE_TEXTS
from bot.campaign.rules.poster_texts import POSTER_FIELDS
from bot.campaign.rules.room_texts import ROOM_FIELDS
from bot.campaign.rules.voice_texts import VOICE_FIELDS, VOICE_TEXTS
from bot.campaign.series_models import SeriesModel
from bot.campaign.shapes import Model
from bot.engine.series import GUESTS, HOSTING
from bot.engine.template import Template, TemplateError, compile_template
from bot.errors import Problem
from bot.sentences import say

# What a series that counts from an action may show of it; `going` is how many come, `signed` how
# many of them signed up themselves.
SERIES_FIELDS = NEWS_FIELDS | {"events.going", "events.signed"}


def is_about_event(model: Model) -> bool:
    """Whether this is a series that counts from an action."""
    return isinstance(model, SeriesModel) and model.from_ in (*GUESTS, HOSTING)


@dataclass(frozen=True)
class Words:
    """One text in one language, anywhere in the campaign. `lang` is "*" for all of them."""

    source: Source[Model]
    loc: Loc
    step: str
    lang: str
    text: str
    flow: str = ""

    def problem(self, message: str, mend: str, code: str, severity: str = "error") -> Problem:
        """A problem with this text."""
        return self.source.problem(
            self.loc, message, mend, step=self.step, code=code, severity=severity
        )


def all_words(known: Known) -> Iterator[Words]:
    """Every text of the campaign that a person may see or hear, in every language."""
    for own, texts in own_texts(known):
        yield from _spread(known.source, own, "", texts)  # type: ignore[arg-type]
    for source, flow in known.flows:
        for at in texts_of(flow):
            yield from _spread(source, at.loc, at.step, at.texts, flow.flow)  # type: ignore[arg-type]
    calendar = known.sources.calendar
    for index, entry in enumerate(calendar.model.entries if calendar else ()):
        yield from _spread(calendar, ("entries", index, "say"), "", entry.say)  # type: ignore[arg-type]
    for series in known.sources.series.values():
        for name, one in series.model.texts.items():
            yield from _spread(series, ("texts", name, "say"), name, one.say or {})  # type: ignore[arg-type]
    for script in known.sources.scripts.values():
        for lang, lengths in script.model.read.items():
            for seconds, text in lengths.items():
                loc: Loc = ("read", lang, length_name(seconds))
                yield Words(script, loc, "", lang, text, "")  # type: ignore[arg-type]


def own_texts(known: Known) -> Iterator[tuple[Loc, Mapping[str, str]]]:
    """The texts of campaign.yaml: its own, those about danger, and answers that are ready."""
    for name, texts in known.campaign.texts.items():
        yield ("texts", name), texts
    for index, topic in enumerate(known.campaign.danger):
        yield ("danger", index, "text"), topic.text
    for name, texts in known.campaign.answers.items():
        yield ("answers", name), texts


def _spread(
    source: Source[Model], loc: Loc, step: str, texts: Mapping[str, str], flow: str = ""
) -> Iterator[Words]:
    for lang, text in texts.items():
        yield Words(source, loc if lang == "*" else (*loc, lang), step, lang, text, flow)


def other_templates(known: Known) -> Iterator[Words]:
    """Templates people do not see as such: values, arguments, bounds."""
    for source, flow in known.flows:
        for loc, step, text in templates_of(flow):
            if text:
                yield Words(source, loc, step, "*", text, flow.flow)  # type: ignore[arg-type]


def _compiled(known: Known) -> Iterator[tuple[Words, Template | TemplateError]]:
    for words in (*all_words(known), *other_templates(known)):
        try:
            yield words, compile_template(words.text)
        except TemplateError as error:
            yield words, error


def templates_can_be_read(known: Known) -> Iterator[Problem]:
    """Fields are names with known filters; texts are not empty."""
    for words, template in _compiled(known):
        if isinstance(template, TemplateError):
            yield words.problem(template.message, template.mend, "template")
        elif not words.text.strip():
            yield words.problem(
                say("This text is empty."), say("Write it, or delete the line."), "empty"
            )


def fields_are_known(known: Known) -> Iterator[Problem]:
    """Every field in a text is one that can have a value there."""
    own = {"suggestion", "which.first", "which.second"} | known.campaign_fields
    for words, template in _compiled(known):
        if isinstance(template, TemplateError):
            continue
        allowed = known.fields_in(words.flow) if words.flow else own
        if words.source.document.path.startswith("scripts/"):
            allowed = own | FILLED
        if words.loc[:1] == ("texts",) and words.loc[1] in {**NEWS_TEXTS, **PAGE_TEXTS}:
            allowed = own | NEWS_FIELDS | GUEST_FIELDS | ROOM_FIELDS | POSTER_FIELDS
        if words.loc[:1] == ("texts",) and words.loc[1] in VOICE_TEXTS:
            allowed = own | VOICE_FIELDS
        if words.source.document.path.startswith("series/"):
            allowed = own | (SERIES_FIELDS if is_about_event(words.source.model) else frozenset())
        for field in template.fields:
            if field.name in allowed or field.name.startswith(COUNT):
                continue
            yield words.problem(
                say("Nothing fills {%(name)s} here.", name=field.name),
                did_you_mean(field.name, allowed, _how_to_fill(words)),
                "field",
            )


def _how_to_fill(words: Words) -> str:
    if words.source.document.path.startswith("series/"):
        return say(
            "A series knows the person, the campaign and, from: event or hosting, the action."
        )
    return say("Keep or save it before, or declare it under `fields`.")


def languages_are_known(known: Known) -> Iterator[Problem]:
    """Texts are in languages of the campaign."""
    for words in all_words(known):
        if words.lang not in (*known.languages, "*") and words.flow:
            yield words.problem(
                say("The campaign does not speak '%(lang)s'.", lang=words.lang),
                say(
                    "It speaks %(languages)s; add it to campaign.yaml, or delete it.",
                    languages=", ".join(known.languages),
                ),
                "language",
            )


def default_language_is_there(known: Known) -> Iterator[Problem]:
    """Every text exists at least in the default language."""
    for source, flow in known.flows:
        for at in texts_of(flow):
            if known.default_lang not in at.texts and "*" not in at.texts:
                yield source.problem(
                    at.loc,
                    say(
                        "The text is missing in '%(default_lang)s'.",
                        default_lang=known.default_lang,
                    ),
                    say("Every text needs the campaign's default language."),
                    step=at.step,
                    code="default_language",
                )
    for name, texts in known.campaign.texts.items():
        if known.default_lang not in texts and "*" not in texts:
            yield known.source.problem(
                ("texts", name),
                say("The text is missing in '%(default_lang)s'.", default_lang=known.default_lang),
                say("Every text needs the campaign's default language."),
                code="default_language",
            )
