"""Makes the engine's Lexicon from words.yaml and what the campaign adds."""

from __future__ import annotations

import base64
import json
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from bot.campaign.documents import read_document
from bot.engine.vocabulary import Tongue, Vocabulary, make_tongues, make_vocabulary
from bot.engine.wording import Lexicon, Meanings, fold

_SHARED = ("states", "not_stations")
_TOKEN = re.compile(r"\(|\)\??|\||[^\s()|]+|\s+")


def built_in_words() -> Mapping[str, Any]:
    """words.yaml as plain data."""
    return _table("words.yaml")


@cache
def _table(name: str) -> Mapping[str, Any]:
    document, problems = read_document(Path(__file__).with_name(name), name)
    if document is None:
        raise RuntimeError(str(problems[0]))
    data: Mapping[str, Any] = document.data
    return data


def make_lexicon(languages: Sequence[str], more: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """The lexicon of a campaign, its default language first; `more` adds to the built-in words.

    The same one for the same words: the rules and the compiler want it, and so does each new
    version of a campaign, whose words seldom change.
    """
    return _lexicon(tuple(languages), json.dumps(more))


@lru_cache(maxsize=4)
def _lexicon(languages: tuple[str, ...], more_json: str) -> Lexicon:
    more: Mapping[str, Mapping[str, Any]] = json.loads(more_json)
    table = built_in_words()
    senses = _table("choice_words.yaml")
    blocks = {
        lang: _merge(_merge(table.get(lang, {}), senses.get(lang, {})), more.get(lang, {}))
        for lang in languages
    }
    for lang in table:  # STOP in a language the campaign does not speak still means stop
        if lang not in blocks and lang not in _SHARED:
            blocks[lang] = {"phrases": table[lang]["phrases"], "polite": table[lang]["polite"]}
    polite = sorted({fold(w) for b in blocks.values() for w in b.get("polite", ())}, key=len)
    states = {code.lower(): code for code in table["states"]}
    states.update({fold(n): code for code, names in table["states"].items() for n in names})
    meanings = {lang: _meanings(block, polite) for lang, block in blocks.items()}
    orders = {
        lang: (own, *(m for other, m in meanings.items() if other != lang))
        for lang, own in meanings.items()
    }
    leads = sorted({fold(w) for b in blocks.values() for w in b.get("name_leads", ())}, key=len)
    tongues = _tongues("answer_words.yaml", languages, more)
    manners = _tongues("manner_words.yaml", languages, more)
    return Lexicon(
        meanings,
        orders,
        states,
        re.compile("|".join(re.escape(lead) for lead in reversed(leads)) or "(?!)"),
        frozenset(table["not_stations"]),
        tongues,
        manners,
        _zips(),
        _senses(tongue.vocabularies[0] for both in (tongues, manners) for tongue in both.values()),
        extras=_tongues("extra_words.yaml", languages, more),
        company=_tongues("company_words.yaml", languages, more),
    )


def _senses(vocabularies: Iterable[Vocabulary]) -> Mapping[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for vocabulary in vocabularies:
        for phrase, senses in vocabulary.senses.items():
            found.setdefault(phrase, set()).update(senses)
    return {phrase: frozenset(senses) for phrase, senses in found.items()}


@cache
def _zips() -> bytes:
    packed = Path(__file__).with_name("zips.txt").read_text("ascii")
    return zlib.decompress(base64.b64decode(packed))


def _tongues(
    name: str, languages: Sequence[str], more: Mapping[str, Mapping[str, Any]]
) -> Mapping[str, Tongue]:
    """The words of one file; a campaign adds its own under `inside_answers`, by their sense."""
    found = {}
    for lang in languages:
        own = _table(name).get(lang, {})
        added = {k: v for k, v in more.get(lang, {}).get("inside_answers", {}).items() if k in own}
        found[lang] = make_vocabulary(_rows(_merge(own, added)))
    return make_tongues(found)


def _rows(table: Mapping[str, Any]) -> Iterator[tuple[str, str, str | int]]:
    for sense, phrases in table.items():
        pairs = phrases.items() if isinstance(phrases, Mapping) else ((p, "1") for p in phrases)
        yield from ((sense, fold(phrase), _value(value)) for phrase, value in pairs)


def _value(value: str | int) -> str | int:
    return int(value) if isinstance(value, str) and re.fullmatch(r"-?\d+", value) else value


def _merge(base: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    merged: dict[str, Any] = dict(base)
    for key, value in more.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, Mapping):
            merged[key] = _merge(old, value)
        elif isinstance(old, list) and isinstance(value, list):
            merged[key] = [*old, *value]
        else:
            merged[key] = value
    return merged


def _meanings(block: Mapping[str, Any], polite: Sequence[str]) -> Meanings:
    get = block.get
    phrases = {k: compile_phrases(v, polite) for k, v in get("phrases", {}).items()}
    return Meanings(
        phrases=phrases,
        commands={fold(w): k for k, words in get("commands", {}).items() for w in words},
        names={fold(w): k for k, words in get("names", {}).items() for w in words},
        answers={k: frozenset(map(fold, words)) for k, words in get("answers", {}).items()},
        fillers=_folded(get("fillers", ())),
        common=_common(block),
        negations=_folded(get("negations", ())),
        numbers=_whole(get("numbers", {})),
        multipliers=_whole(get("multipliers", {})),
        weekdays=_whole(get("weekdays", {})),
        months=_whole(get("months", {})),
        days=_whole(get("days", {})),
        times={fold(k): v for k, v in get("times", {}).items()},
        am=_folded(get("am", ())),
        pm=_folded(get("pm", ())),
        minutes=_whole(get("minutes", {})),
        weekday_labels=tuple(get("weekday_labels", ())),
        month_labels=tuple(get("month_labels", ())),
        day_form=get("day_form", "{weekday} {month} {day}"),
        span_form=get("span_form", "{first}-{last}"),
        hour_forms=dict(get("hour_forms", {})),
        example_form=get("example_form", "{number}/{day}"),
        ordinals=_whole(get("ordinals", {})),
    )


def _common(block: Mapping[str, Any]) -> frozenset[str]:
    """Words that give a language away: the small ones, numbers, weekdays, yes and no."""
    words = [*block.get("fillers", ()), *block.get("negations", ()), *block.get("polite", ())]
    words += [*block.get("numbers", ()), *block.get("weekdays", ()), *block.get("common", ())]
    words += [word for answers in block.get("answers", {}).values() for word in answers]
    return frozenset(part for word in words for part in fold(word).split(" "))


def _folded(words: Sequence[str]) -> frozenset[str]:
    return frozenset(fold(word) for word in words)


def _whole(table: Mapping[str, str]) -> dict[str, int]:
    return {fold(key): int(value) for key, value in table.items()}


def compile_phrases(phrases: Sequence[str], polite: Sequence[str]) -> re.Pattern[str]:
    """One expression for whole folded messages (with a blank at the end), politeness around.

    A phrase is words, (a|b) choices and a ? after what may be missing. Blanks are matched with
    the word before them, so every piece ends in one.
    """
    around = "(?:" + "|".join(re.escape(word) + " " for word in polite) + "){0,4}" if polite else ""
    return re.compile(f"{around}(?:{'|'.join(_phrase(phrase) for phrase in phrases)}){around}")


def _phrase(phrase: str) -> str:
    out = []
    for token in _TOKEN.findall(phrase):
        if token == "(":  # noqa: S105 - a bracket, not a secret
            out.append("(?:")
        elif token[0] in ")|":
            out.append(token)
        elif not token.isspace():
            word, optional = (token[:-1], "?") if token.endswith("?") else (token, "")
            out.append(f"(?:{re.escape(fold(word))} ){optional}")
    return "".join(out)
