"""One of a list, or a day instead: "2", "the second", "saturday", "el 26"."""

from __future__ import annotations

from bot.engine.readers.days import read_date
from bot.engine.readers.numbers import read_number
from bot.engine.readers.reading import Answer, Reading


def read_pick(text: str, reading: Reading) -> Answer | None:
    """The number in the list, within the question's bounds, or the day (ISO) that `text` names. A
    number alone is never a day."""
    number = read_number(text, reading)
    if number is not None and (not number.is_outside or text.strip().isdecimal()):
        return number
    return read_date(text, reading) or number
