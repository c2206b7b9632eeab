"""The small language that word lists are written in, compiled to regular expressions.

    stop (texting|messaging) <me>? ..2 again$

Words, (a|b) choices, `?` after what may be missing, `<name>` for a list of the same file, `!<name>`
for one word that is not in the list, `stem~` for every word that begins so, `..2` for up to two
words whatever they are, `^` and `$` for the beginning and the end of the clause. Everything is
folded: accents and case do not count.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from bot.engine.hearing import Phrases
from bot.engine.wording import fold

_TOKEN = re.compile(r"\(|\)\??|\||!?<\w+>\??|\.\.\d|[\^$]|[^\s()|<>^$!]+")
_EDGES = {"^": r"\A", "$": r"\Z"}
_MOST_PAIRS = 200
Groups = Mapping[str, Sequence[str]]
Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a pattern: its expression, and the pairs of words of which one is in every text it
    fits (the second word empty where one alone tells; None: it fits without any word of its
    own)."""

    expression: str
    needed: frozenset[Pair] | None = None


def compile_patterns(patterns: Iterable[str], groups: Groups, common: Collection[str]) -> Phrases:
    """Patterns as phrases. Raises ValueError for one that fits a text without any word of its
    own: it would be looked for in every text there is."""
    sources: list[str] = []
    by_word: dict[str, list[tuple[int, str]]] = {}
    by_stem: dict[str, list[tuple[int, str]]] = {}
    for pattern in patterns:
        piece = _read(pattern, groups, frozenset(common))
        if piece.needed is None:
            raise ValueError(f"'{pattern}' has no word that it cannot do without")
        for word, other in sorted(piece.needed):
            table, key = (by_stem, word[:-1]) if word.endswith("~") else (by_word, word)
            table.setdefault(key, []).append((len(sources), other))
        sources.append(piece.expression)
    return Phrases(
        tuple(sources),
        {word: tuple(at) for word, at in by_word.items()},
        tuple((stem, tuple(at)) for stem, at in sorted(by_stem.items())),
        tuple(sorted(by_stem)),
    )


def _read(pattern: str, groups: Groups, common: frozenset[str]) -> _Piece:
    tokens = _TOKEN.findall(pattern)
    piece, rest = _choice(tokens, groups, common)
    if rest:
        raise ValueError(f"'{pattern}' has a bracket too many")
    return piece


def _choice(tokens: list[str], groups: Groups, common: frozenset[str]) -> tuple[_Piece, list[str]]:
    """Alternatives up to a closing bracket or the end."""
    found = []
    while True:
        piece, tokens = _sequence(tokens, groups, common)
        found.append(piece)
        if not tokens or tokens[0] != "|":
            break
        tokens = tokens[1:]
    needed = [piece.needed for piece in found]
    union = None if None in needed else frozenset().union(*(n for n in needed if n))
    return _Piece("(?:" + "|".join(p.expression for p in found) + ")", union), tokens


def _sequence(
    tokens: list[str], groups: Groups, common: frozenset[str]
) -> tuple[_Piece, list[str]]:
    parts: list[_Piece] = []
    while tokens and tokens[0] not in "|" and not tokens[0].startswith(")"):
        piece, tokens = _element(tokens, groups, common)
        parts.append(piece)
    telling = [p.needed for p in parts if p.needed]
    telling.sort(key=lambda pairs: _worth(pairs, common))
    best = _both(telling[0], telling[1]) if len(telling) > 1 else None
    return _Piece("".join(p.expression for p in parts), best or next(iter(telling), None)), tokens


def _both(first: frozenset[Pair], second: frozenset[Pair]) -> frozenset[Pair] | None:
    """The pairs of a word of each, where both parts must be there; None where there are too many,
    or where a part knows two words itself or a word by its stem."""
    alone = [word for word, other in first if not other]
    others = [word for word, other in second if not other and not word.endswith("~")]
    if len(alone) < len(first) or len(others) < len(second):
        return None
    if len(alone) * len(others) > _MOST_PAIRS:
        return None
    return frozenset((word, other) for word in alone for other in others)


def _worth(pairs: frozenset[Pair], common: frozenset[str]) -> tuple[int, int, int]:
    """How little a set of words is good for telling phrases from other texts: few are best."""
    words = [word for word, _ in pairs]
    return (sum(word in common for word in words), len(words), -max(map(len, words)))


def _element(tokens: list[str], groups: Groups, common: frozenset[str]) -> tuple[_Piece, list[str]]:
    token, rest = tokens[0], tokens[1:]
    if token == "(":  # noqa: S105 - a bracket, not a secret
        piece, rest = _choice(rest, groups, common)
        is_optional = rest[0].endswith("?")
        return (_Piece(piece.expression + "?") if is_optional else piece), rest[1:]
    if token.startswith("!"):
        others = "|".join(f"{fold(word)} " for word in groups[token[2:-1]])
        return _Piece(rf"(?!{others})(?:\S+ )"), rest
    if token.startswith("<"):
        name, is_optional = token.strip("<>?"), token.endswith("?")
        piece, _ = _choice(_TOKEN.findall("|".join(groups[name])), groups, common)
        return (_Piece(piece.expression + "?") if is_optional else piece), rest
    if token.startswith(".."):
        return _Piece(rf"(?:\S+ ){{0,{token[2:]}}}"), rest
    edge = _EDGES.get(token)
    return (_Piece(edge) if edge else _word(token)), rest


def _word(token: str) -> _Piece:
    is_optional = token.endswith("?")
    folded = fold(token.rstrip("?~"))
    if token.endswith("~"):
        return _Piece(rf"(?:{re.escape(folded)}\w* )", frozenset({(folded + "~", "")}))
    expression = "".join(f"(?:{re.escape(word)} )" for word in folded.split(" "))
    if is_optional:
        return _Piece(f"(?:{expression})?")
    return _Piece(expression, frozenset({(max(folded.split(" "), key=len), "")}))
