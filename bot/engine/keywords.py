"""From a text to what it asks for: keywords, and likely slips of them."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

# Longer texts are prose, never a command; also bounds the cost of the expressions below.
MAX_COMMAND = 80


@dataclass(frozen=True, slots=True)
class Keyword:
    """Where a keyword leads. `langs` are the languages that list it, `rank` its place there: the
    first of a flow's words is the one that is suggested. A shy one (hello, thanks) does not
    count while a question is open, and is never suggested. Behind a worded one, any words may be
    the answer to its flow's first question."""

    word: str
    flow: str
    langs: tuple[str, ...]
    is_whole: bool = False
    rank: int = 0
    is_shy: bool = False
    is_worded: bool = False


@dataclass(frozen=True, slots=True)
class KeywordIndex:
    """Keywords by their folded words, and by every spelling with a letter or two left out."""

    by_word: Mapping[str, Keyword] = field(default_factory=dict)
    by_slip: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    longest: int = 1


def index_keywords(keywords: Iterable[Keyword]) -> KeywordIndex:
    """Index keywords so that looking one up, or a slip of one, costs the same for any number."""
    by_word = {keyword.word: keyword for keyword in keywords}
    by_slip: dict[str, tuple[str, ...]] = {}
    for word, keyword in by_word.items():
        if keyword.is_shy:
            continue
        for spelling in _leave_out(word, _reach(word)):
            by_slip[spelling] = (*by_slip.get(spelling, ()), word)
    longest = max((word.count(" ") + 1 for word in by_word), default=1)
    return KeywordIndex(by_word, by_slip, longest)


def find_slip(
    index: KeywordIndex, said: str, flows: Container[str] | None = None
) -> Keyword | None:
    """The keyword that folded words most likely meant, one slip away (two from six letters on).

    With `flows`, only a keyword of one of these. None where two flows are equally near.
    """
    return _nearest(index, said, flows) if len(said) <= MAX_COMMAND else None


def _reach(word: str) -> int:
    if len(word) < 3:
        return 0
    return 1 if len(word) < 6 else 2


def _leave_out(word: str, letters: int) -> set[str]:
    found = {word}
    edge = {word}
    for _ in range(letters):
        edge = {w[:i] + w[i + 1 :] for w in edge for i in range(len(w))}
        found |= edge
    return found


def _nearest(index: KeywordIndex, said: str, among: Container[str] | None) -> Keyword | None:
    if not 3 <= len(said) <= 24:
        return None
    near: dict[str, int] = {}
    for spelling in _leave_out(said, _reach(said)):
        for word in index.by_slip.get(spelling, ()):
            distance = OSA.distance(said, word)
            fits = among is None or index.by_word[word].flow in among
            if fits and distance <= min(_reach(word), max(1, len(said) // 3)):
                near[word] = distance
    if not near:
        return None
    best = min(near.values())
    flows = {index.by_word[word].flow for word, distance in near.items() if distance == best}
    if len(flows) != 1:
        return None
    equal = [index.by_word[word] for word, distance in near.items() if distance == best]
    return min(equal, key=lambda keyword: (keyword.rank, keyword.word))
