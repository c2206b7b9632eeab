"""Rules for keywords and choices: errors."""

from __future__ import annotations

from collections.abc import Iterator

from bot.campaign.documents import Loc
from bot.campaign.files import Source
from bot.campaign.known import Known
from bot.campaign.models import FlowModel
from bot.campaign.rules.languages import not_spoken
from bot.engine.listening.stop import find_stop
from bot.engine.listening.trimmings import trim
from bot.engine.wording import fold
from bot.errors import Problem
from bot.sentences import Sentence, say

MAX_WORDS = 5


def _reserved(known: Known, folded: str) -> str:
    """What a word means everywhere, if it does."""
    stop = find_stop(known.hearing, trim(known.hearing, folded))
    if stop is not None and (stop.is_sure and folded in known.hearing.stop[stop.lang].legal):
        return say("a stop word (%(lang)s)", lang=stop.lang)
    for lang, meanings in known.lexicon.languages.items():
        for kind, phrases in meanings.phrases.items():
            if phrases.fullmatch(folded + " "):
                return say("a %(kind)s word (%(lang)s)", kind=kind, lang=lang)
        if folded in meanings.commands:
            return say("the command %(word)s", word=meanings.commands[folded].upper())
        if folded in meanings.names:
            return say("the switch of language")
    return ""


def keywords_are_free(known: Known) -> Iterator[Problem]:
    """A keyword is not reserved, not another flow's, and not too long."""
    taken: dict[tuple[str, str], str] = {}  # who has it, for whom
    for source, flow in known.flows:
        for lang in flow.keywords:
            if lang not in known.languages:
                yield not_spoken(known, source.document, ("keywords", lang), lang)
    for source, word, loc in _keywords(known):
        whose = (source.model.only, fold(word))
        other = taken.setdefault(whose, source.model.flow)
        owner = other if other != source.model.flow else ""
        for message, mend, code in _keyword_faults(known, word, owner):
            yield source.problem(loc, message, mend, code=code)
    yield from _worded(known)


def _worded(known: Known) -> Iterator[Problem]:
    for source, flow in known.flows:
        own = {fold(word) for words in flow.keywords.values() for word in words}
        said = [(lang, n, word) for lang, ws in flow.worded.items() for n, word in enumerate(ws)]
        for lang, n, word in said:
            if fold(word) not in own:
                message = say("'%(word)s' is no keyword of this flow.", word=word)
                mend = say("Write it under keywords, too.")
                yield source.problem(("worded", lang, n), message, mend, code="keyword")


def _keywords(known: Known) -> Iterator[tuple[Source[FlowModel], str, Loc]]:
    for source, flow in known.flows:
        for lang, words in flow.keywords.items():
            for index, word in enumerate(words):
                yield source, word, ("keywords", lang, index)


def _keyword_faults(
    known: Known, word: str, other: str
) -> Iterator[tuple[Sentence, Sentence, str]]:
    """What is wrong with a keyword, if anything, the mend and the code; `other` is the flow that
    has it."""
    folded = fold(word)
    meaning = _reserved(known, folded)
    if not any(char.isalnum() for char in folded):
        yield say("'%(word)s' has no letter.", word=word), say("Use words."), "keyword"
    elif meaning:
        message = say(
            "'%(word)s' is %(meaning)s and never reaches a flow.", word=word, meaning=meaning
        )
        yield message, say("Use another word."), "reserved"
    elif other:
        message = say("'%(word)s' starts the flow '%(other)s' already.", word=word, other=other)
        mend = say("One keyword starts one flow: take it from one of them.")
        yield message, mend, "keyword_taken"
    elif folded.count(" ") >= MAX_WORDS:
        mend = say("Use at most %(most)s words.", most=MAX_WORDS)
        yield say("'%(word)s' is too long.", word=word), mend, "keyword"


def choices_differ(known: Known) -> Iterator[Problem]:
    """No word means two choices of a question, and none is a stop or help word."""
    seen: dict[tuple[str, str, str, str], str] = {}
    for source, step, key, choice, loc in known.choices:
        said = [(lang, word) for lang, words in choice.words.items() for word in words]
        for lang, word in said:
            folded = fold(word)
            other = seen.setdefault((source.model.flow, step, lang, folded), key)
            if other != key:
                yield source.problem(
                    (*loc, lang),
                    say(
                        "'%(word)s' means both '%(other)s' and '%(key)s'.",
                        word=word,
                        other=other,
                        key=key,
                    ),
                    say("Accents, case and punctuation do not count: use another word."),
                    step=step,
                    code="overlap",
                )
            meaning = _reserved(known, folded)
            if meaning.startswith("a "):
                yield source.problem(
                    (*loc, lang),
                    say(
                        "'%(word)s' is %(meaning)s and never reaches the question.",
                        word=word,
                        meaning=meaning,
                    ),
                    say("Use another word."),
                    step=step,
                    code="reserved",
                )


def choices_have_words(known: Known) -> Iterator[Problem]:
    """Every choice can be said in the default language; its languages exist."""
    for source, step, key, choice, loc in known.choices:
        for lang in choice.words:
            if lang not in (*known.languages, "*"):
                yield not_spoken(known, source.document, (*loc, lang), lang, step)
        built_in = known.lexicon.languages[known.default_lang].answers.get(key)
        has_own = choice.words.get(known.default_lang) or choice.words.get("*")
        if not built_in and not has_own:
            yield source.problem(
                loc,
                say(
                    "No word means '%(key)s' in '%(default_lang)s'.",
                    key=key,
                    default_lang=known.default_lang,
                ),
                say(
                    "Write {%(default_lang)s: [%(key)s], ...}.",
                    default_lang=known.default_lang,
                    key=key,
                ),
                step=step,
                code="no_words",
            )
