"""Makes the engine's Hearing from the files beside it and from the campaign's own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from bot.campaign.campaign_models import CampaignModel
from bot.campaign.danger_models import DangerModel
from bot.campaign.documents import read_document
from bot.campaign.language_words import tells_of
from bot.campaign.patterns import compile_patterns
from bot.engine.hearing import Called, DangerTopic, Hearing, Phrases, StopWords
from bot.engine.listening.stop import END_OF_SLIP
from bot.engine.localized import Text
from bot.engine.template import compile_template
from bot.engine.wording import Lexicon, fold

_FOLDER = Path(__file__).with_name("listening")
# How many small words may stand, or be missing, between two telling words of a sentence.
_SLACK = 2
_TOPICS = TypeAdapter(list[DangerModel])


@cache
def built_in(name: str) -> Mapping[str, Any]:
    """One of the files of listening/ as plain data."""
    document, problems = read_document(_FOLDER / f"{name}.yaml", f"{name}.yaml")
    if document is None:
        raise RuntimeError(str(problems[0]))
    data: Mapping[str, Any] = document.data
    return data


def make_hearing(model: CampaignModel, lexicon: Lexicon) -> Hearing:
    """All that listening goes by, for one campaign. The same one for the same words."""
    return _hearing(lexicon, _TOPICS.dump_json(model.danger))


@lru_cache(maxsize=4)
def _hearing(lexicon: Lexicon, topics_json: bytes) -> Hearing:
    danger = tuple(_topic(topic) for topic in _TOPICS.validate_json(topics_json))
    trimmings = built_in("trimmings")
    return Hearing(
        reaction=_reaction(),
        signature=re.compile(
            rf"[\s\-–—,.]*\b(?:{'|'.join(trimmings['signatures'])})\Z", re.I | re.S
        ),
        quote=re.compile("|".join(trimmings["quotes"]), re.I | re.M),
        stop=_stop_words(),
        signs=_signs(),
        slips=_slips(),
        slip_ends=frozenset(
            end
            for words in _stop_words().values()
            for word in words.legal
            for end in (word[:END_OF_SLIP], word[-END_OF_SLIP:])
        ),
        around=_around(),
        around_firsts=_longest(_around(), 0),
        around_lasts=_longest(_around(), -1),
        danger=danger,
        danger_signs=frozenset(
            word
            for topic in danger
            for phrases in topic.phrases.values()
            for word in phrases.by_word
        ),
        leads=_folded(built_in("keywords"), "leads"),
        plans=_folded(built_in("keywords"), "plans") | _folded(built_in("keywords"), "leads"),
        tails=_folded(built_in("keywords"), "tails"),
        telling=_folded(built_in("keywords"), "telling"),
        in_arguments=_folded(built_in("keywords"), "in_arguments"),
        when=_folded(built_in("keywords"), "when"),
        beside_when=_folded(built_in("keywords"), "beside_when"),
        asks=tuple(f"{word.lower()} " for word in built_in("keywords")["asks"]),
        asks_back=tuple(f"{word} " for word in _folded(built_in("keywords"), "asks_back")),
        vague=_folded(built_in("keywords"), "vague"),
        counted=_folded(built_in("keywords"), "counted"),
        minus=tuple(sorted(_folded(built_in("keywords"), "minus"))),
        corrections=re.compile("|".join(built_in("corrections")["leads"])),
        called=_called(),
        switches=_switches(),
        tells=cache(lambda: tells_of(lexicon)),
    )


def _reaction() -> re.Pattern[str]:
    reactions = built_in("reactions")
    things = "|".join(re.escape(thing) for thing in reactions["things"])
    leads = "|".join(reactions["leads"])
    return re.compile(rf"\W{{0,3}}({leads})\s+\W{{0,3}}(?:[\"“”«‘„'‟]|(?:{things})\b)", re.I)


@cache
def _called() -> Called:
    words = built_in("corrections")["called"]
    return Called(
        before=frozenset(words["before"]),
        after=frozenset(words["after"]),
        at=frozenset(words["at"]),
        ends=re.compile(rf"(?:\A|(?<= )){words['ends']}"),
    )


# --- stop --------------------------------------------------------------------------------------


@cache
def _stop_words() -> Mapping[str, StopWords]:
    """Of every language there are words in: STOP in a language that the campaign does not speak
    still means stop."""
    return {lang: _stop_of(block) for lang, block in built_in("stop").items()}


@cache
def _signs() -> Mapping[str, frozenset[str]]:
    """Words worth a look, each with those of which one must be there too (none: it alone)."""
    found: dict[str, set[str]] = {}
    for words in _stop_words().values():
        for word, other in words.all_signs():
            found.setdefault(word, set()).add(other)
    return {
        word: frozenset() if "" in others else frozenset(others) for word, others in found.items()
    }


@cache
def _around() -> frozenset[str]:
    """Words of politeness and address around what somebody says, of all languages."""
    return frozenset(fold(word) for block in built_in("stop").values() for word in block["around"])


def _longest(phrases: Iterable[str], at: int) -> Mapping[str, int]:
    """The words of the longest phrase with each word at this place."""
    found: dict[str, int] = {}
    for phrase in phrases:
        words = phrase.split(" ")
        found[words[at]] = max(len(words), found.get(words[at], 0))
    return found


def _stop_of(block: Mapping[str, Any]) -> StopWords:
    groups: Mapping[str, Sequence[str]] = block["groups"]
    common = small_words_of(block)
    legal = _folded(block, "legal")

    def of(key: str) -> Phrases:
        return compile_patterns(block.get(key, ()), groups, common)

    return StopWords(
        legal=legal,
        strong=_folded(block, "strong"),
        symbols=_folded(block, "symbols"),
        joins=_folded(block, "joins"),
        not_slips=_folded(block, "not_slips"),
        leads=frozenset(word.split(" ")[0] for word in legal) | _folded(block, "leads"),
        signs=frozenset(
            max(one.split(" "), key=lambda w: (w not in common, len(w))) for one in legal
        ),
        clauses=of("clauses"),
        anywhere=of("anywhere"),
        unsure=of("unsure"),
        unsure_anywhere=of("unsure_anywhere"),
        surely=of("surely"),
        wants_texts=of("wants_texts"),
        about_texts=_folded(block, "about_texts"),
        elsewhere=of("elsewhere"),
        other_senses=of("other_senses"),
        topics=of("topics"),
    )


def small_words_of(block: Mapping[str, Any]) -> frozenset[str]:
    """Words so common that a phrase is better looked for by another of its words."""
    return _folded(block, "small")


def _folded(block: Mapping[str, Any], key: str) -> frozenset[str]:
    return frozenset(map(fold, block.get(key, ())))


@cache
def _slips() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """Stop words with each of their letters left out, and (language, word) they may be."""
    found: dict[str, list[tuple[str, str]]] = {}
    for lang, words in _stop_words().items():
        for word in words.legal:
            if len(word.replace(" ", "")) < 3 or (" " in word and len(word) < 6):
                continue
            for spelling in {word[:at] + word[at + 1 :] for at in range(len(word))} | {word}:
                found.setdefault(spelling, []).append((lang, word))
    return {spelling: tuple(words) for spelling, words in found.items()}


# --- language ----------------------------------------------------------------------------------


@cache
def _switches() -> Mapping[str, Phrases]:
    """How people ask for each language; "neither" says what only looks like it."""
    table = dict(built_in("language"))
    small = frozenset(map(fold, table.pop("small")))
    return {lang: compile_patterns(patterns, {}, small) for lang, patterns in table.items()}


# --- danger ------------------------------------------------------------------------------------


def _topic(model: DangerModel) -> DangerTopic:
    small = frozenset(map(fold, built_in("danger")["small"]))
    phrases = {}
    for lang in dict.fromkeys((*model.words, *model.sentences)):
        words = (fold(word) for word in model.words.get(lang, ()))
        patterns = [*words, *_loosened(model.sentences.get(lang, ()), small)]
        phrases[lang] = compile_patterns(patterns, {}, small)
    unless = {
        lang: compile_patterns(patterns, {}, small)
        for lang, patterns in built_in("danger")["unless"].items()
    }
    text = Text({lang: compile_template(source) for lang, source in model.text.items()})
    return DangerTopic(model.topic, phrases, text, unless)


def _loosened(sentences: Iterable[str], small: frozenset[str]) -> Iterable[str]:
    """Sentences as patterns: the telling words in their order, anything small between them.

    One with a single telling word is taken as it stands.
    """
    for sentence in sentences:
        said = fold(sentence).split(" ")
        telling = [at for at, word in enumerate(said) if word not in small]
        if len(telling) < 2:
            yield " ".join(said)
            continue
        pattern = [said[telling[0]]]
        for before, at in pairwise(telling):
            pattern += [f"..{min(9, at - before - 1 + _SLACK)}", said[at]]
        yield " ".join(pattern)
