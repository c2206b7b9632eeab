"""Senders and phone numbers, as carriers and people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import InputError
from bot.people.numbers import Reach, is_answered, read_phone, read_sender


@pytest.mark.parametrize(
    ("raw", "channel", "value", "reach"),
    [
        ("+13125550142", "sms", "+13125550142", Reach.UNKNOWN),
        (" +13125550142 ", "sms", "+13125550142", Reach.UNKNOWN),
        ("+15551234567", "sms", "+15551234567", Reach.UNKNOWN),  # not in the tables of today
        ("+17875550142", "sms", "+17875550142", Reach.UNKNOWN),
        ("72345", "sms", "72345", Reach.NO_REPLY),
        ("+18664735915", "sms", "+18664735915", Reach.NO_REPLY),
        ("+525512345678", "sms", "+525512345678", Reach.NO_REPLY),
        ("Amazon", "sms", "Amazon", Reach.NO_REPLY),
        ("", "sms", "", Reach.NO_REPLY),
        ("whatsapp:+13125550142", "whatsapp", "+13125550142", Reach.UNKNOWN),
        ("whatsapp:US.abc", "whatsapp", "US.abc", Reach.UNKNOWN),
    ],
)
def test_sender_is_read(raw: str, channel: str, value: str, reach: Reach) -> None:
    sender = read_sender(raw, channel)
    assert (sender.value, sender.reach) == (value, reach)


@given(st.text())
def test_no_sender_makes_it_raise(raw: str) -> None:
    assert len(read_sender(raw).value) <= 64


@pytest.mark.parametrize(
    "text", ["312 555 0142", "(312) 555-0142", "+1 312.555.0142", "3125550142"]
)
def test_phone_is_read_as_people_write_it(text: str) -> None:
    assert read_phone(text) == "+13125550142"


@pytest.mark.parametrize("text", ["", "555 0142", "911", "+52 55 1234 5678", "call me", "1" * 40])
def test_what_is_no_phone_here_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InputError, match="312 555 0142"):
        read_phone(text)


@pytest.mark.parametrize(
    ("number", "answered", "expected"),
    [
        ("+13125550142", {"US"}, True),
        ("+17875550142", {"US"}, False),  # Puerto Rico is a region of its own
        ("+17875550142", {"US", "PR"}, True),
        ("+18765550142", {"US", "PR", "CA"}, False),  # Jamaica
        ("+18095550142", {"US"}, False),
        ("+18095550142", {"US", "+1809"}, True),
        ("+13125550142", {"+1809"}, False),
        ("+15235550142", {"US"}, True),  # an area code younger than the tables
        ("525550142", {"US"}, True),  # a short code, or a name: its reach says
    ],
)
def test_only_numbers_of_named_places_are_answered(
    number: str, answered: set[str], expected: bool
) -> None:
    assert is_answered(number, answered) is expected
