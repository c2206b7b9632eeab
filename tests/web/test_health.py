"""Up, ready, and what was counted."""

from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pydantic import SecretStr

from bot.bootstrap import build
from bot.clarion import Clarion
from bot.config import Settings
from bot.web import create_app, meters
from bot.web.health import newest_revision
from tests.web.conftest import browser, form, send

TOKEN = "metrics-token"


def test_healthz_touches_nothing(settings: Settings) -> None:
    app = create_app(build(settings))  # neither PostgreSQL nor Redis exists here
    assert browser(app).get("/healthz").data == b"ok\n"


def test_ready_when_all_is_there(client: FlaskClient) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json == {
        "ready": True,
        "degraded": False,
        "parts": dict.fromkeys(("record", "migrations", "campaign", "wake_ups"), "ok"),
    }


def test_not_ready_without_postgresql(settings: Settings) -> None:
    away = SecretStr("postgresql://nobody@127.0.0.1:1/none")
    app = create_app(build(settings.model_copy(update={"database_url": away})))
    answer = browser(app).get("/readyz")
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["parts"]["record"] == "away"


def test_not_ready_before_migration(settings: Settings, database_url: str) -> None:
    empty = settings.model_copy(update={"database_url": SecretStr(database_url)})
    clarion = build(empty)
    answer = browser(create_app(clarion)).get("/readyz")
    clarion.record.dispose()
    assert answer.status_code == 503
    assert answer.json
    assert answer.json["parts"]["migrations"] == "at none"


def test_without_redis_it_is_ready_but_says_so(settings: Settings, record: str) -> None:
    clarion = build(settings.model_copy(update={"redis_url": SecretStr("redis://127.0.0.1:1/0")}))
    answer = browser(create_app(clarion)).get("/readyz")
    clarion.record.dispose()
    assert answer.status_code == 200
    assert answer.json
    assert answer.json["degraded"] is True
    assert "away" in answer.json["parts"]["wake_ups"]


def test_newest_revision_is_known() -> None:
    assert newest_revision()


def test_metrics_count_outcomes_and_name_nobody(client: FlaskClient) -> None:
    send(client, form(Body="secret words"))
    client.post("/twilio/sms", data=form())
    page = client.get("/metrics").text
    assert 'clarion_texts_total{outcome="answered"}' in page
    assert 'clarion_texts_total{outcome="refused"}' in page
    assert 'route="/twilio/sms"' in page
    for hidden in ("3125550142", "secret", "60608"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 403),
        ("127.0.0.1", {"X-Forwarded-For": "192.0.2.1"}, 403),
        ("192.0.2.1", {"Authorization": f"Bearer {TOKEN}"}, 200),
        ("192.0.2.1", {"Authorization": "Bearer wrong"}, 403),
        ("192.0.2.1", {"Authorization": "Bearer "}, 403),
        ("", {}, 403),
    ],
)
def test_metrics_are_for_loopback_or_the_token(
    settings: Settings, address: str, headers: dict[str, str], status: int
) -> None:
    app = create_app(build(settings.model_copy(update={"metrics_token": SecretStr(TOKEN)})))
    client = browser(app)
    client.environ_base["REMOTE_ADDR"] = address
    assert client.get("/metrics", headers=headers).status_code == status


def test_in_production_a_proxy_on_this_machine_opens_them_to_nobody(settings: Settings) -> None:
    """nginx says nothing of whom it asks for, unless it is told to."""
    for token, status in ((TOKEN, 200), ("", 403)):
        changed = {"environment": "production", "metrics_token": SecretStr(token)}
        client = browser(create_app(build(settings.model_copy(update=changed))))
        client.environ_base["REMOTE_ADDR"] = "127.0.0.1"
        assert client.get("/metrics").status_code == 403
        given = {"Authorization": f"Bearer {TOKEN}"}
        assert client.get("/metrics", headers=given).status_code == status


def test_counters_of_processes_that_are_gone_are_cleared(tmp_path: Path) -> None:
    folder = tmp_path / "metrics"
    folder.mkdir()
    gone, other = folder / "counter_999999999.db", folder / "counter_x.db"
    gone.touch()
    other.touch()
    with patch.dict("os.environ"):
        meters.prepare(tmp_path)
    assert not gone.exists()
    assert other.exists()


def test_hooks_carry_no_session_and_no_cookie(app: Flask, clarion: Clarion) -> None:
    machines = app.extensions["machines"]
    assert "security" not in machines.extensions
    assert "csrf" not in machines.extensions
    assert "babel" not in machines.extensions
    assert len(machines.before_request_funcs.get(None, [])) == 1
