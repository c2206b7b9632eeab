"""Numbers as people and spreadsheets write them, and as nobody should guess them."""

from __future__ import annotations

import re

import phonenumbers
import pytest
from phonenumbers.phonemetadata import PhoneMetadata

from bot.imports.phones import SPLIT_AREAS, read_cell
from bot.imports.problems import Kind

_KINDS = ("general_desc", "fixed_line", "mobile", "toll_free", "premium_rate", "personal_number")


@pytest.mark.parametrize(
    "text",
    [
        "3125550142", "312-555-0142", "312.555.0142", "(312) 555-0142", "(312)555-0142",
        "1 312 555 0142", "+13125550142", "+1 (312) 555-0142", "1-312-555-0142", "312 555 0142 ",
        "3125550142.0", "13125550142.0", "'3125550142", "tel:+13125550142", "urn:tel:+13125550142",
        "312–555–0142", "312\u00a0555\u00a00142", "\u202a+13125550142\u202c",
        "312 555 0142 (cell)", "Cel: 312 555 0142", "312/555-0142", "3125550142;",
    ],
)  # fmt: skip
def test_one_number_in_many_hands(text: str) -> None:
    found = read_cell(text)
    assert (found.e164, found.fault) == ("+13125550142", None)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("3.12555E+09", Kind.POWER), ("3,12555E+09", Kind.POWER), ("3.12555e9", Kind.POWER),
        ("(312) 555-0142 x12", Kind.EXTENSION), ("312 555 0142 ext. 7", Kind.EXTENSION),
        ("312-555-0142 #4", Kind.EXTENSION), ("312 555 0142, extensión 9", Kind.EXTENSION),
        ("312 555 0142 / 312 555 0143", Kind.TWO_IN_CELL),
        ("3125550142 3125550143", Kind.TWO_IN_CELL),
        ("3125550142 or 6465550143", Kind.TWO_IN_CELL),
        ("+1 312-555-0142 ::: +1 312-555-0143", Kind.TWO_IN_CELL),
        ("555-0142", Kind.NO_AREA_CODE), ("312 555 014", Kind.DIGITS),
        ("312 555 01422", Kind.DIGITS), ("?3125550142", Kind.NOT_A_NUMBER),
        ("ask Ana", Kind.NOT_A_NUMBER), ("ana@example.org", Kind.NOT_A_NUMBER),
        ("800 555 0142", Kind.TAKES_NO_TEXTS), ("+52 55 1234 5678", Kind.ABROAD),
        ("011 52 55 1234 5678", Kind.ABROAD), ("111 555 0142", Kind.NO_SUCH_NUMBER),
        ("0000000000", Kind.NO_SUCH_NUMBER), ("312 055 0142", Kind.NO_SUCH_NUMBER),
    ],
)  # fmt: skip
def test_what_is_not_one_number_says_why(text: str, fault: Kind) -> None:
    assert read_cell(text).fault is fault


def test_the_same_number_twice_is_one() -> None:
    assert read_cell("312 555 0142 / (312) 555-0142").e164 == "+13125550142"


def test_an_exchange_is_valid_as_a_whole_but_where_it_is_split() -> None:
    """What phonenumbers knows of +1 ends in four digits of any kind, except in Barbados (246)."""
    split = set()
    for region in phonenumbers.region_codes_for_country_code(1):
        metadata = PhoneMetadata.metadata_for_region(region)
        patterns = [getattr(metadata, kind).national_number_pattern for kind in _KINDS
                    if getattr(metadata, kind)]  # fmt: skip
        if any(one and not re.search(r"\\d\{[4-9]\}\)?$", one) for one in patterns):
            split.add(region)
    assert split == {"BB"}
    assert SPLIT_AREAS == ("246",)
