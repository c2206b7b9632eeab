"""Whatever is posted to whichever form, and whatever is texted: never a 500, never a traceback.

`make fuzz` tries ten thousand, other ones each time; a run of all tests some hundreds, always the
same. Forms are found by walking the routes (tests/web/forms.py).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import hypothesis
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs
from werkzeug.datastructures import MultiDict
from werkzeug.routing import IntegerConverter

from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.config import Settings
from bot.organizers import organizers
from bot.organizers.rights import Role
from bot.web import create_app
from bot.web.sign_in import one_time_link
from tests.conftest import AUTH_TOKEN, ROOT
from tests.factories import make_clarion
from tests.web import stage
from tests.web.conftest import (
    LIBRARY_CHOICES,
    OLGA,
    PUBLIC_URL,
    browser,
    csrf_token,
    follow,
    form,
)
from tests.web.forms import Form, all_forms, built_path

IS_LONG = hypothesis.settings.get_current_profile_name() == "fuzz"
FORMS, TEXTS = (8_000, 1_000) if IS_LONG else (150, 120)
# Function-scoped: all examples share one record, as all who post share one.
OURS = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large]

ODD: list[str] = yaml.safe_load(Path(__file__).with_name("odd_values.yaml").read_text("utf-8"))
ODD += ["a" * 3_000, "é" * 500]
_PARTS = {IntegerConverter: [1, 2, 3, 0, 2**31, 2**63 - 1, 2**63, 10**30]}
_WORDS = ["approve", "undo", "x", "1"]
words = st.one_of(st.sampled_from(ODD), st.text(max_size=60))


@pytest.fixture
def clarion(settings: Settings, record: str, redis_url: str) -> Iterator[Clarion]:
    made = make_clarion(settings, ROOT / "flows")
    yield made
    made.record.dispose()


class Poster:
    """An admin who posts whatever it is, and signs in again where that ended the session."""

    def __init__(self, clarion: Clarion) -> None:
        self.clarion = clarion
        self.volunteer = stage.furnish(clarion)
        self.app: Flask = create_app(clarion)
        self.client = self._sign_in()
        self.forms = all_forms(self.app, self.client)

    def _sign_in(self) -> FlaskClient:
        client = browser(self.app)
        organizers.ensure(self.clarion.record, OLGA, Role.ADMIN)
        follow(client, one_time_link(self.clarion.settings, OLGA, forget_second_factor=True))
        self.token = csrf_token(client.get("/console/account/").text)
        return client

    def post(self, form: Form, path: str, pairs: list[tuple[str, str]]) -> int:
        """Post a form; the status."""
        client = self.client if form.app is self.app else browser(self.app)
        data = MultiDict([*pairs, ("csrf_token", self.token)])
        headers = {"X-CSRFToken": self.token, "Referer": f"{PUBLIC_URL}/console/"}
        answer = client.post(path, data=data, headers=headers)
        assert answer.status_code < 500, (path, pairs, answer.text)
        assert "Traceback" not in answer.text, (path, pairs)
        is_out = answer.status_code == 400 or "/sign-in" in answer.headers.get("Location", "")
        if is_out and self.client.get("/console/account/").status_code != 200:
            self.client = self._sign_in()
        return answer.status_code


def _path(form: Form, draw: Any, volunteer: str) -> str:
    """An address of this route: one that a page names, or one with made-up parts."""
    if form.rule.endpoint == "volunteers.act" and draw(st.booleans()):
        return volunteer
    if form.paths and draw(st.integers(0, 3)):
        return draw(st.sampled_from(sorted(form.paths)))
    parts = {
        name: draw(st.sampled_from(_PARTS.get(type(converter), _WORDS)))
        if not hasattr(converter, "items")
        else draw(st.sampled_from(sorted(converter.items)))
        for name, converter in form.rule._converters.items()
    }
    return built_path(form.rule, parts)


def _pairs(form: Form, draw: Any) -> list[tuple[str, str]]:
    """Fields: mostly of the form, mostly with what it knows, some twice, some of nobody."""
    names = st.sampled_from(sorted(form.names)) if form.names else st.nothing()
    values = st.sampled_from(sorted(form.values)) if form.values else st.nothing()
    every = draw(st.booleans())
    known = [(name, draw(values | words)) for name in sorted(form.names)] if every else []
    more = draw(st.lists(st.tuples(names | words, values | words), max_size=6))
    return known + more


@LIBRARY_CHOICES
@pytest.mark.timeout(1800)
def test_no_form_fails_whatever_is_posted(clarion: Clarion) -> None:
    poster = Poster(clarion)
    assert len(poster.forms) > 40
    seen: set[int] = set()

    @settings(max_examples=FORMS, suppress_health_check=OURS)
    @given(st.data())
    def try_one(data: st.DataObject) -> None:
        tried = data.draw(st.sampled_from(poster.forms), "form")
        path = _path(tried, data.draw, poster.volunteer)
        seen.add(poster.post(tried, path, _pairs(tried, data.draw)))

    try_one()
    assert {200, 302, 400} <= seen, "what is posted is refused before anybody reads it"


@settings(max_examples=TEXTS, suppress_health_check=OURS)
@given(body=words, changes=st.dictionaries(st.sampled_from(sorted(form())), words, max_size=4),
       more=st.dictionaries(words, words, max_size=3), sender=st.integers(0, 3))  # fmt: skip
def test_no_signed_text_fails(
    hooks: FlaskClient, body: str, changes: dict[str, str], more: dict[str, str], sender: int
) -> None:
    changes.pop("AccountSid", None)
    fields = {**form(Body=body, From=f"+1312555014{sender}"), **changes, **more}
    with capture_logs() as logged:
        answer = _signed(hooks, "/twilio/sms", fields)
    assert answer.status_code in (200, 403, 413, 503), answer.text
    assert [line for line in logged if line["log_level"] in ("error", "critical")] == []


@settings(max_examples=TEXTS, suppress_health_check=OURS)
@given(fields=st.dictionaries(
    st.sampled_from(("MessageSid", "SmsSid", "MessageStatus", "SmsStatus", "ErrorCode")) | words,
    words | st.sampled_from(("delivered", "failed", "sent", "30003", "SM" + "0" * 32)),
    max_size=6), number=st.sampled_from((1, 2, 3, 10**6, 2**63 - 1)))  # fmt: skip
def test_no_signed_status_fails(hooks: FlaskClient, fields: dict[str, str], number: int) -> None:
    with capture_logs() as logged:
        answer = _signed(hooks, f"/twilio/status/{number}", fields)
    assert answer.status_code in (204, 403), answer.text
    assert [line for line in logged if line["log_level"] in ("error", "critical")] == []


_CALL = {
    "AccountSid": "AC" + "1".zfill(32), "CallSid": "CA" + "1" * 32,
    "From": "+13125550142", "To": "+12025550100", "CallStatus": "in-progress",
}  # fmt: skip
_VOICE = ("", "/keys", "/message", "/line/1", "/line/3", "/status")


@settings(max_examples=TEXTS, suppress_health_check=OURS)
@given(path=st.sampled_from(_VOICE), fields=st.dictionaries(
    st.sampled_from(("CallSid", "From", "To", "CallStatus", "Digits", "SpeechResult", "Direction",
                     "DialCallStatus", "DialCallDuration", "CallDuration")) | words,
    words | st.sampled_from(("1", "2", "3", "4", "9", "142", "completed", "busy", "-1", "stop",
                             "anonymous", "CA" + "2" * 32, "999999999999", "outbound-api")),
    max_size=6))  # fmt: skip
def test_no_signed_call_fails(hooks: FlaskClient, path: str, fields: dict[str, str]) -> None:
    with capture_logs() as logged:
        answer = _signed(hooks, f"/twilio/voice{path}", _CALL | fields)
    assert answer.status_code in (200, 204, 403), answer.text
    assert [line for line in logged if line["log_level"] in ("error", "critical")] == []


@settings(max_examples=TEXTS, suppress_health_check=OURS)
@given(body=st.binary(max_size=300), kind=words, signature=words,
       path=st.sampled_from(("/twilio/sms", "/twilio/status/1", "/twilio/voice",
                             "/twilio/voice/keys", "/twilio/voice/status")))  # fmt: skip
def test_nothing_unsigned_is_taken(
    hooks: FlaskClient, body: bytes, kind: str, signature: str, path: str
) -> None:
    headers = {"X-Twilio-Signature": signature.encode("utf-8").decode("latin-1")}
    headers = {k: v.replace("\r", "").replace("\n", "") for k, v in headers.items()}
    kind = kind.encode("utf-8").decode("latin-1").replace("\r", "").replace("\n", "")
    answer = hooks.post(path, data=body, content_type=kind, headers=headers)
    assert answer.status_code in (403, 413), answer.text


@pytest.fixture
def hooks(clarion: Clarion) -> FlaskClient:
    return browser(create_app(clarion))


def _signed(client: FlaskClient, path: str, fields: dict[str, str]) -> Any:
    signature = sign(AUTH_TOKEN, PUBLIC_URL + path, MultiDict(fields))
    return client.post(
        path, data=urlencode(fields), content_type="application/x-www-form-urlencoded",
        headers={"X-Twilio-Signature": signature},
    )  # fmt: skip
