"""A cell with a telephone number, as people, forms and spreadsheets write it.

    3125550142   (312) 555-0142   +1 312.555.0142   1-312-555-0142   3125550142.0   tel:+13125550142

What a number does not say is not made up: seven digits have no area code, 3.12555E+09 has lost its
last digits, an extension is behind somebody's switchboard, and two numbers are two.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from phonenumbers import PhoneNumber

from bot.imports.problems import Kind
from bot.people.numbers import Reach, read_sender

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]")
_PREFIX = re.compile(r"^(?:tel|phone|cell|mobile|cel|sms|whatsapp|urn:tel)\s*[:.]\s*", re.I)
_POINT_ZERO = re.compile(r"^(\+?\d+)\.0+$")
_POWER = re.compile(r"^[+-]?\d+(?:[.,]\d+)?\s*[eE]\s*\+?\d+$")
_EXTENSION = re.compile(
    r"[\s,;]*(?:\b(?:extension|extensi[oó]n|ext|extn|x|interno|int)|#|x)\s*[.:]?\s*\d{1,6}\s*$",
    re.I,
)
_ONE = re.compile(r"(?<!\d)\+?(?:1[ .\-/]*)?\(?\d{3}\)?[ .\-/]*\d{3}[ .\-/]*\d{4}(?!\d)")
_BETWEEN = re.compile(r"[\s,;/&|.:-]*")
_LOOKS = re.compile(r"^\+?[\d\s().\-/]{10,20}$")
# What nearly all cells are: nothing else has to be asked of them.
_USUAL = re.compile(r"\s*(?:\+?1[ .-]?)?\(?(\d{3})\)?[ .-]{0,2}(\d{3})[ .-]?(\d{4})\s*", re.ASCII)
# An exchange, the first six digits, is valid as a whole, except where one is shared between
# carriers by its next digit (Barbados). tests/imports/test_phones.py asks phonenumbers.
SPLIT_AREAS = ("246",)
_NOTE = re.compile(r"\s*\((?:cell|mobile|m|c|cel|celular|móvil|movil)\)\s*$", re.I)


@dataclass(frozen=True, slots=True)
class Phone:
    """What a cell gave: `e164`, with `reach`; or the `fault` that keeps it from being one.

    With an extension or two numbers both are there: the number is used if an organizer says so.
    """

    e164: str = ""
    reach: str = ""
    fault: Kind | None = None


def read_cell(text: str) -> Phone:
    """Read a cell. Empty cells give an empty Phone."""
    usual = _USUAL.fullmatch(text)
    if usual is not None:
        return _of_digits("".join(usual.groups()))
    plain = _INVISIBLE.sub("", text).strip().strip("'`").strip()
    if not plain:
        return Phone()
    plain = _NOTE.sub("", _PREFIX.sub("", plain))
    whole = _POINT_ZERO.match(plain)
    plain = whole.group(1) if whole else plain
    if _POWER.match(plain):
        return Phone(fault=Kind.POWER)
    extended = _EXTENSION.sub("", plain)
    if extended != plain and _ONE.fullmatch(extended.strip()):
        return _with_fault(_read(extended), Kind.EXTENSION)
    several = _several(plain)
    if len(several) > 1:
        return _with_fault(several[0], Kind.TWO_IN_CELL)
    return several[0] if several else _read(plain)


def looks_like_phone(text: str) -> bool:
    """Whether a cell is shaped like a number with its area code."""
    plain = _INVISIBLE.sub("", text).strip()
    digits = sum(char.isdigit() for char in plain)
    whole = _POINT_ZERO.match(plain)
    return bool(whole and len(whole.group(1)) >= 10) or (
        10 <= digits <= 15 and bool(_LOOKS.match(plain))
    )


def _several(text: str) -> list[Phone]:
    """The different numbers of a cell with more than one, or of one with something beside it."""
    found: list[Phone] = []
    rest = _ONE.sub("", text)
    if any(char.isdigit() for char in rest):
        return []
    for piece in _ONE.findall(text):
        one = _read(piece)
        if one.e164 not in [other.e164 for other in found]:
            found.append(one)
    return found if len(found) > 1 or _BETWEEN.fullmatch(rest) else []


def _with_fault(phone: Phone, fault: Kind) -> Phone:
    return Phone(phone.e164, phone.reach, fault) if phone.fault is None else phone


def _read(text: str) -> Phone:
    digits = re.sub(r"[\s().\-/\u2010-\u2015\u2212]", "", text)
    is_abroad = digits.startswith("+") and not digits.startswith("+1")
    if is_abroad or digits.startswith(("00", "011")):
        return Phone(fault=Kind.ABROAD)
    digits = digits.removeprefix("+")
    if not (digits.isascii() and digits.isdigit()):
        return Phone(fault=Kind.NOT_A_NUMBER)
    if len(digits) == 11 and digits.startswith("1"):
        digits = digits[1:]
    if len(digits) != 10:
        return Phone(fault=Kind.NO_AREA_CODE if len(digits) == 7 else Kind.DIGITS)
    return _of_digits(digits)


def _of_digits(digits: str) -> Phone:
    exchange = digits if digits.startswith(SPLIT_AREAS) else f"{digits[:6]}0142"
    reach = _reach(exchange)
    if reach is None:
        return Phone(fault=Kind.NO_SUCH_NUMBER)
    if reach == Reach.NO_REPLY:
        return Phone(fault=Kind.TAKES_NO_TEXTS)
    return Phone(f"+1{digits}", reach)


@lru_cache(maxsize=65536)
def _reach(digits: str) -> str | None:
    """Whether a number of ten digits may be answered; None where there is none such."""
    number = PhoneNumber(country_code=1, national_number=int(digits))
    if digits[0] in "01" or not phonenumbers.is_valid_number(number):
        return None
    return read_sender(f"+1{digits}").reach
