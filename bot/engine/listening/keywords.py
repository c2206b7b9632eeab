"""Stage 7, keywords: the whole text, or a keyword and its argument. Slips in short texts only.

A keyword that merely begins a sentence is none: "can't wait to be there" cancels nobody.
"""

from __future__ import annotations

import re
from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from bot.engine.definition import Campaign
from bot.engine.hearing import Hearing
from bot.engine.keywords import Keyword, find_slip
from bot.engine.listening import how_many
from bot.engine.listening.arguments import is_argument, says_when
from bot.engine.listening.trimmings import Heard
from bot.engine.wording import fold

# An action's code, which no word is like: "KTRM4729", "ktrm 4729".
_LONG_CODE = re.compile(r"[bcdfghjklmnprstvwxz]{4} ?[2-9]{4}")
_CHUNK = re.compile(r"\S+")
_LETTER = re.compile(r"[^\W_]")
_MINUS = re.compile(r"(?<=[^\W\d_])\s+[-−–](?=\d{1,3}\b(?!\s?[ap]\.?m|[:/-]))")  # noqa: RUF001
MAX_WORDS = 9
MIN_SHY = 5  # letters; shorter words are too near to others
MAX_SLIP = 3  # words
MAX_COMMAND = 80  # letters; longer texts are prose
MAX_BEFORE = 6  # words of greeting and wanting before a keyword that words may follow
MAX_WORDED = 320  # letters, of a host's words to guests behind a command


@dataclass(frozen=True, slots=True)
class Found:
    """A keyword and what follows it, as written."""

    keyword: Keyword
    rest: str = ""


def heard_from(campaign: Campaign, known: Container[str]) -> Campaign:
    """The campaign with the keywords that count for somebody of whom these fields are known."""
    for name, index in campaign.own_keywords.items():
        if name in known:
            return replace(campaign, keywords=index)
    return campaign


def find_exact(campaign: Campaign, bodies: Sequence[str]) -> Found | None:
    """The keyword that a text is, without the politeness around it."""
    for body in bodies:
        keyword = campaign.keywords.by_word.get(body)
        if keyword is not None and keyword.flow in campaign.flows:
            return Found(keyword)
    return None


def find_whole(campaign: Campaign, bodies: Sequence[str]) -> Found | None:
    """The keyword that a text is, without the politeness and the small words around it."""
    by_word = campaign.keywords.by_word
    exact = find_exact(campaign, bodies)
    if exact is not None:
        return exact
    for body in bodies:
        for core in _cores(campaign.hearing, body):
            keyword = by_word.get(core)
            if keyword is not None and _may_be_inside(campaign, keyword):
                return Found(keyword)
    return None


def _cores(hearing: Hearing, body: str) -> Iterator[str]:
    """What is left of a text without more and more of the small words around it."""
    said = body.split(" ")
    if not 1 < len(said) <= MAX_WORDS:
        return
    for first in edges(said, hearing.leads, from_start=True):
        for last in edges(said, hearing.tails, from_start=False):
            if first < last:
                yield " ".join(said[first:last])


def _may_be_inside(campaign: Campaign, keyword: Keyword) -> bool:
    return not keyword.is_shy and keyword.flow in campaign.flows


def edges(said: Sequence[str], small: frozenset[str], *, from_start: bool) -> list[int]:
    """Where the keyword may begin (or end), phrases of small words stepped over."""
    at = 0 if from_start else len(said)
    found = [at]
    while True:
        left = len(said) - at if from_start else at
        for size in range(min(4, left), 0, -1):
            part = said[at : at + size] if from_start else said[at - size : at]
            if " ".join(part) in small:
                at += size if from_start else -size
                found.append(at)
                break
        else:
            return found


def find_joined(campaign: Campaign, folded: str) -> Found | None:
    """Keywords of one flow one after the other, and nothing else: "events near me"."""
    words = folded.split(" ")
    if not 1 < len(words) <= MAX_WORDS:
        return None
    found: Keyword | None = None
    at = 0
    while at < len(words):
        longest = min(campaign.keywords.longest, len(words) - at)
        phrases = ((n, " ".join(words[at : at + n])) for n in range(longest, 0, -1))
        count, keyword = next(
            ((n, k) for n, said in phrases if (k := campaign.keywords.by_word.get(said))),
            (1, None),
        )
        if keyword is None or keyword.is_shy or (found is not None and keyword.flow != found.flow):
            return None
        found = found or keyword
        at += count
    return Found(found) if found is not None and found.flow in campaign.flows else None


def find_beginning(campaign: Campaign, heard: Heard) -> Found | None:
    """The keyword that a sentence begins with, what somebody wants stepped over, and the rest:
    "I want to host a rally on Saturday"."""
    words = heard.folded.split(" ")
    for skipped in edges(words, campaign.hearing.plans, from_start=True):
        said = words[skipped:]
        for count in range(min(campaign.keywords.longest, len(said) - 1), 0, -1):
            keyword = campaign.keywords.by_word.get(" ".join(said[:count]))
            if keyword is not None and _may_be_inside(campaign, keyword):
                return Found(keyword, after(heard.core, skipped + count))
    return None


def find_with_argument(campaign: Campaign, core: str, folded: str) -> Found | None:
    """The keyword a text begins with, where what follows can be its argument.

    Only of flows that take one, and only what looks like one: a code, a number, a time, a
    station. A minus before a number is a word: what "tally 3" adds, "tally -3" does not.
    """
    worded = _worded(campaign, core, folded)
    if worded is not None or len(folded) > MAX_WORDED:
        return worded
    if _MINUS.search(core):
        less = (_MINUS.sub(f" {word} ", core) for word in campaign.hearing.minus)
        found = [f for one in less if (f := _argued(campaign, one, fold(one)))]
        return max(found, key=lambda f: f.keyword.word.count(" "), default=None)
    return _argued(campaign, core, folded)


