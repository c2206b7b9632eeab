"""Whether a text answers a question, and with what.

A question's own choices are tried first (word, number, letter, word inside a short sentence,
unique beginning, slip), then its kind. `KINDS` is the list of answer types.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from rapidfuzz.distance import OSA

from bot.engine.definition import Ask
from bot.engine.events import Scalar
from bot.engine.moments import Span, find_date, find_time
from bot.engine.numbers import (
    find_email,
    find_number,
    find_phone,
    find_state,
    find_station,
    find_zip,
)
from bot.engine.text import clean, shorten
from bot.engine.wording import Lexicon, fold

_DRAWN_OUT = re.compile(r"(.)\1+$")  # "yesss", "nooo"
_NOT_NAME = re.compile(r"[^\w\s'’.-]|[\d_]")
MAX_NAME = 40
MAX_TEXT = 300
MAX_SENTENCE = 8  # words; longer texts are not searched for a choice inside them


@dataclass(frozen=True, slots=True)
class Reading:
    """What an answer depends on besides the text."""

    lexicon: Lexicon
    lang: str
    now: datetime
    options: Mapping[str, str]
    pattern: re.Pattern[str] | None = None
    window: Span | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """`choice` is the key of the choice taken, `value` what was understood. `is_outside`: it was
    understood, but the question does not allow it (too many, not in the week)."""

    value: Scalar
    choice: str = ""
    is_outside: bool = False


def read_answer(ask: Ask, text: str, reading: Reading) -> Answer | None:
    """The answer in `text`, or None."""
    if ask.choices:
        choice = find_choice(ask, text, reading.lexicon, reading.lang)
        if choice:
            return Answer(choice, choice)
    if not ask.kind:
        return None
    return KINDS[ask.kind](text, reading)


# --- choices -------------------------------------------------------------------------------


def find_choice(ask: Ask, text: str, lexicon: Lexicon, lang: str) -> str:
    """The key of the choice that `text` means, or empty."""
    words = ask.words.get(lang) or next(iter(ask.words.values()), {})
    folded = fold(text)
    found = words.get(folded)
    if found or not folded or ask.kind in ("text", "name"):
        return found or ""
    said = folded.split(" ")
    short = " ".join(word for word in said if not _is_filler(word, lexicon))
    return (
        (_by_position(ask, said, lexicon) if not ask.kind else "")
        or words.get(short)
        or words.get(_DRAWN_OUT.sub(r"\1", short), "")
        or _inside(said, words, lexicon)
        or _begins(short, ask.begins.get(lang, {}))
        or _slip(short, words)
    )


def _is_filler(word: str, lexicon: Lexicon) -> bool:
    return any(word in m.fillers for m in lexicon.languages.values())


def _by_position(ask: Ask, said: list[str], lexicon: Lexicon) -> str:
    """ "2", "number 2", "the second", "b": the second choice."""
    last = said[-1]
    if len(said) > 3 or not all(_is_filler(word, lexicon) for word in said[:-1]):
        return ""
    number = int(last) if last.isdecimal() and len(last) <= 2 else _ordinal(last, lexicon)
    if not number and len(said) == 1 and len(last) == 1 and "a" <= last <= "z":
        number = ord(last) - ord("a") + 1
    return ask.keys[number - 1] if 1 <= number <= len(ask.keys) else ""


def _ordinal(word: str, lexicon: Lexicon) -> int:
    found = [m.ordinals[word] for m in lexicon.languages.values() if word in m.ordinals]
    return found[0] if found else 0


def _inside(said: list[str], words: Mapping[str, str], lexicon: Lexicon) -> str:
    """The one choice whose words stand in a short sentence, unless it says no to something."""
    if len(said) > MAX_SENTENCE:
        return ""
    found = set()
    for start in range(len(said)):
        for end in range(start + 1, min(start + 4, len(said)) + 1):
            choice = words.get(" ".join(said[start:end]))
            if choice:
                found.add(choice)
    if len(found) != 1 or found & {"yes", "no"}:
        return next(iter(found)) if _is_plain_yes(said, found, lexicon) else ""
    is_negated = any(word in m.negations for word in said for m in lexicon.languages.values())
    return "" if is_negated else found.pop()


def _is_plain_yes(said: list[str], found: set[str], lexicon: Lexicon) -> bool:
    """ "they said yes!" is a yes, "no I will not" a no, "yes and no" neither."""
    negations = [word for m in lexicon.languages.values() for word in said if word in m.negations]
    return found == {"no"} or (found == {"yes"} and not negations)


def _begins(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 2:
        return ""
    found = {choice for word, choice in words.items() if word.startswith(short)}
    return found.pop() if len(found) == 1 else ""


def _slip(short: str, words: Mapping[str, str]) -> str:
    if len(short) < 4:
        return ""
    allowed = 1 if len(short) < 8 else 2
    found = {
        choice
        for word, choice in words.items()
        if len(word) >= 4 and abs(len(word) - len(short)) <= allowed
        and OSA.distance(short, word, score_cutoff=allowed) <= allowed
    }  # fmt: skip
    return found.pop() if len(found) == 1 else ""


# --- kinds ---------------------------------------------------------------------------------


def _bounded(value: int, reading: Reading) -> Answer:
    low, high = reading.options.get("min"), reading.options.get("max")
    is_low = bool(low) and _is_number(low) and value < int(low or 0)
    is_high = bool(high) and _is_number(high) and value > int(high or 0)
    return Answer(value, is_outside=is_low or is_high)


def _is_number(text: str | None) -> bool:
    return text is not None and text.lstrip("-").isdecimal()


def _number(text: str, reading: Reading) -> Answer | None:
    value = find_number(text, reading.lexicon, reading.lang)
    return None if value is None else _bounded(value, reading)


def _date(text: str, reading: Reading) -> Answer | None:
    today = reading.now.date()
    found = find_date(text, today, reading.lexicon, reading.lang, reading.window)
    if found is None:
        return None
    return Answer(found.isoformat(), is_outside=not _in_window(found, today, reading))


def _in_window(day: date, today: date, reading: Reading) -> bool:
    if reading.window is None:
        return day >= today or reading.options.get("past") == "yes"
    return reading.window[0] <= day <= reading.window[1]


def _time(text: str, reading: Reading) -> Answer | None:
    past = reading.now if reading.options.get("past") == "yes" else None
    found = find_time(text, reading.lexicon, reading.lang, past)
    return Answer(found.isoformat("minutes")) if found else None


def _pattern(text: str, reading: Reading) -> Answer | None:
    found = reading.pattern.search(clean(text)[:160]) if reading.pattern else None
    if not found:
        return None
    return Answer(next((g for g in found.groups() if g), found.group()))


def _text(text: str, reading: Reading) -> Answer | None:
    plain = " ".join(clean(text).split())
    limit = reading.options.get("max")
    return (
        Answer(shorten(plain, int(limit) if limit and limit.isdecimal() else MAX_TEXT))
        if plain
        else None
    )


def _name(text: str, reading: Reading) -> Answer | None:
    plain = " ".join(_NOT_NAME.sub(" ", clean(text)).split()).strip(".- ")
    lead = reading.lexicon.name_leads.match(fold(plain) + " ")
    if lead and len(lead.group()) < len(fold(plain)):
        plain = " ".join(plain.split(" ")[lead.group().count(" ") + 1 :])
    if len(plain) > MAX_NAME or plain.count(" ") > 3 or not any(map(str.isalpha, plain)):
        return None
    is_shouted = plain.isupper() and len(plain) > 3
    return Answer(plain.title() if is_shouted or plain.islower() else plain)


Kind = Callable[[str, Reading], Answer | None]


def _found(value: str | None) -> Answer | None:
    return Answer(value) if value else None


KINDS: Mapping[str, Kind] = {
    "number": _number,
    "count": _number,
    "date": _date,
    "time": _time,
    "zip": lambda text, _r: _found(find_zip(text)),
    "state": lambda text, r: _found(find_state(text, r.lexicon)),
    "email": lambda text, _r: _found(find_email(text)),
    "phone": lambda text, _r: _found(find_phone(text)),
    "station": lambda text, r: _found(find_station(text, r.lexicon)),
    "pattern": _pattern,
    "name": _name,
    "text": _text,
}
