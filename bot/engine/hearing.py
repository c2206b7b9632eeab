"""The words that listening goes by, compiled from the files of bot/campaign/listening.

Data only: each stage says what it does with its part. Languages stand in the campaign's order.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import chain

from bot.engine.localized import Text
from bot.engine.telling import Tells

_NOTHING = re.compile("(?!)")
Likely = tuple[int, str]


@cache
def _compiled(source: str) -> re.Pattern[str]:
    """Expressions are compiled when a text first needs them: there are hundreds, few are."""
    return re.compile(source)


@dataclass(frozen=True, slots=True)
class Phrases:
    """Phrases of one kind and language, for folded clauses with a blank at their end.

    `sources` are their expressions; `by_word` and `by_stem` (its keys are `stems`) say which of
    them a word makes worth a look, and which other word must be there too (empty: none): no phrase
    fits a text that has none of its words.
    """

    sources: tuple[str, ...] = ()
    by_word: Mapping[str, tuple[Likely, ...]] = field(default_factory=dict)
    by_stem: tuple[tuple[str, tuple[Likely, ...]], ...] = ()
    stems: tuple[str, ...] = ()

    def may_be_in(self, words: frozenset[str]) -> list[int]:
        """The phrases worth looking for in a text of these words."""
        found: set[int] = set()
        for word in self.by_word.keys() & words:
            found.update([at for at, other in self.by_word[word] if not other or other in words])
        if self.by_stem:
            stemmed = self._by_stems(words)
            found.update([at for at, other in stemmed if not other or other in words])
        return sorted(found)

    def _by_stems(self, words: frozenset[str]) -> Iterator[Likely]:
        if any(word.startswith(self.stems) for word in words):
            for stem, phrases in self.by_stem:
                if any(word.startswith(stem) for word in words):
                    yield from phrases

    def search(self, clauses: Sequence[str], words: frozenset[str]) -> str:
        """The words of the first phrase that stands anywhere in a clause, or empty."""
        for at in self.may_be_in(words):
            expression = _compiled(rf"(?:\A|(?<= )){self.sources[at]}")
            for clause in clauses:
                found = expression.search(clause)
                if found:
                    return found.group().strip()
        return ""

    def match(self, clauses: Iterable[str], words: frozenset[str]) -> str:
        """The first clause that is a phrase, or empty."""
        likely = self.may_be_in(words)
        if likely:
            for clause in clauses:
                if any(_compiled(self.sources[at]).fullmatch(clause) for at in likely):
                    return clause.strip()
        return ""

    def blot(self, clause: str, words: frozenset[str], with_: str) -> str:
        """A clause with `with_` in the place of every phrase."""
        for at in self.may_be_in(words):
            clause = _compiled(rf"(?:\A|(?<= )){self.sources[at]}").sub(with_, clause)
        return clause


@dataclass(frozen=True, slots=True)
class StopWords:
    """Stop words of one language (bot/campaign/listening/stop.yaml says what each list is).

    `slips` maps a legal word with a letter left out to the words it may be.
    """

    legal: frozenset[str] = frozenset()
    strong: frozenset[str] = frozenset()
    symbols: frozenset[str] = frozenset()
    joins: frozenset[str] = frozenset()
    not_slips: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    clauses: Phrases = field(default_factory=Phrases)
    anywhere: Phrases = field(default_factory=Phrases)
    unsure: Phrases = field(default_factory=Phrases)
    unsure_anywhere: Phrases = field(default_factory=Phrases)
    surely: Phrases = field(default_factory=Phrases)
    wants_texts: Phrases = field(default_factory=Phrases)
    about_texts: frozenset[str] = frozenset()
    elsewhere: Phrases = field(default_factory=Phrases)
    other_senses: Phrases = field(default_factory=Phrases)
    topics: Phrases = field(default_factory=Phrases)

    def all_signs(self) -> Iterator[tuple[str, str]]:
        """Every word without which no text says anything about stopping, each with the other that
        must be there too (empty: none)."""
        for word in self.signs:
            yield word, ""
        phrases = (self.clauses, self.anywhere, self.surely, self.unsure, self.unsure_anywhere)
        for word, likely in chain.from_iterable(one.by_word.items() for one in phrases):
            for _, other in likely:
                yield word, other


@dataclass(frozen=True, slots=True)
class DangerTopic:
    """What must be answered at once: `phrases` by language, the one `text` of the topic. Where one
    of `unless` stands, the text is about the cause and not about somebody in danger."""

    name: str
    phrases: Mapping[str, Phrases]
    text: Text
    unless: Mapping[str, Phrases] = field(default_factory=dict)


def _nothing_tells() -> Tells | None:
    return None


@dataclass(frozen=True, slots=True)
class Called:
    """Words around the name of what is put right (`before` it, `after` it), those that name a place
    behind a no (`at`), and how another end of hours begins."""

    before: frozenset[str] = frozenset()
    after: frozenset[str] = frozenset()
    at: frozenset[str] = frozenset()
    ends: re.Pattern[str] = _NOTHING


@dataclass(frozen=True, slots=True, eq=False)
class Hearing:
    """Everything listening goes by. Equal is only the same one: what is made from it can be kept
    by it.

    `signs` are the words a text must have one of to be looked at for stopping, each with those of
    which one must be there too (none: it alone), `slips` stop words with a letter left out and
    what they may be, `slip_ends` how long ones begin and end, `around` phrases of politeness and
    address, `around_firsts` and `around_lasts` the words of the longest that begins or ends with
    a word, `tells` gives what tells languages apart, made when a text first needs it.
    """

    reaction: re.Pattern[str] = _NOTHING
    signature: re.Pattern[str] = _NOTHING
    quote: re.Pattern[str] = _NOTHING
    stop: Mapping[str, StopWords] = field(default_factory=dict)
    signs: Mapping[str, frozenset[str]] = field(default_factory=dict)
    slips: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    slip_ends: frozenset[str] = frozenset()
    around: frozenset[str] = frozenset()
    around_firsts: Mapping[str, int] = field(default_factory=dict)
    around_lasts: Mapping[str, int] = field(default_factory=dict)
    danger: tuple[DangerTopic, ...] = ()
    danger_signs: frozenset[str] = frozenset()
    leads: frozenset[str] = frozenset()
    plans: frozenset[str] = frozenset()
    tails: frozenset[str] = frozenset()
    telling: frozenset[str] = frozenset()
    in_arguments: frozenset[str] = frozenset()
    when: frozenset[str] = frozenset()
    beside_when: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()
    asks_back: tuple[str, ...] = ()
    vague: frozenset[str] = frozenset()
    counted: frozenset[str] = frozenset()
    minus: tuple[str, ...] = ()
    corrections: re.Pattern[str] = _NOTHING
    called: Called = field(default_factory=lambda: Called())
    switches: Mapping[str, Phrases] = field(default_factory=dict)
    tells: Callable[[], Tells | None] = _nothing_tells
