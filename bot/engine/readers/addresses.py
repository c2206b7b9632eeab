"""Ways to reach somebody, and where they live: e-mail, phone, ZIP."""

from __future__ import annotations

import re

from bot.engine.readers.reading import Answer, Reading
from bot.engine.wording import fold

_EMAIL = re.compile(r"[\w.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63})+")
_PHONE = re.compile(
    r"(?<![\d+])(?:\+?1[\s.-]*)?\(?([2-9]\d{2})\)?[\s./-]*([2-9]\d{2})[\s.-]*(\d{4})(?!\d)"
)
_DIGITS = re.compile(r"\d+")
_ZIP = re.compile(r"(?<![\d$#-])(\d{5})(?:[- ]?\d{4})?(?![\d]|-\d)")
_SPACED_ZIP = re.compile(r"(?:\d[ .-]){4}\d")


def read_email(text: str, _reading: Reading) -> Answer | None:
    """The one e-mail address in the text, lower case."""
    found = {match.group().rstrip(".").lower() for match in _EMAIL.finditer(text)}
    if len(found) != 1 or ".." in min(found):
        return None
    return Answer(found.pop())


def read_phone(text: str, _reading: Reading) -> Answer | None:
    """The one US number in the text, as E.164. One of another country is none."""
    found = {"".join(match.groups()) for match in _PHONE.finditer(text)}
    digits = sum(map(len, _DIGITS.findall(text)))
    if len(found) != 1 or digits > 11 or (digits == 11 and not _starts_with_1(text)):
        return None
    return Answer("+1" + found.pop())


def _starts_with_1(text: str) -> bool:
    first = _DIGITS.search(text)
    return first is not None and first.group().startswith("1")


def read_zip(text: str, reading: Reading) -> Answer | None:
    """The one ZIP in the text (ZIP+4 is cut), if there is such a ZIP."""
    spaced = _SPACED_ZIP.fullmatch(text.strip())
    if spaced:
        text = re.sub(r"\D", "", text)
    found = set(_ZIP.findall(text))
    if len(found) != 1:
        return None
    zip_code = found.pop()
    if not reading.lexicon.is_zip(zip_code) or _is_other(text, zip_code):
        return None
    return Answer(zip_code)


def _is_other(text: str, zip_code: str) -> bool:
    """ "not 60608", "$60608": digits that are no ZIP of theirs."""
    return bool(re.search(rf"\b(?:not|no es)\s+{zip_code}", fold(text)))
