"""Whether a text answers a question, and with what.

A question's own choices are tried first, then its kind. `KINDS` is the list of answer types. What
is no answer may still say something: a refusal, or that the person does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from bot.engine.definition import Ask
from bot.engine.readers.addresses import read_email, read_phone, read_zip
from bot.engine.readers.airings import read_told_airing
from bot.engine.readers.choices import find_choices
from bot.engine.readers.clocks import read_time
from bot.engine.readers.company import denies, read_company, read_party_instead
from bot.engine.readers.corrections import read_correction
from bot.engine.readers.counts import read_count
from bot.engine.readers.days import read_date
from bot.engine.readers.extras import read_extras
from bot.engine.readers.names import read_name
from bot.engine.readers.numbers import read_number
from bot.engine.readers.picks import read_pick
from bot.engine.readers.reading import Answer, Kind, Reading
from bot.engine.readers.states import read_state
from bot.engine.readers.stations import read_station
from bot.engine.readers.tokens import read_tokens
from bot.engine.text import clean, shorten

MAX_TEXT = 300
_MOST_IN_PATTERN = 160
# What says more than a choice whose word stands in it: "no drivers" is no plain no.
_SAY_MORE = ("count", "extras")
# In these kinds a correction can be told from the answer itself.
_CORRECTED = frozenset({"number", "count", "date", "time", "zip", "email", "phone", "state"})


def read_answer(ask: Ask, text: str, reading: Reading) -> Answer | None:
    """The answer in `text`, or None.

    An answer that is not kept (`Answer.is_kept`) says why: outside what is allowed, a refusal,
    not known to the person, or several choices at once.
    """
    if ask.kind in _SAY_MORE and ask.choices:
        counted = _of_kind(ask.kind, text, reading)  # "called 12 times" is more than "called"
        if counted is not None:
            return counted
    if ask.kind == "company" and "no" in ask.choices:
        return _coming(ask, text, reading)
    if ask.choices:
        keys = find_choices(ask, text, reading.lexicon, reading.lang)
        if len(keys) == 1:
            return Answer(keys[0], keys[0])
        if keys:
            return Answer(keys[0], values=keys)
    if ask.kind:
        answer = _of_kind(ask.kind, text, reading)
        if answer is not None:
            return answer
    return _no_answer(ask, text, reading)


def _coming(ask: Ask, text: str, reading: Reading) -> Answer | None:
    """Whether somebody comes, and with how many: "yes, me and 2", "somos 3". A no counts, but for
    one that only puts the number right: "no, we are 3"."""
    keys = find_choices(replace(ask, kind=""), text, reading.lexicon, reading.lang)
    if keys == ("no",):
        party = read_party_instead(text, reading)
        return party if party is not None else Answer("no", "no")
    company = read_company(text, reading, is_asked=False)
    if company is not None:
        return None if not keys and denies(text, reading) else company
    if len(keys) == 1:
        return Answer(keys[0], keys[0])
    return Answer(keys[0], values=keys) if keys else _no_answer(ask, text, reading)


def _of_kind(kind: str, text: str, reading: Reading) -> Answer | None:
    correction = read_correction(text, reading) if kind in _CORRECTED else None
    if correction is None or not correction.kept:
        return KINDS[kind](text, reading)
    if correction.retracted and KINDS[kind](correction.retracted, reading) is None:
        return KINDS[kind](text, reading)  # "3 times and no answer" takes no number back
    answer = KINDS[kind](correction.kept, reading)
    return None if answer is None else replace(answer, is_correction=True)


def _no_answer(ask: Ask, text: str, reading: Reading) -> Answer | None:
    """ "I'd rather not say", "no sé": the way past the question where it has one."""
    tokens = read_tokens(text, reading.lexicon.manners, reading.lang)
    is_refusal = any(token.has("refusal") for token in tokens)
    is_unknown = any(token.has("unknown") for token in tokens)
    if not is_refusal and not is_unknown:
        return None
    if is_refusal and "skip" in ask.choices:
        return Answer("skip", "skip", is_refusal=True)
    return Answer(is_refusal=is_refusal, is_unknown_to_them=is_unknown and not is_refusal)


def _pattern(text: str, reading: Reading) -> Answer | None:
    """What the question's own expression finds."""
    plain = clean(text)[:_MOST_IN_PATTERN]
    found = reading.pattern.search(plain) if reading.pattern else None
    if not found:
        return None
    return Answer(next((group for group in found.groups() if group), found.group()))


def _text(text: str, reading: Reading) -> Answer | None:
    """Any words, cut to the question's length; only a refusal or "no sé" as a whole is none."""
    plain = " ".join(clean(text).split())
    if not plain or _is_only_no_answer(plain, reading):
        return None
    limit = reading.options.get("max")
    return Answer(shorten(plain, int(limit) if limit and limit.isdecimal() else MAX_TEXT))


def _is_only_no_answer(text: str, reading: Reading) -> bool:
    tokens = [
        token
        for token in read_tokens(text, reading.lexicon.manners, reading.lang)
        if token.kind != "mark"
    ]
    said = [t for t in tokens if not t.has("aside") or t.has("refusal", "unknown")]
    return bool(said) and all(token.has("refusal", "unknown") for token in said)


KINDS: Mapping[str, Kind] = {
    "number": read_number,
    "pick": read_pick,
    "company": read_company,
    "count": read_count,
    "date": read_date,
    "time": read_time,
    "zip": read_zip,
    "state": read_state,
    "email": read_email,
    "phone": read_phone,
    "station": read_station,
    "pattern": _pattern,
    "airing": read_told_airing,
    "extras": read_extras,
    "name": read_name,
    "text": _text,
}
