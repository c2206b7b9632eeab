"""Twilio's hooks: what is refused, what is answered, and that nothing is ever lost or shown."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any
from unittest.mock import patch
from urllib.parse import urlencode

import psycopg
import pytest
import yaml
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from bot.carrier.signature import sign
from bot.clarion import Clarion
from bot.conversations import inbound, spool
from bot.errors import RecordAway
from bot.sending import statuses
from tests.conftest import AUTH_TOKEN
from tests.web.conftest import ANA, PUBLIC_URL, browser, form, new_sid, send

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "bad_texts.yaml").read_text(encoding="utf-8")
)
FORM = "application/x-www-form-urlencoded"


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_odd_and_hostile_texts(case: dict[str, Any], client: FlaskClient, record: str) -> None:
    answer = _post(client, case)
    expect = case["expect"]
    assert answer.status_code == expect["status"], answer.text
    assert stored(record) == expect["stored"]
    assert "Traceback" not in answer.text
    if "says" in expect:
        assert ("<Body>" in answer.text) is expect["says"], answer.text


def _post(client: FlaskClient, case: dict[str, Any]) -> TestResponse:
    fields = MultiDict(form(**{k: _grow(v) for k, v in case.get("fields", {}).items()}))
    path = case.get("signed_path", "/twilio/sms")
    signature = {
        "good": sign(AUTH_TOKEN, PUBLIC_URL + path, fields),
        "wrong": sign("another-token", PUBLIC_URL + path, fields),
        "none": None,
    }.get(case.get("signature", "good"), case.get("signature"))
    for name, value in case.get("after", {}).items():
        fields.setlist(name, [] if value is None else value if type(value) is list else [value])
    body = case.get("body", urlencode(list(fields.items(multi=True))))
    if body == "{many}":
        body = "&".join(f"a{i}=1" for i in range(9000))
    headers = {} if signature is None else {"X-Twilio-Signature": signature}
    return client.post(
        "/twilio/sms", data=body, content_type=case.get("content_type", FORM), headers=headers
    )


def _grow(value: str) -> str:
    """ "{1600}" stands for so many characters."""
    return "a" * int(value[1:-1]) if value[1:-1].isdigit() and value[0] == "{" else value


def stored(record: str, where: str = "kind = 'inbound'") -> int:
    with psycopg.connect(record) as connection:
        row = connection.execute(f"SELECT count(*) FROM message WHERE {where}").fetchone()  # type: ignore[arg-type]  # noqa: S608 - our own words
    assert row
    return int(row[0])


def test_text_is_answered_with_our_id_in_the_callback(client: FlaskClient) -> None:
    answer = send(client, form(Body="MENU"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/xml"
    assert f'statusCallback="{PUBLIC_URL}/twilio/status/' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize(("sender", "says"), [(ANA, "aqui"), (f"whatsapp:{ANA}", "aquí")])
def test_accents_fold_for_sms_and_stay_elsewhere(
    client: FlaskClient, sender: str, says: str
) -> None:
    assert (
        f"De {says} en adelante te escribimos en español."
        in send(client, form(From=sender, Body="español")).text
    )


def test_replay_gives_the_stored_answer_and_no_second_step(
    client: FlaskClient, record: str
) -> None:
    fields = form(Body="JOIN")
    first, again = send(client, fields), send(client, fields)
    assert again.status_code == 200
    assert again.text == first.text
    assert stored(record) == 1
    assert stored(record, "kind = 'reply'") == 1


def test_same_text_fifty_times_at_once_is_one_step(app: Flask, record: str) -> None:
    fields = form(Body="JOIN")
    answers: list[TestResponse] = []
    threads = [
        threading.Thread(target=lambda: answers.append(send(browser(app), fields)))
        for _ in range(50)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {answer.status_code for answer in answers} == {200}
    assert len({answer.text for answer in answers}) == 1
    assert stored(record) == 1
    assert stored(record, "kind = 'reply'") == 1


def test_query_string_is_part_of_the_signature(client: FlaskClient) -> None:
    assert send(client, form(), "/twilio/sms?line=2&a=%2B").status_code == 200
    signature = sign(AUTH_TOKEN, PUBLIC_URL + "/twilio/sms", (fields := form()))
    answer = client.post(
        "/twilio/sms?line=2", data=fields, headers={"X-Twilio-Signature": signature}
    )
    assert answer.status_code == 403


def test_host_header_does_not_matter(client: FlaskClient) -> None:
    client.environ_base["HTTP_HOST"] = "evil.example"
    assert send(client, form()).status_code == 200


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_other_methods_are_not_allowed(client: FlaskClient, method: str) -> None:
    answer = getattr(client, method)("/twilio/sms")
    assert answer.status_code == 405
    assert "POST" in answer.headers["Allow"]


def test_bad_signature_touches_neither_postgresql_nor_redis(app: Flask, clarion: Clarion) -> None:
    touched = AssertionError("touched")
    with (
        patch.object(type(clarion.record), "transaction", side_effect=touched),
        patch.object(type(clarion.record), "begin", side_effect=touched),
        patch.object(type(clarion.record), "session", side_effect=touched),
        patch("redis.connection.ConnectionPool.get_connection", side_effect=touched),
        patch("redis.connection.AbstractConnection.connect", side_effect=touched),
    ):
        answer = browser(app).post("/twilio/sms", data=form())
    assert answer.status_code == 403


def test_text_is_kept_on_disk_while_the_record_is_away(
    client: FlaskClient, clarion: Clarion, record: str
) -> None:
    with patch.object(inbound, "receive", side_effect=RecordAway("away")):
        answer = send(client, form(Body="JOIN"))
    assert answer.status_code == 200
    assert "<Body>" not in answer.text
    assert stored(record) == 0
    assert spool.is_waiting(clarion)
    assert inbound.replay_spool(clarion) == 1
    assert stored(record) == 1


def test_full_disk_answers_503_so_that_the_fallback_gets_the_text(client: FlaskClient) -> None:
    with (
        patch.object(inbound, "receive", side_effect=RecordAway("away")),
        patch.object(spool, "keep", side_effect=OSError(28, "No space left on device")),
    ):
        assert send(client, form()).status_code == 503


def test_unforeseen_error_keeps_the_text_and_shows_nothing(
    client: FlaskClient, clarion: Clarion, capfd: pytest.CaptureFixture[str]
) -> None:
    fields = form(Body="my name is Ana")
    with patch.object(inbound, "receive", side_effect=ValueError("my name is Ana")):
        answer = send(client, fields)
    assert answer.status_code == 200
    assert "Ana" not in answer.text
    assert spool.is_waiting(clarion)
    logged = capfd.readouterr().err
    assert "text_failed" in logged
    assert fields["MessageSid"] in logged
    assert "my name" not in logged
    assert "+1312" not in logged


def test_log_line_names_route_and_status_only(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    send(client, form(Body="secret words"), "/twilio/sms?token=hush")
    logged = capfd.readouterr().err
    assert '"route": "/twilio/sms"' in logged
    for hidden in ("secret", "hush", "3125550142", "60608"):
        assert hidden not in logged


def test_flood_of_forged_texts_does_not_flood_the_log(
    client: FlaskClient, capfd: pytest.CaptureFixture[str]
) -> None:
    for _ in range(50):
        client.post("/twilio/sms", data=form())
    lines = capfd.readouterr().err.count('"status": 403')
    assert 1 <= lines <= 3


def status(**changes: str) -> dict[str, str]:
    sid = new_sid()
    return {"MessageSid": sid, "SmsSid": sid, "MessageStatus": "delivered", **changes}


def test_status_callback_reaches_the_use_case(client: FlaskClient) -> None:
    with patch.object(statuses, "take") as take:
        answer = send(client, status(ErrorCode="30003"), "/twilio/status/7")
    assert (answer.status_code, answer.data) == (204, b"")
    assert take.call_args.args[1:] == (7, take.call_args.args[2], "delivered", 30003)


@pytest.mark.parametrize(
    ("error", "code"),
    [(RecordAway("away"), 503), (ValueError("a bug"), 204), (None, 204)],
    ids=["record away", "a bug", "fine"],
)
def test_status_callback_never_shows_an_error(
    client: FlaskClient, error: Exception | None, code: int
) -> None:
    with patch.object(statuses, "take", side_effect=error):
        assert send(client, status(), "/twilio/status/7").status_code == code


def test_status_of_an_unknown_message_is_taken_quietly(client: FlaskClient) -> None:
    assert send(client, status(), "/twilio/status/123456789").status_code == 204


def test_unknown_status_word_is_taken_quietly(client: FlaskClient) -> None:
    send(client, form())
    assert send(client, status(MessageStatus="teleported"), "/twilio/status/2").status_code == 204


def test_unsigned_status_is_refused(client: FlaskClient) -> None:
    assert client.post("/twilio/status/7", data=status()).status_code == 403


def test_id_larger_than_the_record_can_hold_is_not_found(client: FlaskClient) -> None:
    assert client.post(f"/twilio/status/{2**63}", data=status()).status_code == 404
