"""Text written for the ear: what an announcer can read aloud without stopping to think.

Numbers, clock times, dates, web addresses, abbreviations and call letters become words, by rule.
`RULES` is the list, in the order they apply; a rule that comes first has the text to itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date

from bot.engine.ear_words import SAID_AS_WORDS, WORDS, EarWords
from bot.engine.numerals import say_digits, say_number, say_ordinal, say_pair, say_year

_PHONE = re.compile(r"(?<![\d-])(?:\+?1[-. ])?(?:\(\d{3}\)\s?|\d{3}[-. ])\d{3}[-. ]\d{4}(?!\d)")


def spell_number(number: str, lang: str, *, digit_by_digit: bool = False) -> str:
    """A ten-digit US number in words: digits by twos and threes, the last four in pairs.

    "(866) 473-5915" → "eight six six, four seven three, fifty-nine fifteen" (en), "ocho seis
    seis, cuatro siete tres, cincuenta y nueve quince" (es). Pairs that begin with 0, and whole
    thousands, are read digit by digit, as is everything with `digit_by_digit`. Other languages
    and other lengths: digits, spaced.
    """
    digits = re.sub(r"\D", "", number)
    if len(digits) == 11 and digits[0] == "1":
        digits = digits[1:]
    if len(digits) != 10 or lang not in WORDS:
        return " ".join(digits)
    head = f"{say_digits(digits[:3], lang)}, {say_digits(digits[3:6], lang)}"
    last = digits[6:]
    if digit_by_digit or last[0] == "0" or last[2] == "0":
        return f"{head}, {say_digits(last, lang)}"
    return f"{head}, {say_pair(last[:2], lang)} {say_pair(last[2:], lang)}"


def spell_letters(letters: str) -> str:
    """Letter by letter: "KDNA" → "K-D-N-A"."""
    return "-".join(char for char in letters.upper() if char.isalpha())


def spell_station(station: str, lang: str) -> str:
    """A station's call letters and frequency, as they are said: "KDNA 91.9 FM" → "K-D-N-A,
    ninety-one point nine F-M". A name that is not call letters stays as it is."""
    found = re.fullmatch(r"([KW][A-Z]{2,3})(?:-(?:FM|AM|LP))?(\s+.*)?", station.strip())
    if found is None:
        return for_the_ear(station, lang)
    rest = for_the_ear((found[2] or "").strip(), lang)
    return spell_letters(found[1]) + (f", {rest}" if rest else "")


def for_the_ear(text: str, lang: str) -> str:
    """The whole text as it is read aloud. Languages without rules stay as they are."""
    words = WORDS.get(lang)
    if words is None:
        return text
    for pattern, say in RULES:
        text = pattern.sub(lambda found, say=say: say(found, lang, words), text)  # type: ignore[misc]  # the default binds the rule
    return text


Say = Callable[["re.Match[str]", str, EarWords], str]


# --- addresses and phone numbers ---------------------------------------------------------------


def _address(found: re.Match[str], lang: str, words: EarWords) -> str:
    host = re.sub(r"^(?:https?://)?(?:www\.)?", "", found[0], flags=re.IGNORECASE).rstrip("/")
    said = host
    for mark, word in ((".", words.dot), ("/", words.slash), ("@", words.at), ("-", words.dash)):
        said = said.replace(mark, f" {word} ")
    return re.sub(r"\d+", lambda d: f" {say_digits(d[0], lang)} ", said).strip().replace("  ", " ")


def _phone(found: re.Match[str], lang: str, _words: EarWords) -> str:
    return spell_number(found[0], lang)


# --- clock times -------------------------------------------------------------------------------


def _clock(hour: int, minute: int, half: str, lang: str, words: EarWords) -> str:
    """ "7:45" → "seven forty-five"; with am or pm the time of day is said too."""
    is_24 = not half and (hour > 12 or hour == 0)
    hour_24 = hour % 12 + (12 if half == "p" else 0) if half else hour
    if (half or is_24) and minute == 0 and hour_24 in (0, 12):
        return words.noon if hour_24 == 12 else words.midnight
    said = say_number(hour_24 % 12 or 12, lang)
    if lang == "es" and said == "uno":
        said = "una"
    if minute:
        said += f" {words.oh + ' ' if minute < 10 else ''}{say_number(minute, lang)}"
    if half or is_24:
        return f"{said} {next(w for first, w in reversed(words.halves) if hour_24 >= first)}"
    return said if minute else f"{said} {words.oclock}"


def _time(found: re.Match[str], lang: str, words: EarWords) -> str:
    hour, minute = int(found["hour"]), int(found["minute"] or 0)
    half = (found["half"] or "").lower()[:1]
    if hour > 23 or minute > 59 or (half and not 1 <= hour <= 12):
        return found[0]
    return _clock(hour, minute, half, lang, words)


