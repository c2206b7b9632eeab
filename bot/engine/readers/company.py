"""Who comes along and what they can do: "me and 2", "somos 4", "just me", "I can drive".

What is kept is words of ours: "party:3 driver:1". A party counts whoever says it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.engine.readers.numbers import FORMS, collapse, is_range, is_time_or_span
from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens

MOST = 50  # of one party; more is a typing mistake, or a matter for the host
_PARTY = "party"


@dataclass(frozen=True, slots=True)
class Company:
    """What was kept: how many come with who says it, None where nothing was said of it, and the
    needs of an action that they answer to."""

    party: int | None
    needs: tuple[str, ...]


def read_company(text: str, reading: Reading, *, is_asked: bool = True) -> Answer | None:
    """The party and the needs in a text; None where it says neither. Outside: nobody, or so many
    that it is a mistake. `is_asked`: the question is who comes, so that a bare number is a party.
    """
    tokens = collapse(read_tokens(text, reading.lexicon.company, reading.lang))
    needs = dict.fromkeys(
        str(token.senses["can"])
        for at, token in enumerate(tokens)
        if token.has("can") and not _is_denied(tokens, at)
    )
    party = _party(tokens) if is_asked or _says_who(tokens) else None
    if party is None and not needs:
        return None
    kept = [f"{_PARTY}:{party}"] if party is not None else []
    kept += [f"{need}:1" for need in needs]
    return Answer(" ".join(kept), is_outside=party is not None and not 1 <= party <= MOST)


def parse_company(kept: str) -> Company:
    """What `read_company` kept."""
    found = {name: number for name, _, number in (part.partition(":") for part in kept.split())}
    party = found.pop(_PARTY, "")
    return Company(int(party) if party.isdecimal() else None, tuple(found))


def read_party_instead(text: str, reading: Reading) -> Answer | None:
    """Another party behind a no: "no, we are 3", "no, solo yo". None where it is a plain no; an
    answer that is not kept where it may be either ("we won't be 3, just 2")."""
    tokens = [
        token
        for token in collapse(read_tokens(text, reading.lexicon.company, reading.lang))
        if token.kind != "mark"
    ]
    behind = tokens[1:] if tokens and tokens[0].has("not") else []
    is_plain = all(t.kind == "number" or t.has("alone", "all", "extra", "more") for t in behind)
    party = _party(behind) if behind and is_plain and _says_who(behind) else None
    if party is not None:
        return Answer(f"{_PARTY}:{party}", is_outside=not 1 <= party <= MOST)
    numbers = sum(token.kind == "number" for token in tokens)
    is_unclear = numbers > 1 or any(token.has("alone") for token in tokens)
    return Answer(is_unknown_to_them=True) if is_unclear else None


def denies(text: str, reading: Reading) -> bool:
    """Whether a text says no of something: "not coming, me and my brother are working"."""
    return any(t.has("not") for t in read_tokens(text, reading.lexicon.company, reading.lang))


def _says_who(tokens: list[Token]) -> bool:
    return any(token.has("alone", "all", "extra", "more", "companion") for token in tokens)


def _party(tokens: list[Token]) -> int | None:
    if any(token.has("alone") for token in tokens):
        return 1
    if any(is_range(tokens, at) or token.kind in FORMS for at, token in enumerate(tokens)):
        return None
    numbers = [
        at
        for at, token in enumerate(tokens)
        if token.kind == "number" and not is_time_or_span(tokens, at) and not _counts(tokens, at)
    ]
    companions = sum(token.has("companion") for token in tokens)
    if len(numbers) == 1:
        return _of_number(tokens, numbers[0]) + (companions if companions else 0)
    return 1 + companions if companions and not numbers else None


def _of_number(tokens: list[Token], at: int) -> int:
    """The whole party, of a number that counts it, or those who come besides."""
    said, before, after = tokens[at].number, tokens[:at], tokens[at + 1 : at + 3]
    if any(token.has("all") for token in (*before[-3:], *after)):
        return said
    is_extra = any(token.has("extra") for token in before[-2:])
    is_more = any(token.has("more") for token in after)
    return said + 1 if is_extra or is_more else said


def _counts(tokens: list[Token], at: int) -> bool:
    """Whether the number counts what is brought: "2 chairs"."""
    return any(token.has("can") for token in tokens[at + 1 : at + 2])


def _is_denied(tokens: list[Token], at: int) -> bool:
    return any(token.has("not") for token in tokens[max(0, at - 2) : at])
