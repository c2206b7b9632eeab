"""Makes the engine's Lexicon from words.yaml and what the campaign adds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bot.campaign.documents import read_document
from bot.engine.wording import Lexicon, Meanings, fold

_SHARED = ("states", "not_stations")
_TOKEN = re.compile(r"\(|\)\??|\||[^\s()|]+|\s+")


@cache
def built_in_words() -> Mapping[str, Any]:
    """words.yaml as plain data."""
    document, problems = read_document(Path(__file__).with_name("words.yaml"), "words.yaml")
    if document is None:
        raise RuntimeError(str(problems[0]))
    data: Mapping[str, Any] = document.data
    return data


def make_lexicon(languages: Sequence[str], more: Mapping[str, Mapping[str, Any]]) -> Lexicon:
    """The lexicon of a campaign, its default language first; `more` adds to the built-in words."""
    table = built_in_words()
    blocks = {lang: _merge(table.get(lang, {}), more.get(lang, {})) for lang in languages}
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
    return Lexicon(
        meanings,
        orders,
        states,
        re.compile("|".join(re.escape(lead) for lead in reversed(leads)) or "(?!)"),
        frozenset(table["not_stations"]),
    )


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
        next_words=_folded(get("next_words", ())),
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