def _worded(campaign: Campaign, core: str, folded: str) -> Found | None:
    """A keyword that any words may follow, and the words: "pregunta: ¿es gratis?". Of a word or
    two that ask nothing ("question for you") only the keyword counts."""
    words = folded.split(" ")
    index = campaign.keywords
    for skipped in range(min(MAX_BEFORE, len(words) - 1)):
        said = words[skipped:]
        for count in range(min(index.longest, len(said) - 1), 0, -1):
            found = index.by_word.get(" ".join(said[:count]))
            if found is None or not found.is_worded or found.flow not in campaign.flows:
                continue
            if skipped not in edges(words, _small_before(campaign.hearing), from_start=True):
                continue
            is_told = _tells(campaign, said[count:])
            return Found(found, after(core, skipped + count) if is_told else "")
    return None


def _small_before(hearing: Hearing) -> frozenset[str]:
    return hearing.leads | hearing.around | hearing.plans


def _tells(campaign: Campaign, words: Sequence[str]) -> bool:
    return len(words) >= MAX_SLIP or (
        len(words) > 1 and not all(_is_small(campaign, word) for word in words)
    )


def _argued(campaign: Campaign, core: str, folded: str) -> Found | None:
    is_long = len(folded) > MAX_COMMAND
    words = folded.split(" ")
    index = campaign.keywords
    for skipped in edges(words, campaign.hearing.plans, from_start=True):
        said = words[skipped:]
        for count in range(min(index.longest, len(said) - 1), 0, -1):
            found = index.by_word.get(" ".join(said[:count]))
            flow = campaign.flows.get(found.flow) if found and not found.is_whole else None
            if found is None or flow is None or not flow.takes_rest:
                continue
            if is_long and not (flow.only and flow.takes_words):
                continue
            if found.flow == campaign.code_flow and not any(map(_has_digit, said[count:])):
                continue
            small = 0 if flow.only else _small(campaign, said[count:])
            with_code = begins_with_code(said[count + small :])
            rest = after(core, skipped + count + small)
            words_left = said[count + small :]
            if with_code or flow.takes_words or is_argument(campaign, rest, words_left):
                return Found(found, rest)
            if how_many.is_left_open(campaign, flow, said[count:]):
                return Found(found)
            if found.flow == campaign.zip_flow and says_when(campaign, words_left):
                return Found(found, rest)
    behind = None if is_long else how_many.find_behind(campaign, folded)
    return Found(*behind) if behind is not None else None


def begins_with_code(words: Sequence[str]) -> int:
    """How many of the first words are an action's code; 0 where they are none."""
    for count in (1, 2):
        if len(words) >= count and _LONG_CODE.fullmatch(" ".join(words[:count])):
            return count
    return 0


def _has_digit(word: str) -> bool:
    return word[0].isdecimal() or word[-1].isdecimal()


def _small(campaign: Campaign, words: Sequence[str]) -> int:
    """How many of the small words before an argument say nothing: "to OAK3"."""
    at = 0
    while at < len(words) - 1 and words[at] in ("to", "a", "al", "for", "it", "lo"):
        at += 1
    return at


def after(text: str, words: int) -> str:
    """`text` without its first `words` words, as written."""
    for found in _CHUNK.finditer(text):
        words -= fold(found.group()).count(" ") + 1 if _LETTER.search(found.group()) else 0
        if words <= 0:
            return text[found.end() :].strip(" ,;:.-!?¡¿")
    return ""


def find_slipped(campaign: Campaign, folded: str, lang: str) -> Keyword | None:
    """The keyword a text of a few words most likely meant, in `lang` where that is told.

    The whole text is a slip, or its first word is and an argument follows ("taly 12").
    """
    words = folded.split(" ")
    if len(words) > MAX_SLIP:
        return None
    found = find_slip(campaign.keywords, folded)
    if found is None and len(words) > 1:
        takers = {name for name, flow in campaign.flows.items() if flow.takes_rest}
        if is_argument(campaign, "", words[1:]):
            found = find_slip(campaign.keywords, words[0], takers)
    if found is None or not lang or lang in found.langs:
        return found
    flow = campaign.flows.get(found.flow)
    own = flow.keywords.get(lang, ()) if flow else ()
    return campaign.keywords.by_word.get(fold(own[0]), found) if own else found


def find_shy_slip(campaign: Campaign, folded: str) -> Found | None:
    """A slip of "gracias" or "hello": taken as meant, for nothing comes of it."""
    if len(folded) < MIN_SHY or " " in folded:
        return None
    for word, keyword in campaign.keywords.by_word.items():
        near = keyword.is_shy and len(word) >= MIN_SHY and keyword.flow in campaign.flows
        if near and OSA.distance(folded, word, score_cutoff=1) <= 1:
            return Found(keyword)
    return None


def find_begun(campaign: Campaign, folded: str) -> Keyword | None:
    """The keyword that a text of a few words begins with, to be asked about: "buscar 90022",
    "demasiados mensajes". None where only small words follow ("copy that", "talk later")."""
    words = folded.split(" ")
    if not 1 < len(words) <= MAX_SLIP:
        return None
    found = campaign.keywords.by_word.get(words[0])
    if found is None or found.is_shy or found.is_whole or found.flow not in campaign.flows:
        return None
    says = any(w[0].isdecimal() or not _is_small(campaign, w) for w in words[1:])
    return found if says else None


def _is_small(campaign: Campaign, word: str) -> bool:
    hearing = campaign.hearing
    return (
        word in hearing.leads
        or word in hearing.around
        or any(word in m.common or word in m.negations for m in campaign.lexicon.languages.values())
    )
