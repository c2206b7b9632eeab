"""Numbers, counts, ZIPs, phones, e-mails and stations in people's words."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.engine.wording import Lexicon, Meanings, fold

_DIGITS = re.compile(
    r"(?<![\w.,])-?\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.,])-?\d{1,9}(?:\.0+)?(?![\d]|[.,]\d)"
)
_ZIP = re.compile(r"(?<!\d)(\d{5})(?:-?\d{4})?(?!\d)")
_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?1[\s.-]*)?\(?([2-9]\d{2})\)?[\s.-]*([2-9]\d{2})[\s.-]*(\d{4})(?!\d)"
)
_CALL_SIGN = re.compile(
    r"(?<![A-Za-z])([KWkw](?:[A-Za-z]{2,3}|(?:[ .-][A-Za-z]){2,3}))"
    r"(?:[ -]?(?:FM|AM|LP|fm|am|lp))?(?![A-Za-z])"
)
_FM = re.compile(r"(?<!\d)(8[789]|9\d|10[0-7])[.,](\d)(?!\d)")
_AM = re.compile(r"(?<!\d)(5[3-9]0|[6-9]\d0|1[0-6]\d0|1700)(?!\d)")


def find_number(text: str, lexicon: Lexicon, lang: str) -> int | None:
    """The first whole number in digits (any script) or words ("doce", "twenty five", "a dozen")."""
    found = _DIGITS.search(text)
    if found:
        return int(found.group().replace(",", "").partition(".")[0])
    words = fold(text).split(" ")
    for meanings in lexicon.in_order(lang):
        number = _spelled(words, meanings)
        if number is not None:
            return number
    return None


def _spelled(words: Sequence[str], meanings: Meanings) -> int | None:
    total: int | None = None
    for word in words:
        value, times = meanings.numbers.get(word), meanings.multipliers.get(word)
        if times is not None:
            total = (total or 1) * times
        elif value is not None:
            total = (total or 0) + value
        elif total is not None and word not in ("and", "y"):
            break
    return total


def find_zip(text: str) -> str | None:
    """A five-digit ZIP anywhere in the text (ZIP+4 is cut), if there is exactly one."""
    found = set(_ZIP.findall(text))
    return found.pop() if len(found) == 1 else None


def find_email(text: str) -> str | None:
    """An e-mail address anywhere in the text, lower case."""
    found = _EMAIL.search(text)
    return found.group().rstrip(".").lower() if found else None


def find_phone(text: str) -> str | None:
    """A ten-digit US number anywhere in the text, as E.164."""
    found = _PHONE.search(text)
    return "+1" + "".join(found.groups()) if found else None


def find_station(text: str, lexicon: Lexicon) -> str | None:
    """Call letters and/or a frequency: "KDNA", "W A D O", "93.5", "1280 AM", "KDNA 91.9 FM"."""
    sign = _call_sign(text, lexicon)
    fm = _FM.search(text)
    if fm:
        return _join(sign, f"{fm.group(1)}.{fm.group(2)} FM")
    am = _AM.search(text)
    if am:
        return _join(sign, f"{am.group(1)} AM")
    return sign


def _join(sign: str | None, frequency: str) -> str:
    return f"{sign} {frequency}" if sign else frequency


def _call_sign(text: str, lexicon: Lexicon) -> str | None:
    found = []
    for match in _CALL_SIGN.finditer(text):
        letters = re.sub(r"[^A-Za-z]", "", match.group(1)).upper()
        if letters.lower() not in lexicon.not_stations or match.group() == text.strip():
            found.append((not match.group(1).isupper(), letters))
    return min(found)[1] if found else None


def find_state(text: str, lexicon: Lexicon) -> str | None:
    """A US state by name anywhere, or by two letters: alone, or in capitals."""
    folded = fold(text)
    whole = lexicon.states.get(folded)
    if whole:
        return whole
    padded = f" {folded} "
    names = [name for name in lexicon.states if len(name) > 2 and f" {name} " in padded]
    if names:
        return lexicon.states[max(names, key=len)]
    letters = re.findall(r"\b[A-Z]{2}\b", text)
    codes = [lexicon.states[c.lower()] for c in letters if c.lower() in lexicon.states]
    return codes[-1] if codes and not text.isupper() else None
