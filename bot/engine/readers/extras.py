"""What a host says of an action beside the main things: "4 drivers, 2 interpreters, signs;
bilingual, there is a ramp".

What is kept is words of ours: "driver:4 interpreter:2 sign:1 lang:both access:yes". Needs are
kinds, never the host's own words, for guests read them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.engine.readers.numbers import collapse
from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens

_MOST = 99
_TO_NOUN = 2  # words between a number and what is counted: "4 more drivers"


def read_extras(text: str, reading: Reading, *, is_answer: bool = True) -> Answer | None:
    """The extras in a text; None where there are none. In a sentence that answers nothing
    (`is_answer` False) a need counts only with its number, or after "we need"."""
    tokens = collapse(read_tokens(text, reading.lexicon.extras, reading.lang))
    found: dict[str, str] = {}
    for name, value in _said(tokens, is_answer=is_answer):
        found[name] = value
    return Answer(" ".join(f"{name}:{value}" for name, value in found.items())) if found else None


def parse_extras(text: str) -> Mapping[str, str]:
    """What `read_extras` kept, once or several times one after the other: the last one counts."""
    pairs = (part.partition(":") for part in text.split())
    return {name: value for name, _, value in pairs if value}


def _said(tokens: Sequence[Token], *, is_answer: bool) -> Iterator[tuple[str, str]]:
    is_needed = is_answer
    for at, token in enumerate(tokens):
        is_needed = is_needed or token.has("needs")
        if token.has("need"):
            count = _count(tokens, at)
            if count is None and not is_needed:
                continue
            is_off = count is None and at > 0 and tokens[at - 1].has("not")
            wanted = 0 if is_off else min(count or 1, _MOST)
            yield str(token.senses["need"]), str(wanted)
        elif token.has("speaks"):
            yield "lang", str(token.senses["speaks"])
        elif token.has("no_access"):
            yield "access", "no"
        elif token.has("access"):
            yield "access", "no" if at > 0 and tokens[at - 1].has("not") else "yes"
        elif token.has("lets_in"):
            yield "lets_in", "yes"
        elif token.has("unlimited"):
            yield "seats", "any"


def _count(tokens: Sequence[Token], at: int) -> int | None:
    """The number before what is needed ("4 drivers", "4 more drivers"), if there is one."""
    for back in range(1, _TO_NOUN + 2):
        if at - back < 0:
            return None
        token = tokens[at - back]
        if token.kind == "number":
            return token.number
        if token.kind == "mark" or token.has("need"):
            return None
    return None