def _time_span(found: re.Match[str], lang: str, words: EarWords) -> str:
    """ "9am-5pm" → "nine in the morning to five in the afternoon"."""
    return f"{found[1]} {words.to} {found[2]}"


# --- days --------------------------------------------------------------------------------------


def _weekday_span(found: re.Match[str], _lang: str, words: EarWords) -> str:
    first, last = (words.weekday_marks.get(found[n].lower()) for n in (1, 2))
    if first is None or last is None:
        return found[0]
    return f"{words.weekdays[first]} {words.to} {words.weekdays[last]},"


def _weekday(found: re.Match[str], _lang: str, words: EarWords) -> str:
    at = words.weekday_marks.get(found[1].lower())
    return f"{words.weekdays[at]}, " if at is not None else found[0]


def _iso_day(found: re.Match[str], lang: str, words: EarWords) -> str:
    try:
        day = date.fromisoformat(found[0])
    except ValueError:
        return found[0]
    said = _day(day.month, day.day, lang, words)
    return words.year_form.format(day=said, year=say_year(day.year, lang))


def _short_day(found: re.Match[str], lang: str, words: EarWords) -> str:
    month, day = int(found[1]), int(found[2])
    return _day(month, day, lang, words) if 1 <= month <= 12 and 1 <= day <= 31 else found[0]


def _day(month: int, day: int, lang: str, words: EarWords) -> str:
    return words.day_form.format(month=words.months[month - 1], day=say_ordinal(day, lang))


def _day_span(found: re.Match[str], lang: str, words: EarWords) -> str:
    """ "Sep 21-27" → "September twenty-first to twenty-seventh"."""
    return f"{found[1]} {found[2]} {words.to} {say_ordinal(int(found[3]), lang)}"


def _month_day(found: re.Match[str], lang: str, words: EarWords) -> str:
    """ "Sept 21" and "September 21st"; "21 de septiembre"."""
    name, day, year = (found["m"] or found["m2"], int(found["d"] or found["d2"]), found["y"])
    folded = name.lower().rstrip(".")
    months = {month.lower(): at for at, month in enumerate(words.months, start=1)}
    month = months.get(folded) or words.month_marks.get(folded)
    if month is None or not 1 <= day <= 31:
        return found[0]
    said = _day(month, day, lang, words)
    return words.year_form.format(day=said, year=say_year(int(year), lang)) if year else said


# --- other numbers -----------------------------------------------------------------------------


def _frequency(found: re.Match[str], lang: str, words: EarWords) -> str:
    text = found[1]
    if lang == "en" and len(text) == 4 and text.isdecimal():  # 1280 AM is "twelve eighty"
        said = f"{say_pair(text[:2], lang)} {say_pair(text[2:], lang)}"
        return (
            f"{said if text[2:] != '00' else say_year(int(text), lang)} {spell_letters(found[2])}"
        )
    return f"{_decimal(text, lang, words)} {spell_letters(found[2])}"


def _decimal(text: str, lang: str, words: EarWords) -> str:
    whole, _, part = text.replace(",", "").partition(".")
    said = say_number(int(whole), lang)
    return f"{said} {words.point} {say_digits(part, lang)}" if part else said


def _money(found: re.Match[str], lang: str, words: EarWords) -> str:
    whole, _, cents = found[1].replace(",", "").partition(".")
    said = f"{say_number(int(whole), lang)} {words.dollars[whole != '1']}"
    return f"{said} {words.with_cents}{say_number(int(cents), lang)}" if cents.strip("0") else said


def _percent(found: re.Match[str], lang: str, words: EarWords) -> str:
    return f"{_decimal(found[1], lang, words)} {words.percent}"


def _ordinal(found: re.Match[str], lang: str, _words: EarWords) -> str:
    return say_ordinal(int(found[1]), lang)


def _number(found: re.Match[str], lang: str, words: EarWords) -> str:
    text = found[0]
    if text.isdecimal() and (len(text) >= 5 or (len(text) > 1 and text[0] == "0")):
        return say_digits(text, lang)  # a ZIP, a code: large amounts are written with commas
    is_year = len(text) == 4 and text.isdecimal() and 1900 <= int(text) <= 2099
    return say_year(int(text), lang) if is_year else _decimal(text, lang, words)


# --- letters -----------------------------------------------------------------------------------


def _saint(_found: re.Match[str], _lang: str, _words: EarWords) -> str:
    return "Saint "


def _always(_found: re.Match[str], _lang: str, words: EarWords) -> str:
    """24/7"""
    return words.always


def _number_sign(_found: re.Match[str], _lang: str, words: EarWords) -> str:
    return f"{words.signs['#']} "


def _abbreviation(found: re.Match[str], _lang: str, words: EarWords) -> str:
    return words.abbreviations.get(found[0], found[0])


