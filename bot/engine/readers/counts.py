"""How many calls somebody says they made.

Only a number that counts calls counts: one that stands alone, or beside a word for calls or for
having made them. A time, date, length of time, age, code, phone number, the number of a step
("call 1"), tries that nobody answered, what is only planned, and what somebody else did are none.
A range, and two counts at once, are asked about.
"""

from __future__ import annotations

from itertools import pairwise

from bot.engine.readers.numbers import FORMS, bounded, collapse, is_range, is_time_or_span
from bot.engine.readers.reading import Answer, Reading
from bot.engine.readers.tokens import Token, read_tokens

_ENDS = frozenset(",;.!?\n:)(/")
_PLAIN = ("self", "so_far", "roughly", "people", "calls", "called", "article", "and")


def read_count(text: str, reading: Reading) -> Answer | None:
    """The number of calls in `text`. None: none is sure, ask."""
    tokens = collapse(read_tokens(text, reading.lexicon.tongues, reading.lang))
    value = find_count(tokens)
    return None if value is None else bounded(value, reading)


def find_count(tokens: list[Token]) -> int | None:
    """The one count of calls in these tokens (numbers collapsed)."""
    found = [
        number
        for clause in _clauses(tokens)
        if (number := _count_of(clause, is_alone=len(clause) == len(tokens))) is not None
    ]
    return found[0] if len(found) == 1 and found[0] >= 0 else None


def _clauses(tokens: list[Token]) -> list[list[Token]]:
    """Cut at punctuation, and at "and" or "but" between two parts that each have a number."""
    clauses: list[list[Token]] = [[]]
    for at, token in enumerate(tokens):
        is_mark = token.kind == "mark" and token.text in _ENDS
        is_and = token.has("and") and _has_number(tokens[:at]) and _has_number(tokens[at + 1 :])
        if is_mark or is_and:
            clauses.append([])
        else:
            clauses[-1].append(token)
    return [clause for clause in clauses if clause]


def _has_number(tokens: list[Token]) -> bool:
    return any(token.kind == "number" for token in tokens)


_UNSURE = -1  # a number that may be a count and may not: then nothing is


def _count_of(clause: list[Token], *, is_alone: bool) -> int | None:
    """The count a clause says, `_UNSURE`, or None where it says none."""
    numbers = [at for at, token in enumerate(clause) if token.kind == "number"]
    if not numbers:
        return _in_words_only(clause)
    if any(is_range(clause, at) for at in range(len(clause))):
        return _UNSURE
    if _is_of_others(clause) or any(token.has("tries") for token in clause):
        return None if not is_alone else _UNSURE
    if any(token.has("not_done") and not token.has("so_far") for token in clause):
        return _UNSURE
    sure = [at for at in numbers if not is_time_or_span(clause, at) and not _is_order(clause, at)]
    if len(sure) != 1:
        return None if not sure else _UNSURE
    at = sure[0]
    if any(token.has("vague", "half") for token in clause) or _is_beside_a_day(clause, at):
        return _UNSURE
    return clause[at].number if _counts_calls(clause, at) else _UNSURE


def _in_words_only(clause: list[Token]) -> int | None:
    """ "none", "made a call" """
    words = [token for token in clause if token.kind == "word"]
    if any(token.has("vague", "not_done", "others", "tries") for token in words):
        return None
    if any(token.has("none") for token in words):
        return 0 if all(token.has("none", *_PLAIN) for token in words) else _UNSURE
    for first, then in pairwise(clause):
        if first.text in ("a", "one") and then.text in ("call", "phone call"):
            return 1
    return None


def _is_of_others(clause: list[Token]) -> bool:
    return any(token.has("others") for token in clause)


def _is_order(clause: list[Token], at: int) -> bool:
    """ "call 1", "option 2", "im 45": the number of something, or an age."""
    before = clause[at - 1] if at else None
    if before is None:
        return False
    after = clause[at + 1] if at + 1 < len(clause) else None
    if after is not None and after.has("calls"):
        return False
    if before.has("age") and not before.has("called", "calls") and before.text not in ("is", "at"):
        return True
    if before.text in ("call", "llamada", "el", "the", "la"):
        return True
    if clause[at].text in ("un", "una", "one") and before.text in ("con", "with", "to", "a", "de"):
        return True  # "hablé con una señora"
    if before.text in ("#", "number", "numero", "no", "num"):
        return any(not token.has("self") for token in clause[: at - 1])
    return before.has("order") and not before.has(*_PLAIN)


def _is_beside_a_day(clause: list[Token], at: int) -> bool:
    """ "sept 24", "the 26 of", "saturday 26" """
    before = clause[at - 1] if at else None
    after = clause[at + 1] if at + 1 < len(clause) else None
    after_that = clause[at + 2] if at + 2 < len(clause) else None
    if before is not None and before.has("month", "weekday"):
        return True
    if after is not None and after.has("month"):
        return True
    return (
        after is not None
        and after.text in ("de", "of")
        and bool(after_that and after_that.has("month"))
    )


def _counts_calls(clause: list[Token], at: int) -> bool:
    """Beside words for calls, or among nothing but words that carry nothing."""
    after = clause[at + 1 : at + 3]
    if after and after[0].has("calls"):
        return True
    if len(after) == 2 and after[1].has("calls") and after[0].has("self", "people", "so_far"):
        return True
    before = [token for token in clause[max(0, at - 2) : at] if not token.has("roughly")]
    if before and before[-1].has("called") and not after:
        return True
    if any(token.kind in FORMS for token in clause):
        return False
    rest = [token for token in clause if token.kind == "word"]
    return all(token.has(*_PLAIN, "order") for token in rest)
