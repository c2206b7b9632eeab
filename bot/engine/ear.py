"""Phone numbers spelled for the ear, as an announcer says them."""

from __future__ import annotations

import re
from collections.abc import Sequence

# 1 to 99 as spoken, for the last four digits in pairs ("fifty-nine fifteen").
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_EN_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_EN_DIGITS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_ES_DIGITS = ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"]
_ES_TEENS = [
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
]
_ES_TWENTIES = [
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_ES_TENS = (
    "", "", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"
)  # fmt: skip


def spell_number(number: str, lang: str) -> str:
    """A ten-digit US number in words: digits by twos and threes, the last four in pairs.

    "(866) 473-5915" → "eight six six, four seven three, fifty-nine fifteen" (en), "ocho seis
    seis, cuatro siete tres, cincuenta y nueve quince" (es). Pairs that begin with 0, and whole
    thousands, are read digit by digit. Other languages and other lengths: digits, spaced.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != 10 or lang not in ("en", "es"):
        return " ".join(digits)
    names = _EN_DIGITS if lang == "en" else _ES_DIGITS
    head = ", ".join(_spell_each(part, names) for part in (digits[:3], digits[3:6]))
    return f"{head}, {_spell_last(digits[6:], lang, names)}"


def _spell_each(digits: str, names: Sequence[str]) -> str:
    return " ".join(names[int(d)] for d in digits)


def _spell_last(four: str, lang: str, names: Sequence[str]) -> str:
    pairs = (four[:2], four[2:])
    if any(pair[0] == "0" for pair in pairs) or pairs[1] == "00":
        return _spell_each(four, names)
    say = _pair_en if lang == "en" else _pair_es
    return " ".join(say(int(pair)) for pair in pairs)


def _pair_en(n: int) -> str:
    if n < 20:
        return _EN_TEENS[n - 10]
    tens, unit = divmod(n, 10)
    return _EN_TENS[tens] + (f"-{_EN_DIGITS[unit]}" if unit else "")


def _pair_es(n: int) -> str:
    if n < 20:
        return _ES_TEENS[n - 10]
    if n < 30:
        return _ES_TWENTIES[n - 20]
    tens, unit = divmod(n, 10)
    return _ES_TENS[tens] + (f" y {_ES_DIGITS[unit]}" if unit else "")