def _capitals(found: re.Match[str], _lang: str, _words: EarWords) -> str:
    """RIFA → R-I-F-A; words that are only stressed, and acronyms that are words, stay."""
    plain = found[0].lower().translate(str.maketrans("áéíóúü", "aeiouu"))
    return found[0] if plain in SAID_AS_WORDS else spell_letters(found[0])


def _sign(found: re.Match[str], _lang: str, words: EarWords) -> str:
    said = words.signs[found[0].strip()]
    return f"{said} " if said == "," else f" {said} "


def _either(names: Sequence[str]) -> str:
    return "|".join(sorted(map(re.escape, names), key=len, reverse=True))


_SHORT = {name for words in WORDS.values() for name in words.abbreviations}
# "May 5" is a day and "you may 5" is not: English months begin with a capital.
_EN_MONTHS = [*WORDS["en"].months, *map(str.title, WORDS["en"].month_marks)]
_ES_MONTHS = [*WORDS["es"].months, *WORDS["es"].month_marks]
_MONTHS = _either([*{*_EN_MONTHS, *_ES_MONTHS, *map(str.title, _ES_MONTHS)}])
_DAYS = _either([*{f(m) for w in WORDS.values() for m in w.weekday_marks
                   for f in (str.lower, str.title, str.upper)}])  # fmt: skip
_HALF = r"(?:\s?(?P<half>[ap])\.?\s?m\b\.?)"
_I = re.IGNORECASE

RULES: Sequence[tuple[re.Pattern[str], Say]] = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[a-z]{2,})+|(?:https?://|www\.)[^\s,;!?]+[^\s,;!?.]", _I),
     _address),
    (re.compile(r"\b[a-z][\w-]*\.(?:org|com|net|us|edu|gov|example)(?:/[\w/-]+)?\b", _I), _address),
    (_PHONE, _phone),
    (re.compile(rf"\b({_DAYS})\s?[-–]\s?({_DAYS})\b,?"), _weekday_span),
    (re.compile(rf"\b({_DAYS})\.?,? (?=(?:{_MONTHS})\b\.? ?\d|\d{{1,2}} de )"), _weekday),
    (re.compile(r"(?<![\w:.])(\d{1,2}(?::\d{2})?\s?(?:[ap]\.?m\.?)?)\s?[-–]\s?"
                r"(\d{1,2}(?::\d{2})?\s?[ap]\.?m\b\.?|\d{1,2}:\d{2})", _I), _time_span),
    (re.compile(rf"(?<![\w:.])(?P<hour>\d{{1,2}})(?::(?P<minute>\d{{2}}))?{_HALF}", _I), _time),
    (re.compile(r"(?<![\w:.])(?P<hour>\d{1,2}):(?P<minute>\d{2})(?P<half>)(?![\d:])"), _time),
    (re.compile(r"\b\d{4}-\d{2}-\d{2}\b"), _iso_day),
    (re.compile(rf"\b({_MONTHS})\b\.? (\d{{1,2}}) ?[-–] ?(\d{{1,2}})\b(?!-)"), _day_span),
    (re.compile(rf"\b((?:{_MONTHS})\b\.? \d{{1,2}}) ?[-–] ?((?:{_MONTHS})\b\.? \d)"), _time_span),
    (re.compile(rf"\b(?:(?P<m>{_MONTHS})\b\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?"
                rf"|(?P<d2>\d{{1,2}}) de (?P<m2>{_MONTHS}))\b(?:(?:,| de) (?P<y>\d{{4}})\b)?"),
     _month_day),
    (re.compile(r"\b24/7\b"), _always),
    (re.compile(r"(?<![\d/])(\d{1,2})/(\d{1,2})(?![\d/])"), _short_day),
    (re.compile(r"\bNo\. ?(?=\d)"), _number_sign),
    (re.compile(r"\bSt\. (?=[A-Z])"), _saint),
    (re.compile(r"\b(\d{2,4}(?:\.\d)?) ?(FM|AM)\b"), _frequency),
    (re.compile(r"\$ ?(\d[\d,]*(?:\.\d+)?)"), _money),
    (re.compile(r"\b(\d[\d,]*(?:\.\d+)?) ?%"), _percent),
    (re.compile(r"\b(\d{1,4})(?:st|nd|rd|th)\b", _I), _ordinal),
    (re.compile(r"(?<![\w-])\d+(?:,\d{3})*(?:\.\d+)?(?![\w])"), _number),
    (re.compile(rf"(?<!\w)(?:{_either([*_SHORT])})(?!\w)"), _abbreviation),
    (re.compile(r"\b[A-ZÁÉÍÓÚÑ]{2,5}\b(?!-[A-Z])(?<![A-Z]-[A-Z])"), _capitals),
    (re.compile(r" ?[&@+#] ?| / "), _sign),
)  # fmt: skip
