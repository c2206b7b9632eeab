"""Whether a text answers a question, and with what.

A question's own choices are tried first, then its kind. `KINDS` is the list of answer types.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from bot.engine.definition import Ask
from bot.engine.readers.choices import find_choice
from bot.engine.readers.moments import find_date, find_time
from bot.engine.readers.numbers import (
    find_email,
    find_number,
    find_phone,
    find_state,
    find_station,
    find_zip,
)
from bot.engine.readers.reading import Answer, Kind, Reading
from bot.engine.text import clean, shorten
from bot.engine.wording import fold

_NOT_NAME = re.compile(r"[^\w\s'’.-]|[\d_]")
MAX_NAME = 40
MAX_TEXT = 300


def read_answer(ask: Ask, text: str, reading: Reading) -> Answer | None:
    """The answer in `text`, or None."""
    if ask.choices:
        choice = find_choice(ask, text, reading.lexicon, reading.lang)
        if choice:
            return Answer(choice, choice)
    if not ask.kind:
        return None
    return KINDS[ask.kind](text, reading)


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
