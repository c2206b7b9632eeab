"""Twilio's forms, well-formed and odd."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from bot.carrier.forms import parse_inbound, parse_status, read_fields
from bot.errors import InputError

SID = "SM" + "0" * 32
CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("forms.yaml").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_form_is_read_as(case: dict[str, Any]) -> None:
    form = parse_inbound(MultiDict({"MessageSid": SID, **case["form"]}))
    for name, value in case["is"].items():
        got = getattr(form, name)
        assert (list(got) if isinstance(value, list) else got) == value


@pytest.mark.parametrize(
    "sid",
    ["", "SM1", "XX" + "0" * 32, SID + "0", SID + "\n", "SM" + "g" * 32, "SM" + "\u0660" * 32],
)
def test_form_without_a_well_formed_sid_is_refused(sid: str) -> None:
    for parse in (parse_inbound, parse_status):
        with pytest.raises(InputError, match="MessageSid"):
            parse({"MessageSid": sid, "Body": "hi"})


def test_status_is_read_with_its_error() -> None:
    form = parse_status({"MessageSid": SID, "MessageStatus": "Undelivered", "ErrorCode": "30003"})
    assert (form.status, form.error_code) == ("undelivered", 30003)


def test_status_that_nobody_knows_is_kept() -> None:
    form = parse_status({"MessageSid": SID, "MessageStatus": "beamed", "ErrorCode": "no"})
    assert (form.status, form.error_code) == ("beamed", None)


@given(st.dictionaries(st.sampled_from(["From", "To", "Body", "NumMedia", "NumSegments",
                                        "OptOutType", "MediaUrl0"]), st.text()))  # fmt: skip
def test_no_value_makes_a_form_fail(values: dict[str, str]) -> None:
    form = parse_inbound({"MessageSid": SID, **values})
    assert "\x00" not in form.body + form.sender + form.recipient
    assert form.parts >= 1


@given(st.text("ab=&%+;1Cfé\u0660 🌽") | st.text())
def test_fields_are_read_as_the_standard_library_reads_them(posted: str) -> None:
    body = posted.encode("utf-8", "replace").decode()
    usual = parse_qsl(body, keep_blank_values=True, errors="werkzeug.url_quote")
    assert read_fields(body.encode()) == usual


def test_escaped_bytes_that_are_no_text_stay_as_they_were_written() -> None:
    assert read_fields(b"Body=caf%E9+con+leche&To=") == [("Body", "caf%E9 con leche"), ("To", "")]


def test_bytes_that_are_no_text_are_no_form() -> None:
    with pytest.raises(UnicodeDecodeError):
        read_fields(b"Body=caf\xe9")
