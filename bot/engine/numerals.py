"""Whole numbers in words, English and Spanish, as they are said aloud."""

from __future__ import annotations

from collections.abc import Mapping

DIGITS: Mapping[str, tuple[str, ...]] = {
    "en": ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    "es": ("cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"),
}
_EN_SMALL = (
    *DIGITS["en"], "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen",
    "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_EN_TENS = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_ES_SMALL = (
    *DIGITS["es"], "diez", "once", "doce", "trece", "catorce", "quince", "dieciséis", "diecisiete",
    "dieciocho", "diecinueve", "veinte", "veintiuno", "veintidós", "veintitrés", "veinticuatro",
    "veinticinco", "veintiséis", "veintisiete", "veintiocho", "veintinueve",
)  # fmt: skip
_ES_TENS = (
    "", "", "veinte", "treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"
)  # fmt: skip
_ES_HUNDREDS = (
    "", "ciento", "doscientos", "trescientos", "cuatrocientos", "quinientos", "seiscientos",
    "setecientos", "ochocientos", "novecientos",
)  # fmt: skip
_EN_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip
MOST = 999_999_999_999  # larger numbers are read digit by digit


def say_number(n: int, lang: str) -> str:
    """A whole number in words: 1482 → "one thousand four hundred eighty-two", "mil cuatrocientos
    ochenta y dos". Numbers above `MOST`, and other languages, digit by digit or as they are."""
    if lang not in DIGITS:
        return str(n)
    if n < 0:
        return ("minus " if lang == "en" else "menos ") + say_number(-n, lang)
    if n > MOST:
        return say_digits(str(n), lang)
    return _english(n) if lang == "en" else _spanish(n)


def say_digits(digits: str, lang: str) -> str:
    """Digit by digit: "473" → "four seven three"."""
    names = DIGITS.get(lang)
    return " ".join(names[int(d)] if names else d for d in digits if d.isdecimal())


def say_ordinal(n: int, lang: str) -> str:
    """A day of the month in a date: 21 → "twenty-first"; in Spanish only the first has a word of
    its own: 1 → "primero", 21 → "veintiuno"."""
    if lang == "es":
        return "primero" if n == 1 else say_number(n, "es")
    words = say_number(n, lang)
    if lang != "en":
        return words
    head, mark, last = words.rpartition("-" if "-" in words else " ")
    if last in _EN_ORDINALS:
        last = _EN_ORDINALS[last]
    else:
        last = last[:-1] + "ieth" if last.endswith("y") else last + "th"
    return f"{head}{mark}{last}"


def say_year(n: int, lang: str) -> str:
    """A year: 2026 → "twenty twenty-six", "dos mil veintiséis"; 2005 → "two thousand five"."""
    century, rest = divmod(n, 100)
    if lang != "en" or not 1000 < n < 3000 or n % 1000 < 10:
        return say_number(n, lang)
    if rest == 0:
        return f"{_english(century)} hundred"
    return f"{_english(century)} {'oh ' if rest < 10 else ''}{_english(rest)}"


def say_pair(pair: str, lang: str) -> str:
    """Two digits as one number, "59" → "fifty-nine"; digit by digit when the first is 0."""
    return say_digits(pair, lang) if pair[0] == "0" else say_number(int(pair), lang)


def _english(n: int) -> str:
    if n < 20:
        return _EN_SMALL[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        return _EN_TENS[tens] + (f"-{_EN_SMALL[unit]}" if unit else "")
    for size, name in (
        (10**9, "billion"),
        (10**6, "million"),
        (1000, "thousand"),
        (100, "hundred"),
    ):
        if n >= size:
            many, rest = divmod(n, size)
            return f"{_english(many)} {name}" + (f" {_english(rest)}" if rest else "")
    raise AssertionError(n)


def _spanish(n: int) -> str:
    if n < 30:
        return _ES_SMALL[n]
    if n < 100:
        tens, unit = divmod(n, 10)
        return _ES_TENS[tens] + (f" y {_ES_SMALL[unit]}" if unit else "")
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        if n == 100:
            return "cien"
        return _ES_HUNDREDS[hundreds] + (f" {_spanish(rest)}" if rest else "")
    if n < 10**6:
        many, rest = divmod(n, 1000)
        head = "mil" if many == 1 else f"{_shortened(_spanish(many))} mil"
    else:
        many, rest = divmod(n, 10**6)
        head = "un millón" if many == 1 else f"{_shortened(_spanish(many))} millones"
    return head + (f" {_spanish(rest)}" if rest else "")


def _shortened(words: str) -> str:
    """Before a noun "uno" loses its o: "veintiún mil"."""
    if words.endswith("veintiuno"):
        return words[: -len("veintiuno")] + "veintiún"
    return words[:-1] if words.endswith("uno") else words
