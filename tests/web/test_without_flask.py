"""The two hooks in front of Flask answer as Flask's routes would, and leave it everything else."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound
from werkzeug.test import Client, TestResponse

from bot.carrier.signature import sign
from bot.web.twilio_hooks import find_hook
from tests.conftest import AUTH_TOKEN
from tests.web.conftest import PUBLIC_URL, form, new_sid

STATUS = {"MessageSid": "SM" + "a" * 32, "MessageStatus": "delivered"}
ASKED = [
    ("/twilio/sms", form(Body="MENU"), True),
    ("/twilio/sms", form(Body="MENU"), False),
    ("/twilio/sms", {"Body": "MENU"}, True),
    ("/twilio/status/7", STATUS, True),
    ("/twilio/status/7", STATUS, False),
    ("/twilio/status/7", {"MessageStatus": "delivered"}, True),
]


def _post(app: object, path: str, fields: dict[str, str], *, is_signed: bool) -> TestResponse:
    signature = sign(AUTH_TOKEN if is_signed else "another", PUBLIC_URL + path, fields)
    kind = "application/x-www-form-urlencoded; charset=utf-8"
    headers = {"X-Twilio-Signature": signature}
    return Client(app).post(path, data=urlencode(fields), content_type=kind, headers=headers)  # type: ignore[arg-type]  # a WSGI app


@pytest.mark.parametrize(("path", "fields", "is_signed"), ASKED)
def test_both_give_the_same_answer(
    app: Flask, path: str, fields: dict[str, str], is_signed: bool
) -> None:
    machines = app.extensions["machines"]
    in_front = _post(machines.wsgi_app, path, fields, is_signed=is_signed)
    by_flask = _post(machines.wsgi_app._flask, path, fields, is_signed=is_signed)
    assert (in_front.status, in_front.data) == (by_flask.status, by_flask.data)
    if in_front.data:
        assert dict(in_front.headers) == dict(by_flask.headers)
    assert set(in_front.headers.items()) <= set(by_flask.headers.items())


@pytest.mark.parametrize(
    "path",
    ["/twilio/sms", "/twilio/sms/", "/twilio/smsx", "/twilio/status/", "/twilio/status/7",
     "/twilio/status/007", "/twilio/status/-7", "/twilio/status/7/", "/twilio/status/x",
     f"/twilio/status/{2**63 - 1}", f"/twilio/status/{2**63}", "/twilio/voice", "/healthz"],
)  # fmt: skip
def test_a_path_is_what_it_is_to_flask(app: Flask, path: str) -> None:
    found = find_hook(path)
    if found is None:
        return
    adapter = app.extensions["machines"].url_map.bind("clarion.test")
    rule, numbers = adapter.match(path, method="POST", return_rule=True)
    assert (found.rule, dict(found.numbers)) == (rule.rule, dict(numbers))


@pytest.mark.parametrize("path", [f"/twilio/status/{2**63}", "/twilio/status/x", "/twilio/smsx"])
def test_what_flask_does_not_find_is_no_hook(app: Flask, path: str) -> None:
    assert find_hook(path) is None
    with pytest.raises(NotFound):
        app.extensions["machines"].url_map.bind("clarion.test").match(path, method="POST")


def test_an_error_that_nobody_foresaw_shows_nothing(
    app: Flask, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object) -> None:
        raise ValueError("secret words")

    monkeypatch.setattr("bot.web.twilio_hooks.is_signed", broken)
    answer = _post(app.wsgi_app, "/twilio/sms", form(Body=new_sid()), is_signed=True)
    assert (answer.status_code, answer.text) == (500, "Internal Server Error\n")
    logged = capfd.readouterr().err
    assert '"event": "hook_failed"' in logged
    assert '"status": 500' in logged
    assert "secret" not in logged
