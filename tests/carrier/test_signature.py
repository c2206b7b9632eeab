"""The signature check, against Twilio's own validator and every trap that was measured."""

from __future__ import annotations

import string
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from twilio.request_validator import RequestValidator
from werkzeug.datastructures import MultiDict

from bot.carrier.signature import is_signed, sign

TOKEN = "1234567890abcdef1234567890abcdef"
URL = "https://clarion.example/twilio/sms"
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("signatures.yaml").read_text(encoding="utf-8")
)


def _form(pairs: list[list[str]]) -> MultiDict[str, str]:
    return MultiDict([(name, value) for name, value in pairs])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_signature_made_for_one_request_fits(case: dict[str, Any]) -> None:
    made = RequestValidator(TOKEN).compute_signature(
        case.get("signed_url", URL), _form(case.get("signed", [["Body", "hi"]]))
    )
    got = is_signed(
        [TOKEN],
        case.get("url", URL),
        _form(case.get("form", case.get("signed", [["Body", "hi"]]))),
        made,
    )
    assert got is case["fits"]


@pytest.mark.parametrize("signature", [None, "", " ", "é", "\ud800", "x" * 10_000, "AAAA=\n"])
def test_odd_signature_is_not_signed(signature: str | None) -> None:
    assert not is_signed([TOKEN], URL, MultiDict({"Body": "hi"}), signature)


def test_both_tokens_are_taken_during_a_rotation() -> None:
    old, new = "a" * 32, "b" * 32
    form = MultiDict({"Body": "hi"})
    for token in (old, new):
        assert is_signed((new, old), URL, form, sign(token, URL, form))
    assert not is_signed((new,), URL, form, sign(old, URL, form))
    assert not is_signed((), URL, form, sign(old, URL, form))


def test_signature_of_trimmed_values_does_not_fit() -> None:
    signature = sign(TOKEN, URL, MultiDict({"Body": " hi "}))
    assert not is_signed([TOKEN], URL, MultiDict({"Body": "hi"}), signature)


@given(
    st.lists(
        st.tuples(st.text(string.ascii_letters, min_size=1, max_size=4), st.text(max_size=8)),
        max_size=8,
    )
)
def test_signature_agrees_with_twilios_validator(pairs: list[tuple[str, str]]) -> None:
    form = MultiDict(pairs)
    theirs = RequestValidator(TOKEN).compute_signature(URL, form)
    assert sign(TOKEN, URL, form) == theirs
    assert is_signed([TOKEN], URL, form, theirs)


@given(st.text(), st.dictionaries(st.text(), st.text()), st.one_of(st.none(), st.text()))
def test_nothing_makes_the_check_raise(
    url: str, form: dict[str, str], signature: str | None
) -> None:
    assert is_signed([TOKEN], url, form, signature) in (True, False)
