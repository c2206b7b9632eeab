"""What answers a webhook is well-formed XML that says exactly the text, whatever the text."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st
from twilio.twiml.messaging_response import MessagingResponse

from bot.carrier.twiml import EMPTY, answer


def _read(xml: str) -> ET.Element:
    return ET.fromstring(xml.encode())  # noqa: S314  # our own answer, not a stranger's


def test_silence_is_an_empty_response() -> None:
    assert answer(None) == answer("") == EMPTY
    assert len(_read(EMPTY)) == 0


def test_answer_carries_text_picture_and_callback() -> None:
    xml = answer("Hi & <bye>", ["https://a.example/x?a=1&b=2"], "https://c.example/7?a=1&b=2")
    message = _read(xml)[0]
    assert message.get("statusCallback") == "https://c.example/7?a=1&b=2"
    assert [(part.tag, part.text) for part in message] == [
        ("Body", "Hi & <bye>"),
        ("Media", "https://a.example/x?a=1&b=2"),
    ]


def test_answer_says_what_the_librarys_builder_says() -> None:
    response = MessagingResponse()
    response.message(status_callback="https://c.example/7").body('¡Únete! <3 & "más"')
    ours = answer('¡Únete! <3 & "más"', status_callback="https://c.example/7")
    assert ET.canonicalize(ours) == ET.canonicalize(str(response))


@pytest.mark.parametrize("hostile", ["\x00", "a\x0bb", "\ud800", "\uffff", "]]>", "<!--", "\r\n"])
def test_hostile_text_stays_well_formed(hostile: str) -> None:
    _read(answer(f"x{hostile}y", [f"https://a.example/{hostile}"], f'https://c.example/"{hostile}'))


@given(st.text(min_size=1))
def test_any_text_comes_out_as_it_went_in(text: str) -> None:
    body = _read(answer(f"x{text}"))[0][0].text
    writable = "".join(
        c for c in text if c in "\t\n\r" or (ord(c) >= 32 and c not in "\ufffe\uffff")
    )
    assert body == f"x{writable}"
